import { at } from '../specs/json.ts'
import { idIn, idParameter, operationFor, resourceOf } from './resources.ts'
import type { OperationBehaviour } from '../specs/behaviour.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import type { Json } from '../specs/json.ts'
import type { Answer, Exchange } from './history.ts'

/** A read that no document declares: the list is asked for, and shows the resource or does not. */
export interface ReadThrough extends Operation {
  /** The list whose item it shows. */
  readonly through: string
}

/** No operationId of a document ends so. */
const suffix = '#item'

const known = new WeakMap<Contract, Contract>()

/**
 * The same contract with a read for each resource type that is read by its item in a list (`reads`), so that checks need not know.
 * The derived operation is called `<list>#item`. It leans on what the list says of that.
 */
export function readable(contract: Contract): Contract {
  const before = known.get(contract)
  if (before !== undefined) return before
  const reads = [...contract.operations.values()].flatMap((list) => readFrom(contract, list) ?? [])
  const made = reads.length === 0 ? contract : { ...contract, operations: new Map([...contract.operations, ...reads.map((read) => [read.id, read] as const)]) }
  known.set(contract, made)
  known.set(made, made)
  return made
}

function readFrom(contract: Contract, list: Operation): ReadThrough | undefined {
  const { behaviour } = list
  if (behaviour?.action !== 'list' || behaviour.reads === undefined || operationFor(contract, behaviour.resource, 'read') !== undefined) return undefined
  const read: OperationBehaviour = { action: 'read', resource: behaviour.resource, ...behaviour.reads }
  return { ...list, id: list.id + suffix, behaviour: read, through: list.id }
}

/** True for a derived read: its request is that of a list, and so are its refusals. */
export function isThrough(operation: Operation | undefined): operation is ReadThrough {
  return operation !== undefined && 'through' in operation
}

/**
 * What the list shows of the resource that was asked for, as if it had been read by itself. Where it shows none, that is as good
 * as a 404, and `sent` tells what was really answered.
 */
export function itemOf(contract: Contract, read: ReadThrough, { params, answer }: { params: Readonly<Record<string, string>>; answer: Answer }): Answer {
  const list = contract.operations.get(read.through)
  if (list?.behaviour === undefined || answer.status < 200 || answer.status >= 300) return answer
  const { type } = resourceOf(contract, list.behaviour.resource)
  const items = at(answer.json, list.behaviour.items ?? '')
  if (!Array.isArray(items)) return answer
  const id = params[idParameter(type)]
  const item = items.find((each: Json) => idIn(type, each) === id)
  const { json, ...rest } = answer
  const whole = answer.whole ?? json
  const told = { ...rest, ...(whole === undefined ? {} : { whole }) }
  if (item !== undefined) return { ...told, json: item }
  return { ...told, status: absentStatus, json: undefined, sent: { operation: read.through, status: answer.status, json } }
}

/** What a read of something that is not there gets (RFC 9110 section 15.5.5). */
const absentStatus = 404

/** An exchange as it stood on the wire: for whoever judges the answer itself. */
export function asSent(exchange: Exchange): Exchange {
  if (exchange.outcome.kind !== 'answered' || exchange.outcome.response.sent === undefined) return exchange
  const { sent, ...response } = exchange.outcome.response
  return { ...exchange, operation: sent.operation, outcome: { kind: 'answered', response: { ...response, status: sent.status, json: sent.json } } }
}

/** An exchange as reports tell of it: its operation is one that the provider's document has. */
export function asEvidence(exchange: Exchange): Exchange {
  const sent = asSent(exchange)
  return sent.operation?.endsWith(suffix) === true ? { ...sent, operation: sent.operation.slice(0, -suffix.length) } : sent
}
