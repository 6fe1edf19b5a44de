import type { Told } from './told.ts'

export interface Format {
  /** Name of the file, below the folder that the user chose. */
  readonly file: string
  /** What it is for, in a few words. */
  readonly title: string
  /** Loads what it takes only when it is asked for. Same input, same bytes. */
  /** `guard` takes out what must not stand in a file: for a text that proves itself, and cannot be changed once it is made. */
  readonly render: (told: Told, guard?: (text: string) => string) => Promise<string>
}

/** Every format by the name that people give on the command line. */
export const formats = {
  json: { file: 'report.json', title: 'all that was found, as data', render: async ({ report }) => (await import('./json.ts')).json(report) },
  junit: { file: 'junit.xml', title: 'JUnit XML for a CI system', render: async ({ report }) => (await import('./junit.ts')).junit(report) },
  markdown: { file: 'report.md', title: 'Markdown for a pull request', render: async ({ report }) => (await import('./markdown.ts')).markdown(report) },
  html: { file: 'report.html', title: 'a page for people, with pictures', render: async (told) => (await import('./html/index.ts')).htmlReport(told) },
  sarif: { file: 'report.sarif', title: 'SARIF 2.1.0 for code scanning', render: async ({ report }) => (await import('./sarif.ts')).sarif(report) },
  ctrf: { file: 'ctrf-report.json', title: 'Common Test Report Format', render: async (told) => (await import('./ctrf.ts')).ctrf(told) },
  ndjson: { file: 'events.ndjson', title: 'the events of the run, one a line', render: async ({ report }) => (await import('./ndjson.ts')).ndjson(report) },
  har: { file: 'report.har', title: 'HTTP archive of what shows the findings', render: async ({ report }) => (await import('./har.ts')).har(report) },
  badge: { file: 'badge.svg', title: 'a badge for a README', render: async ({ report }) => (await import('./badge.ts')).badge(report) },
  shields: { file: 'badge.json', title: 'an endpoint for shields.io', render: async ({ report }) => (await import('./badge.ts')).shields(report) },
  vendor: {
    file: 'conformance.json',
    title: 'what a vendor publishes, as JSON',
    render: async (told: Told, guard?: (text: string) => string) => (await import('./vendor/report.ts')).vendor(told, { notation: 'json', guard }),
  },
  'vendor-yaml': {
    file: 'conformance.yaml',
    title: 'what a vendor publishes, as YAML',
    render: async (told: Told, guard?: (text: string) => string) => (await import('./vendor/report.ts')).vendor(told, { notation: 'yaml', guard }),
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

/** What is written where nobody has said which. */
export const usual = ['json', 'junit', 'markdown', 'html'] as const satisfies readonly FormatName[]
