import type { Requirement } from '../../specs/requirements.ts'
import type { RequirementResult, VendorReport, VendorResult } from './document.ts'

/** Vendors against requirements. */
export interface Matrix {
  readonly columns: readonly Column[]
  /** Families of requirements, in the order of their names. */
  readonly groups: readonly Group[]
}

export interface Column {
  /** Whose it is: as the vendor calls it, and its version. */
  readonly name: string
  readonly version?: string
  readonly suite: string
  readonly result: VendorResult
  readonly because?: string
  readonly profile: string
  readonly wire: string
  readonly at: string
  /** Requirements by what they came to. */
  readonly totals: Readonly<Partial<Record<Mark, number>>>
}

export interface Group {
  readonly family: string
  readonly title: string
  readonly rows: readonly Row[]
}

export interface Row {
  readonly id: string
  readonly level: string
  /** Empty where this suite does not know it. */
  readonly sentence: string
  /** One a column. */
  readonly cells: readonly Cell[]
}

export interface Cell {
  readonly mark: Mark
  /** What is worth knowing besides, e.g. that the promise is not documented. */
  readonly note?: string
}

/** `known` is a failure that a deviation accounts for; `absent` what a report of another version does not tell of. */
export const marks = ['passed', 'failed', 'known', 'observed', 'errored', 'inconclusive', 'blocked', 'skipped', 'not applicable', 'not run', 'absent'] as const
export type Mark = (typeof marks)[number]

/** The reports in the order given, one a column. Same reports, same matrix. */
export function matrixOf(reports: readonly VendorReport[], requirements: ReadonlyMap<string, Requirement>): Matrix {
  const results = reports.map((report) => new Map(report.requirements.map((one) => [one.id, one])))
  const levels = new Map(reports.flatMap((report) => report.requirements.map(({ id, level }) => [id, level] as const)))
  const titles = new Map(reports.flatMap(({ features }) => features.map(({ feature, title }) => [feature, title] as const)))
  const ids = [...levels.keys()].toSorted()
  const families = [...new Set(ids.map(familyOf))].toSorted()
  const rowOf = (id: string): Row => ({
    id,
    level: levels.get(id) ?? '',
    sentence: requirements.get(id)?.sentence ?? '',
    cells: results.map((all) => cellOf(all.get(id))),
  })
  return {
    columns: reports.map(columnOf),
    groups: families.map((family) => ({ family, title: titles.get(family) ?? family, rows: ids.filter((id) => familyOf(id) === family).map(rowOf) })),
  }
}

/** How many of a group's rows came to what, in one column. */
export function totalsOf(rows: readonly Row[], column: number): Readonly<Partial<Record<Mark, number>>> {
  const found = rows.flatMap(({ cells }) => cells[column]?.mark ?? [])
  return Object.fromEntries(marks.flatMap((mark) => (found.includes(mark) ? [[mark, found.filter((one) => one === mark).length]] : [])))
}

function columnOf(report: VendorReport): Column {
  const { subject, suite, result, because, run, requirements } = report
  const found = requirements.map((one) => cellOf(one).mark)
  return {
    name: subject.project ?? subject.organization ?? report.contract.title,
    ...(subject.version !== undefined && { version: subject.version }),
    suite,
    result,
    ...(because !== undefined && { because }),
    profile: run.profile,
    wire: run.wire,
    at: run.at,
    totals: Object.fromEntries(marks.flatMap((mark) => (found.includes(mark) ? [[mark, found.filter((one) => one === mark).length]] : []))),
  }
}

function cellOf(one: RequirementResult | undefined): Cell {
  if (one === undefined) return { mark: 'absent' }
  const { verdict, basis, because, broken = 0 } = one
  const mark: Mark = verdict === 'failed' && broken === 0 ? 'known' : verdict
  const weak = basis === undefined || basis === 'documented' ? [] : [basis === 'client' ? 'known from clients only' : 'assumed']
  const notes = [...weak, ...(because === undefined ? [] : [because])]
  return { mark, ...(notes.length > 0 && { note: notes.join(': ') }) }
}

function familyOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf('.'))) || id
}

/** What the marks mean, for a legend. */
export const meaning: Readonly<Record<Mark, string>> = {
  passed: 'kept',
  failed: 'a documented promise was broken',
  known: 'broken, as a known deviation says',
  observed: 'a weaker promise was not kept',
  errored: 'the suite failed',
  inconclusive: 'could not be told',
  blocked: 'what it needs first did not happen',
  skipped: 'called for and not done: for want of a credential, consent, budget or profile',
  'not applicable': 'the contract does not call for it',
  'not run': 'the run did not come to it, or was not asked to',
  absent: 'another version of the suite does not know it',
}
