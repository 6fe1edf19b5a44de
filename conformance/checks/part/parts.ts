import { minimal } from '../../generate/minimal.ts'
import { samplesAt } from '../../generate/samples.ts'
import { all, unmet } from '../../need.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { sightsOf } from './sights.ts'
import { plainText } from '../text/samples.ts'
import type { Stored } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { PartSight } from './sights.ts'

/** A part of a resource that an operation of its own writes. */
export interface Part {
  /** JSON pointer into the fields; findings call it so. */
  readonly at: string
  /** What whoever accuses over more than that it is shown leans on besides: that it stays, goes, and is in the way of nothing else. */
  readonly stored: Stored
  /** Operations that write it and that forget it. */
  readonly store: string
  readonly clear: { readonly operation: string; readonly says: readonly Sourced[] } | undefined
  /** Where it is shown. Never empty. */
  readonly sights: readonly PartSight[]
  /** True where it is a text that is no JSON. */
  readonly isText: boolean
  /** A body with all declared members that holds a text nobody else has used. */
  readonly full: (text: string) => Json
  /** One with as little as possible. */
  readonly least: (text: string) => Json
  readonly says: readonly Sourced[]
}

/** The parts of the type under test that are shown somewhere, and can be written by the run. */
export function partsOf(reading: Reading): Need<readonly Part[]> {
  const needs = all({ contract: reading.document(), create: reading.creatable() })
  if (needs.kind === 'unmet') return needs
  const { contract } = needs.value
  const parts = [...contract.operations.values()].flatMap((operation) => partOf(reading, contract, operation))
  return parts.length === 0 ? unmet(`no part of a ${reading.resource} has an operation of its own`) : { ...needs, value: parts }
}

/** Those of them that suit. */
export function partsWhere(reading: Reading, suits: (part: Part) => boolean, because: string): Need<readonly Part[]> {
  const parts = partsOf(reading)
  if (parts.kind === 'unmet') return parts
  const found = parts.value.filter(suits)
  return found.length === 0 ? unmet(because) : { ...parts, value: found }
}

function partOf(reading: Reading, contract: Contract, operation: Operation): readonly Part[] {
  const { behaviour, requestBody } = operation
  const stored = behaviour?.stores
  if (behaviour?.resource !== reading.resource || stored === undefined || requestBody === undefined) return []
  const { sights } = sightsOf(contract, { resource: reading.resource, type: reading.type, store: operation, at: stored.at })
  if (sights.length === 0) return []
  const clear = [...contract.operations.values()].find((other) => other.behaviour?.resource === reading.resource && other.behaviour.clears === stored.at)
  const isText = !/[/+]json$/i.test(requestBody.mediaType)
  const [sample] = isText ? [] : samplesAt({ contract, where: requestBody.schema }, '')
  const least = isText ? null : minimal(contract.document, requestBody.schema)
  const marked = (body: Json) => (text: string) =>
    isText ? `# ${markOf(text)}\n${plainText('part')}` : markedWith(contract, requestBody.schema, { body, text: markOf(text), stored })
  return [
    {
      at: stored.at,
      stored,
      store: operation.id,
      clear: clear?.behaviour === undefined ? undefined : { operation: clear.id, says: [clear.behaviour] },
      sights,
      isText,
      full: marked(sample ?? least),
      least: (text) => (isText ? `# ${markOf(text)}\napiVersion: v1\nkind: Config\n` : marked(least)(text)),
      says: [behaviour],
    },
  ]
}

/** A text that nobody else has used, also where another begins like it. */
function markOf(text: string): string {
  return `noted as ${text} here`
}

/** The marks in what was sent. */
export function marksIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return value.match(/noted as .* here/g) ?? []
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(marksIn)
  return isObject(value) ? Object.values(value).flatMap(marksIn) : []
}

interface Marking {
  readonly body: Json
  readonly text: string
  readonly stored: Stored
}

/** The body with the text in the first of its members that may hold it. */
function markedWith(contract: Contract, where: string, { body, text, stored }: Marking): Json {
  if (!isObject(body)) return body
  const places = Object.keys(body).map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  const own = [...Object.keys(stored.adds ?? {}), ...(stored.lasts === undefined ? [] : [stored.lasts.days])]
  const found = places.find(
    (place) => typeof at(body, place) === 'string' && !own.includes(place) && contract.validate(where, withAt(body, place, text)).length === 0,
  )
  return found === undefined ? body : withAt(body, found, text)
}

/** The part of a request that holds a body. */
export function bodyFor({ isText }: Pick<Part, 'isText'>, body: Json): { readonly body: Json } | { readonly raw: string } {
  return isText && typeof body === 'string' ? { raw: body } : { body }
}
