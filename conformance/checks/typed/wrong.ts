import { minimal } from '../../generate/minimal.ts'
import { mutantsOf } from '../../generate/mutant.ts'
import { shapeAt } from '../../generate/shape.ts'
import { isObject } from '../../../specs/json.ts'
import { itemOf, someValues } from './items.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Kind } from './items.ts'

/** A value that is none of a kind. */
export interface Wrong {
  readonly label: string
  readonly kind: Kind
  readonly value: Json
}

interface Given {
  readonly contract: Contract
  readonly type: ResourceType
  /** Pointer of the schema of an item of a body; undefined where none is declared. */
  readonly item: string | undefined
}

/** Values of other kinds, and values of its own kind with one thing wrong. Those that nothing but the kind rules out go before others. */
export function wrongFor(given: Given, kind: Kind, kinds: readonly Kind[]): readonly Wrong[] {
  const { contract, item } = given
  const misses = (value: Json) => contract.validate(kind.where, value).length > 0 && !isTaken(given, kind, value)
  const bears = (value: Json) => item === undefined || contract.validate(item, itemOf(kind, value)).length === 0
  const pick = (values: readonly (readonly [string, Json])[]): readonly Wrong[] => {
    const wrong = values.filter(([, value]) => misses(value))
    const [variant, value] = wrong.find(([, one]) => bears(one)) ?? wrong[0] ?? []
    return variant === undefined || value === undefined ? [] : [{ label: `${kind.label}: ${variant}`, kind, value }]
  }
  const others = kinds
    .filter(({ where }) => where !== kind.where)
    .flatMap((other) =>
      someValues(contract, other, given.type)
        .slice(0, 1)
        .map((value) => [`a value of ${other.label}`, value] as const),
    )
  return [...pick(others), ...pick(plain), ...pick(lacking(given, kind)), ...pick(outside(given, kind))]
}

/** Values of the plainest kinds. */
const plain: readonly (readonly [string, Json])[] = [
  ['a text', 'cp-text'],
  ['a truth value', true],
  ['a number', 7],
  ['an object', { cp: true }],
]

/** True where a text stands for a number or a boolean, and is taken for it. */
function isTaken({ contract, type }: Given, { where }: Kind, value: Json): boolean {
  const { types = [] } = shapeAt(contract.document, where) ?? {}
  return type.coerces !== undefined && typeof value === 'string' && types.some((one) => one === 'integer' || one === 'number' || one === 'boolean')
}

/** An object of its kind that lacks a member. */
function lacking(given: Given, kind: Kind): readonly (readonly [string, Json])[] {
  return mutants(given, kind, ['required'])
}

/** A value of its kind with something that is out of bounds, or no word of those that there are. */
function outside(given: Given, kind: Kind): readonly (readonly [string, Json])[] {
  return mutants(given, kind, ['enum', 'const', 'pattern', 'minimum', 'maximum'])
}

function mutants({ contract, type }: Given, { where, place, rule }: Kind, keywords: readonly string[]): readonly (readonly [string, Json])[] {
  const judge = (value: Json) => contract.validate(where, value)
  const above = `${place}/*${rule.value}`
  const isUnsure = (spot: string, keyword: string) => {
    const isHere = (one: string) => above + spot === one || `${above}${spot}`.startsWith(`${one}/`)
    return (type.unsure ?? []).some(({ at, keywords: weak }) => isHere(at) && (weak.includes('*') || weak.includes(keyword)))
  }
  const base = minimal(contract.document, where, true)
  if (!isObject(base) && judge(base).length > 0) return []
  return mutantsOf({ document: contract.document, where, judge }, base)
    .filter(({ keyword, at: spot }) => keywords.includes(keyword) && !isUnsure(spot, keyword))
    .map(({ at: spot, keyword, variant, body }) => [`${spot} ${keyword} (${variant})`, body] as const)
}
