import { header, wholeOf } from '../../history.ts'
import { everyAnswer, monitor } from '../../monitor.ts'
import { all, map, met, unmet } from '../../need.ts'
import { declaredHeaders } from './declared-headers.ts'
import { isOversized } from './oversized.ts'
import { isJson } from '../../../specs/media-type.ts'
import type { Contract, Operation, ResponseOf } from '../../../specs/contract.ts'
import type { Answer, Exchange } from '../../history.ts'
import type { Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** Statuses that stand for the layers before an API, or for what HTTP itself refuses: few documents list them. */
const ofHttp = [408, 413, 414, 415, 417, 421, 426, 431, 502, 503, 504, 505, 511]
/** Statuses that a request calls for by one of its own fields (RFC 9110 sections 12.5.1, 13.2.2 and 14.2). */
const calledFor: readonly (readonly [status: number, fields: RegExp])[] = [
  [304, /^if-/],
  [412, /^if-/],
  [206, /^range$/],
  [416, /^range$/],
  [406, /^accept/],
]

interface Documented {
  readonly contract: Contract
  /** Ids of the operations of the type under test whose answers the document lists. */
  readonly operations: ReadonlySet<string>
}

export const documented = monitor({
  id: 'content.documented',
  each: 'resource',
  needs: (reading) => described(reading, (operation) => !isWeakList(operation)),
  judge: (trace, needs) => everyAnswer(trace, (answer, exchange) => (isRefusal(answer) ? undefined : judged(needs, answer, exchange))),
})

/** Refusals lean on their envelope besides, which fewer documents describe. */
export const documentedRefusals = monitor({
  id: 'content.documented-refusals',
  proves: 'content.documented',
  each: 'resource',
  needs: (reading) => {
    const needs = all({ described: described(reading, listsRefusals), envelope: reading.envelope() })
    return map(needs, ({ described: value }) => value)
  },
  judge: (trace, needs) => everyAnswer(trace, (answer, exchange) => (isRefusal(answer) ? judged(needs, answer, exchange) : undefined)),
})

/** Lists whose envelope rests on less than the operation: alone, so that they weaken nothing else. */
export const documentedLists = monitor({
  id: 'content.documented-lists',
  proves: 'content.documented',
  each: 'resource',
  needs: (reading) => described(reading, isWeakList),
  judge: (trace, needs) => everyAnswer(trace, (answer, exchange) => (isRefusal(answer) ? undefined : judged(needs, answer, exchange))),
})

function isRefusal({ status }: Answer): boolean {
  return status >= 400
}

function listsRefusals({ responses }: Operation): boolean {
  return [...responses.keys()].some((status) => status >= 400)
}

function isWeakList({ behaviour }: Operation): boolean {
  return behaviour?.envelope !== undefined
}

function judged({ contract, operations }: Documented, answer: Answer, exchange: Exchange): Sight {
  const operation = contract.operations.get(exchange.operation ?? '')
  if (operation === undefined || !operations.has(operation.id) || operation.method !== exchange.request.method) return undefined
  return asDocumented(contract, operation, { answer, exchange })
}

function described(reading: Reading, wanted: (operation: Operation) => boolean): Need<Documented> {
  const needs = all({ contract: reading.document(), shape: reading.shape() })
  if (needs.kind === 'unmet') return needs
  const { contract } = needs.value
  const own = [...contract.operations.values()]
    .filter(({ behaviour, responses }) => behaviour?.resource === reading.resource && responses.size > 0)
    .filter(wanted)
  if (own.length === 0) return unmet(`the document describes no such answer about a ${reading.resource}`)
  const value = { contract, operations: new Set(own.map(({ id }) => id)) }
  return met(value, ...needs.leansOn, ...own.flatMap(({ behaviour }) => [behaviour ?? [], behaviour?.envelope ?? []].flat()))
}

/** Whether an answer has a listed status, and the body and header fields that the document declares for it. */
export function asDocumented(contract: Contract, operation: Operation, { answer, exchange }: { readonly answer: Answer; readonly exchange: Exchange }): Sight {
  const response = operation.responses.get(answer.status)
  if (operation.behaviour?.success?.tolerated.includes(answer.status) === true || isOversized(exchange)) return undefined
  if (response === undefined)
    return isOfHttp(answer.status, exchange) || isTolerated(contract, answer.status)
      ? undefined
      : { expected: `one of the statuses ${[...operation.responses.keys()].join(', ')}`, actual: `status ${answer.status}` }
  if (ofHttp.includes(answer.status) && answer.json === undefined) return undefined
  return bodyOf(contract, response, answer) ?? headersOf(contract, operation, answer) ?? 'kept'
}

/** A status of some refusal that nobody's documents rule out, or that none of them promises: then no list of statuses is whole. */
function isTolerated({ behaviour }: Contract, status: number): boolean {
  return Object.values(behaviour.errors.refusals).some(
    (reply) => reply.tolerated?.includes(status) === true || (reply.basis !== 'documented' && reply.status === status),
  )
}

function isOfHttp(status: number, { request }: Exchange): boolean {
  if (ofHttp.includes(status)) return true
  return calledFor.some(([called, fields]) => called === status && request.headers.some(([name]) => fields.test(name.toLowerCase())))
}

function bodyOf(contract: Contract, { schema, status, mediaType }: ResponseOf, answer: Answer): Sight {
  if (schema === undefined) return undefined
  // What is declared as another medium is a text.
  const body = isJson(mediaType ?? 'application/json') ? wholeOf(answer) : answer.body
  if (body === undefined) return { expected: `the body declared for status ${status}`, actual: answer.bytes === 0 ? 'no content' : 'content that is not JSON' }
  const violation = contract.validate(schema, body).find(({ at }) => answer.hidden?.includes(at) !== true)
  return (
    violation && {
      expected: `a body that satisfies the schema declared for status ${status}`,
      actual: `${violation.at === '' ? 'the body' : violation.at} ${violation.message}`,
    }
  )
}

function headersOf(contract: Contract, operation: Operation, answer: Answer): Sight {
  for (const { name, schema, required } of declaredHeaders(contract.document, operation.id, answer.status)) {
    const value = header(answer, name)
    if (value === undefined && required) return { expected: `the header field ${name}, which the document requires`, actual: 'none' }
    if (value === undefined || schema === undefined) continue
    const [violation] = contract.validate(schema, value)
    const [asNumber] = value.trim() !== '' && !Number.isNaN(Number(value)) ? contract.validate(schema, Number(value)) : [violation]
    if (violation !== undefined && asNumber !== undefined)
      return { expected: `a ${name} that satisfies its schema`, actual: `${name}: ${value} (${violation.message})` }
  }
  return undefined
}
