import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fdatasyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { entriesOf, recordIn } from '../conformance/ledger-records.ts'
import { isObject } from '../specs/json.ts'
import type { CleanupFinished } from '../conformance/events.ts'
import type { Entry, LedgerJournal, LedgerRecord } from '../conformance/ledger.ts'
import type { Json } from '../specs/json.ts'
import { UsageError } from './exit.ts'
import { headerIn, type LedgerHeader } from './ledger-header.ts'
import { locked } from './ledger-lock.ts'

/** The folder in which ledgers are kept unless another place is asked for. */
const folder = '.clusterproof'

/** A ledger on disk that is being written. */
export interface LedgerFile {
  readonly path: string
  readonly journal: LedgerJournal
  /** Notes what has become of everything, gives the file back, and leaves it where it is. */
  readonly close: (cleanup: CleanupFinished | undefined) => void
}

/** A ledger on disk as it was found. */
export interface WrittenLedger {
  readonly header: LedgerHeader
  readonly entries: readonly Entry[]
  /** True where a clean-up found that nothing was left. */
  readonly closed: boolean
}

/** Six characters `[a-z0-9]`, other ones for each run. */
export function newRunId(): string {
  return BigInt(`0x${randomBytes(8).toString('hex')}`)
    .toString(36)
    .padStart(6, '0')
    .slice(-6)
}

/** Begins the ledger of a run. Nothing may be sent before. Throws a UsageError where it cannot be written or is there already. */
export function beginLedger(asked: string | undefined, header: Omit<LedgerHeader, 'pid' | 'host' | 'at'>, cwd = process.cwd()): LedgerFile {
  const path = asked ?? join(folder, `ledger-${header.run}.jsonl`)
  const file = resolve(cwd, path)
  return opening(path, () => {
    if (asked === undefined) ownFolder(dirname(file))
    if (existsSync(file))
      throw new UsageError(`Failed to begin the ledger ${path}: it is there already. Name another file, or see \`clusterproof sweep ${path}\`.`)
    const unlock = locked(file)
    const handle = openSync(file, 'ax', 0o600)
    const whole: LedgerHeader = { ...header, at: new Date().toISOString(), pid: process.pid, host: hostname() }
    append(handle, whole)
    return writing({ path, handle, unlock })
  })
}

/** Goes on with a ledger that is there, e.g. to sweep what it tells of. */
export function continueLedger(path: string, cwd = process.cwd()): LedgerFile {
  const file = resolve(cwd, path)
  return opening(path, () => {
    const unlock = locked(file)
    const handle = openSync(file, 'a')
    // Where the process was killed while it wrote, its last line has no end.
    if (!readFileSync(file, 'utf8').endsWith('\n')) writeSync(handle, '\n')
    append(handle, { record: 'resumed', at: new Date().toISOString(), pid: process.pid, host: hostname() })
    return writing({ path, handle, unlock })
  })
}

/** Reads a ledger. A line that a kill cut off is no record: what it would have announced was not sent. Throws a UsageError where it is none. */
export function readLedger(path: string, cwd = process.cwd()): WrittenLedger {
  const lines = opening(path, () => readFileSync(resolve(cwd, path), 'utf8'), 'Name the file that `clusterproof check` has named when it began.').split('\n')
  const header = headerIn(parsed(lines[0] ?? ''))
  if (header === undefined)
    throw new UsageError(`Failed to read the ledger ${path}: its first line is not the header of one. Name a file that \`clusterproof check\` has written.`)
  const rest = lines.slice(1).map(parsed)
  const odd = rest.findIndex((json, index) => json === undefined && !isCutOff(rest.slice(index + 1), lines[index + 1]))
  if (odd >= 0) throw new UsageError(`Failed to read the ledger ${path}: line ${odd + 2} is no record. Look by hand for what the lines around it name.`)
  const last = rest.findLast((json) => json !== undefined)
  return { header, entries: entriesOf(rest.flatMap((json) => recordIn(json) ?? [])), closed: isObject(last) && last['record'] === 'closed' }
}

/** A kill may cut off the last line of a process; whoever goes on with the ledger says so first. */
function isCutOff(following: readonly (Json | undefined)[], line: string | undefined): boolean {
  const [next] = following
  return line === '' || following.length === 0 || (isObject(next) && next['record'] === 'resumed')
}

function writing({ path, handle, unlock }: { readonly path: string; readonly handle: number; readonly unlock: () => void }): LedgerFile {
  return {
    path,
    journal: { write: (record: LedgerRecord) => append(handle, { ...record, at: new Date().toISOString() }) },
    close: (cleanup) => {
      try {
        if (cleanup?.left.length === 0) {
          const { created, deleted, handedOver } = cleanup
          append(handle, { record: 'closed', created, deleted, handedOver })
        }
      } finally {
        closeSync(handle)
        unlock()
      }
    },
  }
}

/** In one piece, and on the disk when it returns. */
function append(handle: number, record: object): void {
  const bytes = Buffer.from(`${JSON.stringify(record)}\n`)
  for (let from = 0; from < bytes.length;) from += writeSync(handle, bytes, from)
  fdatasyncSync(handle)
}

/** Ledgers name other people's tenants: nobody shall commit them by mistake. */
function ownFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const ignore = join(path, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
}

function parsed(line: string): Json | undefined {
  try {
    const json: Json = JSON.parse(line)
    return json
  } catch {
    return undefined
  }
}

function opening<T>(path: string, act: () => T, instead = 'Name a file in a folder that can be written to.'): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof UsageError) throw error
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`Failed to open the ledger ${path}: the system says ${found}. ${instead}`, { cause: error })
  }
}
