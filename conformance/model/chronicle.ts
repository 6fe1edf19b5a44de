import { answerOf, header, succeeded } from '../history.ts'
import { tagOf } from '../judge/view.ts'
import { idIn, idParameter } from '../resources.ts'
import { readTarget } from '../checks/operation/words.ts'
import { at, isObject } from '../../specs/json.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import type { Exchange, History } from '../history.ts'

const actions = ['create', 'import', 'read', 'list', 'view', 'update', 'act', 'delete'] as const

/** What an exchange was about, in the words of the model. `work` shows a long-running operation. */
export type Doing = (typeof actions)[number] | 'work'

/**
 * What came of it. `done` is a success, `absent` says that there is nothing, `refused` is any other answer of the class 4xx, and
 * promises that nothing was done. Of what was `lost`, or answered with a server error, nobody knows whether it was done.
 */
export type Outcome = 'done' | 'absent' | 'refused' | 'lost'

/** One exchange as the model sees it. */
export interface Deed {
  readonly exchange: Exchange
  readonly doing: Doing
  readonly outcome: Outcome
  readonly operation: Operation
  /** The resource it is about, or that it made. */
  readonly id: string | undefined
  readonly asked: JsonObject
  /** The representation, the list, the view, or the long-running operation in the answer. */
  readonly shown: Json | undefined
  readonly tag: string | undefined
  readonly key: string | undefined
  /** The entity tag it was conditional on. */
  readonly condition: string | undefined
}

/** How exchanges are read. */
export interface Reader {
  readonly contract: Contract
  readonly resource: string
  readonly type: ResourceType
  /** Statuses that say that something is not there. */
  readonly absent: readonly number[]
}

/** One page of a list: all of them follow, joined into one exchange (`Api`). */
const page = /\(page \d+\)$/

/** What a history tells of one resource type, and of long-running operations, in the order in which it was sent. */
export function chronicle(reader: Reader, history: History): readonly Deed[] {
  return history.exchanges.flatMap((exchange) => (page.test(exchange.label) ? [] : (deedOf(reader, exchange) ?? [])))
}

function deedOf(reader: Reader, exchange: Exchange): Deed | undefined {
  const operation = reader.contract.operations.get(exchange.operation ?? '')
  const doing = operation === undefined ? undefined : doingOf(reader, operation)
  if (operation === undefined || doing === undefined || exchange.request.method !== operation.method.toUpperCase()) return undefined
  const asked = askedIn(exchange)
  const shown = succeeded(exchange) ? answerOf(exchange)?.json : undefined
  const { tag } = reader.type
  const isWork = operation.behaviour?.longRunning !== undefined
  return {
    exchange,
    doing,
    outcome: outcomeOf(reader, exchange),
    operation,
    id: idOf(reader, { exchange, operation, asked, shown }),
    asked,
    shown,
    tag: tag === undefined || isWork || doing === 'list' ? undefined : tagOf(tag, succeeded(exchange) ? answerOf(exchange) : undefined),
    key: lineOf(exchange, reader.contract.behaviour.idempotency?.header),
    condition: lineOf(exchange, 'if-match'),
  }
}

function doingOf({ contract, resource }: Reader, { behaviour }: Operation): Doing | undefined {
  if (behaviour?.action === 'read' && behaviour.resource === contract.behaviour.longRunning?.resource && behaviour.resource !== resource) return 'work'
  return behaviour?.resource === resource ? actions.find((action) => action === behaviour.action) : undefined
}

function outcomeOf({ absent }: Reader, exchange: Exchange): Outcome {
  const status = answerOf(exchange)?.status
  if (succeeded(exchange)) return 'done'
  if (status === undefined || status >= 500) return 'lost'
  return [404, 410, ...absent].includes(status) ? 'absent' : 'refused'
}

interface Parts {
  readonly exchange: Exchange
  readonly operation: Operation
  readonly asked: JsonObject
  readonly shown: Json | undefined
}

function idOf({ contract, type }: Reader, { exchange, operation, asked, shown }: Parts): string | undefined {
  const { behaviour } = operation
  if (behaviour?.action === 'create' || behaviour?.action === 'import')
    return idIn(type, shown) ?? (type.identity.from === 'client' ? idIn(type, asked) : undefined)
  if (behaviour?.action === 'list') return undefined
  const of = contract.behaviour.resources[behaviour?.resource ?? '']
  const params = { ...readTarget(operation, exchange.request.target).params, ...exchange.named }
  return of === undefined ? undefined : params[idParameter(of)]
}

/** The JSON object that was sent; an empty one where none was, or none that can be read. */
function askedIn({ request: { body } }: Exchange): JsonObject {
  try {
    const value: Json = JSON.parse(body ?? '')
    const whole = at(value, '')
    return isObject(whole) ? whole : {}
  } catch {
    return {}
  }
}

function lineOf({ request }: Exchange, name: string | undefined): string | undefined {
  return name === undefined ? undefined : request.headers.find(([found]) => found.toLowerCase() === name)?.[1]
}

/** The long-running operation that a deed shows: as its answer, or because it reads one. */
export function workIn(reader: Pick<Reader, 'contract'>, { doing, operation, shown, outcome }: Deed): JsonObject | undefined {
  const isWork = doing === 'work' || operation.behaviour?.longRunning !== undefined
  return isWork && outcome === 'done' && reader.contract.behaviour.longRunning !== undefined && isObject(shown) ? shown : undefined
}

/** True where the answer shows the resource itself, and not work on it. */
export function isSight({ doing, operation, outcome, shown }: Deed): boolean {
  const shows = doing === 'read' || doing === 'update' || doing === 'create' || doing === 'import'
  return shows && outcome === 'done' && operation.behaviour?.longRunning === undefined && isObject(shown)
}

/** Milliseconds since 1970 of the subject's clock when it answered; undefined where it did not say. */
export function instantOf({ exchange }: Deed): number | undefined {
  const found = Date.parse(header(answerOf(exchange), 'date') ?? '')
  return Number.isNaN(found) ? undefined : found
}
