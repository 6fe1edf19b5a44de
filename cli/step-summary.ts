import { appendFile, stat } from 'node:fs/promises'
import type { Report } from '../reports/report.ts'
import type { Terminal } from './terminal.ts'

export interface StepSummaryFlags {
  /** False where somebody has said --no-step-summary. */
  readonly stepSummary?: boolean
}

/** `--no-step-summary`, for every command that ends with a report. */
export const stepSummaryFlag = ['--no-step-summary', 'append nothing to the job summary of GitHub Actions (the file GITHUB_STEP_SUMMARY)'] as const

/** GitHub shows nothing of a step whose summary is larger than 1 MiB. */
const largest = 1024 * 1024

/**
 * Appends the report as Markdown to the summary of the step that this command is part of, where GitHub Actions asks for one. What cannot
 * be written is a note: the run is what it was.
 */
export async function appendStepSummary(report: Report, { stepSummary }: StepSummaryFlags, terminal: Terminal): Promise<void> {
  const path = terminal.env['GITHUB_STEP_SUMMARY'] ?? ''
  if (stepSummary === false || path === '') return
  const { markdown } = await import('../reports/markdown.ts')
  const bytes = Buffer.from(`${markdown(report)}\n`)
  const trouble = await attempted(async () => {
    const there = await sizeOf(path)
    if (there + bytes.length > largest) throw new Error(`it would be larger than 1 MiB with what is there (${there} bytes)`)
    await appendFile(path, bytes)
  })
  if (trouble !== undefined) terminal.err(`The job summary was not written to "${path}": ${trouble}. --no-step-summary leaves it out.\n`)
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}

async function attempted(act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act()
    return undefined
  } catch (error) {
    if (!(error instanceof Error)) return String(error)
    return 'code' in error ? `the system says ${String(error.code)}` : error.message
  }
}
