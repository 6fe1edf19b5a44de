import type { Contract } from '../specs/contract.ts'
import { attemptOf, finished, type Attempt } from './attempt.ts'
import type { Call, Outcome, Reply, Respond } from './call.ts'
import { httpDate } from './clock.ts'
import { telling } from './explain/difference.ts'
import { noted } from './explain/noted.ts'
import { glance } from './glance.ts'
import { underFaults } from './faults/apply.ts'
import { fingerprint, numbered } from './ids.ts'
import { Journal } from './journal.ts'
import type { Moment } from './moment.ts'
import { credentialIn, limited } from './limited.ts'
import { respond } from './respond.ts'
import type { Settings } from './settings.ts'
import { State, type StateStart } from './state/state.ts'

export interface WorldStart extends StateStart {
  readonly name: string
  readonly journalSize: number
  /** Tells the request ids of this process from those of others that share the world. 1 when absent. */
  readonly lane?: number
  /** True once the server is about to close. */
  readonly stopping?: () => boolean
}

/** Carries the request id where the vendor has no header for it. */
const REQUEST_ID_HEADER = 'x-mock-request-id'

/** Calls that may wait in one world at once; those that come then are answered with what there is. */
const MOST_WAITING = 10_000

/** Lower-case name of the header that carries the request id. */
function requestIdHeader({ behaviour }: Contract): string {
  return behaviour.content.requestId?.header.toLowerCase() ?? REQUEST_ID_HEADER
}

/** The request id that an answer carries. */
export function requestIdIn(contract: Contract, { headers }: Pick<Reply, 'headers'>): string | undefined {
  return headers[requestIdHeader(contract)]
}

/** An isolated state with its own clock, seed, settings, limits and journal. Worlds of one server never see each other. */
export class World extends State {
  readonly name: string
  readonly journal: Journal
  readonly #start: WorldStart
  /** One for each wire of a contract, under the settings for which they were made. */
  #responders: { readonly of: Settings; readonly by: Map<Contract, Respond> }
  readonly #requestId: (count: number) => string

  constructor(start: WorldStart) {
    super(start)
    this.name = start.name
    this.#start = start
    this.#responders = { of: start.settings, by: new Map() }
    this.#requestId = numbered(start.seed, start.lane ?? 1)
    this.journal = new Journal(start.journalSize, this.#requestId)
  }

  /** Whether a call that would wait is answered with what there is: the server is about to close, or too many wait. */
  get hurries(): boolean {
    return this.waiting >= MOST_WAITING || this.#start.stopping?.() === true
  }

  /** Back to the first state: resources, clock, settings, limits, faults, journal. */
  override reset(): void {
    this.journal.restart()
    super.reset()
  }

  /** A world apart that knows the same; nobody keeps or shares its state. */
  twin(): World {
    const { recorder: _, ...start } = this.#start
    const twin = new World({ ...start, journalSize: 0 })
    twin.take(this)
    return twin
  }

  /**
   * Answers one call and commits what it changes. Nothing can come between the two: both happen in one tick. A promise only
   * where the answer waits for something to change; `gone` is raised when nobody wants it any more.
   */
  handle(call: Call, source: string, gone?: () => AbortSignal): Reply | Promise<Reply> {
    const attempt = this.attempt(call, source)
    if (attempt.kind === 'told') return this.told(attempt)
    const until = (last: Attempt, stop: AbortSignal): Promise<void> => this.over(last, stop)
    return finished(attempt, { again: (last) => this.again(last), until, hurries: () => this.hurries }, gone?.() ?? new AbortController().signal).then((last) =>
      this.told(last),
    )
  }

  /** Tries to answer a call for the first time: what the limit has to say of it is said here. */
  attempt(call: Call, source: string): Attempt {
    const now = this.clock.now()
    const planned = this.#planned(limited(call, { limiter: this.limiter, limits: this.settings.limits, source, now }), { call, source, now })
    const outcome = this.#answer(planned, now)
    return outcome.until === undefined ? attemptOf(planned, outcome, now) : this.#lookedAgain({ ...planned, arrived: now }, now)
  }

  /** Goes on with a call that waited, or was halfway. */
  again({ kind, call, outcome: { later } }: Attempt): Attempt {
    const now = this.clock.now()
    if (kind !== 'halfway' || later === undefined) return this.#lookedAgain(call, now)
    const { later: _, ...last } = this.#answer(call, now, (_, around) => later.finish(around))
    return attemptOf(call, last, now)
  }

  /** Resolves when it is worth while to go on with a call that waits. */
  over({ outcome, now, isSame }: Attempt, gone: AbortSignal): Promise<void> {
    return this.changes(outcome.until ?? now, gone, () => isSame?.() === true && !this.hurries)
  }

  #lookedAgain(call: Call, now: number): Attempt {
    // What is planned for a call may be about more than it looks at.
    if (call.ticket !== undefined) return attemptOf(call, this.#answer(call, now), now)
    const [store, settings] = [this.store(call.contract), this.settings]
    const { view, isSame } = glance(store)
    const outcome = this.#answer(call, now, (same, around) => this.#responder(call.contract)(same, { ...around, view }))
    return { ...attemptOf(call, outcome, now), isSame: () => this.store(call.contract) === store && this.settings === settings && isSame() }
  }

  /** The answer as it is sent, noted in the journal. Each answer is told once. */
  told({ call, outcome, now }: Attempt): Reply {
    if (outcome.reply.touched !== undefined) this.faults.settle(outcome.reply.touched)
    const number = this.journal.next
    this.journal.add(noted(call, outcome, { number, now }))
    return this.#signed(call.contract, outcome.reply, { number, now })
  }

  #answer(call: Call, now: number, respond: Respond = this.#responder(call.contract)): Outcome {
    const around = { view: this.store(call.contract), settings: this.settings, now, seed: this.seed }
    const outcome = (call.ticket === undefined ? respond : underFaults(respond))(call, around)
    if (outcome.changes.length > 0) this.commit(call.contract, outcome.changes, now)
    return outcome
  }

  /** The call with what is planned for it; the same whenever the call is tried anew. */
  #planned(limitedCall: Call, { call, source, now }: { readonly call: Call; readonly source: string; readonly now: number }): Call {
    if (!this.faults.concern(call)) return limitedCall
    const moment: Moment = { view: this.store(call.contract), contract: call.contract, settings: this.settings, now, seed: this.seed }
    const ticket = this.faults.ticket(call, moment, () => fingerprint(credentialIn(call) ?? source))
    return ticket === undefined ? limitedCall : { ...limitedCall, ticket }
  }

  #responder(contract: Contract): Respond {
    if (this.#responders.of !== this.settings) this.#responders = { of: this.settings, by: new Map() }
    let found = this.#responders.by.get(contract)
    if (found === undefined) {
      const active = this.#start.defects.filter(({ id }) => this.settings.defects.includes(id))
      found = active.reduce((inner, defect) => defect.wrap(inner, contract), respond)
      found = telling(found)
      this.#responders.by.set(contract, found)
    }
    return found
  }

  /** The answer with the headers that every answer has: the clock's `Date`, and a request id in the vendor's own header where there is one. */
  #signed(contract: Contract, reply: Reply, { number, now }: { readonly number: number; readonly now: number }): Reply {
    return { ...reply, headers: { date: httpDate(now), [requestIdHeader(contract)]: this.#requestId(number), ...reply.headers } }
  }
}
