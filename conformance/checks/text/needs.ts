import { all, map, met, unmet } from '../../need.ts'
import { essenceOf, isJson } from '../../../specs/media-type.ts'
import { shownFrom, textTypeOf } from './media.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** An operation whose answer is a text that is no JSON. */
export interface Reader {
  readonly id: string
  /** The declared media type of its answer. */
  readonly mediaType: string
  readonly leansOn: readonly Sourced[]
}

/** A text that belongs to a resource: one operation takes it as it stands, another one shows it. */
export interface Kept {
  readonly contract: Contract
  readonly write: string
  readonly read: string
  /** The declared media type of the answer, and so what the suite asks for. */
  readonly mediaType: string
  /** The declared media type of the body. */
  readonly sent: string
  /** True where the answer is another one than what was written only once the resource has gone further than its birth. */
  readonly absentAtFirst: boolean
}

/** Every operation on the type under test that answers with a text, the documented ones first. */
export function readers(reading: Reading): Need<readonly Reader[]> {
  const document = reading.document()
  if (document.kind === 'unmet') return document
  const found = [...document.value.operations.values()].flatMap(({ ...operation }): readonly Reader[] => {
    const mediaType = textTypeOf(operation)
    const { behaviour, id } = operation
    return behaviour?.resource !== reading.resource || mediaType === undefined ? [] : [{ id, mediaType, leansOn: [behaviour] }]
  })
  return found.length > 0 ? met(found) : unmet(`nothing of a ${reading.resource} is answered as a text that is no JSON`)
}

/** The text of the type under test that operations keep as it stands. */
export function keptText(reading: Reading): Need<Kept> {
  const document = reading.document()
  if (document.kind === 'unmet') return document
  const contract = document.value
  const own = [...contract.operations.values()].filter(({ behaviour }) => behaviour?.resource === reading.resource)
  for (const writer of own) {
    const reader = readerOf(own, writer)
    if (reader === undefined || writer.behaviour?.stores === undefined || reader.behaviour === undefined) continue
    const { stores } = writer.behaviour
    const found = { contract, write: writer.id, read: reader.id, mediaType: textTypeOf(reader) ?? '', sent: writer.requestBody?.mediaType ?? '' }
    const absentAtFirst = showsNothingYet(reading, reader, stores.at)
    return map(all({ kept: met({ ...found, absentAtFirst }, stores, writer.behaviour, reader.behaviour), creatable: reading.creatable() }), ({ kept }) => kept)
  }
  return unmet(`no text of a ${reading.resource} is kept as it stands`)
}

function readerOf(own: readonly Operation[], { behaviour, requestBody }: Operation): Operation | undefined {
  const stored = behaviour?.stores
  if (stored === undefined || requestBody === undefined || isJson(requestBody.mediaType)) return undefined
  return own.find((one) => one.behaviour?.action === 'view' && textTypeOf(one) !== undefined && shownFrom(one, stored.at) === '')
}

/** True where nothing else is shown in place of the text as soon as a resource is there. */
function showsNothingYet(reading: Reading, { behaviour }: Operation, field: string): boolean {
  const shown = behaviour?.shows?.['']
  const lifecycle = reading.lifecycle()
  const { to, through = [] } = (lifecycle.kind === 'met' ? lifecycle.value.triggers['create'] : undefined) ?? {}
  const born = [to, ...through.map(({ phase }) => phase)]
  const others = (shown?.first ?? []).filter((one) => one.field !== field)
  return shown?.otherwise === undefined && others.every(({ after }) => after !== undefined && !born.includes(after))
}

/** What a request asks for: this media type, and JSON for what is refused. */
export function asking(mediaType: string): Readonly<Record<string, string>> {
  return { accept: `${essenceOf(mediaType)}, application/json;q=0.5` }
}
