import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pc from 'picocolors'
import { run } from './program.ts'

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A folder of its own in which commands are given, as a person would. */
export interface Desk {
  readonly folder: string
  readonly write: (name: string, text: string) => void
  readonly clusterproof: (...argv: readonly string[]) => Promise<Said>
  readonly clear: () => void
}

export function desk(env: Readonly<Record<string, string>> = {}): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'clusterproof-'))
  const colours = pc.createColors(false)
  return {
    folder,
    write: (name, text) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    },
    clusterproof: async (...argv) => {
      const said = { out: '', err: '' }
      const out = (text: string) => void (said.out += text)
      const err = (text: string) => void (said.err += text)
      const code = await run(argv, { out, err, live: false, columns: 80, colours, errColours: colours, env: { HOME: '/nowhere', ...env }, cwd: folder })
      return { code, ...said }
    },
    clear: () => rmSync(folder, { recursive: true }),
  }
}
