import { answerOf, succeeded } from '../../history.ts'
import { phaseOf } from '../../judge/phase.ts'
import { idIn } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { itemsAt } from '../sight.ts'
import { readTarget } from '../operation/words.ts'
import { Commands } from './commands.ts'
import type { Lifecycle, OperationBehaviour, ResourceType } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Life, Sample } from '../../judge/automaton.ts'

/** A read of one resource that showed its phase. */
export interface Look extends Sample {
  readonly exchange: Exchange
  readonly json: Json | undefined
}

/** One life of one resource, as the whole trace shows it. */
export interface Seen extends Life<Look> {
  readonly id: string
  /** Seen by its own reads, or as an item of lists: these may lag behind each other. */
  readonly by: 'read' | 'list'
}

/** A resource type with its lifecycle, and the contract that tells which operations are about it. */
export interface Kin {
  readonly contract: Contract
  readonly resource: string
  readonly type: ResourceType
  readonly lifecycle: Lifecycle
}

type Event =
  | { readonly kind: 'look'; readonly by: Seen['by']; readonly look: Look }
  | { readonly kind: 'birth'; readonly born: string | undefined; readonly exchange: Exchange }
  | { readonly kind: 'absent'; readonly exchange: Exchange }

interface Address {
  readonly key: string
  readonly id: string
}

interface Sent {
  readonly operation: Operation
  readonly exchange: Exchange
}

type Told = Address & { readonly event: Event }

/** Exchanges of a second session count from here on: its clock is another one, so that nothing is told of their order. */
const secondSession = 1_000_001

/** The exchanges of each session beside those of the other one. */
export function sessionsOf(trace: readonly Exchange[]): readonly { readonly own: readonly Exchange[]; readonly others: readonly Exchange[] }[] {
  const [one, other] = [trace.filter(({ number }) => number < secondSession), trace.filter(({ number }) => number >= secondSession)]
  return [
    { own: one, others: other },
    { own: other, others: one },
  ]
}

const known = new WeakMap<Exchange, { readonly length: number; readonly lives: Map<string, readonly Seen[]> }>()

/** The lives that a trace shows of a resource type: each ends where its resource is seen to be absent, or is made anew. */
export function livesIn(trace: readonly Exchange[], kin: Kin): readonly Seen[] {
  const last = trace.at(-1)
  if (last === undefined) return []
  // Several monitors look at one trace in turn.
  const found = known.get(last)
  const { lives } = found?.length === trace.length ? found : { lives: new Map<string, readonly Seen[]>() }
  const seen = lives.get(kin.resource) ?? gathered(trace, kin)
  lives.set(kin.resource, seen)
  known.set(last, { length: trace.length, lives })
  return seen
}

/** Between an address and what tells the lives of one name apart. */
const listing = ' listed '

/** Items of lists that cannot be told from those of an earlier life under the same name: both may have begun within one second. */
function isMixed(key: string, told: ReadonlyMap<string, readonly Told[]>): boolean {
  const [address = '', mark] = key.split(listing)
  return mark !== undefined && (told.get(address) ?? []).filter(({ event }) => event.kind === 'birth').length > 1
}

function gathered(trace: readonly Exchange[], kin: Kin): readonly Seen[] {
  return sessionsOf(trace).flatMap(({ own, others }) => {
    const commands = new Commands(kin, { own, others })
    const told = new Map<string, Told[]>()
    for (const exchange of own) {
      for (const one of eventsOf(kin, exchange)) {
        const before = told.get(one.key) ?? []
        before.push(one)
        told.set(one.key, before)
      }
    }
    return [...told].flatMap(([key, one]) => (isMixed(key, told) ? [] : partsOf(one, commands)))
  })
}

function eventsOf(kin: Kin, exchange: Exchange): readonly Told[] {
  const operation = kin.contract.operations.get(exchange.operation ?? '')
  const behaviour = operation?.behaviour
  if (operation === undefined || behaviour?.resource !== kin.resource || operation.method.toUpperCase() !== exchange.request.method) return []
  const { action } = behaviour
  if (action === 'read') return readIn(kin, operation, exchange)
  if (action === 'list') return listedIn(kin, operation, exchange)
  return action === 'create' || action === 'import' ? birthIn(kin, operation, exchange) : []
}

function readIn(kin: Kin, operation: Operation, exchange: Exchange): readonly Told[] {
  const address = addressIn(kin, { operation, exchange })
  if (address === undefined) return []
  if ([404, 410].includes(answerOf(exchange)?.status ?? 0)) return [{ ...address, event: { kind: 'absent', exchange } }]
  const look = succeeded(exchange) ? lookAt(kin, exchange, answerOf(exchange)?.json) : undefined
  return look === undefined ? [] : [{ ...address, event: { kind: 'look', by: 'read', look } }]
}

/** Items whose life is told from others of that name: by an identifier that is never used again, or by when each was made. */
function listedIn(kin: Kin, operation: Operation, exchange: Exchange): readonly Told[] {
  if (operation.behaviour === undefined) return []
  return itemsAt(exchange, operation.behaviour.items ?? '').flatMap((item) => {
    const mark = kin.type.identity.from === 'server' ? '' : markOf(kin.type, item)
    const look = lookAt(kin, exchange, item)
    const address = addressIn(kin, { operation, exchange }, idIn(kin.type, item))
    if (mark === undefined || look === undefined || address === undefined) return []
    return [{ id: address.id, key: `${address.key}${listing}${mark}`, event: { kind: 'look', by: 'list', look } } as const]
  })
}

function markOf({ shows = {} }: ResourceType, item: Json): string | undefined {
  const places = Object.entries(shows).flatMap(([place, { is }]) => (is === 'created' || is === 'uid' ? [place] : []))
  const told = places.map((place) => at(item, place))
  return told.length === 0 || told.includes(undefined) ? undefined : JSON.stringify(told)
}

/** A create that succeeded; one of which nobody knows has perhaps begun a life where clients choose the name. */
function birthIn(kin: Kin, operation: Operation, exchange: Exchange): readonly Told[] {
  const isKnown = succeeded(exchange)
  if (!isKnown && (answerOf(exchange)?.status ?? 500) < 500) return []
  const id = isKnown ? (idIn(kin.type, answerOf(exchange)?.json) ?? requested(kin, exchange)) : requested(kin, exchange)
  const address = id === undefined ? undefined : addressIn(kin, { operation, exchange }, id)
  if (address === undefined) return []
  const born = isKnown ? triggerOf(operation.behaviour) : undefined
  return [{ ...address, event: { kind: 'birth', born, exchange } }]
}

function triggerOf(behaviour: OperationBehaviour | undefined): string | undefined {
  return behaviour?.trigger ?? behaviour?.action
}

function requested({ type }: Kin, { request }: Exchange): string | undefined {
  if (type.identity.from === 'server') return undefined
  try {
    const body: Json = JSON.parse(request.body ?? '')
    return idIn(type, body)
  } catch {
    return undefined
  }
}

function lookAt({ lifecycle }: Kin, exchange: Exchange, json: Json | undefined): Look | undefined {
  const phase = phaseOf(lifecycle, { json })
  return phase === undefined ? undefined : { phase, sent: exchange.sent, received: exchange.received, exchange, json }
}

/** Whose resource an exchange is about: where it was sent, what it lies in, and its identifier. */
function addressIn({ type }: Kin, { operation, exchange }: Sent, id?: string): Address | undefined {
  const { params, before } = readTarget(operation, exchange.request.target)
  const all = { ...params, ...exchange.named }
  const own = id ?? all[type.address.at(-1) ?? '']
  const above = type.address.slice(0, -1).map((name) => all[name] ?? '')
  return own === undefined ? undefined : { id: own, key: [before, ...above, own].join(' ') }
}

/** Cuts what is known of one address into lives. What began while a look was under way leaves that look to nobody. */
function partsOf(told: readonly Told[], commands: Commands): readonly Seen[] {
  const [first] = told
  if (first === undefined) return []
  const events = told.map(({ event }) => event)
  const looks = events.flatMap((event) => (event.kind === 'look' ? [event] : []))
  const cuts = events.flatMap((event) => (event.kind === 'look' ? [] : [event])).toSorted((a, b) => a.exchange.received - b.exchange.received)
  const parts: Seen[] = []
  for (let index = -1; index < cuts.length; index += 1) {
    const [begin, end] = [cuts[index], cuts[index + 1]]
    const since = begin?.exchange.received ?? -Infinity
    const until = end === undefined ? Infinity : end.kind === 'absent' ? end.exchange.received : end.exchange.sent
    const samples = looks.filter(({ look }) => look.sent >= since && (end?.kind === 'absent' ? look.sent < until : look.received <= until))
    const fresh = index <= 0 || cuts[index - 1]?.kind === 'absent'
    const born = begin?.kind === 'birth' && fresh ? begin.born : undefined
    if (samples.length === 0) continue
    parts.push({
      id: first.id,
      by: samples[0]?.by ?? 'read',
      samples: samples.map(({ look }) => look),
      commands: born === undefined ? 'any' : commands.about(first.id, begin?.exchange.sent ?? -Infinity),
      ...(born !== undefined && { born }),
    })
  }
  return parts
}
