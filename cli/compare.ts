import type { Change, Comparison, Item } from '../reports/vendor/compare.ts'
import type { Report } from '../reports/report.ts'
import { oneLine } from '../reports/visible.ts'
import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import { ownSuite, publishedIn, textOf, type Published } from './published-file.ts'
import type { Colours, Terminal } from './terminal.ts'

export interface CompareFlags {
  readonly json?: boolean
  readonly quiet?: boolean
}

interface Compared extends Comparison {
  readonly provider: string
  readonly by: 'check' | 'requirement'
  readonly old: { readonly file: string; readonly result: string }
  readonly new: { readonly file: string; readonly result: string }
  /** What keeps the two from being about the same, a sentence each. */
  readonly differences: readonly string[]
}

/** Tells what became better or worse between two reports of one provider. */
export async function compare(
  { old, recent }: { readonly old: string; readonly recent: string },
  flags: CompareFlags,
  { out, err, colours }: Terminal,
): Promise<ExitCode> {
  const suite = await ownSuite()
  const [before, after] = [await publishedIn(old, suite), await publishedIn(recent, suite)]
  for (const note of [...before.notes, ...after.notes]) err(`${note}\n`)
  const found = await comparedFiles(before, after)
  if (flags.json === true) out(`${JSON.stringify(found, null, 2)}\n`)
  else out(flags.quiet === true ? `${conclusion(found, colours)}\n` : text(found, colours))
  return found.regressions.length === 0 ? exitCodes.ok : exitCodes.failed
}

async function comparedFiles(before: Published, after: Published): Promise<Compared> {
  const { compared, differences, itemsOf } = await import('../reports/vendor/compare.ts')
  const provider = after.report.contract.provider
  if (before.report.contract.provider !== provider)
    throw new UsageError(
      `Failed to compare: ${before.path} is about ${oneLine(before.report.contract.provider)} and ${after.path} about ${oneLine(provider)}. Name two reports of one provider.`,
    )
  const [fine, other] = [await checksIn(before.path), await checksIn(after.path)]
  const isFine = fine !== undefined && other !== undefined
  const comparison = isFine ? compared(fine, other) : compared(itemsOf(before.report), itemsOf(after.report))
  return {
    provider,
    by: isFine ? 'check' : 'requirement',
    old: { file: before.path, result: before.report.result },
    new: { file: after.path, result: after.report.result },
    differences: differences(before.report, after.report),
    ...comparison,
  }
}

/** The checks of a report.json; undefined for a vendor report, which tells of requirements only. */
async function checksIn(path: string): Promise<readonly Item[] | undefined> {
  const { readReport, readVendorReport } = await import('../reports/vendor/reading.ts')
  const read = readVendorReport(await textOf(path, 'Name a report.'))
  if (read.kind !== 'other') return undefined
  const report = readReport(read.value)
  return 'report' in report ? report.checks.map((check) => itemOf(check, report)) : undefined
}

function itemOf({ check, resource, verdict, lacks, deviation, because }: Report['checks'][number], { extent }: Report): Item {
  const outcome = verdict === 'skipped' && lacks === undefined && extent !== undefined ? 'not applicable' : verdict
  return {
    name: resource === undefined ? check : `${check} on ${resource}`,
    outcome,
    known: deviation !== undefined,
    ...(because !== undefined && { because }),
  }
}

function text(found: Compared, colours: Colours): string {
  const parts = [
    found.differences.map((line) => `${colours.yellow('!')} ${oneLine(line)}`),
    section('Regressions', colours.red('✗'), found.regressions),
    section('Repairs', colours.green('✓'), found.repairs),
    section('Findings where nothing was decided before', colours.yellow('○'), found.found),
    section('No longer decided', colours.yellow('?'), found.lost),
    section('Decided now', colours.green('+'), found.gained),
    section('Known deviations', colours.yellow('≈'), found.deviations),
    names('New', '+', found.appeared),
    names('Gone', '-', found.vanished),
    [conclusion(found, colours)],
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function section(title: string, sign: string, changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return []
  return [
    `${title} (${changes.length})`,
    ...changes.map(({ name, was, is, because }) => `${sign} ${oneLine(name)}: ${was}, now ${is}${because === undefined ? '' : ` (${oneLine(because)})`}`),
  ]
}

function names(title: string, sign: string, all: readonly string[]): readonly string[] {
  return all.length === 0 ? [] : [`${title} (${all.length})`, ...all.map((name) => `${sign} ${oneLine(name)}`)]
}

function conclusion({ provider, by, old, new: recent, regressions, repairs }: Compared, colours: Colours): string {
  const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`
  const worse = many(regressions.length, 'regression', 'regressions')
  const result = old.result === recent.result ? `still ${recent.result}` : `${old.result}, now ${recent.result}`
  return `${oneLine(provider)}, by ${by}: ${regressions.length === 0 ? colours.green(worse) : colours.red(worse)}, ${many(repairs.length, 'repair', 'repairs')}; ${result}`
}
