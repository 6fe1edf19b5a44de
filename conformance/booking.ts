import { answerOf, succeeded } from './history.ts'
import { isMarked, nameIn } from './naming.ts'
import { idIn, idParameter, resourceOf } from './resources.ts'
import { operationOf, paramsOf } from './subject/address.ts'
import { isObject } from '../specs/json.ts'
import type { Contract } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import type { RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'
import type { Entry, Intent, Ledger } from './ledger.ts'
import type { Subject } from './subject/subject.ts'

/** What the bookkeeping knows of a run. */
export interface Books {
  readonly contract: Contract
  readonly subject: Subject
  readonly ledger: Ledger
  readonly runId?: string
}

/** Notes in the ledger what a request may make or remove: before it is sent, and once more when it is known what came of it. */
export class Booking {
  private readonly books: Books
  private readonly made = new Map<number, Entry>()

  constructor(books: Books) {
    this.books = books
  }

  /** What an exchange made, or may have made. */
  of({ number }: Exchange): Entry | undefined {
    return this.made.get(number)
  }

  async around(plan: RequestPlan, send: () => Promise<Exchange>): Promise<Exchange> {
    const entry = this.before(plan)
    try {
      const exchange = await send()
      this.after(plan, exchange, entry)
      return exchange
    } catch (error) {
      // What cannot be put on the wire at all has made nothing.
      if (entry !== undefined) this.books.ledger.refused(entry)
      throw error
    }
  }

  private before(plan: RequestPlan): Entry | undefined {
    const { contract, subject, ledger } = this.books
    const resource = created(contract, plan)
    if (resource === undefined) return undefined
    const { type } = resourceOf(contract, resource)
    const body = bodyOf(plan)
    const id = type.identity.from === 'client' ? idIn(type, body) : undefined
    const params = { ...addressOf(this.books, plan, resource), ...(id !== undefined && { [idParameter(type)]: id }) }
    return ledger.intend({
      handle: { resource, params, body },
      known: id !== undefined,
      as: keeperOf(subject, plan),
      intent: this.intent(plan, resource, body),
    })
  }

  private intent(plan: RequestPlan, resource: string, body: JsonObject): Intent {
    const { contract, runId } = this.books
    const name = nameIn(resourceOf(contract, resource).type, body, runId)
    const header = contract.behaviour.idempotency?.header
    const key = Object.entries(plan.headers ?? {}).find(([field, value]) => field.toLowerCase() === header && value !== '')?.[1]
    return {
      operation: plan.operation,
      ...(name !== undefined && { name }),
      marked: name !== undefined && isMarked(name, runId),
      ...(key !== undefined && { key }),
    }
  }

  private after(plan: RequestPlan, exchange: Exchange, entry: Entry | undefined): void {
    if (entry !== undefined) this.made.set(exchange.number, this.outcome(exchange, entry))
    const { contract, ledger } = this.books
    const { behaviour } = operationOf(contract, plan)
    if (behaviour?.action !== 'delete' || plan.method !== undefined || !succeeded(exchange)) return
    const removed = ledger.find(behaviour.resource, addressOf(this.books, plan, behaviour.resource))
    if (removed !== undefined) ledger.turn(removed, 'deleted')
  }

  private outcome(exchange: Exchange, entry: Entry): Entry {
    const { contract, ledger } = this.books
    const answer = answerOf(exchange)
    if (answer === undefined) ledger.unknown(entry)
    else if (succeeded(exchange)) return this.success(exchange, entry)
    else if (leavesOpen(contract, answer.status)) ledger.unknown(entry, answer.status)
    else ledger.refused(entry, answer.status)
    return entry
  }

  private success(exchange: Exchange, entry: Entry): Entry {
    const { contract, ledger } = this.books
    const { type } = resourceOf(contract, entry.handle.resource)
    const id = idIn(type, answerOf(exchange)?.json) ?? entry.handle.params[idParameter(type)]
    if (id !== undefined && isSegment(id)) return ledger.made(entry, { ...entry.handle.params, [idParameter(type)]: id })
    ledger.unknown(entry, answerOf(exchange)?.status ?? 0)
    return entry
  }
}

/**
 * True for an identifier that can stand in a path by itself: without one, and with a dot segment (RFC 3986 section 5.2.4), the path is
 * that of something else, and a delete would be about that.
 */
export function isSegment(id: string): boolean {
  return id !== '' && id !== '.' && id !== '..'
}

/** The resource type that a plan asks the subject to make one of. */
export function created(contract: Contract, plan: RequestPlan): string | undefined {
  const { behaviour } = operationOf(contract, plan)
  return (behaviour?.action === 'create' || behaviour?.action === 'import') && plan.method === undefined && plan.path === undefined
    ? behaviour.resource
    : undefined
}

/** Who deletes what this plan makes: its tenant's own principal, because whoever made it may have had no right to. */
export function keeperOf(subject: Subject, plan: RequestPlan): 'admin' | 'other' {
  const own = Object.entries(subject.principals.other?.params ?? {})
  const params = paramsOf(subject, plan)
  return plan.as === 'other' && own.every(([name, value]) => params[name] === value) ? 'other' : 'admin'
}

/** The path parameters under which a plan's resource is found, as far as they are known. */
export function addressOf({ contract, subject }: Pick<Books, 'contract' | 'subject'>, plan: RequestPlan, resource: string): Readonly<Record<string, string>> {
  const params = paramsOf(subject, plan)
  return Object.fromEntries(resourceOf(contract, resource).type.address.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])))
}

/**
 * True where an answer does not promise that nothing was done: a server or a gateway gave up on the way (RFC 9110 section 15.6),
 * unless this contract refuses with that status.
 */
function leavesOpen({ behaviour: { errors } }: Contract, status: number): boolean {
  return status >= 500 && status !== 501 && !Object.values(errors.refusals).some((reply) => reply.status === status)
}

/** The body of a plan as JSON, however it is given; empty where it is none. */
function bodyOf({ body, raw }: RequestPlan): JsonObject {
  if (isObject(body)) return body
  if (raw === undefined) return {}
  try {
    const parsed: Json = JSON.parse(typeof raw === 'string' ? raw : Buffer.from(raw).toString('utf8'))
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}
