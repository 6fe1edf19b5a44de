import { refusals, type Refusal, type RefusalReply } from '../../specs/behaviour.ts'
import { at, isObject, pointer } from '../../specs/json.ts'
import type { Contract, Json, Operation } from '../../specs/contract.ts'
import { answerOf } from '../history.ts'
import type { Answer, Exchange } from '../history.ts'

/** Why the mock refused, as the contract has it. */
export interface Reason {
  readonly refusal: Refusal
  readonly reply: RefusalReply
  /** JSON pointer into behaviour.yaml. */
  readonly pointer: string
}

/** The reason of a refusal of the mock: the one whose status, code and message it bears; what the operation says of it goes first. */
export function reasonOf(contract: Contract, operation: Operation | undefined, exchange: Exchange): Reason | undefined {
  const answer = answerOf(exchange)
  if (answer === undefined || answer.status < 400) return undefined
  const said = saidIn(contract, answer)
  const fitting = reasonsOf(contract, operation).filter(
    ({ reply }) =>
      reply.status === answer.status &&
      (said.code === undefined || (reply.code ?? '') === said.code) &&
      (said.message === undefined || fits(reply.message, said.message)),
  )
  const sorted = fitting.toSorted((a, b) => literal(b.reply.message) - literal(a.reply.message))
  return sorted.find(({ refusal }) => refusal === tagRefusal(operation, exchange)) ?? sorted[0]
}

/** What is wrong with a tag that was sent: a contract may answer both in the same words. */
function tagRefusal(operation: Operation | undefined, { request }: Exchange): Refusal | undefined {
  const sent = request.headers.filter(([name]) => name.toLowerCase() === 'if-match').map(([, value]) => value.trim())
  if (sent.length === 0) return operation?.behaviour?.precondition?.presence === 'required' ? 'missing-tag' : undefined
  return sent.every((value) => value === '*' || /^(W\/)?"[^"]*"(\s*,\s*(W\/)?"[^"]*")*$/.test(value)) ? 'stale-tag' : 'malformed-tag'
}

/** All reasons that count for an operation. */
export function reasonsOf({ behaviour }: Contract, operation: Operation | undefined): readonly Reason[] {
  const own = operation?.behaviour?.refusals ?? {}
  return refusals.flatMap((refusal): readonly Reason[] => {
    const special = own[refusal]
    if (special !== undefined && operation !== undefined)
      return [{ refusal, reply: special, pointer: pointer(['operations', operation.id, 'refusals', refusal]) }]
    const general = behaviour.errors.refusals[refusal]
    return general === undefined ? [] : [{ refusal, reply: general, pointer: pointer(['errors', 'refusals', refusal]) }]
  })
}

/** The code that the body of a refusal tells, as text; undefined where the envelope has none. */
export function codeOf(contract: Contract, answer: Answer): string | undefined {
  return saidIn(contract, answer).code
}

/** JSON pointer of the code in the body of a refusal. */
export function codePlace({ behaviour }: Contract): string | undefined {
  return placeOf(behaviour.errors.envelope.body, '{code}')
}

function saidIn(contract: Contract, answer: Answer): { readonly code?: string; readonly message?: string } {
  const { body } = contract.behaviour.errors.envelope
  const [code, message] = ['{code}', '{message}'].map((word) => {
    const place = placeOf(body, word)
    return place === undefined ? undefined : at(answer.whole ?? answer.json, place)
  })
  return {
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    ...(typeof message === 'string' && { message }),
  }
}

/** Where a string of the envelope is nothing but this word. */
function placeOf(body: Json, word: string, place = ''): string | undefined {
  if (body === word) return place
  const below = Array.isArray(body) ? [...(body as readonly Json[]).entries()] : isObject(body) ? Object.entries(body) : []
  for (const [name, value] of below) {
    const found = placeOf(value, word, place + pointer([name]))
    if (found !== undefined) return found
  }
  return undefined
}

function fits(template: string, message: string): boolean {
  const pattern = template
    .split(/\{[a-z]+\}/)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[^]*')
  return new RegExp(`^${pattern}$`).test(message)
}

function literal(template: string): number {
  return template.replaceAll(/\{[a-z]+\}/g, '').length
}
