import { answerOf } from '../../history.ts'
import { shapeAt } from '../../generate/shape.ts'
import { map, met, unmet } from '../../need.ts'
import { idIn, itemsIn, operationFor } from '../../resources.ts'
import { volatileIn } from '../../judge/view.ts'
import type { ResourceType, Tag } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** How the state of a resource is looked at: by its own read, or by the list it stands in where it has none. */
export interface Look {
  readonly id: string
  readonly by: 'read' | 'list'
  /** Places that may change although nobody wrote. */
  readonly without: readonly string[]
  readonly tag?: Tag
  /** Where a resource appears that was made under an identifier of the server's own, and the identifiers of those that hold what was sent. */
  readonly members?: { readonly id: string; readonly like: (list: Exchange | undefined, sent: JsonObject) => readonly string[] }
  /** What deletes such a resource, if anything does. */
  readonly remove?: string
  /** What was seen, in a form in which two looks can be compared. */
  readonly seen: (exchange: Exchange | undefined) => Exchange | undefined
}

export function look(reading: Reading): Need<Look> {
  const contract = reading.document()
  if (contract.kind === 'unmet') return contract
  const read = reading.operation('read')
  const { type } = reading
  const remove = operationFor(contract.value, reading.resource, 'delete')?.id
  const list = operationFor(contract.value, reading.resource, 'list')
  if (read.kind === 'met') {
    // Nothing is under way in a resource that was lent, so its phase must stand still.
    const lifecycle = reading.lifecycle()
    const without = volatileIn(type).filter((place) => lifecycle.kind === 'unmet' || place !== lifecycle.value.at)
    return map(read, ({ id }) => ({
      id,
      by: 'read' as const,
      without,
      seen: (exchange) => exchange,
      ...(type.tag && { tag: type.tag }),
      ...(type.identity.from === 'server' &&
        list && { members: { id: list.id, like: (exchange, sent) => like(type, itemsIn(list, answerOf(exchange)?.json), sent) } }),
      ...(remove !== undefined && { remove }),
    }))
  }
  if (list === undefined) return unmet(`the state of a ${reading.resource} cannot be read`)
  const shown = writable(contract.value, reading.resource)
  const seen = (exchange: Exchange | undefined) => listed(exchange, (answer) => keyed(type, itemsIn(list, answer), shown))
  return met({ id: list.id, by: 'list', without: [], seen, ...(remove !== undefined && { remove }) }, list.behaviour)
}

/** Others may be at work in the same list: what does not hold the single values that were sent, as far as they are shown, is theirs. */
function like(type: ResourceType, items: readonly JsonObject[], sent: JsonObject): readonly string[] {
  const hidden = new Set(type.writeOnly?.flatMap(({ places }) => places))
  const single = Object.entries(sent).filter(([name, value]) => typeof value !== 'object' && !hidden.has(`/${name}`))
  return items.filter((item) => single.every(([name, value]) => item[name] === value)).flatMap((item) => idIn(type, item) ?? [])
}

function listed(exchange: Exchange | undefined, view: (json: Json | undefined) => JsonObject): Exchange | undefined {
  const answer = answerOf(exchange)
  if (exchange === undefined || answer === undefined) return exchange
  return { ...exchange, outcome: { kind: 'answered', response: { ...answer, json: view(answer.json) } } }
}

/** Members of a list by identifier, cut down to what clients write: a server may count uses or note the time. */
function keyed(type: ResourceType, items: readonly JsonObject[], shown: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(items.map((item) => [idIn(type, item) ?? '', Object.fromEntries(Object.entries(item).filter(([name]) => shown.has(name)))]))
}

function writable(contract: Contract, resource: string): ReadonlySet<string> {
  const bodies = (['create', 'update'] as const).flatMap((action) => operationFor(contract, resource, action)?.requestBody?.schema ?? [])
  return new Set(bodies.flatMap((where) => [...(shapeAt(contract.document, where)?.properties.keys() ?? [])]))
}
