import fc from 'fast-check'
import { count, list, shapeAt } from './shape.ts'
import { texts } from './texts.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { Shape } from './shape.ts'

export interface Recipe {
  readonly document: JsonObject
  /** Arbitraries for single places, by JSON pointer into the body; they win over the schema. */
  readonly hints?: ReadonlyMap<string, fc.Arbitrary<Json>>
  /** JSON pointers of members that are never sent. */
  readonly without?: ReadonlySet<string>
  /** Deepest nesting that is made; schemas may be recursive. */
  readonly depth?: number
}

interface Place extends Recipe {
  readonly at: string
  readonly left: number
}

/**
 * Values that satisfy the schema at a pointer of the document, the ones at the declared bounds oftener than others.
 * Shrinks towards the value with the fewest optional members. `null` is made only where nothing else is allowed, because
 * updates often read it as "remove".
 */
export function valid(where: string, recipe: Recipe): fc.Arbitrary<Json> {
  return value(where, { ...recipe, at: '', left: recipe.depth ?? 6 })
}

function value(where: string, place: Place): fc.Arbitrary<Json> {
  const hint = place.hints?.get(place.at)
  if (hint !== undefined) return hint
  const shape = shapeAt(place.document, where)
  if (shape === undefined) return scalars()
  const { keywords } = shape
  if (keywords['const'] !== undefined) return fc.constant(keywords['const'])
  const members = list(keywords['enum']).filter((member) => member !== null)
  if (members.length > 0) return fc.constantFrom(...members)
  if (shape.branches.length > 0) return alternatives(shape, place)
  const wanted = shape.types.filter((type) => type !== 'null')
  if (wanted.length === 0) return shape.types.length > 0 ? fc.constant(null) : scalars()
  return fc.oneof(...wanted.map((type) => typed(type, shape, place)))
}

function typed(type: Shape['types'][number], shape: Shape, place: Place): fc.Arbitrary<Json> {
  switch (type) {
    case 'string':
      return texts(shape)
    case 'integer':
      return integers(shape)
    case 'number':
      return integers(shape)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return arrays(shape, place)
    case 'object':
      return objects(shape, place)
  }
}

/** The members beside `oneOf` hold in every branch, so each branch is laid over them. */
function alternatives(shape: Shape, place: Place): fc.Arbitrary<Json> {
  const made = shape.branches.map((branch) => value(branch, place))
  if (shape.properties.size === 0) return fc.oneof(...made)
  return fc.tuple(objects(shape, place), fc.oneof(...made)).map(([base, chosen]) => laidOver(base, chosen))
}

function laidOver(base: Json, chosen: Json): Json {
  return plainObject(base) && plainObject(chosen) ? { ...base, ...chosen } : chosen
}

function objects(shape: Shape, place: Place): fc.Arbitrary<Json> {
  if (shape.properties.size === 0) return freeForm(shape, place)
  const model: Record<string, fc.Arbitrary<Json>> = {}
  for (const [name, where] of shape.properties) {
    const at = `${place.at}/${escaped(name)}`
    const wanted = place.left > 0 && place.without?.has(at) !== true
    if (wanted || shape.required.has(name)) model[name] = value(where, { ...place, at, left: place.left - 1 })
  }
  const required = [...shape.required]
  const missing = (count(shape.keywords['minProperties']) ?? 0) - required.length
  const optional = Object.keys(model).filter((name) => !shape.required.has(name))
  if (missing <= 0) return fc.record(model, { requiredKeys: required })
  return fc.oneof(
    ...optional.map((name, index) => {
      const others = [...optional.slice(index + 1), ...optional.slice(0, index)].slice(0, missing - 1)
      return fc.record(model, { requiredKeys: [...required, name, ...others] })
    }),
  )
}

/** An object whose members nobody declares: small, with plain names. */
function freeForm(shape: Shape, place: Place): fc.Arbitrary<Json> {
  if (shape.closed || place.left <= 0) return fc.constant({})
  const minKeys = count(shape.keywords['minProperties']) ?? 0
  const below = shape.keywords['additionalProperties']
  const member = plainObject(below) ? value(`${shape.where}/additionalProperties`, { ...place, at: `${place.at}/*`, left: place.left - 1 }) : scalars()
  const key = fc.string({ unit: fc.constantFrom(...'abcdefghij'.split('')), minLength: 1, maxLength: 6 })
  return fc.dictionary(key, member, { minKeys, maxKeys: Math.max(minKeys, 3), noNullPrototype: true })
}

function arrays(shape: Shape, place: Place): fc.Arbitrary<Json> {
  const min = count(shape.keywords['minItems']) ?? 0
  const max = Math.max(min, Math.min(count(shape.keywords['maxItems']) ?? 3, min + 3))
  if (place.left <= 0 && min === 0) return fc.constant([])
  const item = shape.items === undefined ? scalars() : value(shape.items, { ...place, at: `${place.at}/*`, left: place.left - 1 })
  if (shape.keywords['uniqueItems'] === true) return fc.uniqueArray(item, { minLength: min, maxLength: max, selector: (one) => JSON.stringify(one) })
  return fc.array(item, { minLength: min, maxLength: max })
}

function integers(shape: Shape): fc.Arbitrary<Json> {
  const { keywords } = shape
  const above = count(keywords['exclusiveMinimum'])
  const below = count(keywords['exclusiveMaximum'])
  const step = Math.max(1, Math.ceil(count(keywords['multipleOf']) ?? 1))
  const min = Math.ceil((count(keywords['minimum']) ?? (above === undefined ? 0 : above + 1)) / step)
  const max = Math.floor((count(keywords['maximum']) ?? (below === undefined ? Math.max(100, min * step + 100) : below - 1)) / step)
  const edges = fc.constantFrom(...new Set([min, max]))
  const scaled = (factor: number) => factor * step
  return fc.oneof({ weight: 3, arbitrary: fc.integer({ min, max }).map(scaled) }, { weight: 1, arbitrary: edges.map(scaled) })
}

function scalars(): fc.Arbitrary<Json> {
  return fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 9 }), fc.string({ unit: fc.constantFrom(...'abcxyz'.split('')), minLength: 1, maxLength: 5 }))
}

function plainObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
