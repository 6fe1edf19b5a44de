import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { isObject } from '../specs/json.ts'
import type { Json } from '../specs/json.ts'
import { UsageError } from './exit.ts'

/**
 * Takes the right to write a ledger, for this process alone; what it returns gives it back. A lock whose process is no more is taken
 * over. Throws a UsageError where somebody else has it.
 */
export function locked(ledger: string): () => void {
  const lock = `${ledger}.lock`
  const own = JSON.stringify({ pid: process.pid, host: hostname() })
  if (!written(lock, own)) {
    const holder = read(lock)
    if (!isAbandoned(holder)) throw inUse(ledger, lock, holder)
    setAside(lock, holder)
    if (!written(lock, own)) throw inUse(ledger, lock, read(lock))
  }
  return () => {
    if (read(lock) === own) rmSync(lock, { force: true })
  }
}

function written(lock: string, text: string): boolean {
  let file: number
  try {
    file = openSync(lock, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  try {
    writeSync(file, text)
  } finally {
    closeSync(file)
  }
  return true
}

/** Whoever else takes the same lock over has put a new one in its place meanwhile: that one must stay. */
function setAside(lock: string, holder: string): void {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  if (read(aside) !== holder) renameSync(aside, lock)
  else rmSync(aside, { force: true })
}

function read(lock: string): string {
  try {
    return readFileSync(lock, 'utf8')
  } catch {
    return ''
  }
}

/** True where the process that holds the lock ran on this machine and does no more. */
function isAbandoned(holder: string): boolean {
  const { pid, host } = holderOf(holder)
  if (pid === undefined || host !== hostname()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

function holderOf(holder: string): { readonly pid?: number; readonly host?: string } {
  try {
    const json: Json = JSON.parse(holder)
    if (!isObject(json)) return {}
    const { pid, host } = json
    return { ...(typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 && { pid }), ...(typeof host === 'string' && { host }) }
  } catch {
    return {}
  }
}

function inUse(ledger: string, lock: string, holder: string): UsageError {
  const { pid, host } = holderOf(holder)
  const who = pid === undefined ? 'somebody' : `process ${pid} on ${host ?? 'some machine'}`
  return new UsageError(`Failed to open the ledger ${ledger}: ${who} is writing it. Wait until that has ended; if it has, remove ${lock}.`)
}
