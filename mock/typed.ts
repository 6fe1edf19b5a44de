import { isDeepStrictEqual } from 'node:util'
import type { ResourceType, Typed, TypedKind } from '../specs/behaviour.ts'
import { at, isObject, pointer, withAt, type Json, type JsonObject } from '../specs/json.ts'
import { coerced } from './coerce.ts'
import { completed } from './completed.ts'
import type { Context } from './context.ts'
import { reached } from './moment.ts'
import { called, isOneOf, same, type Broken } from './rules/judged.ts'

/** Why a request is refused that gives an item a value that is none of its kind, or one that it cannot have any more. */
export function mistyped(context: Context, fields: JsonObject): Broken | undefined {
  for (const [place, typed] of Object.entries(context.type.typed ?? {})) {
    for (const [index, item] of itemsAt(context.body, place).entries()) {
      const found = faultOf({ context, place, typed, fields }, item)
      if (found !== undefined) return { ...found, at: `${place}/${index}${found.at}` }
    }
  }
  return undefined
}

interface Asked {
  readonly context: Context
  readonly place: string
  readonly typed: Typed
  readonly fields: JsonObject
}

function faultOf(asked: Asked, item: Json): Broken | undefined {
  const { typed, fields, context } = asked
  const id = at(item, typed.id)
  const kind = kindOf(typed, id, fields)
  if (kind === undefined) {
    const isKnown = typed.kinds.some((one) => one.id === id)
    const refusal: Broken = {
      refusal: 'invalid-body',
      at: typed.id,
      detail: `${called(typed.id)} ${JSON.stringify(id ?? null)} of ${called(asked.place)} is ${isKnown ? `not for such a ${context.type.title}` : 'unknown'}`,
    }
    return isKnown || typed.unknown.policy === 'refuse' ? refusal : undefined
  }
  const value = normal(context, kind, at(item, typed.value))
  const fault = value === undefined ? { at: '', message: 'is missing' } : context.moment.contract.validate(schemaOf(kind), value)[0]
  if (fault !== undefined) {
    return { refusal: 'invalid-body', at: typed.value + fault.at, detail: `${called(typed.value + fault.at)} of ${kind.id} ${fault.message}` }
  }
  if (!isOther(asked, kind, value) || kind.change?.policy !== 'refuse') return undefined
  return { refusal: 'immutable-field', at: typed.value, detail: `the ${called(typed.value)} of ${kind.id} cannot be changed` }
}

/** The fields with the values of such items as their kinds have them: defaults filled in, and the old one where another is passed over. */
export function normalised(context: Context, fields: JsonObject): JsonObject {
  let result: Json = fields
  for (const [place, typed] of Object.entries(context.type.typed ?? {})) {
    if (!Array.isArray(at(context.body, place))) continue
    const items = itemsAt(context.body, place).flatMap((item) => normalItem({ context, place, typed, fields }, item) ?? [])
    result = withAt(result, place, items)
  }
  return isObject(result) ? result : fields
}

/** The item as it is kept; undefined where its identifier is of no kind. */
function normalItem(asked: Asked, item: Json): Json | undefined {
  const { typed, context, fields } = asked
  const kind = kindOf(typed, at(item, typed.id), fields)
  if (kind === undefined) return undefined
  const value = normal(context, kind, at(item, typed.value))
  const kept = kind.change?.policy === 'ignore' && isOther(asked, kind, value) ? valuesBefore(asked, kind)[0] : value
  return withAt(withAt({}, typed.id, kind.id), typed.value, kept ?? null)
}

/** True where an update gives an item another value than it has, and the contract says what becomes of that. */
function isOther(asked: Asked, { id, change }: TypedKind, value: Json | undefined): boolean {
  const { moment, resource, standing } = asked.context
  if (change === undefined || resource === undefined) return false
  if (change.after !== undefined && standing !== undefined && !reached(moment, resource, { phase: change.after, standing })) return false
  const before = valuesBefore(asked, { id })
  return before.length > 0 && !before.some((each) => isDeepStrictEqual(each, value))
}

/** One, unless an identifier stands twice. */
function valuesBefore({ context, place, typed }: Asked, { id }: Pick<TypedKind, 'id'>): readonly Json[] {
  return itemsAt(context.resource?.fields, place)
    .filter((item) => at(item, typed.id) === id)
    .map((item) => at(item, typed.value) ?? null)
}

/** Such items as they are shown: what they are, and their values by their kinds. */
export function withTypedItems({ typed }: Pick<ResourceType, 'typed'>, fields: JsonObject): JsonObject {
  if (typed === undefined) return fields
  let result: Json = fields
  for (const [place, rule] of Object.entries(typed))
    if (Array.isArray(at(fields, place)))
      result = withAt(
        result,
        place,
        itemsAt(fields, place).flatMap((item) => shownItem(rule, item, fields)),
      )
  return isObject(result) ? result : fields
}

function shownItem(typed: Typed, item: Json, fields: JsonObject): readonly Json[] {
  const kind = kindOf(typed, at(item, typed.id), fields)
  if (kind === undefined) return []
  const told: readonly (readonly [string, Json])[] = [
    ...Object.entries(kind.shows ?? {}),
    [typed.shown.type, kind.type],
    [typed.shown.value, at(item, typed.value) ?? null],
  ]
  return [told.reduce<Json>((made, [place, value]) => withAt(made, place, value), withAt({}, typed.id, kind.id))]
}

function kindOf({ kinds }: Typed, id: Json | undefined, fields: JsonObject): TypedKind | undefined {
  return kinds.find((kind) => same(kind.id, id) && isOneOf(fields, kind.where))
}

function normal({ moment, type }: Context, kind: TypedKind, value: Json | undefined): Json | undefined {
  const where = schemaOf(kind)
  const read = value === undefined || type.coerces === undefined ? value : coerced(moment.contract, where, value)
  return completed(moment.contract, where, read)
}

function schemaOf({ schema }: TypedKind): string {
  return pointer(['components', 'schemas', schema])
}

function itemsAt(fields: JsonObject | undefined, place: string): readonly Json[] {
  const found = at(fields, place)
  return Array.isArray(found) ? (found as readonly Json[]) : []
}
