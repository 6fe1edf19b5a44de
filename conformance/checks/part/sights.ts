import { answerOf, succeeded } from '../../history.ts'
import { isBlank, standsFor } from '../../judge/effect.ts'
import { at, isObject } from '../../../specs/json.ts'
import { itemsAt } from '../sight.ts'
import type { OperationBehaviour, ResourceType, Shown } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Exchange } from '../../history.ts'

/** Where a part is shown, or something of it. */
export interface PartSight {
  readonly operation: string
  /** `store`: the answer to what writes it. `overview`: an item of a list of all such resources. */
  readonly kind: 'store' | 'view' | 'overview'
  /** JSON pointer into the answer or the item; the empty one is the whole. */
  readonly place: string
  /** JSON pointer into the part of what is shown there. */
  readonly below: string
  /** True where that is what the server adds to the part. */
  readonly added: boolean
  /** Where a list shows its items, and where an item tells whose it is. */
  readonly items: string
  readonly id: string | undefined
  /** True where something else is shown there when there is no part. */
  readonly otherwise: boolean
  readonly says: readonly Sourced[]
}

interface Wanted {
  readonly resource: string
  readonly type: ResourceType
  readonly store: Operation
  readonly at: string
}

/** Everywhere a part is shown: in what writes it, in views, in overviews that tell whose it is, in reads, and in lists. */
export function sightsOf(contract: Contract, wanted: Wanted): { readonly sights: readonly PartSight[] } {
  const sights = [...contract.operations.values()].flatMap((operation): readonly PartSight[] => {
    const { id, behaviour } = operation
    if (behaviour?.resource !== wanted.resource) return []
    const kind = kindOf(operation, wanted)
    const shows = behaviour.action === 'read' || behaviour.action === 'list' ? wanted.type.shows : behaviour.shows
    if (kind === undefined || shows === undefined) return []
    const whose = kind === 'overview' ? ownerIn(behaviour, wanted) : undefined
    if (kind === 'overview' && whose === undefined) return []
    return Object.entries(shows).flatMap(([place, shown]) => {
      const below = belowIn(shown, wanted.at)
      if (below === undefined) return []
      const isOmitted = behaviour.omits?.places.includes(place) === true
      const otherwise = shown.first !== undefined && shown.first.length > 1
      const added = wanted.store.behaviour?.stores?.adds?.[below] !== undefined
      return isOmitted ? [] : [{ operation: id, kind, place, below, added, items: behaviour.items ?? '', id: whose, otherwise, says: [behaviour] }]
    })
  })
  return { sights }
}

function kindOf({ id, behaviour, method }: Operation, { store }: Wanted): PartSight['kind'] | undefined {
  if (id === store.id) return 'store'
  if (behaviour?.action === 'overview' || behaviour?.action === 'list') return 'overview'
  return behaviour?.action === 'read' || (behaviour?.action === 'view' && method.toUpperCase() === 'GET') ? 'view' : undefined
}

/** What of the part is shown: of several things, the one that comes before all others. */
function belowIn({ field, first }: Shown, part: string): string | undefined {
  const [before] = first ?? []
  if (before !== undefined) return belowIn(before, part)
  return field === part || field?.startsWith(`${part}/`) === true ? field.slice(part.length) : undefined
}

/** Where an item of an overview tells which resource it is about: by itself, or as what the server has added to the part. */
function ownerIn({ action, shows = {} }: OperationBehaviour, { store, type, at: part }: Wanted): string | undefined {
  if (action === 'list') return `/${type.identity.field.replace(/^\//, '')}`
  const own = Object.entries(shows).find(([, { is }]) => is === 'id')?.[0]
  if (own !== undefined) return own
  const whole = Object.entries(shows).find(([, { field }]) => field === part)?.[0]
  const added = Object.entries(store.behaviour?.stores?.adds ?? {}).find(([, what]) => what === 'id')?.[0]
  return whole === undefined || added === undefined ? undefined : `${whole}${added}`
}

/** What a sight shows of the part of a resource; undefined where it shows nothing. */
export function shownBy(sight: PartSight, exchange: Exchange | undefined, of: { readonly id: string | undefined; readonly isText: boolean }): Json | undefined {
  if (!succeeded(exchange)) return undefined
  const answer = answerOf(exchange)
  if (sight.kind === 'overview') {
    const item = itemsAt(exchange, sight.items).find((one) => at(one, sight.id ?? '') === of.id)
    return at(item, sight.place)
  }
  return of.isText && sight.place === '' ? answer?.body : at(answer?.json, sight.place)
}

/** True where a sight shows what was sent. */
export function showsAll(sight: PartSight, shown: Json | undefined, sent: Json): boolean {
  if (typeof sent === 'string') return shown === sent
  if (sight.added) return !isBlank(shown)
  const own = at(sent, sight.below)
  // What was not sent may well be filled in.
  if (own === undefined || (isObject(own) && Object.keys(own).length === 0)) return true
  return shown !== undefined && standsFor(own, shown)
}

/** True where a sight shows nothing, or nothing of ours where something else may stand there. */
export function showsNone(sight: PartSight, shown: Json | undefined, sent: Json): boolean {
  return sight.otherwise ? !showsAll(sight, shown, sent) : isBlank(shown)
}
