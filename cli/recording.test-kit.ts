import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pc from 'picocolors'
import { run } from './program.ts'
import type { Terminal } from './terminal.ts'

export interface Printed {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs one command line in this process, and keeps what it prints. */
export async function printed(...argv: readonly string[]): Promise<Printed> {
  const written = { out: '', err: '' }
  const colours = pc.createColors(false)
  const terminal: Terminal = {
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    live: false,
    columns: 80,
    colours,
    errColours: colours,
    env: {},
  }
  return { code: await run(argv, terminal), ...written }
}

/** A folder for one test file, and the way to be rid of it. */
export async function scratchFolder(): Promise<{ readonly at: (name: string) => string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'clusterproof-'))
  return { at: (name) => join(folder, name), remove: () => rm(folder, { recursive: true, force: true }) }
}
