import fc from 'fast-check'
import { samplesAt } from '../../generate/samples.ts'
import { list, shapeAt } from '../../generate/shape.ts'
import { valid } from '../../generate/valid.ts'
import { isBlank } from '../../judge/effect.ts'
import { sameJson } from '../../judge/view.ts'
import { combined } from '../../rules/combined.ts'
import { isMeant } from '../../rules/meant.ts'
import { resourceOf } from '../../resources.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at, isObject, pointer, withAt } from '../../../specs/json.ts'
import type { ResourceType, Typed, TypedKind } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'

/** One kind of item, and the array whose items have it. */
export interface Kind {
  /** What scenarios and labels call it. */
  readonly label: string
  /** JSON pointer of the array. */
  readonly place: string
  readonly rule: Typed
  readonly kind: TypedKind
  /** JSON pointer of the schema of its values. */
  readonly where: string
}

/**
 * Every kind that items of a type may have, the documented ones first. `valuesAt` tells values that a place of the resource may have:
 * where another kind of the same identifier comes first, a resource is wanted for which that one is not meant.
 */
export function kindsOf({ typed = {} }: ResourceType, valuesAt: (place: string) => readonly Json[] = () => []): readonly Kind[] {
  const strength = ({ basis }: TypedKind) => ['documented', 'client', 'assumed'].indexOf(basis)
  const all = Object.entries(typed).flatMap(([place, rule]) =>
    rule.kinds
      .flatMap((kind, index) => unmistaken(kind, rule.kinds.slice(0, index), valuesAt) ?? [])
      .map((kind, index, kinds): Kind => {
        const alike = kinds.slice(0, index).filter(({ id, type }) => id === kind.id && type === kind.type).length
        return { label: `${kind.id} as ${kind.type}${alike === 0 ? '' : ` (${alike + 1})`}`, place, rule, kind, where: schemaOf(kind) }
      }),
  )
  return all.toSorted((a, b) => strength(a.kind) - strength(b.kind))
}

/** The kind where none of those before it is meant by the same identifier; undefined where that cannot be had. */
function unmistaken(kind: TypedKind, before: readonly TypedKind[], valuesAt: (place: string) => readonly Json[]): TypedKind | undefined {
  return before
    .filter(({ id }) => id === kind.id)
    .reduce<TypedKind | undefined>((own, { where: theirs = {} }) => {
      const apart = Object.entries(theirs).flatMap(([place, values]) => {
        const left = (own?.where?.[place] ?? valuesAt(place)).filter((value) => !values.some((one) => sameJson(one, value)))
        return left.length === 0 ? [] : [[place, left] as const]
      })
      const [first] = apart
      if (own === undefined || first === undefined) return undefined
      const [place, left] = first
      return own.where?.[place]?.length === left.length ? own : { ...own, where: { ...own.where, [place]: left } }
    }, kind)
}

function schemaOf({ schema }: TypedKind): string {
  return pointer(['components', 'schemas', schema])
}

/** Values of a kind: those that its schema shows where it is a plain text that does, else any that it admits. */
export function valuesOf(contract: Contract, { where, place, rule }: Kind, type: ResourceType): fc.Arbitrary<Json> {
  const shape = shapeAt(contract.document, where)
  const told = list(shape?.keywords['examples'])
  if (shape?.properties.size === 0 && told.length > 0) return fc.constantFrom(...told)
  const above = `${place}/*${rule.value}`
  const unsure = (type.unsure ?? []).flatMap(({ at: spot, keywords }) =>
    keywords.includes('*') && spot.startsWith(`${above}/`) ? [spot.slice(above.length)] : [],
  )
  return valid(where, { document: contract.document, without: new Set(unsure) }).filter((value) => contract.validate(where, value).length === 0)
}

/** Drawing takes its time, and the same few values are asked for again and again. */
const known = new WeakMap<TypedKind, readonly Json[]>()

/** A few values of a kind that differ; always the same. */
export function someValues(contract: Contract, kind: Kind, type: ResourceType): readonly Json[] {
  const before = known.get(kind.kind)
  if (before !== undefined) return before
  const drawn = fc.sample(valuesOf(contract, kind, type), { seed: 11, numRuns: 12 })
  const values = [...new Map(drawn.map((value) => [JSON.stringify(value), value] as const)).values()].filter((value) => !isBlank(value) || value === false)
  known.set(kind.kind, values)
  return values
}

/** An item as a request has it. */
export function itemOf({ rule, kind }: Kind, value: Json): Json {
  return withAt(withAt({}, rule.id, kind.id), rule.value, value)
}

/** The item of a kind in what is shown; undefined where there is none. */
export function itemIn({ place, rule, kind }: Kind, shown: Json | undefined): Json | undefined {
  return list(at(shown, place)).find((item) => at(item, rule.id) === kind.id)
}

/** Some kinds that one resource can have together, and what it has to be for that. */
export interface Ground {
  readonly kinds: readonly Kind[]
  /** Members of its create body, with the values that the kinds want. */
  readonly fields: readonly (readonly [place: string, value: Json])[]
}

/** As few grounds as may be for all of these kinds: one resource is made for each. */
export function groundsFor(kinds: readonly Kind[]): readonly Ground[] {
  return kinds.reduce<readonly Ground[]>((grounds, kind) => {
    const index = grounds.findIndex((ground) => joined(ground, kind) !== undefined)
    const found = grounds[index]
    const more = found === undefined ? undefined : joined(found, kind)
    return more === undefined ? [...grounds, joined({ kinds: [], fields: [] }, kind) ?? { kinds: [kind], fields: [] }] : grounds.with(index, more)
  }, [])
}

function joined({ kinds, fields }: Ground, kind: Kind): Ground | undefined {
  if (kinds.some((one) => one.place === kind.place && one.kind.id === kind.kind.id)) return undefined
  const wanted = Object.entries(kind.kind.where ?? {})
  const settled = new Map(fields)
  for (const [place, values] of wanted) {
    const has = settled.get(place)
    const value = has === undefined ? values[0] : values.find((one) => sameJson(one, has))
    if (value === undefined) return undefined
    settled.set(place, value)
  }
  return { kinds: [...kinds, kind], fields: [...settled] }
}

/** A create body on this ground, with the items besides; what goes together in it does. */
export function groundBody(
  type: ResourceType,
  plain: JsonObject,
  { fields, items }: Pick<Ground, 'fields'> & { readonly items: readonly (readonly [Kind, Json])[] },
): JsonObject {
  const asked = fields.reduce<Json>((body, [place, value]) => withAt(body, place, value), plain)
  const whole = rulesOf(type, 'combination').reduce(combined, asked)
  return withItems(isObject(whole) ? whole : plain, items)
}

/** A body with these items, in this order. */
export function withItems(body: JsonObject, items: readonly (readonly [Kind, Json])[]): JsonObject {
  const places = [...new Set(items.map(([{ place }]) => place))]
  const made = places.reduce<Json>(
    (result, place) =>
      withAt(
        result,
        place,
        items.filter(([kind]) => kind.place === place).map(([kind, value]) => itemOf(kind, value)),
      ),
    body,
  )
  return isObject(made) ? made : body
}

/** One plain item for an array of a resource as it is made without more words; undefined where none would do. */
export function plainItems(contract: Contract, resource: string, place: string): Json | undefined {
  const { type } = resourceOf(contract, resource)
  const kind = kindsOf(type).find((one) => one.place === place && isMeant(one.kind, {}))
  const value = kind === undefined ? undefined : (samplesAt({ contract, where: kind.where }, '')[0] ?? someValues(contract, kind, type)[0])
  return kind === undefined || value === undefined ? undefined : [itemOf(kind, value)]
}
