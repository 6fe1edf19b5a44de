import { header } from './history.ts'
import { readable } from './readable.ts'
import { BURSTS } from './session.ts'
import { advertisedIn } from './subject/advertised.ts'
import { graphsOf } from './traffic-graph.ts'
import { LifeFold } from './traffic-lives.ts'
import { aboutOf } from './traffic-things.ts'
import type { Contract } from '../specs/contract.ts'
import type { Driven, EvidenceRecord } from './evidence.ts'
import type { Answer, Exchange } from './history.ts'
import type { LifecycleGraph } from './traffic-graph.ts'
import type { Thing } from './traffic-lives.ts'
import type { About } from './traffic-things.ts'

export type { LifecycleEdge, LifecycleGraph, LifecyclePhase } from './traffic-graph.ts'
export type { Look, Thing } from './traffic-lives.ts'

/** What went over the wire of one run, in brief: enough for pictures, too little to judge by. */
export interface Traffic {
  /** All requests, in the order in which they were sent. */
  readonly requests: readonly Request[]
  /** What they made or came upon, life by life, in the order in which each was first seen. */
  readonly things: readonly Thing[]
  /** The lifecycles of the contract with what was seen of them. */
  readonly lifecycles: readonly LifecycleGraph[]
  /** One for each check that sent something. */
  readonly scenes: readonly Scene[]
  /** What the contract says how much may be sent, where it does. */
  readonly allowed?: { readonly requests: number; readonly windowSeconds: number }
  /** Names of all header fields in answers, in lower case, sorted. */
  readonly fields?: readonly string[]
}

export interface Request {
  /** Position in the run, from 1; from 1,000,001 for a second session of the same run. */
  readonly number: number
  /** Id of the check that it was sent for; absent for what many share. */
  readonly check?: string
  /** The resource type that it is about, as the contract calls it. */
  readonly resource?: string
  /** Which of `things` it is about, from 0. */
  readonly thing?: number
  /** The phase that its answer shows that one in. */
  readonly phase?: string
  readonly label: string
  readonly method: string
  readonly target: string
  /** Whose credential it carried. */
  readonly as: string
  /** 0 where no answer came. */
  readonly status: number
  /** Milliseconds from the first request of the run. Requests that were to be there at the same time were sent at one instant. */
  readonly sent: number
  readonly received: number
  /** Requests that the subject says are left. */
  readonly left?: number
  /** Seconds that the subject asks to wait. */
  readonly rest?: number
}

/** The exchanges of a check's counterexample as it was sent once more, or else of its last scenario. */
export interface Scene {
  readonly check: string
  readonly resource: string
  /** Numbers of requests, as its judge was given them. */
  readonly numbers: readonly number[]
}

/** A request before it is known which of the things it is about. */
interface Kept extends Omit<Request, 'check' | 'thing'> {
  check?: string
  readonly about?: About
}

/** Folds what is recorded into traffic, as it comes about. */
export class TrafficFold {
  readonly contract: Contract
  /** Of each session, by their position in it. */
  private readonly sessions: readonly [ordinary: Kept[], bursts: Kept[]] = [[], []]
  private readonly began: [ordinary: number, bursts: number] = [Number.NaN, Number.NaN]
  private readonly scenes = new Map<string, { readonly scene: Scene; readonly again: boolean }>()
  private readonly words = new Map<string, string>()
  private readonly fields = new Set<string>()

  /** The contract tells which phases a resource may go through, and where they are shown. */
  constructor(contract: Contract) {
    this.contract = readable(contract)
  }

  record(record: EvidenceRecord): void {
    if (record.kind === 'sent') this.sent(record.exchange)
    if (record.kind === 'driven') this.driven(record)
  }

  traffic(): Traffic {
    const { rateLimit } = this.contract.behaviour
    const lives = new LifeFold(this.contract)
    const requests = this.sessions.flatMap((session) => withThings(Object.values(session), lives))
    return {
      requests: inOneRow(requests),
      things: lives.things,
      lifecycles: graphsOf(this.contract, lives.moves),
      scenes: [...this.scenes.values()].map(({ scene }) => scene),
      ...(rateLimit && { allowed: { requests: rateLimit.requests, windowSeconds: rateLimit.windowSeconds } }),
      fields: [...this.fields].toSorted(),
    }
  }

  private sent(exchange: Exchange): void {
    const { number, label, request, principal, outcome } = exchange
    const session = number > BURSTS ? 1 : 0
    const began = Number.isNaN(this.began[session]) ? exchange.sent : this.began[session]
    this.began[session] = began
    const about = aboutOf(this.contract, exchange)
    const resource = about?.resource ?? this.contract.operations.get(exchange.operation ?? '')?.behaviour?.resource
    const answer = outcome.kind === 'answered' ? outcome.response : undefined
    for (const [name] of answer?.headers ?? []) this.fields.add(name.toLowerCase())
    this.sessions[session][number - session * BURSTS] = {
      number,
      ...(resource !== undefined && { resource }),
      ...(about && { about: { ...about, key: this.once(about.key), id: this.once(about.id) } }),
      ...(about?.phase !== undefined && { phase: this.once(about.phase) }),
      label: this.once(label),
      method: this.once(request.method),
      target: this.once(request.target),
      as: this.once(principal),
      status: answer?.sent?.status ?? answer?.status ?? 0,
      sent: exchange.sent - began,
      received: exchange.received - began,
      ...(answer && this.limits(answer)),
    }
  }

  private limits(answer: Answer): Pick<Request, 'left' | 'rest'> {
    const { left, rest } = advertisedIn(answer, this.contract.behaviour.rateLimit?.fields, header(answer, 'date'))
    return { ...(left && { left: left.requests }), ...(rest !== undefined && { rest }) }
  }

  private driven({ check, resource, history, again }: Driven): void {
    const numbers = history.map((one) => (typeof one === 'number' ? one : one.number))
    for (const number of numbers) {
      const request = number > BURSTS ? this.sessions[1][number - BURSTS] : this.sessions[0][number]
      if (request !== undefined) request.check = check
    }
    const name = `${check} ${resource}`
    const before = this.scenes.get(name)
    if (again || before?.again !== true) this.scenes.set(name, { scene: { check, resource, numbers }, again })
  }

  /** One and the same text for equal ones: most are told many times. */
  private once(text: string): string {
    const known = this.words.get(text)
    if (known === undefined) this.words.set(text, text)
    return known ?? text
  }
}

function withThings(session: readonly Kept[], lives: LifeFold): readonly Request[] {
  return session.map(({ about, ...request }, index) => {
    if (about === undefined) return request
    const isRaced = session[index - 1]?.sent === request.sent || session[index + 1]?.sent === request.sent
    const thing = lives.follow({ ...request, about }, isRaced)
    return { ...request, ...(thing !== undefined && { thing }) }
  })
}

/** The second session has a clock of its own: put after the first, since nobody knows when it was. */
function inOneRow(requests: readonly Request[]): readonly Request[] {
  const isLater = ({ number }: Request) => number > BURSTS
  if (!requests.some(isLater)) return requests
  const end = requests.reduce((latest, request) => (isLater(request) ? latest : Math.max(latest, request.received)), 0)
  return requests.map((request) => (isLater(request) ? { ...request, sent: request.sent + end, received: request.received + end } : request))
}
