import type { Report } from './report.ts'

/** The report as JSON, for programs. Lone surrogates stand as escapes, so the file is always UTF-8. */
export function json(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
