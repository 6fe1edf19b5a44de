import { all, map, met, unmet } from '../../need.ts'
import { fieldsOf } from '../../generate/mutable.ts'
import { shapeAt } from '../../generate/shape.ts'
import { schemaBelow } from '../../generate/samples.ts'
import { isBlank } from '../../judge/effect.ts'
import { sameJson } from '../../judge/view.ts'
import { obeying } from '../../rules/obeying.ts'
import { touches } from '../../rules/places.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at, isObject, pointer, steps, withAt } from '../../../specs/json.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** All that is needed to replace resources of one type by updates. */
export interface Replacing {
  readonly contract: Contract
  readonly resource: string
  readonly type: ResourceType
  readonly update: string
  readonly read: string
  /** Pointer of the schema of the update's body. */
  readonly where: string
  /** JSON pointers of members that every body has to have. */
  readonly required: readonly string[]
  /** JSON pointers of what stays although a body leaves it out. */
  readonly keeps: readonly string[]
  /** What says that these stay; nothing where there are none. */
  readonly keepsLeanOn: readonly Sourced[]
  /** What it rests on that a body with no more than its schema requires is enough. */
  readonly least: readonly Sourced[]
}

/** A type whose update stands for the whole resource, of which the run has one that it may change. */
export function replacing(reading: Reading): Need<Replacing> {
  const update = reading.operation('update')
  const { replaces } = (update.kind === 'met' ? update.value.operation.behaviour : undefined) ?? {}
  const needs = all({
    update,
    read: reading.operation('read'),
    schema: reading.bodySchema('update'),
    contract: reading.document(),
    rule: replaces === undefined ? unmet(`no update of a ${reading.resource} replaces the whole`) : met(replaces, replaces),
    leave: reading.creatable().kind === 'met' ? met<true>(true) : reading.given(),
  })
  return map(needs, ({ update: { id, operation }, read, schema: { where }, contract, rule: { keeps } }) => {
    const { resource, type } = reading
    const { least } = operation.behaviour ?? {}
    return {
      contract,
      resource,
      type,
      update: id,
      read: read.id,
      where,
      required: [...(shapeAt(contract.document, where)?.required ?? [])].map((name) => pointer([name])),
      keeps: keeps?.places ?? [],
      keepsLeanOn: keeps === undefined ? [] : [keeps],
      least: least === undefined ? [] : [least],
    }
  })
}

/** The same, for what does not follow from that the body stands for the whole. */
export function replacingAnyway(reading: Reading): Need<Replacing> {
  const found = replacing(reading)
  const update = reading.operation('update')
  const rule = update.kind === 'met' ? update.value.operation.behaviour?.replaces : undefined
  return found.kind === 'met' ? { ...found, leansOn: found.leansOn.filter((one) => one !== rule) } : found
}

/**
 * The body of an update that has no more than its schema requires, with the values that the resource has; what is never shown is
 * taken from the body it was made with. Undefined where that is no valid body, or not known.
 */
export function leastBody({ contract, where, required }: Replacing, shown: Json | undefined, made: JsonObject): JsonObject | undefined {
  const found = required.map((place) => [place, at(shown, place) ?? at(made, place)] as const)
  if (found.some(([, value]) => value === undefined)) return undefined
  const plain = found.reduce<Json>((body, [place, value]) => withAt(body, place, value), {})
  const bodies = [plain, { ...made, ...(isObject(plain) ? plain : {}) }]
  return bodies.filter(isObject).find((body) => contract.validate(where, body).length === 0)
}

/** A member that bodies may leave out, and a value for it that is not the one it goes back to. */
export interface Optional {
  readonly place: string
  readonly value: Json
}

/** Drawing values takes its time, and several checks ask for the same ones. */
const known = new WeakMap<Contract, Map<string, readonly Optional[]>>()

/** Every such member that is shown and may have any value at any time, as long as all of them together make a valid body. */
export function optionalIn(replaces: Replacing): readonly Optional[] {
  const { contract, resource } = replaces
  const all = known.get(contract) ?? new Map<string, readonly Optional[]>()
  const found = all.get(resource) ?? drawnFor(replaces)
  known.set(contract, all.set(resource, found))
  return found
}

function drawnFor({ contract, resource, type, where, required, keeps }: Replacing): readonly Optional[] {
  // Names are nobody's to make up: another resource may have one already.
  const names = rulesOf(type, 'unique').flatMap(({ at: places, within }) => (within === undefined ? [] : places))
  const apart = [...required, ...keeps, ...names, ...serversOwn(contract, resource, type)]
  const found = fieldsOf(contract, resource, { action: 'update' })
    .filter(({ pointer: place }) => !touches(apart, place))
    .flatMap(({ pointer: place, values }) => {
      const usual = usualAt({ contract, type, where }, place)
      const value = values.find((one) => !isBlank(one) && !usual.some((other) => sameJson(one, other)))
      return value === undefined ? [] : [{ place, value }]
    })
  const kept = obeying(bodyOf(found, {}), type.rules ?? [])
  return found.filter(({ place, value }) => sameJson(at(kept, place), value))
}

/** A body with these members besides. */
export function bodyOf(members: readonly Optional[], base: JsonObject): JsonObject {
  const body = members.reduce<Json>((made, { place, value }) => withAt(made, place, value), base)
  return isObject(body) ? body : base
}

/** Values that a place has where nobody has said anything: of the contract, and of the schemas that declare it. */
export function usualAt({ contract, type, where }: Pick<Replacing, 'contract' | 'type' | 'where'>, place: string): readonly Json[] {
  const told = ordinaryAt(type, place)
  if (told !== undefined) return [told]
  const schemas = [where, `/components/schemas/${type.schema}`].flatMap((schema) => schemaBelow(contract, schema, place) ?? [])
  return schemas.flatMap((schema) => shapeAt(contract.document, schema)?.keywords['default'] ?? [])
}

/** The value that the contract fills in at a place, or in what holds it. */
export function ordinaryAt({ defaults = {} }: ResourceType, place: string): Json | undefined {
  const above = Object.keys(defaults).find((one) => place === one || place.startsWith(`${one}/`))
  return above === undefined ? undefined : (at(defaults[above], place.slice(above.length)) ?? null)
}

/** Places that no update writes: what the server chooses, and what operations of their own write. */
function serversOwn({ operations }: Contract, resource: string, { versions, hands, shows = {} }: ResourceType): readonly string[] {
  const own = [...operations.values()].filter(({ behaviour }) => behaviour?.resource === resource)
  const set = own.flatMap(({ behaviour }) => (behaviour?.action === 'create' ? Object.keys(behaviour.sets ?? {}) : []))
  const shown = Object.entries(shows).flatMap(([place, { field }]) => (field === undefined ? [place] : []))
  return [...set, ...partsIn(own), ...shown, ...(versions === undefined ? [] : [versions.at]), ...(hands === undefined ? [] : [hands.at])].filter(
    (place) => steps(place).length > 0,
  )
}

/** Where operations keep parts of a resource. */
function partsIn(operations: readonly Operation[]): readonly string[] {
  return operations.flatMap(({ behaviour }) => (behaviour?.stores === undefined ? [] : [behaviour.stores.at]))
}
