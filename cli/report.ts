import { exitCodeOf } from './ending.ts'
import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import { piecesOf } from './har-file.ts'
import { formatsIn, outputTo, type Pieces } from './output.ts'
import { oneProvider } from './provider.ts'
import { appendStepSummary, type StepSummaryFlags } from './step-summary.ts'
import { storedRun, type StoredRun } from './stored-run.ts'
import { subjectOf, type SubjectFlags } from './subject.ts'
import type { Terminal } from './terminal.ts'

export interface ReportFlags extends StepSummaryFlags, SubjectFlags {
  readonly provider?: readonly string[]
  readonly format?: string
  readonly out?: string
  /** True where the exit code is to be that of `check`. */
  readonly gate?: boolean
  readonly quiet?: boolean
}

/** Tells of a stored run in other formats: to a folder, or one of them to standard output. */
export async function report(path: string, named: string | undefined, { flags, terminal }: { flags: ReportFlags; terminal: Terminal }): Promise<ExitCode> {
  const provider = named === undefined && flags.provider === undefined ? undefined : await oneProvider('report', named, flags.provider)
  const single = flags.out === undefined ? await singleFormat(flags.format) : undefined
  const output = single === undefined ? await outputTo(flags.out, flags.format) : undefined
  const subject = subjectOf(flags)
  const run = { ...(await storedRun(path, provider)), ...(subject && { subject }) }
  for (const note of run.notes) terminal.err(`${note}\n`)
  if (single !== undefined) await toStdout(path, run, { single, terminal })
  const files = (await output?.write(run, piecesIn(path, run))) ?? []
  if (flags.quiet !== true) for (const file of files) terminal.err(`Wrote ${file}\n`)
  await appendStepSummary(run.report, flags, terminal)
  return flags.gate === true ? exitCodeOf(run.report) : exitCodes.ok
}

/** The one format that is to be printed. Throws a UsageError where it is not one. */
async function singleFormat(names: string | undefined) {
  if (names === undefined) throw new UsageError('Failed to report: nobody has said in which form. Add --format markdown, or --out DIR for files.')
  const wanted = await formatsIn(names)
  const [first, second] = wanted
  if (first === undefined || second !== undefined)
    throw new UsageError(`Failed to read --format: ${wanted.length} formats do not go to one output. Add --out DIR, or name one format.`)
  return first
}

async function toStdout(path: string, run: StoredRun, { single, terminal }: { readonly single: Chosen; readonly terminal: Terminal }): Promise<void> {
  const pieces = piecesIn(path, run)[single.name]
  if (pieces === undefined) terminal.out(await single.render(run))
  else for await (const piece of pieces()) terminal.out(piece)
}

type Chosen = Awaited<ReturnType<typeof singleFormat>>

/** What is written piece by piece, because of evidence it holds all that was sent. */
function piecesIn(path: string, { report: found, traffic, evidence }: StoredRun): Pieces {
  return evidence === true && traffic !== undefined ? piecesOf(path, found, traffic) : {}
}
