import { answerOf, header, succeeded } from '../../history.ts'
import { sameJson, view } from '../../judge/view.ts'
import { monitor, shows } from '../../monitor.ts'
import { all, map, unmet } from '../../need.ts'
import { idIn, itemsIn } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { kept, unclear } from '../../verdict.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Action, ResourceType, Tag } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

interface Mirrored {
  readonly contract: Contract
  readonly tag: Tag
}

export const mirrorsAgree = monitor({
  id: 'etag.mirrors-agree',
  needs: (reading) => all({ contract: reading.document(), tag: mirrored(reading), read: reading.operation('read'), list: reading.operation('list') }),
  drive: async (api, { read, list }) => {
    const { params } = await api.borrow()
    await api.send('read of a member', { operation: read.id, params })
    await api.send('list with the member', { operation: list.id, params })
    await api.send('read of the same member', { operation: read.id, params })
  },
  judge: (trace, needs) => sameVersionEverywhere(trace, needs),
})

function mirrored(reading: Reading): Need<Tag> {
  const tag = reading.tag()
  return tag.kind === 'met' && !(tag.value.header && tag.value.body !== undefined)
    ? unmet(`the tag of a ${reading.resource} stands in one place only`)
    : map(tag, (found) => found)
}

/** Every answer that shows one resource is judged by itself, lists by the reads around them. */
export function sameVersionEverywhere(trace: readonly Exchange[], { contract }: Pick<Mirrored, 'contract'>): Judgement {
  let compared = 0
  const reads = new Map<string, Exchange>()
  for (const exchange of trace.toSorted((a, b) => a.number - b.number)) {
    const behaviour = exchange.operation === undefined ? undefined : contract.operations.get(exchange.operation)?.behaviour
    const type = behaviour && contract.behaviour.resources[behaviour.resource]
    const place = type?.tag?.header === true ? type.tag.body : undefined
    if (behaviour === undefined || type === undefined || place === undefined) continue
    // Whatever was written may have brought the same content back under another version: as what was deleted and made anew.
    if (!looking.has(behaviour.action)) for (const key of reads.keys()) if (key.startsWith(keyOf(type, ''))) reads.delete(key)
    if (!succeeded(exchange)) continue
    if (behaviour.action === 'list') {
      const judged = listed(exchange, { type, place, reads, items: itemsIn({ behaviour }, answerOf(exchange)?.json) })
      if (judged !== undefined && judged.kind === 'broken') return judged
      if (judged !== undefined) compared += 1
    } else if (behaviour.action !== 'delete') {
      const [named, inside] = [plain(header(answerOf(exchange), 'etag')), versionIn(exchange, place)]
      if (named === undefined || inside === undefined) continue
      if (named !== inside) return shows([exchange], `the version of the header, ${named}, at ${place}`, inside)
      compared += 1
      const id = idIn(type, answerOf(exchange)?.json)
      if (behaviour.action === 'read' && id !== undefined) reads.set(keyOf(type, id), exchange)
    }
  }
  return compared > 0 ? kept : unclear('no answer showed a version in two places')
}

/** What changes nothing. */
const looking = new Set<Action>(['read', 'list', 'view', 'overview', 'tell', 'wait'])

interface Listed {
  readonly type: ResourceType
  readonly place: string
  readonly items: readonly Json[]
  readonly reads: ReadonlyMap<string, Exchange>
}

/** A member of a list that shows what a read of it showed, but for the version: then the version is wrong in one of the two. */
function listed(list: Exchange, { type, place, items, reads }: Listed): Judgement | undefined {
  let judged: Judgement | undefined
  for (const item of items) {
    const read = reads.get(keyOf(type, idIn(type, item) ?? ''))
    const version = plain(text(at(item, place)))
    if (read === undefined || version === undefined || !sameJson(view(answerOf(read)?.json, [place]), view(item, [place]))) continue
    const expected = versionIn(read, place)
    if (expected !== version) return shows([read, list], `the version that a read of the same content shows, ${expected}`, `${version} in the list`)
    judged = kept
  }
  return judged
}

function keyOf(type: ResourceType, id: string): string {
  return `${type.schema} ${id}`
}

function versionIn(exchange: Exchange, place: string): string | undefined {
  return plain(text(at(answerOf(exchange)?.json, place)))
}

/** Versions are texts or numbers. */
function text(version: Json | undefined): string | undefined {
  return typeof version === 'number' ? String(version) : typeof version === 'string' ? version : undefined
}

/** A tag without its mark and its quotes: places differ in how they write it. */
function plain(tag: string | undefined): string | undefined {
  return tag?.replace(/^W\//, '').replace(/^"(.*)"$/, '$1')
}
