import { minimal } from './minimal.ts'
import { list, shapeAt } from './shape.ts'
import { isBlank } from '../judge/effect.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { at, placesAt, steps, withAt } from '../../specs/json.ts'
import { encodedObject, obeying } from '../rules/obeying.ts'
import type { Rule } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Shape } from './shape.ts'

/** The schema of a body, and what holds between its fields. */
export interface Sampled {
  readonly contract: Contract
  /** JSON pointer of the schema. */
  readonly where: string
  readonly rules?: readonly Rule[]
}

/**
 * A few different plain values for a place of a body: what the document shows before what is made up, with all declared members,
 * in keeping with the schema and with the rules between fields. None of them is empty. Always the same.
 */
export function samplesAt({ contract, where, rules = [] }: Sampled, place: string): readonly Json[] {
  const below = schemaBelow(contract, where, place)
  if (below === undefined) return []
  const others = rules.filter(({ rule }) => rule !== 'decodes-as')
  const kept = samples(contract, below, 6).map((value) => at(encoded(obeying(withAt({}, place, value), others), rules), place))
  const distinct = new Map(kept.flatMap((value) => (value === undefined || isBlank(value) ? [] : [[JSON.stringify(value), value] as const])))
  return [...distinct.values(), ...(distinct.has('true') ? [false] : [])].filter((value) => contract.validate(below, value).length === 0)
}

/** Pointer of the schema of a place below another one; undefined where none is declared. */
export function schemaBelow({ document }: Pick<Contract, 'document'>, where: string, place: string): string | undefined {
  let found: string | undefined = where
  for (const step of steps(place)) {
    const shape: Shape | undefined = found === undefined ? undefined : shapeAt(document, found)
    found = step === '*' ? shape?.items : shape?.properties.get(step)
  }
  return found
}

function samples(contract: Contract, where: string, left: number): readonly Json[] {
  const shape = shapeAt(contract.document, where)
  if (shape === undefined) return ['one', 'two']
  const { keywords, branches } = shape
  const told = [...list(keywords['examples']), ...list(keywords['enum']), ...(keywords['const'] === undefined ? [] : [keywords['const']])]
  const branch = branches[0]
  const made = branch === undefined ? madeOf(contract, shape, { told, left: left - 1 }) : samples(contract, branch, left - 1)
  return [...told, ...made].filter((value) => contract.validate(where, value).length === 0)
}

function madeOf(contract: Contract, shape: Shape, { told, left }: { readonly told: readonly Json[]; readonly left: number }): readonly Json[] {
  const { document } = contract
  switch (shape.types.find((type) => type !== 'null')) {
    case 'boolean':
      return [true, false]
    case 'array': {
      const [one, other] = shape.items === undefined ? ['one', 'two'] : samples(contract, shape.items, left)
      return one === undefined ? [] : other === undefined ? [[one]] : [[one], [other], [one, other]]
    }
    case 'object':
      return left > 0 ? objects(contract, shape, left) : []
    case 'integer':
    case 'number':
    case 'string':
    case undefined: {
      const first = told[0] ?? minimal(document, shape.where)
      return [first, another(first, shape)]
    }
  }
}

/** All declared members, twice with other values; an object of any members has one of ours. */
function objects(contract: Contract, shape: Shape, left: number): readonly Json[] {
  if (shape.properties.size === 0) return shape.closed ? [] : [{ note: 'one' }, { note: 'two' }]
  const members = [...shape.properties].map(([name, where]) => [name, samples(contract, where, left)] as const).filter(([, values]) => values.length > 0)
  return [0, 1].map((turn) => Object.fromEntries(members.map(([name, values]) => [name, values[Math.min(turn, values.length - 1)] ?? null])))
}

function another(value: Json, { keywords }: Shape): Json {
  if (typeof value === 'number') return value + 1
  if (typeof value !== 'string') return value
  if (keywords['contentEncoding'] === 'base64') return Buffer.concat([Buffer.from(value, 'base64'), Buffer.from('\n')]).toString('base64')
  return value.includes('://') ? `${value}/2` : `${value}2`
}

/** Texts that have to be base64 and are not become it. */
function encoded(body: Json, rules: readonly Rule[]): Json {
  const spots = rulesOf({ rules }, 'decodes-as').flatMap((rule) => placesAt(body, rule.at))
  return spots.reduce<Json>((made, spot) => {
    const text = at(made, spot)
    return typeof text !== 'string' || Buffer.from(text, 'base64').toString('base64') === text ? made : withAt(made, spot, encodedObject(text))
  }, body)
}
