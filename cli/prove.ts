import type { CheckFinished, Event } from '../conformance/events.ts'
import type { Test } from '../conformance/plan.ts'
import type { Subject } from '../conformance/subject/subject.ts'
import type { Defect } from '../mock/defect.ts'
import type { Contract } from '../specs/contract.ts'
import type { Requirement } from '../specs/requirements.ts'
import { inParallel } from './parallel.ts'
import { standIn } from './stand-in.ts'

export interface ProveOptions {
  readonly provider: string
  /** Clean runs, with the seeds 1 to this number. */
  readonly seeds: number
  /** Ids of requirements, checks or defects to prove; all when absent. */
  readonly only?: readonly string[]
  /** Runs at once. 2 when absent. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
  /** Told what was just done, for a progress line. */
  readonly tell?: (done: string) => void
}

/** A clean mock that was accused. `verdicts` of one check in one run; never `passed` or `skipped`. */
export interface Accusation {
  readonly seed: number
  readonly check: string
  readonly resource?: string
  readonly verdict: CheckFinished['verdict']
  readonly because: string
}

/** What became of one defect: `caught` by a check, or `missed`, with what the checks said instead. */
export interface Trial {
  readonly defect: string
  readonly caught: boolean
  /** Verdicts of the checks that ran against it, e.g. `etag.stale-refused on cluster: failed`. */
  readonly said: readonly string[]
}

/** A requirement that some check puts to this provider, and the defects that prove the check. */
export interface Proven {
  readonly requirement: string
  readonly checks: readonly string[]
  readonly trials: readonly Trial[]
}

/** The matrix. It is complete when no clean mock was accused, no defect was missed and no requirement lacks one. */
export interface Proof {
  readonly provider: string
  readonly seeds: number
  readonly accusations: readonly Accusation[]
  readonly proven: readonly Proven[]
  /** Requirements with a check but no defect that applies. */
  readonly unproven: readonly string[]
  /** Defects whose requirement no check puts to this provider. */
  readonly notApplicable: readonly string[]
  readonly complete: boolean
}

interface Bench {
  readonly options: ProveOptions
  readonly checks: readonly Test[]
  readonly requirements: ReadonlyMap<string, Requirement>
  readonly defects: readonly Defect[]
}

/** Proves the checks of one provider: clean mocks pass, and each defect is caught by the checks of the requirement it violates. */
export async function prove(options: ProveOptions): Promise<Proof> {
  const bench = await benchFor(options)
  const clean = await inParallel(range(options.seeds), options.concurrency ?? 2, (seed) => cleanRun(bench, seed))
  const ran = clean.flatMap(({ finished }) => finished).filter(({ verdict }) => verdict !== 'skipped')
  const runnable = [...new Set(ran.map(({ requirement }) => requirement.id))]
  const wanted = bench.defects.filter(({ violates }) => runnable.includes(violates))
  const trials = await tryAll(bench, wanted, ran)
  const proven = runnable.map((requirement) => provenOf(requirement, ran, { wanted, trials }))
  const accusations = clean.flatMap(accusationsOf)
  const unproven = proven.filter((one) => one.trials.length === 0).map(({ requirement }) => requirement)
  const missed = trials.some(({ caught }) => !caught)
  return {
    provider: options.provider,
    seeds: options.seeds,
    accusations,
    proven,
    unproven,
    notApplicable: bench.defects.filter((defect) => !wanted.includes(defect)).map(({ id }) => id),
    complete: accusations.length === 0 && unproven.length === 0 && !missed && proven.length > 0,
  }
}

async function benchFor(options: ProveOptions): Promise<Bench> {
  const [{ checks }, { defects }, { loadRequirements }] = await Promise.all([
    import('../conformance/checks/index.ts'), import('../mock/defects/index.ts'), import('../specs/requirements.ts'),
  ])
  const { only } = options
  const chosen = defects.filter(({ id, violates }) => only === undefined || only.includes(id) || only.includes(violates))
  const violated = new Set(chosen.map(({ violates }) => violates))
  return {
    options,
    checks: only === undefined ? checks : checks.filter(({ id, proves }) => only.includes(id) || only.includes(proves) || violated.has(proves)),
    requirements: await loadRequirements(),
    defects: chosen,
  }
}

interface CleanRun {
  readonly seed: number
  readonly finished: readonly CheckFinished[]
  readonly events: readonly Event[]
}

async function cleanRun(bench: Bench, seed: number): Promise<CleanRun> {
  const own = await standIn(bench.options.provider, seed)
  try {
    const events = await eventsOf(bench, { contract: own.contract, subject: own.subject(), checks: bench.checks, seed })
    bench.options.tell?.(`clean mock, seed ${seed}`)
    return { seed, events, finished: events.filter((event) => event.type === 'check.finished') }
  } finally {
    await own.close()
  }
}

function accusationsOf({ seed, finished, events }: CleanRun): readonly Accusation[] {
  const accused = finished
    .filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
    .map(({ check, resource, verdict, because, finding }) => ({
      seed,
      check,
      ...(resource !== undefined && { resource }),
      verdict,
      because: because ?? (finding === undefined ? '' : `expected ${finding.expected}, found ${finding.actual}`),
    }))
  const left = events.find((event) => event.type === 'cleanup.finished')?.left ?? []
  const end = events.find((event) => event.type === 'run.finished')
  if (left.length > 0) accused.push({ seed, check: 'clean-up', verdict: 'errored', because: `still there: ${left.join(', ')}` })
  if (end === undefined || end.because !== undefined) accused.push({ seed, check: 'run', verdict: 'errored', because: end?.because ?? 'it did not finish' })
  return accused
}

/** All defects on one mock, a world each: loading a contract takes longer than a trial. */
async function tryAll(bench: Bench, wanted: readonly Defect[], ran: readonly CheckFinished[]): Promise<readonly Trial[]> {
  const own = await standIn(bench.options.provider, 1)
  try {
    return await inParallel(wanted, bench.options.concurrency ?? 2, async (defect) => {
      const checks = bench.checks.filter(({ proves }) => proves === defect.violates)
      const subject = own.subject({ world: defect.id, defects: [defect.id] })
      const events = await eventsOf(bench, { contract: own.contract, subject, checks, seed: 1 })
      bench.options.tell?.(`defect ${defect.id}`)
      return trialOf(defect, { events, ran, requirement: bench.requirements.get(defect.violates) })
    })
  } finally {
    await own.close()
  }
}

function trialOf(defect: Defect, found: { events: readonly Event[]; ran: readonly CheckFinished[]; requirement: Requirement | undefined }): Trial {
  const finished = found.events.filter((event) => event.type === 'check.finished').filter(({ verdict }) => verdict !== 'skipped')
  const most = found.ran.some(({ requirement, basis }) => requirement.id === defect.violates && canFail(found.requirement, basis))
  return {
    defect: defect.id,
    caught: finished.some(({ verdict }) => verdict === 'failed' || (verdict === 'observed' && !most)),
    said: finished.map(({ check, resource, verdict, because }) => `${resource === undefined ? check : `${check} on ${resource}`}: ${verdict}${because === undefined || verdict === 'passed' ? '' : ` (${because})`}`),
  }
}

/** Whether a broken promise of this kind is a failure at all; a weaker one is only ever observed. */
function canFail(requirement: Requirement | undefined, basis: CheckFinished['basis']): boolean {
  return requirement?.level === 'MUST' && requirement.standing !== 'practice' && basis === 'documented'
}

function provenOf(requirement: string, ran: readonly CheckFinished[], tried: { wanted: readonly Defect[]; trials: readonly Trial[] }): Proven {
  const own = ran.filter((event) => event.requirement.id === requirement)
  const ids = tried.wanted.filter(({ violates }) => violates === requirement).map(({ id }) => id)
  return {
    requirement,
    checks: [...new Set(own.map(({ check }) => check))],
    trials: tried.trials.filter(({ defect }) => ids.includes(defect)),
  }
}

async function eventsOf(bench: Bench, asked: { contract: Contract; subject: Subject; checks: readonly Test[]; seed: number }): Promise<readonly Event[]> {
  const { run } = await import('../conformance/run.ts')
  const { signal } = bench.options
  const events: Event[] = []
  for await (const event of run({ ...asked, requirements: bench.requirements, target: 'mock', ...(signal && { signal }) })) events.push(event)
  return events
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
