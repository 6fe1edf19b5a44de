import { itemsIn, resourceOf } from '../resources.ts'
import { isThrough } from '../readable.ts'
import { altered } from './altered.ts'
import type { Answered } from './altered.ts'
import type { Ground, Guess } from './derive.ts'

/** Of a read that is derived from a list: had the resource been in the list, or not. */
export function throughGuesses({ contract }: Ground, exchange: Answered): readonly Guess[] {
  const read = contract.operations.get(exchange.operation ?? '')
  if (!isThrough(read)) return []
  const list = contract.operations.get(read.through)
  const resource = list?.behaviour?.resource
  if (list?.behaviour === undefined || resource === undefined) return []
  const { type } = resourceOf(contract, resource)
  const value = exchange.named?.[type.address.at(-1) ?? '']
  if (value === undefined) return []
  const member = type.identity.field.startsWith('/') ? type.identity.field : `/${type.identity.field}`
  const { sent } = exchange.outcome.response
  const claim = { exchange: exchange.number, of: 'item' as const, at: list.behaviour.items ?? '', member, equals: { value } }
  if (sent === undefined) return [{ claims: [{ ...claim, times: 0 }], instead: [[altered(exchange, { status: 404, json: undefined })]] }]
  const item = itemsIn({ behaviour: list.behaviour }, sent.json).at(0)
  return [{ claims: [{ ...claim, times: 'some' }], instead: [[altered(exchange, { status: 200, json: item ?? { [member.slice(1)]: value } })]] }]
}
