import { closeSync, createReadStream, fchmodSync, fstatSync, openSync, writeSync } from 'node:fs'
import { createGunzip, gzipSync } from 'node:zlib'
import type { EvidenceRecord } from '../conformance/evidence.ts'
import { UsageError } from './exit.ts'

/** Writes evidence while it comes about, so that what a killed run has seen is there. */
export interface EvidenceFile {
  readonly record: (record: EvidenceRecord) => void
  /** Writes what is still held back. What went wrong meanwhile, if anything did. */
  readonly close: () => string | undefined
  /** Placeholders of the secrets that would have stood in it. There should be none: what is recorded is redacted before. */
  readonly stood: () => readonly string[]
}

/** A text as it may be written down, and the secrets that stood in it. */
export type Guard = (text: string) => { readonly text: string; readonly found: readonly string[] }

const unguarded: Guard = (text) => ({ text, found: [] })

/** Characters that are compressed together. */
const batch = 256 * 1024

/**
 * Opens a file for evidence, one JSON record a line, readable by its owner alone; compressed where its name ends in `.gz`. Done before
 * anything is sent, so that a bad name costs nothing. What cannot be written later does not disturb the run.
 *
 * @throws UsageError where the file cannot be written
 */
export function evidenceTo(path: string, guard: Guard = unguarded): EvidenceFile {
  const file = opened(path)
  const zipped = path.endsWith('.gz')
  const state: { waiting: string; trouble: string | undefined } = { waiting: '', trouble: undefined }
  const stood = new Set<string>()
  const flush = () => {
    if (state.waiting === '' || state.trouble !== undefined) return
    // Members of gzip may follow one another (RFC 1952 section 2.2): each of them is whole when it is written.
    state.trouble = failureOf(() => writeWhole(file, zipped ? gzipSync(state.waiting) : Buffer.from(state.waiting)))
    state.waiting = ''
  }
  return {
    record: (record) => {
      const { text, found } = guard(JSON.stringify(record))
      for (const name of found) stood.add(name)
      state.waiting += `${text}\n`
      if (!zipped || state.waiting.length >= batch || record.kind === 'began') flush()
    },
    close: () => {
      flush()
      state.trouble ??= failureOf(() => closeSync(file))
      return state.trouble
    },
    stood: () => [...stood],
  }
}

function opened(path: string): number {
  try {
    const file = openSync(path, 'w', 0o600)
    // What was there before keeps its mode otherwise; a device is nobody's to change.
    if (fstatSync(file).isFile()) fchmodSync(file, 0o600)
    return file
  } catch (error) {
    throw new UsageError(`Failed to write evidence to "${path}": the system says ${codeOf(error)}. Name a file in a folder that can be written to.`, {
      cause: error,
    })
  }
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from)
}

/** The lines of a file of evidence. `cut` where the last one has no end, or what is compressed breaks off. */
export async function* linesOf(path: string): AsyncGenerator<{ readonly text: string; readonly cut: boolean }, void, undefined> {
  const bytes = createReadStream(path)
  const stream = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes
  bytes.on('error', (error) => stream.destroy(error))
  let rest = ''
  try {
    for await (const chunk of stream.setEncoding('utf8')) {
      const lines = `${rest}${String(chunk)}`.split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) yield { text, cut: false }
    }
  } catch (error) {
    if (codeOf(error) !== 'Z_BUF_ERROR') throw unreadable(path, error)
    yield { text: rest, cut: true }
    return
  }
  if (rest !== '') yield { text: rest, cut: true }
}

function unreadable(path: string, error: unknown): UsageError {
  const found = codeOf(error)
  const what = found === 'ENOENT' ? 'there is no such file' : found === 'EISDIR' ? 'it is a folder' : found.startsWith('Z_') ? 'it is not compressed' : found
  return new UsageError(`Failed to read evidence from "${path}": ${what}. Name a file that \`check --record\` has written.`, { cause: error })
}

function failureOf(act: () => void): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return `the system says ${codeOf(error)}`
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
