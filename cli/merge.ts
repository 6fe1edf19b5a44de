import { readFile } from 'node:fs/promises'
import type { Part } from '../reports/merge.ts'
import { exitCodeOf, print } from './ending.ts'
import { configured, UsageError, type ExitCode } from './exit.ts'
import { judged } from './judge.ts'
import { outputTo } from './output.ts'
import type { JudgeFlags } from './judge.ts'
import { appendStepSummary } from './step-summary.ts'
import { subjectOf } from './subject.ts'
import type { Terminal } from './terminal.ts'

export type MergeFlags = JudgeFlags

/** Makes one report of the shards of one run. Evidence among them is judged first. */
export async function merge(files: readonly string[], flags: MergeFlags, terminal: Terminal): Promise<ExitCode> {
  const output = await outputTo(flags.out, flags.format)
  const { mergeReports } = await import('../reports/merge.ts')
  const parts: Part[] = []
  for (const file of files) parts.push(await partIn(file, flags, terminal))
  const report = await configured(() => mergeReports(parts))
  print(report, { provider: flags.provider?.[0] ?? report.provider.id, flags: [] }, { flags, terminal })
  const subject = subjectOf(flags)
  const written = await output.write({ report, ...(subject && { subject }) })
  if (flags.quiet !== true) for (const file of written) terminal.err(`Wrote ${file}\n`)
  await appendStepSummary(report, flags, terminal)
  return exitCodeOf(report)
}

/** The report of one shard: the file itself, or what is judged from its evidence. */
async function partIn(file: string, { provider }: MergeFlags, terminal: Terminal): Promise<Part> {
  const { reportIn } = await import('../reports/reading.ts')
  const value = await jsonIn(file)
  const found = reportIn(value)
  if (found !== undefined) return { name: file, report: found }
  if (isReportOf(value)) throw new UsageError(`Failed to merge: ${file} is a report, but not one of version 1. Give one that this version has written.`)
  const { report, notes } = await judged(file, provider?.[0])
  for (const note of notes) terminal.err(`${note}\n`)
  return { name: file, report }
}

/** The one JSON value in a file; undefined where it holds something else, as evidence does. */
async function jsonIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const what = found === 'ENOENT' ? 'there is no such file' : found === 'EISDIR' ? 'it is a folder' : `the system says ${found}`
    throw new UsageError(`Failed to read "${file}": ${what}. Name a report.json, or a file that \`check --record\` has written.`, { cause: error })
  }
}

function isReportOf(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'report' in value
}
