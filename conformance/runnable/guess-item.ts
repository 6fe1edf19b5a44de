import { at, isObject } from '../../specs/json.ts'
import { isScalar, jsonIn } from './assertion.ts'
import { isAnswered, rootOf, withValue } from './altered.ts'
import type { Json } from '../../specs/json.ts'
import type { Scalar, Term } from './assertion.ts'
import type { Ground, Guess } from './derive.ts'
import type { Spot } from './guess-body.ts'

/** Items that are looked at in one array. */
const mostItems = 40

/** What one item less in an array would have changed, or one more. */
export function itemGuesses(ground: Ground, spot: Spot): readonly Guess[] {
  return arraysIn(spot.whole).flatMap(({ place, items }) => [...withoutOne(ground, spot, { place, items }), ...withOne(ground, spot, { place, items })])
}

interface List {
  readonly place: string
  readonly items: readonly Json[]
}

/** Members that tell an item from others. */
const names = ['/name', '/id', '/uid', '/metadata/name', '/email', '/displayName']

function withoutOne(ground: Ground, { exchange, root }: Spot, { place, items }: List): readonly Guess[] {
  return items.slice(0, mostItems).flatMap((item, index) => {
    const left = items.filter((_, other) => other !== index)
    const instead = [[withValue(exchange, { at: place, root }, left)]]
    return naming(item).map((named) => {
      const isTwice = left.some((other) => at(other, named.member) === named.value)
      const times = isTwice ? (1 as const) : (0 as const)
      const equals = termFor(ground, named.value, exchange.number)
      return { claims: [{ exchange: exchange.number, of: 'item' as const, at: place, member: named.member, equals, times }], instead }
    })
  })
}

function withOne({ contract, exchanges }: Ground, { exchange, root }: Spot, { place, items }: List): readonly Guess[] {
  return exchanges.filter(isAnswered).flatMap((other) => {
    const inner = rootOf(contract, other)
    const body = at(jsonIn(other.outcome.response.body), inner)
    if (other.number === exchange.number || !isObject(body)) return []
    return naming(body)
      .slice(0, 1)
      .filter(({ member, value }) => !items.some((item) => at(item, member) === value))
      .map(({ member }) => ({
        claims: [
          {
            exchange: exchange.number,
            of: 'item' as const,
            at: place,
            member,
            equals: { as: { exchange: other.number, side: 'answer' as const, from: { json: `${inner}${member}` } } },
            times: 'some' as const,
          },
        ],
        instead: [[withValue(exchange, { at: place, root }, [...items, body])]],
      }))
  })
}

function naming(item: Json): readonly { readonly member: string; readonly value: Scalar }[] {
  return names.flatMap((member) => {
    const value = at(item, member)
    return isScalar(value) && value !== null ? [{ member, value }] : []
  })
}

/** The value by where else it was told, so that it can be looked for in another run. */
function termFor({ contract, exchanges }: Ground, value: Scalar, but: number): Term {
  for (const other of exchanges.filter(isAnswered)) {
    const asked = jsonIn(other.request.body ?? '')
    const named = names.find((name) => at(asked, name) === value)
    if (named !== undefined) return { as: { exchange: other.number, side: 'request', from: { json: named } } }
    const body = other.number === but ? undefined : jsonIn(other.outcome.response.body)
    const member = names.map((name) => `${rootOf(contract, other)}${name}`).find((name) => at(body, name) === value)
    if (member !== undefined) return { as: { exchange: other.number, side: 'answer', from: { json: member } } }
  }
  return { value }
}

function arraysIn(whole: Json): readonly List[] {
  const found: List[] = []
  const visit = (value: Json, place: string, depth: number): void => {
    if (Array.isArray(value)) found.push({ place, items: value as readonly Json[] })
    else if (isObject(value) && depth < 2)
      for (const [name, member] of Object.entries(value)) visit(member, `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1)
  }
  visit(whole, '', 0)
  return found
}
