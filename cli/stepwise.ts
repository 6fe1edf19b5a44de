import { Course } from '../conformance/course.ts'
import { about } from '../conformance/finished.ts'
import type { CheckFinished, Event } from '../conformance/events.ts'
import type { RunOptions } from '../conformance/options.ts'
import { checkReport, foldReport } from '../reports/report.ts'
import { known } from '../reports/text.ts'
import { ledgerOf } from './check-ledger.ts'
import { asked, optionsFor, refuseResource, replayFlags, type CheckFlags, type Judged } from './check.ts'
import type { Acceptance } from './config-check.ts'
import { failure, observation, type View } from './summary.ts'
import { terminalOf, type Terminal } from './terminal.ts'

/** One check, put to one resource type or to the provider as a whole. */
export interface Step {
  readonly check: string
  readonly resource?: string
  /** The requirement in one sentence. */
  readonly sentence: string
}

/** What came of a step. `kept` and `noted` are good; `noted` has something to tell. `undecided` is neither good nor bad. */
export type Told =
  | { readonly kind: 'kept' }
  | { readonly kind: 'noted' | 'skipped' | 'undecided'; readonly because: string }
  | { readonly kind: 'broken' | 'errored'; readonly message: string }

/** A conformance run that somebody else takes step by step. */
export interface Stepwise {
  readonly title: string
  readonly steps: readonly Step[]
  /** First contact. Throws where nothing can be put to the test. */
  readonly begin: () => Promise<void>
  /** Never throws. */
  readonly take: (step: Step) => Promise<Told>
  /** Cuts short what is under way. */
  readonly stop: () => void
  /** Cleans up. Throws where something is left, or where a deviation is out of date. */
  readonly end: () => Promise<void>
}

/** A run as the flags of `clusterproof check` describe it. Nothing is sent to the subject. Throws a UsageError for whatever is wrong with them. */
export async function stepwise(named: string, typed: CheckFlags): Promise<Stepwise> {
  const notes: string[] = []
  const terminal: Terminal = { ...terminalOf(process), live: false, out: () => {}, err: (text) => void notes.push(text) }
  const { provider, flags, accepted, judged } = await asked(named, typed, terminal)
  try {
    refuseResource(judged.contract, flags.resource)
    const stop = new AbortController()
    const options = { ...(await optionsFor(judged, flags)), signal: stop.signal }
    const acceptance = await accepted(judged.contract)
    const walk = new Walk({ judged, options, acceptance, provider, flags, terminal, notes })
    return {
      title: `${judged.contract.title} keeps its promises`,
      steps: stepsOf(options),
      begin: () => walk.begin(),
      take: (step) => walk.take(step),
      stop: () => stop.abort(),
      end: () => walk.end(),
    }
  } catch (error) {
    // Still listening, it would keep this process alive.
    await judged.close()
    throw error
  }
}

function stepsOf(options: RunOptions): readonly Step[] {
  return new Course(options).planned.map((one) => ({ ...about(one), sentence: options.requirements.get(one.test.proves)?.sentence ?? one.test.proves }))
}

interface Walking {
  readonly judged: Judged
  readonly options: RunOptions
  readonly acceptance: Acceptance
  readonly provider: string
  readonly flags: CheckFlags
  readonly terminal: Terminal
  /** What was printed on the way. */
  readonly notes: readonly string[]
}

class Walk {
  private readonly given: Walking
  private readonly events: Event[] = []
  private taken = 0
  /** True once a promise was seen to be kept or broken. */
  private concluded = false
  private ledger: ReturnType<typeof ledgerOf>
  private course: Course | undefined

  constructor(given: Walking) {
    this.given = given
  }

  async begin(): Promise<void> {
    const { judged, options, provider, flags, terminal } = this.given
    this.ledger = ledgerOf(provider, flags, { contract: judged.contract, terminal })
    this.course = new Course({ ...options, ...this.ledger?.options })
    this.events.push(this.course.started())
    if (!(await this.course.begin())) throw new Error(`Failed to put ${judged.contract.title} to the test: ${this.course.because ?? 'it did not begin'}.`)
  }

  async take({ check, resource }: Step): Promise<Told> {
    const { course } = this
    const planned = course?.planned.find((one) => about(one).check === check && about(one).resource === resource)
    if (course === undefined || planned === undefined) return { kind: 'undecided', because: 'blocked: the run did not begin' }
    if (course.stopped) return { kind: 'undecided', because: 'inconclusive: the run was interrupted' }
    this.taken += 1
    const event = await course.carryOut(planned)
    this.events.push(event)
    this.concluded ||= event.verdict === 'passed' || event.verdict === 'failed' || event.verdict === 'observed'
    return this.told(event)
  }

  async end(): Promise<void> {
    const { judged, notes } = this.given
    const { course } = this
    try {
      if (course === undefined) return
      const cleanup = await course.sweep()
      this.events.push(cleanup, course.finish(cleanup))
      this.ledger?.end(this.events)
      if (cleanup.left.length > 0) throw new Error(`Clean-up is incomplete, and these are still there:\n${[...cleanup.left, ...notes].join('\n')}`)
      if (course.because !== undefined) throw new Error(`Nothing can be concluded: ${course.because}.`)
      // Where a person has picked a few tests, none of them need be called for.
      if (this.taken === course.planned.length && !this.concluded) throw new Error('Nothing can be concluded: no promise was put to the test.')
      const { deviations } = await this.given.acceptance.account(foldReport(this.events))
      const stale = (deviations?.stale ?? []).map((one) => `${one.requirement}: ${one.is}, ${one.because}`)
      if (stale.length > 0) throw new Error(`Deviations have to be looked at: remove or renew.\n${stale.join('\n')}`)
    } finally {
      await course?.close()
      await judged.close()
    }
  }

  private async told(event: CheckFinished): Promise<Told> {
    const { verdict, because = verdict } = event
    switch (verdict) {
      case 'passed':
        return { kind: 'kept' }
      case 'failed':
        return this.failed(event)
      case 'observed':
        return { kind: 'noted', because: observation(checkReport(event), this.view()) }
      case 'skipped':
        return { kind: 'skipped', because }
      case 'blocked':
      case 'inconclusive':
        return { kind: 'undecided', because: `${verdict}: ${because}` }
      case 'errored':
        return { kind: 'errored', message: failure(checkReport(event), this.view()) }
    }
  }

  private async failed(event: CheckFinished): Promise<Told> {
    const [started] = this.events
    const report = started && (await this.given.acceptance.account(foldReport([started, event])))
    const deviation = report?.checks[0]?.deviation
    return deviation === undefined ? { kind: 'broken', message: failure(checkReport(event), this.view()) } : { kind: 'noted', because: known(deviation) }
  }

  /** What is told of a check besides what its event says. */
  private view(): View {
    const { judged, options, provider, flags, terminal } = this.given
    const { contract, subject } = judged
    const target = options.target ?? new URL(subject.baseUrl).origin
    return {
      report: { provider: contract, target, seed: options.seed, ...(contract.wire === 'connect' && { wire: contract.wire }) },
      asked: { provider, flags: replayFlags(flags) },
      colours: terminal.colours,
    }
  }
}
