import type { Seen } from '../conformance/runnable/assertion.ts'
import type { Contract } from '../specs/contract.ts'
import { programOf, type Reason } from '../reports/export/build.ts'
import type { Program } from '../reports/export/program.ts'
import { chosenOf, type Chosen } from '../reports/export/steps.ts'
import type { Printed } from '../reports/evidence.ts'
import type { CheckReport, FindingReport, Report } from '../reports/report.ts'
import { apart, byName } from './export-apart.ts'
import { resembles, seenOf } from './export-likeness.ts'
import type { Trials } from './export-trials.ts'
import type { Seens } from './rehearsal.ts'

/** A program that a finding might become. */
export interface Candidate {
  readonly program: Program
  /** What its steps were made from. */
  readonly exchanges: readonly Printed[]
  /** Numbers of the steps without which there would be no finding. */
  readonly needed: readonly number[]
}

export interface Found {
  readonly contract: Contract
  readonly report: Report
  readonly check: CheckReport
}

/** What all programs of one finding have in common. */
type Base = Found & { readonly finding: FindingReport }

/** Assertions by example that are tried of one telling. */
const mostTried = 8
const ways = (['needed', 'all'] as const).flatMap((extent) => (['first', 'last'] as const).map((flows) => ({ extent, flows })))

/**
 * The programs that a finding might become, and why others are none: with what its judge would have been content with, the likeliest and
 * shortest first, and then with what sets the answers of a mock that keeps the promise apart from those of one that breaks it.
 */
export async function* candidates(found: Found, trials: Trials): AsyncGenerator<Candidate | Reason> {
  const told = new Set<string>()
  for await (const one of all(found, trials)) {
    // What is left out, and where values are taken from, often makes no difference.
    const key = 'because' in one ? one.because : JSON.stringify([one.program.steps, one.program.asserts])
    if (!told.has(key)) yield one
    told.add(key)
  }
}

async function* all(found: Found, trials: Trials): AsyncGenerator<Candidate | Reason> {
  const { finding } = found.check
  if (finding === undefined) return
  const base = { ...found, finding }
  const recorded = recordedIn(finding)
  const asserts = (finding.runnable?.asserts ?? []).map((assertion) => byName(assertion, recorded)).filter((one) => one !== undefined)
  for (const extent of ['needed', 'all'] as const)
    for (const assertion of asserts) for (const flows of ['first', 'last'] as const) yield candidate(base, { assertion, extent, flows })
  for (const way of ways) yield* byExample(base, way, trials)
}

type Way = Pick<Parameters<typeof programOf>[0], 'extent' | 'flows'>

function candidate(base: Base, way: Way & Pick<Parameters<typeof programOf>[0], 'assertion' | 'isByExample'>): Candidate | Reason {
  const program = programOf({ ...base, ...way })
  if ('because' in program) return program
  const chosen = chosenOf(base.contract, base.finding, way)
  const needed = chosen.flatMap(({ evidence }, index) => (evidence !== undefined && base.finding.needed?.includes(evidence) === true ? [index + 1] : []))
  return { program, exchanges: chosen.map(({ exchange }) => exchange), needed }
}

async function* byExample(base: Base, way: Way, trials: Trials): AsyncGenerator<Candidate | Reason> {
  const bare = programOf({ ...base, ...way, assertion: [] })
  if ('because' in bare) return
  const chosen = chosenOf(base.contract, base.finding, { ...way, assertion: [] })
  const recorded = recordedIn(base.finding)
  const numbers = looked(base.finding)
  const { clean, ills } = await trials.tellings(bare, base.check)
  const told = ills.map((ill) => renumbered(ill, chosen)).filter((ill) => numbers.every((number) => resembles(ill.get(number), recorded.get(number))))
  const assertions = told.flatMap((ill) => apart({ recorded, clean: renumbered(clean, chosen), ill }, numbers))
  for (const assertion of assertions.slice(0, mostTried)) yield candidate(base, { ...way, assertion, isByExample: true })
}

function recordedIn({ evidence }: FindingReport): ReadonlyMap<number, Seen> {
  return new Map(evidence.map((exchange) => [exchange.number, seenOf(exchange)] as const))
}

/** Numbers of the exchanges that the finding leans on, those first that it is about. */
function looked({ evidence, needed = [], at }: FindingReport): readonly number[] {
  const about = evidence.filter(({ label, number }) => label === at && needed.includes(number)).map(({ number }) => number)
  return [...about.toReversed(), ...needed.filter((number) => !about.includes(number)).toReversed()]
}

/** By the numbers of the evidence instead of those of steps. */
function renumbered(seens: Seens, chosen: readonly Chosen[]): ReadonlyMap<number, Seen> {
  return new Map(
    [...seens].flatMap(([step, seen]) => {
      const number = chosen[step - 1]?.evidence
      return number === undefined ? [] : [[number, seen] as const]
    }),
  )
}
