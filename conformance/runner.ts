import { contactFor } from './contact.ts'
import { seedOf } from './ids.ts'
import { finished, notRun, unknown } from './finished.ts'
import { Wants } from './lack.ts'
import { prepare } from './plan.ts'
import { putToTest } from './property.ts'
import { guarded, tourWith, troubleOf } from './scenario.ts'
import { BURSTS, Session } from './session.ts'
import { sweep } from './sweep.ts'
import { prerequisites, wanted } from './generate/known.ts'
import { founded } from './prerequisite.ts'
import { found } from './make.ts'
import { judgeTrace, tours } from './watch.ts'
import { Recorder } from './recorder.ts'
import { Spending } from './spending.ts'
import { succeeded } from './history.ts'
import { isLoopback } from './subject/subject.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { Check } from './check.ts'
import type { CheckFinished, CleanupFinished, RunFinished, RunStarted } from './events.ts'
import type { Facts } from './finished.ts'
import type { Exchange } from './history.ts'
import type { Monitor } from './monitor.ts'
import type { Offer } from './offer.ts'
import type { Planned } from './plan.ts'
import type { Unmet } from './need.ts'
import type { RunOptions } from './options.ts'
import type { Outcome } from './property.ts'

/** What is known of a test that was not run. */
const nothing: Outcome = { scenarios: 0, kept: 0, unclear: [] }

/** Carries out what was planned against one subject, over at most two sessions: the ordinary one, and one for bursts. */
export class Runner {
  readonly offer: Offer
  private readonly options: RunOptions
  private readonly session: Session
  private burst: Session | undefined
  private readonly recorder: Recorder | undefined
  private readonly spending: Spending
  private wants: Wants | undefined
  /** What went wrong with the suite itself, if anything did. */
  failure: string | undefined

  constructor(options: RunOptions, offer: Offer) {
    this.options = options
    this.offer = offer
    this.recorder = options.record && new Recorder(options.record)
    const { contract, subject, profile } = options
    this.spending = new Spending(contract, { profile, budget: subject.budget })
    this.session = this.open()
  }

  began(started: RunStarted): void {
    this.recorder?.began(started, this.options, this.offer)
  }

  /** The last thing that is recorded. */
  over(cleanup: CleanupFinished, finished: RunFinished, trouble?: string): void {
    this.recorder?.over({ cleanup, finished, ...(trouble !== undefined && { trouble }) })
  }

  get requests(): number {
    return this.session.requests + (this.burst?.requests ?? 0)
  }

  /** How many resources of each type that costs something were made, or may have been. */
  get creates(): Readonly<Record<string, number>> {
    return this.spending.spent
  }

  /** Why the run is to stop, if it is. */
  get stopped(): string | undefined {
    const troubled = this.sessions().find(({ trouble }) => trouble !== undefined)
    return troubled?.trouble ?? this.spending.over ?? (this.options.signal?.aborted === true ? 'the run was interrupted' : undefined)
  }

  /**
   * Why the subject cannot be put to the test, if it cannot: told by one harmless request. Asked before the first test, when the
   * administrator has to be served, and after the last, when any answer will do.
   */
  async unreachable(when: 'first' | 'last'): Promise<string | undefined> {
    const { contract, subject } = this.options
    const contact = contactFor(contract, this.offer.params)
    if (contact === undefined) return undefined
    const { operation } = contact
    const exchange = await guarded(() => this.session.tidy(contact.plan, 'contact'))
    if ('kind' in exchange) return exchange.because
    const { origin } = new URL(subject.baseUrl)
    if (exchange.outcome.kind === 'lost') return `${origin} could not be reached: ${exchange.outcome.reason}`
    const { status, json } = exchange.outcome.response
    // Throttling passes; whom it meets in a check, it leaves undecided.
    if (when === 'last' || status === 429 || (succeeded(exchange) && json !== undefined)) return undefined
    // Where nothing can be listed, a resource is asked for that need not be there: to be told so is to be served.
    if (operation.behaviour?.action !== 'list' && json !== undefined && status === (contract.behaviour.errors.refusals.absent?.status ?? 404)) return undefined
    return `the administrator was not served: ${operation.id}, ${exchange.request.method} ${exchange.request.target}, got status ${status}${succeeded(exchange) ? ' without JSON' : ''}`
  }

  /** Finds what request bodies refer to and the run cannot make itself; what is not found leaves checks unmet. Tells what is wrong with what was given. */
  async discover(): Promise<string | undefined> {
    const { contract, subject } = this.options
    for (const resource of wanted(contract)) {
      await guarded(() => found(this.session, { resource, as: 'admin', into: this.offer.known }))
      if (subject.principals.other !== undefined) await guarded(() => found(this.session, { resource, as: 'other', into: this.offer.othersKnown }))
    }
    for (const resource of prerequisites(contract)) {
      const trouble = await this.found(resource)
      if (trouble !== undefined) return trouble
    }
    this.recorder?.knew(this.offer)
    return undefined
  }

  /** One resource that others have to name, for each principal; what cannot be had leaves checks unmet, or blocked. */
  private async found(resource: string): Promise<string | undefined> {
    const { subject } = this.options
    const { known, shown, othersKnown, othersShown } = this.offer
    const trouble = await guarded(() => founded(this.session, { resource, as: 'admin', known, shown }))
    if (typeof trouble === 'string') return trouble
    // Where few may be made, those of strangers are left out, and with them the few checks that need them.
    if (subject.principals.other !== undefined && this.offer.isFrugal !== true)
      await guarded(() => founded(this.session, { resource, as: 'other', known: othersKnown, shown: othersShown }))
    return undefined
  }

  async tours(monitors: readonly Planned[]): Promise<void> {
    if (this.stopped !== undefined) return
    await tours(
      this.session,
      monitors.filter((one) => one.test.kind === 'monitor' && prepare(one, one.test.prepare).kind === 'met'),
    )
  }

  /** One test, from its needs to its verdict. Never throws. */
  async carryOut(planned: Planned): Promise<CheckFinished> {
    const { test } = planned
    const requirement = this.options.requirements.get(test.proves)
    if (requirement === undefined) {
      this.recorder?.ended(planned, nothing, 0)
      return notRun(planned, unknown(test.proves), { verdict: 'errored', because: `there is no requirement ${test.proves}` })
    }
    try {
      return test.kind === 'check' ? await this.check(planned, test, requirement) : await this.monitor(planned, test, requirement)
    } catch (error) {
      const trouble = troubleOf(error)
      this.recorder?.stumbled(planned, trouble)
      return notRun(planned, requirement, trouble)
    }
  }

  /** Deletes what is left in every session and tells what could not be deleted. */
  async sweep(): Promise<CleanupFinished> {
    const parts: CleanupFinished[] = []
    for (const session of this.sessions()) {
      const part = await guarded(() => sweep(session))
      if ('created' in part) parts.push(part)
      else this.failure = part.because
    }
    const sum = (pick: (part: CleanupFinished) => number) => parts.reduce((total, part) => total + pick(part), 0)
    return {
      type: 'cleanup.finished',
      created: sum(({ created }) => created),
      deleted: sum(({ deleted }) => deleted),
      handedOver: sum(({ handedOver }) => handedOver),
      left: parts.flatMap(({ left }) => left),
    }
  }

  async close(): Promise<void> {
    for (const session of this.sessions()) await session.close()
  }

  private async check(planned: Planned, test: Check, requirement: Requirement): Promise<CheckFinished> {
    const need = prepare(planned, test.prepare)
    if (need.kind === 'unmet') return this.unmet(planned, requirement, need)
    const { seed, path, scale, minimise } = this.options
    const session = test.cost === 'burst' ? this.forBursts() : this.session
    const before = session.requests
    const outcome = await putToTest({
      session,
      scope: { check: test.id, resource: planned.subject, isFresh: test.uses === 'own', count: 0 },
      arbitrary: need.value,
      seed: seedOf(seed, test.id, planned.subject),
      runs: Math.max(1, Math.round(test.runs * (scale ?? 1))),
      shrink: minimise === undefined && isLoopback(session.endpoint.baseUrl),
      ...(minimise && { minimise: (found: string) => minimise({ check: test.id, resource: planned.subject, requirement: requirement.id, path: found }) }),
      ...(path !== undefined && { path }),
      driven: (drawn, drive, again) => this.recorder?.driven(planned, { scenario: drawn, drive, again }),
    })
    const requests = session.requests - before
    this.recorder?.ended(planned, outcome, requests)
    return finished(planned, outcome, { requirement, leansOn: need.leansOn, seed, requests, ...this.runnable(session) })
  }

  private unmet(planned: Planned, requirement: Requirement, { verdict, because }: Unmet): CheckFinished {
    this.recorder?.ended(planned, nothing, 0)
    if (verdict !== undefined) return notRun(planned, requirement, { verdict, because })
    this.wants ??= new Wants(this.options.contract, this.offer, this.options.profile)
    return notRun(planned, requirement, { verdict: 'skipped', because, ...this.wants.of(planned) })
  }

  private async monitor(planned: Planned, test: Monitor, requirement: Requirement): Promise<CheckFinished> {
    const need = prepare(planned, test.prepare)
    if (need.kind === 'unmet') return this.unmet(planned, requirement, need)
    const before = this.session.requests
    const { drive } = need.value
    const trouble = drive && (await tourWith(this.session, { check: test.id, resource: planned.subject, count: 0 }, drive))
    const outcome = await judgeTrace(this.trace(), need.value)
    const undecided = trouble !== undefined && outcome.found === undefined ? { ...outcome, trouble } : outcome
    const requests = this.session.requests - before
    this.recorder?.ended(planned, undecided, requests)
    return finished(planned, undecided, { requirement, leansOn: need.leansOn, seed: this.options.seed, requests, ...this.runnable() })
  }

  private runnable(session?: Session): Pick<Facts, 'runnable'> {
    const { contract, runnable } = this.options
    return runnable === true ? { runnable: { contract, trace: session?.trace ?? this.trace() } } : {}
  }

  /** What went over another wire was judged by the check that sent it: no monitor knows both. */
  private trace(): readonly Exchange[] {
    return this.sessions().flatMap(({ trace }) => trace.filter(({ wire }) => wire === undefined))
  }

  private sessions(): readonly Session[] {
    return this.burst === undefined ? [this.session] : [this.session, this.burst]
  }

  private forBursts(): Session {
    this.burst ??= this.open(this.options.subject.burst)
    return this.burst
  }

  private open(endpoint?: RunOptions['subject']['burst']): Session {
    const { contract, subject, seed, signal, runId, journal, secrets } = this.options
    const sent = (exchange: Exchange) => this.recorder?.sent(exchange)
    return new Session({
      contract,
      subject,
      offer: this.offer,
      seed,
      signal,
      runId,
      journal,
      secrets,
      sent,
      spending: this.spending,
      ...(endpoint && { endpoint, firstNumber: BURSTS + 1 }),
    })
  }
}

/** Ordinary tests and monitors, each in the order planned. */
export function watched(planned: readonly Planned[]): { readonly tests: readonly Planned[]; readonly monitors: readonly Planned[] } {
  return { tests: planned.filter(({ test }) => test.kind === 'check'), monitors: planned.filter(({ test }) => test.kind === 'monitor') }
}
