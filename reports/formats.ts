import type { Told } from './told.ts'

export interface Format {
  /** Name of the file, below the folder that the user chose. */
  readonly file: string
  /** What it is for, in a few words. */
  readonly title: string
  /** Loads what it takes only when it is asked for. Same input, same bytes. */
  readonly render: (told: Told) => Promise<string>
}

/** Every format by the name that people give on the command line. */
export const formats = {
  json: { file: 'report.json', title: 'all that was found, as data', render: async ({ report }) => (await import('./json.ts')).json(report) },
  junit: { file: 'junit.xml', title: 'JUnit XML for a CI system', render: async ({ report }) => (await import('./junit.ts')).junit(report) },
  markdown: { file: 'report.md', title: 'Markdown for a pull request', render: async ({ report }) => (await import('./markdown.ts')).markdown(report) },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

/** What is written where nobody has said which. */
export const usual = ['json', 'junit', 'markdown'] as const satisfies readonly FormatName[]
