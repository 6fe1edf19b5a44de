import { plainBody } from '../../generate/bodies.ts'
import { met, unmet } from '../../need.ts'
import { answerOf } from '../../history.ts'
import { namePlace } from '../../naming.ts'
import { idIn, idParameter } from '../../resources.ts'
import { boundPlaces, touches } from '../../rules/places.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { isFreeText, shapeOf } from './places.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { BodySchema } from '../../generate/bodies.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** One kind of write: its operation, the schema of its body, and a plain valid body. */
export interface Write {
  readonly id: string
  readonly schema: BodySchema
  readonly base: JsonObject
}

/** What can be written to resources of one type, and how its effect is seen. */
export interface Target {
  readonly type: ResourceType
  readonly contract: Contract
  readonly create?: Write
  readonly update?: Write
  readonly list?: Listing
  readonly look: Look
  /** JSON pointer of a free text in the create body: it is made to tell which attempt it belongs to. */
  readonly marker?: string
}

export interface Listing {
  readonly id: string
  /** JSON pointer of the array. */
  readonly items: string
}

/** How one resource is read: by itself, or in the list it stands in (`items` is a pointer to the array). */
export interface Look {
  readonly id: string
  readonly items?: string
}

/** Writes of these kinds that the contract and the run allow; unmet where it is none. */
export function targetOf(reading: Reading, actions: readonly ('create' | 'update')[] = ['create', 'update']): Need<Target> {
  const look = lookOf(reading)
  const document = reading.document()
  if (look.kind === 'unmet' || document.kind === 'unmet') return look.kind === 'unmet' ? look : unmet('there is no document')
  const list = reading.sighted()
  const create = actions.includes('create') && reading.creatable().kind === 'met' && list.kind === 'met' ? writeOf(reading, 'create') : undefined
  const update = actions.includes('update') && reading.mutableField().kind === 'met' ? writeOf(reading, 'update') : undefined
  if (create?.kind !== 'met' && update?.kind !== 'met') return unmet(`a ${reading.resource} can neither be made nor changed by this run`)
  const marker = create?.kind === 'met' ? markerOf(reading, create.value) : undefined
  const value: Target = {
    type: reading.type,
    contract: document.value,
    look: look.value,
    ...(create?.kind === 'met' && { create: create.value }),
    ...(create?.kind === 'met' && list.kind === 'met' && { list: list.value }),
    ...(update?.kind === 'met' && { update: update.value }),
    ...(marker !== undefined && { marker }),
  }
  const leansOn: readonly Sourced[] = [create, update, create?.kind === 'met' ? list : undefined, update?.kind === 'met' ? look : undefined].flatMap((need) =>
    need?.kind === 'met' ? need.leansOn : [],
  )
  return met(value, ...leansOn)
}

/** The operation that shows one resource. */
export function lookOf(reading: Reading): Need<Look> {
  const read = reading.operation('read')
  if (read.kind === 'met') return { ...read, value: { id: read.value.id } }
  return reading.sighted()
}

/** The resource that an answer shows, be it alone or in a list; undefined where it shows none. */
export function seen(target: Pick<Target, 'look' | 'type'>, exchange: Exchange | undefined, id: string | undefined): Json | undefined {
  const json = answerOf(exchange)?.json
  if (target.look.items === undefined) return json
  return itemsOf(target.look.items, json).find((item) => idIn(target.type, item)?.toLowerCase() === id?.toLowerCase())
}

/** The members of a list answer that are objects. */
export function itemsOf(items: string, json: Json | undefined): readonly JsonObject[] {
  const found = at(json, items)
  return Array.isArray(found) ? found.filter(isObject) : []
}

/** The identifier among path parameters. */
export function idAmong(target: Pick<Target, 'type'>, params: Readonly<Record<string, string>>): string | undefined {
  return params[idParameter(target.type)]
}

/** The identifier in the path of a request or in its message, for operations that address one resource. */
export function idWritten({ contract, type }: Target, exchange: Exchange | undefined): string | undefined {
  const named = exchange?.named?.[idParameter(type)]
  if (named !== undefined) return named
  const template = exchange?.operation === undefined ? undefined : contract.operations.get(exchange.operation)?.template.split('/')
  const position = template?.indexOf(`{${idParameter(type)}}`) ?? -1
  if (template === undefined || position < 0) return undefined
  const segment = exchange?.request.target
    .split('?')[0]
    ?.split('/')
    .at(position - template.length)
  return segment === undefined ? undefined : decodeURIComponent(segment)
}

function writeOf(reading: Reading, action: 'create' | 'update'): Need<Write> {
  const operation = reading.operation(action)
  if (operation.kind === 'unmet') return operation
  const schema = reading.bodySchema(action)
  if (schema.kind === 'unmet') return schema
  const base = plainBody(schema.value)
  if (!isObject(base)) return unmet(`no plain body to ${action} a ${reading.resource} could be made`)
  return met({ id: operation.value.id, schema: schema.value, base }, ...operation.leansOn)
}

function markerOf({ type }: Reading, { base, schema }: Write): string | undefined {
  const name = namePlace(type)
  const admits = (place: string) => schema.contract.validate(schema.where, withAt(base, place, 'cp-0123456789abcdef')).length === 0
  if (name !== undefined && type.identity.from === 'server' && admits(name)) return name
  return Object.keys(base)
    .map((member) => `/${member}`)
    .filter((place) => place !== name && !touches(boundPlaces(type, 'create'), place))
    .find((place) => {
      const shape = shapeOf(schema.contract, schema.where, place)
      return shape !== undefined && isFreeText(shape) && admits(place)
    })
}
