import type { Requirement } from '../../specs/requirements.ts'
import { plain } from './report.ts'
import { readVendorReport } from './reading.ts'
import { weightOf } from './requirements.ts'
import { contradiction } from './result.ts'
import { outcomes, worstOf } from './outcomes.ts'
import { digestOf, written } from './text.ts'
import type { Outcome, OutcomeCounts, RequirementResult, VendorReport } from './document.ts'

/** What is wrong with a vendor report, by the rule that it breaks. */
export interface Complaint {
  readonly rule: 'readable' | 'version' | 'schema' | 'digest' | 'bytes' | 'requirements' | 'counts' | 'result'
  readonly message: string
}

export interface Validation {
  readonly complaints: readonly Complaint[]
  /** What could not be looked at, a sentence each. */
  readonly notes: readonly string[]
  readonly report?: VendorReport
}

/** The suite that looks at a report: its version, and what it requires. */
export interface Suite {
  readonly version: string
  readonly requirements: ReadonlyMap<string, Requirement>
}

/** Most complaints of one rule: a file of something else has a thousand. */
const most = 5

/** Everything that is wrong with a file; no complaint means that it is, byte for byte, what a run of the suite wrote. */
export function validated(text: string, suite: Suite): Validation {
  const read = readVendorReport(text)
  switch (read.kind) {
    case 'unreadable':
      return { complaints: [{ rule: 'readable', message: read.because }], notes: [] }
    case 'other':
      return { complaints: [{ rule: 'readable', message: 'it is no vendor report: it has no member vendorReport' }], notes: [] }
    case 'misfit': {
      const rule = read.because[0]?.startsWith('it is a vendor report of version') === true ? 'version' : 'schema'
      return { complaints: read.because.slice(0, most).map((message) => ({ rule, message })), notes: [] }
    }
    case 'vendor report': {
      const { document, notation } = read
      const complaints = [
        ...digestIn(document),
        ...(text === written(plain(document), notation)
          ? []
          : [
              {
                rule: 'bytes' as const,
                message: `its bytes are not those that the suite writes in ${notation === 'json' ? 'JSON' : 'YAML'}: members, order, spaces, comments or line endings were changed`,
              },
            ]),
        ...idsIn(document, suite),
        ...countsIn(document),
        ...resultIn(document),
      ]
      return { complaints, notes: notesOn(document, suite), report: document }
    }
  }
}

function digestIn(document: VendorReport): readonly Complaint[] {
  const found = digestOf(plain(document))
  return found === document.digest
    ? []
    : [{ rule: 'digest', message: `its content has the digest ${found}, and it says ${document.digest}: something was changed` }]
}

function notesOn({ suite }: VendorReport, { version }: Suite): readonly string[] {
  return suite === version ? [] : [`It was made by clusterproof ${suite}, and this is ${version}: the list of its requirements was not compared.`]
}

function idsIn({ suite, requirements }: VendorReport, { version, requirements: known }: Suite): readonly Complaint[] {
  const ids = requirements.map(({ id }) => id)
  const sorted = ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') < id)
  const order = sorted ? [] : ['its requirements are not in the order of their ids, each once']
  if (suite !== version) return told('requirements', order)
  const own = new Set(ids)
  return told('requirements', [
    ...order,
    ...[...known.keys()].filter((id) => !own.has(id)).map((id) => `the requirement ${id} is missing`),
    ...ids.filter((id) => !known.has(id)).map((id) => `the requirement ${id} is unknown to clusterproof ${version}`),
    ...requirements.flatMap((one) => changedIn(one, known.get(one.id))),
  ])
}

function changedIn({ id, level, standing }: RequirementResult, known: Requirement | undefined): readonly string[] {
  if (known === undefined || (known.level === level && known.standing === standing)) return []
  return [`the requirement ${id} is ${known.level} (${known.standing}), and it says ${level} (${standing})`]
}

function countsIn({ requirements, counts }: VendorReport): readonly Complaint[] {
  const { all, byLevel, byBasis } = counts
  const levels = Object.entries(byLevel).flatMap(([level, told]) =>
    differing(`counts.byLevel.${level}`, told, sumOf(requirements.filter((one) => one.level === level).map(({ checks }) => checks))),
  )
  const applying = { ...sumOf(requirements.map(({ checks }) => checks)), 'not applicable': 0 }
  return told('counts', [
    ...requirements.flatMap(rowTroubles),
    ...differing('counts.all', all, sumOf(requirements.map(({ checks }) => checks))),
    ...levels,
    ...differing('the sum of counts.byBasis', sumOf(Object.values(byBasis)), applying),
  ])
}

function rowTroubles({ id, checks, verdict, broken = 0, undecided = {}, weight, level, standing, basis }: RequirementResult): readonly string[] {
  const found = outcomes.filter((outcome) => checks[outcome] !== undefined)
  const follows = found.length === 0 ? 'not run' : worstOf(found)
  const open = Object.entries(undecided).reduce((sum, [reason, count]) => sum + (reason === 'not run' ? 0 : count), 0)
  const { failed = 0, skipped = 0, blocked = 0, inconclusive = 0, errored = 0 } = checks
  const heavy = weightOf({ level, standing }, basis)
  return [
    ...(verdict === follows ? [] : [`${id}: its checks make it ${follows}, and it says ${verdict}`]),
    ...(broken + (undecided.deviation ?? 0) === failed ? [] : [`${id}: ${failed} checks failed, and ${broken + (undecided.deviation ?? 0)} are told of`]),
    ...(open <= failed + skipped + blocked + inconclusive + errored ? [] : [`${id}: more is undecided than its checks leave open`]),
    ...(weight === heavy ? [] : [`${id}: its weight is ${heavy}, and it says ${weight}`]),
  ]
}

function sumOf(all: readonly Readonly<Partial<Record<Outcome, number>>>[]): OutcomeCounts {
  const sum = { passed: 0, failed: 0, observed: 0, skipped: 0, blocked: 0, inconclusive: 0, errored: 0, 'not applicable': 0 }
  for (const one of all) for (const outcome of outcomes) sum[outcome] += one[outcome] ?? 0
  return sum
}

function differing(where: string, told: OutcomeCounts, found: OutcomeCounts): readonly string[] {
  return outcomes
    .filter((outcome) => told[outcome] !== found[outcome])
    .map((outcome) => `${where} says ${told[outcome]} ${outcome}, and its requirements ${found[outcome]}`)
}

function resultIn(document: VendorReport): readonly Complaint[] {
  const { cleanup, run, counts } = document
  const against = contradiction(document)
  const finished = Object.values(counts.all).reduce((sum, count) => sum + count, 0)
  return told('result', [
    ...(against === undefined ? [] : [against]),
    ...(finished === run.finished ? [] : [`${run.finished} checks finished, and ${finished} are counted`]),
    ...(cleanup === undefined || cleanup.complete === (cleanup.left.length === 0)
      ? []
      : [`its clean-up left ${cleanup.left.length} and says complete: ${cleanup.complete}`]),
  ])
}

function told(rule: Complaint['rule'], messages: readonly string[]): readonly Complaint[] {
  const more = messages.length - most
  return [...messages.slice(0, most), ...(more > 0 ? [`and ${more} more of this kind`] : [])].map((message) => ({ rule, message }))
}
