import { availableParallelism } from 'node:os'
import type { CheckFinished } from '../conformance/events.ts'
import { wiresOf } from '../specs/connect.ts'
import type { Contract } from '../specs/contract.ts'
import { configured } from './exit.ts'
import { chosen, openBench, type Bench, type CleanRun, type Trial } from './prove-bench.ts'
import { over, type Wire } from './wire.ts'

export interface ProveOptions {
  readonly provider: string
  /** Clean runs, with the seeds 1 to this number. */
  readonly seeds: number
  /** How often each defect is put to the test, with the seeds 1 to this number; once when absent. */
  readonly tries?: number
  /** Ids of requirements, checks or defects to prove; all when absent. */
  readonly only?: readonly string[]
  /** Wires to prove; all that the provider is spoken over when absent. */
  readonly wires?: readonly Wire[]
  readonly signal?: AbortSignal
  /** Told what was just done, for a progress line. */
  readonly tell?: (done: string) => void
}

/** A clean mock that was accused of something. */
export interface Accusation {
  readonly seed: number
  readonly wire: Wire
  readonly check: string
  readonly resource?: string
  readonly verdict: CheckFinished['verdict']
  readonly because: string
}

/** A requirement that some check puts to this provider, and the defects that prove its checks. */
export interface Proven {
  readonly requirement: string
  readonly checks: readonly string[]
  readonly trials: readonly Trial[]
}

/**
 * The matrix. It is complete when no clean mock was accused, no defect was missed, and every check has caught one. Of many tries to
 * catch one defect one in twenty may miss it: some defects show themselves now and then only.
 */
export interface Proof {
  readonly provider: string
  readonly seeds: number
  readonly tries: number
  readonly accusations: readonly Accusation[]
  readonly proven: readonly Proven[]
  /** Checks that run here and have caught no defect. */
  readonly unproven: readonly string[]
  /** Defects whose requirement no check puts to this provider, and those that cannot break anything under its contract. */
  readonly notApplicable: readonly string[]
  /** How many defects were shown by a counterexample, and by how many requests: for people, who have to read them. */
  readonly counterexamples: { readonly found: number; readonly short: number; readonly atMost: number }
  readonly complete: boolean
}

/** Requests that a counterexample has at most where a person takes it in at a glance. */
const atMost = 4

/** Proves the checks of one provider: clean mocks pass, and each defect is caught by the checks of the requirement it violates. */
export async function prove(options: ProveOptions): Promise<Proof> {
  const [{ defects }, contract] = await Promise.all([chosen(options.only), contractOf(options.provider)])
  const benches = await openBenches(options)
  try {
    const wires = wiresOf(contract).flatMap(({ wire }) => (options.wires?.includes(wire) === false ? [] : [wire]))
    const seeds = wires.flatMap((wire) => Array.from({ length: options.seeds }, (_, index) => ({ seed: index + 1, wire })))
    const clean = await share(benches, seeds, (bench, task) => told(bench.clean(task), `clean mock, seed ${task.seed}${named(task.wire)}`, options))
    const ran = clean.flatMap(({ finished }) => finished)
    const { tries = 1 } = options
    const wanted = wires.flatMap((wire) => {
      const runnable = new Set(clean.filter((one) => one.wire === wire).flatMap(({ finished }) => finished.map(({ requirement }) => requirement.id)))
      return defects.filter(({ violates, applies }) => runnable.has(violates) && applies?.(over(contract, wire)) !== false).map((defect) => ({ defect, wire }))
    })
    const tried = wanted.flatMap((one) => Array.from({ length: tries }, (_, index) => ({ ...one, seed: index + 1 })))
    const trials = await share(benches, tried, (bench, { defect: { id }, wire, seed }) =>
      told(bench.trial({ defect: id, wire, seed }), `defect ${id}${named(wire)}${tries === 1 ? '' : `, seed ${seed}`}`, options),
    )
    const proven = [...new Set(ran.map(({ requirement }) => requirement.id))].map((requirement) => {
      const checks = new Set(ran.filter((event) => event.requirement.id === requirement).map(({ check }) => check))
      return { requirement, checks: [...checks], trials: trials.filter((_, index) => tried[index]?.defect.violates === requirement) }
    })
    const notApplicable = defects.filter((defect) => !wanted.some((one) => one.defect === defect)).map(({ id }) => id)
    return proofOf(options, { clean, proven, notApplicable })
  } finally {
    await Promise.all(benches.map((bench) => bench.close()))
  }
}

async function contractOf(provider: string): Promise<Contract> {
  const [{ loadContract }, { folderOf }] = await Promise.all([import('../specs/load.ts'), import('../specs/providers.ts')])
  return configured(async () => loadContract(await folderOf(provider)))
}

function proofOf(
  { provider, seeds, tries = 1 }: ProveOptions,
  found: { clean: readonly CleanRun[]; proven: readonly Proven[]; notApplicable: readonly string[] },
): Proof {
  const { clean, proven, notApplicable } = found
  const accusations = clean.flatMap(accusationsOf)
  const unproven = proven.flatMap((one) => one.checks.filter((id) => !one.trials.some(({ caughtBy }) => caughtBy.includes(id))))
  const missed = missedIn({ proven, tries }).length > 0
  const complete = accusations.length === 0 && unproven.length === 0 && !missed && proven.length > 0
  return { provider, seeds, tries, accusations, proven, unproven, notApplicable, counterexamples: sizes(proven), complete }
}

/** Trials of the defects that were missed more often than in one of twenty tries. */
export function missedIn({ proven, tries }: Pick<Proof, 'proven' | 'tries'>): readonly Trial[] {
  const misses = new Map<string, Trial[]>()
  for (const trial of proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0))
    misses.set(`${trial.defect} ${trial.wire}`, [...(misses.get(`${trial.defect} ${trial.wire}`) ?? []), trial])
  return [...misses.values()].filter(({ length }) => length > tries / 20).flat()
}

function sizes(proven: readonly Proven[]): Proof['counterexamples'] {
  const found = proven.flatMap(({ trials }) => trials.flatMap(({ shortest }) => shortest ?? []))
  return { found: found.length, short: found.filter((requests) => requests <= atMost).length, atMost }
}

function accusationsOf({ seed, wire, finished, left, trouble }: CleanRun): readonly Accusation[] {
  const accused: Accusation[] = finished
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ check, resource, verdict, because = '', finding }) => ({
      seed,
      wire,
      check,
      ...(resource !== undefined && { resource }),
      verdict,
      because: finding === undefined ? because : `expected ${finding.expected}, found ${finding.actual}`,
    }))
  if (left.length > 0) accused.push({ seed, wire, check: 'clean-up', verdict: 'errored', because: `still there: ${left.join(', ')}` })
  if (trouble !== undefined) accused.push({ seed, wire, check: 'run', verdict: 'errored', because: trouble })
  return accused
}

/** A bench in each of two threads where the built program runs; a single one in this thread elsewhere, e.g. in tests of the source. */
async function openBenches({ provider, only, signal }: ProveOptions): Promise<readonly Bench[]> {
  const options = { provider, ...(only && { only }) }
  if (availableParallelism() < 2 || !import.meta.url.endsWith('.js')) return [await openBench(options, signal)]
  const { remoteBench } = await import('./prove-remote.ts')
  return [remoteBench(options, signal), remoteBench(options, signal)]
}

/** A wire other than the usual one, for people. */
export function named(wire: Wire): string {
  return wire === 'rest' ? '' : ` over ${wire}`
}

async function told<T>(work: Promise<T>, done: string, { tell }: ProveOptions): Promise<T> {
  const result = await work
  tell?.(done)
  return result
}

/** Shares items among benches, each of which does one at a time; results in the order of the items. */
export async function share<B, T, R>(benches: readonly B[], items: readonly T[], act: (bench: B, item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<number, R>()
  const left = items.entries()
  const work = async (bench: B) => {
    for (const [index, item] of left) results.set(index, await act(bench, item))
  }
  await Promise.all(benches.map(work))
  return [...results].toSorted(([one], [other]) => one - other).map(([, result]) => result)
}
