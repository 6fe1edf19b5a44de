import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LintFinding } from './finding.ts'

/** Largest file that is read, in bytes. The largest OpenAPI document met so far has 1.7 MB. */
const largest = 8 * 1024 * 1024

const names = { openapi: 'openapi.yaml', behaviour: 'behaviour.yaml' } as const

/** One file, as it was read. */
export interface RawFile {
  /** The folder as it was given, joined with the file's name. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** The two files of a provider's folder. */
export interface RawFolder {
  readonly kind: 'read'
  readonly openapi: RawFile
  readonly behaviour: RawFile
  /** SHA-256 over the bytes of openapi.yaml, then behaviour.yaml, hex. */
  readonly hash: string
}

export interface Unreadable {
  readonly kind: 'unreadable'
  readonly findings: readonly LintFinding[]
}

/** Reads both files of a folder. Never throws on what it finds there. */
export async function readFolder(folder: string): Promise<RawFolder | Unreadable> {
  if (!(await isFolder(folder))) {
    const message = `There is no folder '${folder}'. Name a folder that holds ${names.openapi} and ${names.behaviour}.`
    return { kind: 'unreadable', findings: [wholeFile(folder, 'folder-missing', message)] }
  }
  const [openapi, behaviour] = await Promise.all([readOne(folder, names.openapi), readOne(folder, names.behaviour)])
  if ('message' in openapi) return { kind: 'unreadable', findings: 'message' in behaviour ? [openapi, behaviour] : [openapi] }
  if ('message' in behaviour) return { kind: 'unreadable', findings: [behaviour] }
  const hash = createHash('sha256').update(openapi.bytes).update(behaviour.bytes).digest('hex')
  return { kind: 'read', openapi, behaviour, hash }
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function readOne(folder: string, name: string): Promise<RawFile | LintFinding> {
  const file = join(folder, name)
  const found = await stat(file).catch(() => undefined)
  if (found === undefined || !found.isFile()) return wholeFile(file, 'file-missing', `There is no file ${name} in '${folder}'. Write one of exactly this name.`)
  if (found.size > largest)
    return wholeFile(file, 'file-too-large', `The file has ${found.size} bytes. At most ${largest} are read: leave out what is not needed.`)
  try {
    return { file, bytes: await readFile(file) }
  } catch (error) {
    return wholeFile(file, 'file-unreadable', `The file cannot be read: ${error instanceof Error ? error.message : String(error)}. Allow it.`)
  }
}

/** An error that concerns a file as a whole. */
export function wholeFile(file: string, rule: string, message: string): LintFinding {
  return { file, line: 1, column: 1, severity: 'error', rule, message }
}
