import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import type { Report } from './report.ts'

export interface Format {
  /** Name of the file, below the folder that the user chose. */
  readonly file: string
  readonly render: (report: Report) => string
}

/** Every format by the name that people give on the command line. */
export const formats = {
  json: { file: 'report.json', render: json },
  junit: { file: 'junit.xml', render: junit },
  markdown: { file: 'report.md', render: markdown },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats
