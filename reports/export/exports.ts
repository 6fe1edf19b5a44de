import type { Printed } from '../evidence.ts'
import type { Program } from './program.ts'

export interface Found {
  /** The exchanges that the steps were made from, in their order. */
  readonly exchanges: readonly Printed[]
  readonly suite: string
  readonly at: string
}

export interface ExportFormat {
  /** Ending of the file's name. */
  readonly ending: string
  readonly title: string
  /** Same program, same bytes. */
  readonly write: (program: Program, found: Found) => Promise<string>
}

/** What a finding can become, by the names that people give on the command line. */
export const exportFormats = {
  curl: { ending: '.sh', title: 'a script for bash, curl and jq', write: async (program) => (await import('./curl.ts')).curlScript(program) },
  hurl: { ending: '.hurl', title: 'a Hurl file', write: async (program) => (await import('./hurl.ts')).hurlFile(program) },
  har: { ending: '.har', title: 'the requests as HAR, with variables', write: async (program, found) => (await import('./har.ts')).harFile(program, found) },
  vitest: { ending: '.test.ts', title: 'a test for vitest', write: async (program) => (await import('./vitest.ts')).vitestCase(program) },
} as const satisfies Record<string, ExportFormat>

export type ExportName = keyof typeof exportFormats
