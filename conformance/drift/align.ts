import { answerOf } from '../history.ts'
import { at, isObject } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'
import type { Exchange } from '../history.ts'
import type { Scene } from './sides.ts'

/** The same request of the same scenario, sent to both. */
export interface Pair {
  readonly check: string
  /** Empty where the check is put to the provider as a whole. */
  readonly resource: string
  readonly label: string
  readonly mock: Exchange
  readonly endpoint: Exchange
}

/** What was put side by side, and what could not be. */
export interface Alignment {
  readonly pairs: readonly Pair[]
  readonly scenarios: number
  /** Scenarios that one of the two alone was put to. */
  readonly unmatched: number
  /** Exchanges of matched scenarios that were left aside: sent at the same time as others, or unlike each other because of an earlier answer. */
  readonly aside: number
}

/** Puts two runs side by side, scenario by scenario. */
export function align(mock: ReadonlyMap<string, Scene>, endpoint: ReadonlyMap<string, Scene>): Alignment {
  const pairs: Pair[] = []
  let [scenarios, aside] = [0, 0]
  for (const [key, one] of mock) {
    const other = endpoint.get(key)
    if (other === undefined) continue
    scenarios += 1
    const found = alignScene(one, other)
    pairs.push(...found)
    aside += Math.max(one.exchanges.length, other.exchanges.length) - found.length
  }
  const keys = new Set([...mock.keys(), ...endpoint.keys()])
  return { pairs, scenarios, unmatched: keys.size - scenarios, aside }
}

/**
 * The exchanges of one scenario side by side, by label. Where a label was sent unequally often (reads until something settles), the
 * last ones go together. What follows an answer of another class is left aside: it follows from that difference.
 */
export function alignScene(mock: Scene, endpoint: Scene): readonly Pair[] {
  const racing = new Set([...overlapping(mock.exchanges), ...overlapping(endpoint.exchanges)])
  const others = grouped(endpoint.exchanges)
  const pairs: Pair[] = []
  for (const [label, sent] of grouped(mock.exchanges)) {
    const there = others.get(label)
    if (there === undefined || racing.has(label)) continue
    const count = sent.length === there.length ? sent.length : 1
    for (let back = count; back > 0; back -= 1) {
      const [one, other] = [sent.at(-back), there.at(-back)]
      if (one !== undefined && other !== undefined) pairs.push({ check: mock.check, resource: mock.resource, label, mock: one, endpoint: other })
    }
  }
  pairs.sort((a, b) => a.mock.number - b.mock.number)
  const parting = pairs.findIndex((pair) => classOf(pair.mock) !== classOf(pair.endpoint))
  return (parting === -1 ? pairs : pairs.slice(0, parting + 1)).filter(isSameRequest)
}

function grouped(exchanges: readonly Exchange[]): ReadonlyMap<string, readonly Exchange[]> {
  const groups = new Map<string, Exchange[]>()
  for (const exchange of exchanges) groups.set(exchange.label, [...(groups.get(exchange.label) ?? []), exchange])
  return groups
}

/** Labels of what was under way at the same time as something else that may have changed something: in which order they were served is chance. */
function overlapping(exchanges: readonly Exchange[]): readonly string[] {
  const sorted = exchanges.toSorted((a, b) => a.sent - b.sent)
  return sorted.flatMap((one, index) => {
    const next = sorted[index + 1]
    const isChance = next !== undefined && next.sent < one.received && [one, next].some(({ request }) => request.method !== 'GET')
    return isChance ? [one.label, next.label] : []
  })
}

/** The class of the status; 0 where nothing was answered. */
export function classOf(exchange: Exchange): number {
  return Math.floor((answerOf(exchange)?.status ?? 0) / 100)
}

/** True where both were asked the same thing: names, tags and instants apart. */
function isSameRequest({ mock, endpoint }: Pair): boolean {
  return askedOf(mock) === askedOf(endpoint)
}

function askedOf({ operation, principal, wire, request }: Exchange): string {
  const { method, target, headers, body } = request
  const query = [...new URLSearchParams(target.split('?')[1] ?? '').keys()].toSorted()
  const names = headers.map(([name]) => name.toLowerCase()).filter((name) => !ofConnection.has(name))
  return JSON.stringify([operation, principal, wire, method, query, names.toSorted(), formOf(body)])
}

const ofConnection = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'user-agent'])

/** The members of a body with their JSON types; whether there is text at all, where it is not JSON. */
function formOf(body: string | undefined): string {
  if (body === undefined || body === '') return ''
  try {
    const parsed: Json = JSON.parse(body)
    return JSON.stringify(membersOf(parsed, ''))
  } catch {
    return 'text'
  }
}

function membersOf(value: Json, place: string): readonly string[] {
  if (!isObject(value)) return [`${place} ${value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value}`]
  return Object.keys(value)
    .toSorted()
    .flatMap((name) => membersOf(at(value, `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`) ?? null, `${place}/${name}`))
}
