import fc from 'fast-check'
import { at, isObject, pointer, steps, withAt } from '../../specs/json.ts'
import { bodies } from './bodies.ts'
import { jsonBodyOf } from './json-body.ts'
import { cheapQuantities } from './quantity.ts'
import { schemaBelow } from './samples.ts'
import { list, shapeAt } from './shape.ts'
import { valid } from './valid.ts'
import { addedIn, sameJson } from '../judge/view.ts'
import { operationFor, resourceOf } from '../resources.ts'
import { encodedObject, obeying } from '../rules/obeying.ts'
import { holder, ruledPlaces, touches } from '../rules/places.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import type { ResourceType, Rule } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { BodySchema } from './bodies.ts'
import type { Known } from './known.ts'
import type { Shape } from './shape.ts'

/** A change whose effect can be read back. */
export interface MutableField {
  /** JSON pointer of the field, in the update body and in the representation. */
  readonly pointer: string
  /** Two or more different valid values, cheapest first. */
  readonly values: readonly Json[]
  /** The same and more of them, where more cost no more: for requests that are to differ from many others. */
  readonly many?: readonly Json[]
  /** An update body that gives the field this value and changes nothing else; where an update replaces the whole, the run completes it. */
  readonly body: (value: Json) => JsonObject
}

/** What is known of the places of a request body of this resource type beyond its schema. Of encoded texts, those that the document shows are preferred. */
function hintsFor(contract: Contract, type: ResourceType, where: string): ReadonlyMap<string, fc.Arbitrary<Json>> {
  const shown = (place: string) => list(shapeAt(contract.document, schemaBelow(contract, where, place) ?? '')?.keywords['examples'])
  const quantities = Object.entries(type.quantities ?? {}).map(([place, rule]) => [place, fc.constantFrom(...cheapQuantities(rule))] as const)
  const encoded = rulesOf(type, 'decodes-as').map(({ at: place }) => {
    const told = shown(place)
    return [place, told.length > 0 ? fc.constantFrom(...told) : fc.string({ maxLength: 12 }).map(encodedObject)] as const
  })
  return new Map<string, fc.Arbitrary<Json>>([...quantities, ...encoded])
}

/**
 * The body of a create or an update. What repeats a path parameter, or tells which fields change, is left to the driver; in an
 * update, so are fields whose change is bound by rules.
 */
export function bodySchemaOf(contract: Contract, resource: string, action: 'create' | 'update'): BodySchema {
  const { type } = resourceOf(contract, resource)
  const operation = operationFor(contract, resource, action)
  const { binds = {}, mask } = operation?.behaviour ?? {}
  const where = jsonBodyOf(operation)?.schema ?? ''
  const rules = (type.rules ?? []).filter((rule) => action === 'update' || !isAboutChange(rule))
  const own = [...Object.values(binds), ...(mask === undefined ? [] : [mask.at]), ...(action === 'update' ? movedByRules(type) : []), ...apartFrom(type)]
  const alone = rulesOf({ rules }, 'ordered').filter((rule) => rule.at.some((place) => schemaBelow(contract, where, place) === undefined))
  return {
    contract,
    where,
    hints: hintsFor(contract, type, where),
    unsure: [...(type.unsure ?? []), ...[...own, ...alone.flatMap((rule) => rule.at)].map((place) => ({ at: place, keywords: ['*'] }))],
    rules: rules.filter((rule) => !alone.some((one) => one === rule)),
    ...(type.coerces && { coerces: type.coerces }),
  }
}

/** Places whose values follow from something that no schema tells, or that belong to another resource. */
function apartFrom({ typed = {}, hands }: ResourceType): readonly string[] {
  return [...Object.keys(typed), ...(hands === undefined ? [] : [hands.at])]
}

/** What may not be named beside a change says nothing of what is being made. */
function isAboutChange(rule: Rule): boolean {
  return rule.rule === 'apart' && rule.when.is === undefined
}

/** Places of an update that are about what is there already, and what stands beside a name and tells of the same; immutable ones are left to the checks of that. */
function movedByRules(type: ResourceType): readonly string[] {
  const fixed = rulesOf(type, 'immutable').flatMap((rule) => rule.at)
  const beside = rulesOf(type, 'exists').flatMap((rule) => (steps(rule.at).length > 1 ? [pointer(steps(holder(rule.at)).slice(0, -1))] : []))
  return [...ruledPlaces(type, 'update'), ...beside].filter((place) => place !== '' && !fixed.includes(place))
}

/** Every field an update can change visibly: those that start nothing first, quantities and texts before what has few values. */
export function mutableFields(contract: Contract, resource: string, known: Known = new Map()): readonly MutableField[] {
  const { type } = resourceOf(contract, resource)
  return fieldsOf(contract, resource, { action: 'update', known }).filter(({ pointer }) => !isImmutable(type, pointer))
}

/** Every field that a create or an update can give one value or another, in the same order; the name aside. */
export function fieldsOf(contract: Contract, resource: string, of: { readonly action: 'create' | 'update'; readonly known?: Known }): readonly MutableField[] {
  const { action, known = new Map() } = of
  const operation = operationFor(contract, resource, action)
  const { type } = resourceOf(contract, resource)
  if (operation === undefined || jsonBodyOf(operation) === undefined) return []
  const schema: BodySchema = { ...bodySchemaOf(contract, resource, action), known }
  const starts = (operation.behaviour.triggers ?? []).map(({ changes }) => changes.replace(/^\//, ''))
  const isName = (place: string) => action === 'create' && place === `/${type.identity.field.replace(/^\//, '')}`
  const found = places(contract, schema.where, '')
    .filter(({ place }) => isShown(contract, type, place) && !isUnsure(schema, place) && !touches(ruledPlaces(type, action), place) && !isName(place))
    .map(({ place, where }) => ({
      field: fieldAt({ ...schema, partial: action === 'update' && operation.behaviour.replaces !== undefined }, place, where),
      rank: rankOf(contract, type, { place, where }) + (starts.some((name) => place.slice(1).startsWith(name)) ? 100 : 0),
    }))
    .filter(({ field }) => field.values.length > 1)
  return found.toSorted((a, b) => a.rank - b.rank).map(({ field }) => field)
}

interface Place {
  readonly place: string
  readonly where: string
}

/** Leaves of the body's schema, at most three deep. */
function places(contract: Contract, where: string, place: string): readonly Place[] {
  const shape = shapeAt(contract.document, where)
  if (shape === undefined) return []
  if (shape.properties.size === 0 || place.split('/').length > 3) return place === '' ? [] : [{ place, where }]
  return [...shape.properties].flatMap(([name, below]) => places(contract, below, `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
}

function fieldAt({ partial, ...schema }: BodySchema & { readonly partial: boolean }, place: string, where: string): MutableField {
  const base = baseFor(schema, place)
  const made = (value: Json, from: Json): JsonObject => {
    const found = withAt(from, place, value)
    return isObject(found) ? found : {}
  }
  const body = (value: Json) => made(value, base)
  const drawn = fc.sample(schema.hints.get(place) ?? valid(where, { document: schema.contract.document }), { seed: 7, numRuns: 40 })
  const distinct = new Map(drawn.map((value) => [JSON.stringify(value), value]))
  const keepsRules = (made: JsonObject) => sameJson(obeying(made, schema.rules ?? []), made)
  const values = [...distinct.values()].filter((value) => schema.contract.validate(schema.where, body(value)).length === 0 && keepsRules(body(value)))
  const sorted = values.toSorted(smaller)
  const isFree = schema.hints.get(place) === undefined && sorted.every((value) => typeof value === 'string')
  return { pointer: place, values: sorted.slice(0, 5), ...(isFree && { many: sorted.slice(0, 12) }), body: partial ? (value) => made(value, {}) : body }
}

/** Other members are sent only where the schema requires them. */
function baseFor({ contract, where, known = new Map(), rules = [] }: BodySchema, place: string): Json {
  const shape = shapeAt(contract.document, where)
  const own = place.split('/')[1]
  const others = [...(shape?.required ?? [])].filter((name) => name !== own)
  if (others.length === 0) return {}
  const sample = fc.sample(bodies({ contract, where, hints: new Map(), unsure: [], known, rules }), { seed: 7, numRuns: 1 })[0]
  return Object.fromEntries(others.map((name) => [name, at(sample, `/${name}`) ?? null]))
}

function isShown(contract: Contract, type: ResourceType, place: string): boolean {
  let where: string | undefined = `/components/schemas/${type.schema}`
  for (const name of place.split('/').slice(1)) {
    const shape: Shape | undefined = where === undefined ? undefined : shapeAt(contract.document, where)
    if (shape !== undefined && shape.properties.size === 0 && !shape.closed) return true
    where = shape?.properties.get(name.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  return where !== undefined
}

function isImmutable(type: ResourceType, place: string): boolean {
  return rulesOf(type, 'immutable').some((rule) => rule.at.some((fixed) => place === fixed || place.startsWith(`${fixed}/`)))
}

function isUnsure({ unsure: all }: BodySchema, place: string): boolean {
  return all.some(({ at: unsure, keywords }) => keywords.includes('*') && (place === unsure || place.startsWith(`${unsure}/`)))
}

/**
 * Quantities first, then free values, then switches; after them names, which another resource may have already, and enumerations, because
 * their members tend to have consequences; last what reads back with more than was sent.
 */
function rankOf(contract: Contract, type: ResourceType, { place, where }: Place): number {
  if (addedIn(type).some((added) => added.startsWith(`${place}/`))) return 50
  if (type.quantities?.[place] !== undefined) return Object.keys(type.quantities).indexOf(place)
  if (isUnique(type, place)) return 35
  const shape = shapeAt(contract.document, where)
  if (shape?.keywords['enum'] !== undefined) return 40
  if (shape?.types.includes('boolean') === true) return 30
  return shape?.types.includes('object') === true || shape?.types.includes('array') === true ? 20 : 10
}

/** True where no other resource may have the same value. */
function isUnique(type: ResourceType, place: string): boolean {
  return rulesOf(type, 'unique').some(({ at: places, within }) => within !== undefined && places.includes(place))
}

function smaller(a: Json, b: Json): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)]
  return x.length - y.length || (x < y ? -1 : 1)
}
