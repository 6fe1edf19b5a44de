import { at, withAt } from '../../specs/json.ts'
import { jsonIn } from './assertion.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Answer, Exchange } from '../history.ts'

/** The answer of an exchange that had one. */
export type Answered = Exchange & { readonly outcome: { readonly kind: 'answered'; readonly response: Answer } }

export function isAnswered(exchange: Exchange): exchange is Answered {
  return exchange.outcome.kind === 'answered'
}

/** The same exchange, had it been answered otherwise. */
export function altered(exchange: Answered, change: Partial<Answer>): Exchange {
  const { sent: _, ...response } = exchange.outcome.response
  return { ...exchange, outcome: { kind: 'answered', response: { ...response, ...change } } }
}

/** With another body: what judges read of it is read anew. */
export function withBody(exchange: Answered, body: string, root: string): Exchange {
  const whole = jsonIn(body)
  const json = root === '' ? whole : (at(whole, root) ?? whole)
  const { whole: _, ...response } = exchange.outcome.response
  const parsed = { json, ...(root !== '' && whole !== undefined && { whole }) }
  return altered({ ...exchange, outcome: { kind: 'answered', response } }, { body, bytes: new TextEncoder().encode(body).length, ...parsed })
}

/** With another value at a place of the whole body; none where it is undefined. */
export function withValue(exchange: Answered, where: { readonly at: string; readonly root: string }, value: Json | undefined): Exchange {
  const { body, json, whole } = exchange.outcome.response
  const changed = JSON.stringify(withAt(jsonIn(body) ?? {}, where.at, value))
  // Judges read declared members alone: what nobody declares stays away from them.
  const isRead = where.at.startsWith(where.root)
  const read = isRead && json !== undefined ? withAt(json, where.at.slice(where.root.length), value) : json
  const both = { json: read, ...(whole !== undefined && { whole: withAt(whole, where.at, value) }) }
  return altered(exchange, { body: changed, bytes: new TextEncoder().encode(changed).length, ...both })
}

/** With another value of a header; none where it is undefined. */
export function withHeader(exchange: Answered, name: string, value: string | undefined): Exchange {
  const others = exchange.outcome.response.headers.filter(([found]) => found !== name)
  return altered(exchange, { headers: value === undefined ? others : [...others, [name, value]] })
}

/** Where the body of an answer has what judges read: the representation within its wrapping. */
export function rootOf(contract: Contract, { operation, outcome }: Answered): string {
  const named = contract.operations.get(operation ?? '')?.behaviour?.representation
  return named !== undefined && outcome.response.whole !== undefined ? named : ''
}
