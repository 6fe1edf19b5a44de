import type { OperationBehaviour } from '../../specs/behaviour.ts'
import { collectionOf, idOf, type Resource } from '../record.ts'
import { viewWith, type Change, type View } from '../store.ts'
import { MOST_WRITES, type Lag } from './plan.ts'

/** How far into the writes of a state somebody has seen, and as of which instant (milliseconds since 1970). */
export interface Sight {
  readonly provider: string
  readonly client: string
  readonly way: Way
  readonly position: number
  readonly at: number
}

/** What shows one resource lags apart from what shows many. */
export type Way = 'get' | 'list'

/** What one commit has changed, as it was before. */
interface Written {
  /** Position after it. */
  readonly position: number
  readonly at: number
  /** False for a note beside the resources, e.g. a read that was counted. */
  readonly counts: boolean
  readonly before: readonly { readonly collection: string; readonly id: string; readonly resource: Resource | undefined; readonly changed: number }[]
}

/** How many clients' sights are kept; beyond that, the oldest is forgotten. */
const MOST_CLIENTS = 1000

/** Former states of a world, as far as they are needed to show them: the last writes, and what each client has seen. */
export class Past {
  readonly #logs = new Map<string, Written[]>()
  readonly #sights = new Map<string, Pick<Sight, 'position' | 'at'>>()
  readonly #ownWrites: boolean
  #began: number | undefined

  constructor(ownWrites: boolean) {
    this.#ownWrites = ownWrites
  }

  /** Of what was before, nothing is known. */
  begin(now: number): void {
    this.#began ??= now
  }

  /** Notes what changes are going to overwrite. */
  note(provider: string, view: View, { changes, now }: { changes: readonly Change[]; now: number }): void {
    const before = changes.flatMap((change) => {
      if (change.kind === 'remember') return []
      const collection = collectionOf(change.resource.type, change.resource.address.slice(0, -1))
      const id = idOf(change.resource)
      return [{ collection, id, resource: view.get(collection, id), changed: view.changed(collection) }]
    })
    if (before.length === 0) return
    const log = this.#log(provider)
    const counts = changes.some(({ kind }) => kind === 'put' || kind === 'remove')
    log.push({ position: this.#head(provider) + 1, at: now, counts, before })
    if (log.length > MOST_WRITES) log.shift()
  }

  /** Where a client stands that sees everything. */
  sightOf(who: Pick<Sight, 'provider' | 'client' | 'way'>, now: number): Sight {
    return { ...who, position: this.#head(who.provider), at: now }
  }

  /** Where a client stands whose reads lag behind: never before what it has seen already. */
  lagging(who: Pick<Sight, 'provider' | 'client' | 'way'>, lag: Lag, now: number): Sight {
    const head = this.#head(who.provider)
    const log = this.#log(who.provider)
    const seen = this.#sights.get(keyOf(who)) ?? { position: 0, at: 0 }
    const then = now - (lag.seconds ?? Infinity) * 1000
    const byTime = lag.seconds === undefined ? 0 : (log.findLast(({ at }) => at <= then)?.position ?? 0)
    const counted = log.filter(({ counts }) => counts)
    const byWrites = lag.writes === undefined ? 0 : (counted.at(-lag.writes)?.position ?? 1) - 1
    const oldest = (log[0]?.position ?? 1) - 1
    const position = Math.min(head, Math.max(oldest, byTime, byWrites, seen.position))
    const since = lag.seconds === undefined ? now : Math.max(then, this.#began ?? now, log.find((written) => written.position === position)?.at ?? 0)
    return { ...who, position, at: Math.min(now, Math.max(since, seen.at)) }
  }

  /** The state as it was after a write. */
  view(view: View, { provider, position }: Sight): View {
    const later = this.#log(provider).filter((written) => written.position > position)
    if (later.length === 0) return view
    const former = new Map<string, Map<string, Resource | undefined>>()
    const changed = new Map<string, number>()
    for (const { before } of later.toReversed()) {
      for (const { collection, id, ...was } of before) {
        former.set(collection, (former.get(collection) ?? new Map<string, Resource | undefined>()).set(id, was.resource))
        changed.set(collection, was.changed)
      }
    }
    return shownAs(view, former, changed)
  }

  /** Notes that a client has written, just now. */
  wrote({ provider, client, at }: Pick<Sight, 'provider' | 'client' | 'at'>): void {
    if (!this.#ownWrites) return
    for (const way of ['get', 'list'] as const) this.saw(this.sightOf({ provider, client, way }, at))
  }

  /** Notes what a client has seen. */
  saw(sight: Sight): void {
    const key = keyOf(sight)
    const before = this.#sights.get(key) ?? { position: 0, at: 0 }
    this.#sights.delete(key)
    this.#sights.set(key, { position: Math.max(before.position, sight.position), at: Math.max(before.at, sight.at) })
    const [oldest] = this.#sights.keys()
    if (this.#sights.size > MOST_CLIENTS && oldest !== undefined) this.#sights.delete(oldest)
  }

  #log(provider: string): Written[] {
    const found = this.#logs.get(provider) ?? []
    this.#logs.set(provider, found)
    return found
  }

  #head(provider: string): number {
    return this.#log(provider).at(-1)?.position ?? 0
  }
}

function keyOf({ provider, client, way }: Pick<Sight, 'provider' | 'client' | 'way'>): string {
  return `${way} ${provider} ${client}`
}

/** A view in which some resources are as they were; undefined where they were not there. */
function shownAs(view: View, former: ReadonlyMap<string, ReadonlyMap<string, Resource | undefined>>, changed: ReadonlyMap<string, number>): View {
  const members = (collection: string): readonly Resource[] => {
    const other = former.get(collection)
    if (other === undefined) return view.list(collection)
    const same = view.list(collection).filter((resource) => !other.has(idOf(resource)))
    const all = [...same, ...[...other.values()].filter((resource) => resource !== undefined)]
    return all.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  }
  return viewWith(view, {
    get: (collection, id) => (former.get(collection)?.has(id) === true ? former.get(collection)?.get(id) : view.get(collection, id)),
    list: members,
    newest: (collection, before = Infinity) =>
      former.has(collection)
        ? members(collection)
            .filter(({ born }) => born < before)
            .toSorted((a, b) => b.born - a.born)
        : view.newest(collection, before),
    changed: (collection) => changed.get(collection) ?? view.changed(collection),
  })
}

/** In which way an operation shows a state, where it only shows it. */
export function wayOf(behaviour: OperationBehaviour | undefined): Way | undefined {
  if (behaviour?.action === 'read' || behaviour?.action === 'view') return 'get'
  return behaviour?.action === 'list' || behaviour?.action === 'overview' ? 'list' : undefined
}
