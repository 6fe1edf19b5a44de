import type { CheckFinished, Event } from '../conformance/events.ts'
import type { Test } from '../conformance/plan.ts'
import type { Subject } from '../conformance/subject/subject.ts'
import type { Defect } from '../mock/defect.ts'
import type { Requirement } from '../specs/requirements.ts'
import { standIn, type StandIn } from './stand-in.ts'
import { over, type Wire } from './wire.ts'

/** What a clean run said, as plain data: it may come from another thread. */
export interface CleanRun {
  readonly seed: number
  readonly wire: Wire
  readonly finished: readonly CheckFinished[]
  /** Paths that the clean-up left. */
  readonly left: readonly string[]
  /** Why the run came to no sound end, if it did not. */
  readonly trouble?: string
}

/** What became of one defect. */
export interface Trial {
  readonly defect: string
  readonly wire: Wire
  /** Seed of the run; 1 when absent. */
  readonly seed?: number
  /** Checks that found the promise broken. None, where the defect was missed, or where a check came to grief over it. */
  readonly caughtBy: readonly string[]
  /** Requests that the smallest counterexample needs, where one was found. */
  readonly shortest?: number
  /** Verdicts of the checks that ran against it, e.g. `etag.stale-refused on cluster: failed`. */
  readonly said: readonly string[]
}

export interface CleanTask {
  readonly seed: number
  readonly wire: Wire
}

export interface TrialTask {
  readonly defect: string
  readonly wire: Wire
  /** 1 when absent. */
  readonly seed?: number
}

/** A mock with a world for every run: loading a contract takes longer than a trial. */
export interface Bench {
  readonly clean: (task: CleanTask) => Promise<CleanRun>
  readonly trial: (task: TrialTask) => Promise<Trial>
  readonly close: () => Promise<void>
}

export interface BenchOptions {
  readonly provider: string
  /** Ids of requirements, checks or defects; all when absent. */
  readonly only?: readonly string[]
}

interface Tools extends Chosen {
  readonly own: StandIn
  readonly requirements: ReadonlyMap<string, Requirement>
}

interface Chosen {
  readonly checks: readonly Test[]
  readonly defects: readonly Defect[]
}

export async function openBench(options: BenchOptions, signal?: AbortSignal): Promise<Bench> {
  const { loadRequirements } = await import('../specs/requirements.ts')
  const tools = { ...(await chosen(options.only)), requirements: await loadRequirements(), own: await standIn(options.provider, 1) }
  return {
    clean: async ({ seed, wire }) => {
      const world = `clean-${wire}-${seed}`
      const events = await eventsOf(tools, { subject: tools.own.subject({ world }), checks: tools.checks, seed, wire, signal })
      tools.own.forget(world)
      return cleanRun({ seed, wire }, events)
    },
    trial: async ({ defect: id, wire, seed = 1 }) => {
      const violated = tools.defects.find((defect) => defect.id === id)?.violates
      const checks = tools.checks.filter(({ proves }) => proves === violated)
      const world = `${wire}-${id}-${seed}`
      const events = await eventsOf(tools, { subject: tools.own.subject({ world, defects: [id] }), checks, seed, wire, signal })
      tools.own.forget(world)
      return trialOf({ defect: id, wire, seed }, events)
    },
    close: tools.own.close,
  }
}

/** The checks and defects that `only` is about: those it names, and those on the other side of each requirement. */
export async function chosen(only: readonly string[] | undefined): Promise<Chosen> {
  const [{ checks }, { defects }] = await Promise.all([import('../conformance/checks/index.ts'), import('../mock/defects/index.ts')])
  if (only === undefined) return { checks, defects }
  const named = new Set(only)
  const proved = new Set(checks.filter(({ id, proves }) => named.has(id) || named.has(proves)).map(({ proves }) => proves))
  const wanted = defects.filter(({ id, violates }) => named.has(id) || proved.has(violates))
  const violated = new Set(wanted.map(({ violates }) => violates))
  return { checks: checks.filter(({ proves }) => proved.has(proves) || violated.has(proves)), defects: wanted }
}

interface Asked {
  readonly subject: Subject
  readonly checks: readonly Test[]
  readonly seed: number
  readonly wire: Wire
  readonly signal: AbortSignal | undefined
}

async function eventsOf({ own, requirements }: Tools, { subject, checks, seed, wire, signal }: Asked): Promise<readonly Event[]> {
  const { run } = await import('../conformance/run.ts')
  const events: Event[] = []
  const options = { contract: over(own.contract, wire), requirements, subject, checks, seed, target: 'mock' }
  for await (const event of run({ ...options, ...(signal && { signal }) })) events.push(event)
  return events
}

function cleanRun({ seed, wire }: CleanTask, events: readonly Event[]): CleanRun {
  const end = events.find((event) => event.type === 'run.finished')
  const trouble = end === undefined ? 'the run did not finish' : end.because
  const left = events.find((event) => event.type === 'cleanup.finished')?.left ?? []
  return { seed, wire, finished: finishedIn(events), left, ...(trouble !== undefined && { trouble }) }
}

/** `observed` counts as caught: the suite never says more of a weaker promise. A check that errors has caught nothing. */
function trialOf({ defect, wire, seed = 1 }: TrialTask, events: readonly Event[]): Trial {
  const finished = finishedIn(events)
  const caught = finished.filter(({ verdict }) => verdict === 'failed' || verdict === 'observed').map(({ check }) => check)
  const errored = finished.some(({ verdict }) => verdict === 'errored')
  const lengths = finished.flatMap(({ finding }) => finding?.needed?.length ?? [])
  const shortest = lengths.length === 0 ? {} : { shortest: Math.min(...lengths) }
  return { defect, wire, ...(seed !== 1 && { seed }), caughtBy: errored ? [] : [...new Set(caught)], ...shortest, said: finished.map(saidBy) }
}

function saidBy({ check, resource, verdict, because }: CheckFinished): string {
  return `${resource === undefined ? check : `${check} on ${resource}`}: ${verdict}${because === undefined ? '' : ` (${because})`}`
}

function finishedIn(events: readonly Event[]): readonly CheckFinished[] {
  return events.filter((event) => event.type === 'check.finished').filter(({ verdict }) => verdict !== 'skipped')
}
