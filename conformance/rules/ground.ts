import { drawn } from '../generate/drawn.ts'
import { minimal } from '../generate/minimal.ts'
import { list, shapeAt } from '../generate/shape.ts'
import { schemaBelow } from '../generate/samples.ts'
import { sameJson } from '../judge/view.ts'
import { isObject, pointer, steps, valuesAt } from '../../specs/json.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { holder } from './places.ts'
import { shownAt } from './named.ts'
import type { BodySchema } from '../generate/bodies.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'
import type { Acquaintance } from './named.ts'

/** What values for the places of one kind of body are made of. */
export interface Ground {
  readonly resource: string
  readonly type: ResourceType
  readonly schema: BodySchema
  readonly known: Acquaintance
}

/**
 * Different valid values for a place, `*` in it for any item: members of what is named, items that the contract has for such
 * cases, what the document shows, and only then random ones. Fewer than wanted where there are no more.
 */
export function valuesFor(ground: Ground, place: string, wanted: number): readonly Json[] {
  const { contract } = ground.schema
  const where = schemaAt(ground, place)
  if (where === undefined) return []
  const told = [...membersFor(ground, place), ...servingFor(ground, place), ...Array.from({ length: wanted + 2 }, (_, index) => varied(ground, where, index))]
  const distinct = new Map<string, Json>()
  const add = (value: Json) => {
    if (!isBlank(value) && contract.validate(where, value).length === 0) distinct.set(JSON.stringify(value), value)
  }
  told.forEach(add)
  if (distinct.size < wanted) drawn(contract, where, 40).forEach(add)
  return [...distinct.values()].slice(0, wanted)
}

/** Pointer of the schema that governs a place; undefined where none does. */
export function schemaAt({ schema: { contract, where } }: Ground, place: string): string | undefined {
  return schemaBelow(contract, where, place)
}

/** The array that a place with `*` lies in, and the place below its items. */
export function parted(place: string): { readonly array: string; readonly below: string } | undefined {
  const array = holder(place)
  return array === place ? undefined : { array, below: pointer(steps(place).slice(steps(array).length + 1)) }
}

/** What a place may name, by the rule about its members; what other places name comes last. */
export function membersFor({ schema: { contract, known }, type, known: { ids, shown } }: Ground, place: string): readonly Json[] {
  const [rule] = rulesOf(type, 'member-of').filter((one) => one.at === place)
  if (rule === undefined) return []
  const members = valuesAt(shownAt(contract, type, { through: rule.through, known: { ids, ...(shown && { shown }) } }), rule.of)
  const others = [...(known ?? [])].flatMap(([where, value]) => (where === holder(place) ? [] : [value].flat()))
  const isUsed = (member: Json) => others.some((value) => sameJson(value, member))
  return [...members.filter((member) => !isUsed(member)), ...members.filter(isUsed)]
}

function servingFor({ type }: Ground, place: string): readonly Json[] {
  return valuesAt(type.serves?.fields, place)
}

/** The plain value of a schema, made different by a number: other examples and members of enumerations, and texts with the number behind. */
function varied(ground: Ground, where: string, index: number): Json {
  const { document } = ground.schema.contract
  const { items } = shapeAt(document, where) ?? {}
  const least = minimal(document, where)
  const plain = Array.isArray(least) && least.length === 0 && items !== undefined ? [minimal(document, items)] : least
  return index === 0 ? plain : changed(ground, plain, { where, index })
}

function changed(ground: Ground, value: Json, { where, index }: { readonly where: string; readonly index: number }): Json {
  const shape = shapeAt(ground.schema.contract.document, where)
  if (shape === undefined) return value
  const choices = list(shape.keywords['enum'] ?? shape.keywords['examples'])
  if (choices.length > 1) return choices[index % choices.length] ?? value
  const below = (step: string, member: Json) => {
    const found = shape.properties.get(step) ?? shape.items
    return found === undefined ? member : changed(ground, member, { where: found, index })
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => below('*', item))
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, below(name, member)]))
  if (typeof value === 'boolean') return index % 2 === 1 ? !value : value
  if (typeof value === 'number') return value + index
  return typeof value === 'string' ? ([`${value}-${index + 1}`, `${value} ${index + 1}`, value].find((text) => fits(ground, where, text)) ?? value) : value
}

function fits({ schema: { contract } }: Ground, where: string, value: Json): boolean {
  return contract.validate(where, value).length === 0
}

function isBlank(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)
}
