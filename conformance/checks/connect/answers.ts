import { answerOf, header, wholeOf } from '../../history.ts'
import { codeIn, nameOfCode, statusOfCode } from '../../judge/code.ts'
import { enveloped } from '../errors/enveloped.ts'
import { at, isObject } from '../../../specs/json.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Answer, Exchange } from '../../history.ts'
import type { Sight } from '../../monitor.ts'

/** Whether a success is what the protocol and the method promise: 200, the codec that was spoken, the declared message. */
export function message(contract: Contract, { operation: id }: Pick<Exchange, 'operation'>, answer: Answer): Sight {
  const operation = contract.operations.get(id ?? '')
  if (operation === undefined || answer.status < 200 || answer.status > 299) return undefined
  if (answer.status !== 200) return { expected: 'status 200', actual: `status ${answer.status}` }
  const { mediaTypes } = contract.behaviour.content
  const type = (header(answer, 'content-type') ?? 'no Content-Type').split(';')[0]?.trim().toLowerCase()
  if (type !== mediaTypes.response) return { expected: `a message as ${mediaTypes.response}`, actual: type ?? '' }
  const whole = wholeOf(answer)
  const member = operation.behaviour?.representation
  if (!isObject(whole)) return { expected: 'a message', actual: `a body of ${answer.bytes} bytes that is no JSON object` }
  if (member !== undefined && at(whole, member) === undefined) return { expected: `a message with ${member}`, actual: `a message with ${names(whole)}` }
  const schema = operation.responses.get(200)?.schema
  const [violation] = schema === undefined ? [] : contract.validate(schema, whole).filter(({ at: place }) => answer.hidden?.includes(place) !== true)
  return violation === undefined
    ? 'kept'
    : { expected: 'the declared message', actual: `${violation.at === '' ? 'the message' : violation.at} ${violation.message}` }
}

function names(whole: Json): string {
  return isObject(whole) ? Object.keys(whole).slice(0, 3).join(', ') || 'nothing in it' : 'nothing in it'
}

/** Whether a refusal with content is an error as the protocol has them (https://connectrpc.com/docs/protocol#error-end-stream). */
export function errorShape(contract: Contract, answer: Answer): Sight {
  const sight = enveloped(contract, contract.behaviour.errors.envelope, answer)
  if (sight !== 'kept') return sight
  const code = codeIn(answer)
  if (typeof code !== 'string' || statusOfCode(code) === undefined)
    return { expected: "one of the protocol's codes", actual: `the code ${JSON.stringify(code) ?? 'left out'}` }
  const details = at(answer.json, '/details')
  const wrong = Array.isArray(details) ? (details as readonly Json[]).find((detail) => !isDetail(detail)) : undefined
  return wrong === undefined ? 'kept' : { expected: 'details with a type and a value in unpadded base64', actual: JSON.stringify(wrong).slice(0, 80) }
}

function isDetail(detail: Json): boolean {
  const type = at(detail, '/type')
  const value = at(detail, '/value')
  return typeof type === 'string' && type !== '' && typeof value === 'string' && /^[A-Za-z0-9+/]*$/.test(value)
}

/** Whether what is refused over one wire is refused over the other, for the same reason where both tell it. */
export function sameRefusal(here: Exchange | undefined, there: Exchange | undefined): Sight {
  const [one, other] = [answerOf(here), answerOf(there)]
  if (one === undefined || other === undefined || one.status < 400) return undefined
  if (other.status < 400) return { expected: `a refusal, as over REST (status ${one.status})`, actual: `status ${other.status}` }
  const expected = nameOfCode(codeIn(one))
  const found = codeIn(other)
  return expected === undefined || found === undefined || found === expected
    ? 'kept'
    : { expected: `the code ${expected}, as over REST`, actual: `the code ${JSON.stringify(found)}` }
}
