import { mutableFields } from '../../generate/mutable.ts'
import { minimal } from '../../generate/minimal.ts'
import { isBlank } from '../../judge/effect.ts'
import { sameJson } from '../../judge/view.ts'
import { operationFor, resourceOf } from '../../resources.ts'
import { isTextual, shownFrom } from '../text/media.ts'
import { plainText } from '../text/samples.ts'
import { ordinaryAt } from './needs.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { RequestPlan } from '../../api.ts'

/** Something that belongs to a resource and that operations of its own write: a companion, or a part. */
export interface Neighbour {
  readonly name: string
  readonly type: ResourceType
  /** The operation that shows it, and where in its answer. */
  readonly read: string
  readonly place: string
  /** Present where it is shown as a text. */
  readonly accept?: string
  /** The operation that writes it, and the one that forgets it, if there is one. */
  readonly write: string
  readonly clear?: string
  readonly kind: 'companion' | 'part'
  readonly leansOn: readonly Sourced[]
}

export function neighboursOf(contract: Contract, resource: string): readonly Neighbour[] {
  return [...companionsOf(contract, resource), ...partsOf(contract, resource)]
}

function companionsOf(contract: Contract, resource: string): readonly Neighbour[] {
  return (resourceOf(contract, resource).type.companions ?? []).flatMap((name): readonly Neighbour[] => {
    const [read, update] = (['read', 'update'] as const).map((action) => operationFor(contract, name, action))
    if (read === undefined || update === undefined) return []
    const { type } = resourceOf(contract, name)
    return [{ name, type, read: read.id, place: '', write: update.id, kind: 'companion', leansOn: [read.behaviour, update.behaviour] }]
  })
}

/** Each part that is stored and shown somewhere. */
function partsOf(contract: Contract, resource: string): readonly Neighbour[] {
  const own = [...contract.operations.values()].filter(({ behaviour }) => behaviour?.resource === resource)
  return own.flatMap((writer): readonly Neighbour[] => {
    const stored = writer.behaviour?.stores
    const reader = stored === undefined ? undefined : own.find((one) => one.behaviour?.action === 'view' && shownFrom(one, stored.at) !== undefined)
    if (stored === undefined || reader?.behaviour === undefined || writer.behaviour === undefined) return []
    const { type } = resourceOf(contract, resource)
    const media = isTextual(reader) ? mediaTypeOf(reader) : undefined
    const clear = own.find(({ behaviour }) => behaviour?.clears === stored.at)
    return [
      {
        name: stored.at.slice(1),
        type,
        read: reader.id,
        place: shownFrom(reader, stored.at) ?? '',
        ...(media !== undefined && { accept: media }),
        write: writer.id,
        ...(clear !== undefined && { clear: clear.id }),
        kind: 'part',
        leansOn: [stored, writer.behaviour, reader.behaviour],
      },
    ]
  })
}

function mediaTypeOf({ responses }: Operation): string | undefined {
  return [...responses.values()].find(({ status }) => status >= 200 && status < 300)?.mediaType
}

/** A request that writes something which is not there by itself; undefined where none is known. */
export function openingOf(contract: Contract, { name, kind, write }: Neighbour, params: Readonly<Record<string, string>>): RequestPlan | undefined {
  const operation = contract.operations.get(write)
  const schema = operation?.requestBody?.schema
  if (operation === undefined || schema === undefined) return undefined
  if (kind === 'part')
    return { operation: write, params, ...(isTextual(operation) ? { raw: plainText('beside') } : { body: minimal(contract.document, schema) }) }
  const { type } = resourceOf(contract, name)
  const unusual = (place: string) => (value: Json) => !isBlank(value) && !sameJson(value, ordinaryAt(type, place) ?? null)
  for (const field of mutableFields(contract, name)) {
    const value = field.values.find(unusual(field.pointer))
    if (value !== undefined) return { operation: write, params, body: field.body(value) }
  }
  return undefined
}
