import { readFile, rename, writeFile } from 'node:fs/promises'
import { UsageError } from './exit.ts'

/** The worlds in a file, as text; undefined where there is no such file yet. */
export async function stateIn(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new UsageError(`Failed to read the state in ${file}: ${codeOf(error)}. Name a file that can be read and written, or one that is not there yet.`)
  }
}

/** Puts a document into a file at once: whoever reads it sees all of the old one or all of the new one. Only its owner may read it. */
export async function saveAt(file: string, what: 'state' | 'capsule', text: string): Promise<void> {
  const aside = `${file}.${process.pid}.tmp`
  try {
    await writeFile(aside, text, { mode: 0o600 })
    await rename(aside, file)
  } catch (error) {
    throw new UsageError(`Failed to save the ${what} to ${file}: ${codeOf(error)}. The folder has to be there, and open for writing.`)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
