import {
  holds,
  isScalar,
  jsonIn,
  type Assertion,
  type Claim,
  type Reference,
  type Scalar,
  type Seen,
  type Test,
  valueAt,
} from '../conformance/runnable/assertion.ts'
import { leavesOf } from '../conformance/runnable/guess-body.ts'
import { at, type Json } from '../specs/json.ts'
import { isLasting } from './export-likeness.ts'

/** Three tellings of one finding, by the numbers of its evidence: as it was recorded, and as two mocks answered the same. */
export interface Tellings {
  readonly recorded: ReadonlyMap<number, Seen>
  /** Of a server that keeps all promises. */
  readonly clean: ReadonlyMap<number, Seen>
  /** Of one that breaks this promise. */
  readonly ill: ReadonlyMap<number, Seen>
}

/** Header lines that say nothing about the answer, or something else each time. */
const idle = new Set(['date', 'content-length', 'connection', 'keep-alive', 'transfer-encoding', 'x-request-id', 'age', 'server'])
/** Members that change with whatever else does. */
const trailing = /(updated|created|generation|version|etag|revision|_at|At)$/i
const mostLeaves = 80
const mostItems = 40

/**
 * What sets the right answers apart from those that were found, for findings whose judge looks at more than one answer can show: claims
 * that are true of a server which keeps all promises, false of what was recorded, and false again of one that breaks this promise. The
 * answers that the finding is about come first. They may be stricter than the promise: other right answers are not known here.
 */
export function apart(tellings: Tellings, numbers: readonly number[]): readonly Assertion[] {
  const of = (telling: ReadonlyMap<number, Seen>) => (exchange: number) => telling.get(exchange)
  const sets = (claim: Claim) =>
    holds(claim, of(tellings.clean)) === true && holds(claim, of(tellings.recorded)) === false && holds(claim, of(tellings.ill)) === false
  const ordered = [statuses, bodies, items, members, itemMembers, headers].flatMap((make) => numbers.map((number) => ({ make, number })))
  return ordered.flatMap(({ make, number }) => make(tellings, number).filter(sets)).map((claim) => [claim])
}

/**
 * The same assertion without places in lists of what has names, which are chance: by the names of the items instead. Undefined where
 * nothing tells which items are meant.
 */
export function byName(assertion: Assertion, recorded: ReadonlyMap<number, Seen>): Assertion | undefined {
  const named = assertion.map((claim) => claimByName(claim, recorded))
  return named.every((claim) => claim !== undefined) ? named : undefined
}

function claimByName(claim: Claim, recorded: ReadonlyMap<number, Seen>): Claim | undefined {
  if ('test' in claim && 'as' in claim.test && 'json' in claim.test.as.from && inList(claim.test.as, recorded) !== undefined) return undefined
  const found = claim.of === 'json' ? inList({ exchange: claim.exchange, side: 'answer', from: { json: claim.at } }, recorded) : undefined
  if (claim.of !== 'json' || found === undefined) return claim
  const [as] = placesOf(recorded, found.value, { but: claim.exchange })
  if (as === undefined || found.where === '') return undefined
  return { exchange: claim.exchange, of: 'item member', at: found.place, member: found.member, equals: { as }, where: found.where, test: claim.test }
}

/** The item of a list that a place lies in, where items have names. */
function inList({ exchange, side, from }: Reference, recorded: ReadonlyMap<number, Seen>) {
  const seen = recorded.get(exchange)
  const pointer = 'json' in from ? from.json : ''
  for (const [place, list] of arraysIn(jsonIn((side === 'answer' ? seen?.answer?.body : seen?.request.body) ?? ''))) {
    const [, index, where = ''] = pointer.startsWith(`${place}/`) ? (/^[/](\d+)(.*)$/.exec(pointer.slice(place.length)) ?? []) : []
    const item = index === undefined ? undefined : list[Number(index)]
    const member = item === undefined ? undefined : nameIn(item)
    const value = member === undefined ? undefined : at(item, member)
    if (member !== undefined && isText(value)) return { place, member, value, where }
  }
  return undefined
}

function answersTo(number: number, { clean, recorded }: Tellings) {
  const [right, found] = [clean.get(number)?.answer, recorded.get(number)?.answer]
  return right === undefined || found === undefined ? undefined : { right, found }
}

function statuses(tellings: Tellings, exchange: number): readonly Claim[] {
  const both = answersTo(exchange, tellings)
  if (both === undefined) return []
  const { right, found } = both
  const first = Math.floor(right.status / 100)
  const whole = ([2, 3, 4, 5] as const).find((one) => one === first)
  if (whole === undefined || right.status === found.status) return []
  return [{ exchange, of: 'status', statuses: [first === Math.floor(found.status / 100) ? right.status : `${whole}xx`] }]
}

function bodies(_: Tellings, exchange: number): readonly Claim[] {
  return (['empty', 'json'] as const).map((is) => ({ exchange, of: 'body', is }))
}

function headers(tellings: Tellings, exchange: number): readonly Claim[] {
  const both = answersTo(exchange, tellings)
  if (both === undefined) return []
  const names = [...new Set([...both.right.headers, ...both.found.headers].map(([name]) => name))].filter((name) => !idle.has(name))
  return names.flatMap((name): readonly Claim[] => {
    const value = both.right.headers.find(([found]) => found === name)?.[1]
    const references = placesOf(tellings.clean, value ?? '', { but: exchange }).slice(0, 3)
    return [
      { exchange, of: 'header', name, test: { is: value === undefined ? 'absent' : 'present' } },
      ...references.map((as) => ({ exchange, of: 'header', name, test: { is: 'same', as } }) as const),
      ...(value === undefined || !isLasting(value) ? [] : [{ exchange, of: 'header', name, test: { is: 'one of', values: [value] } } as const]),
    ]
  })
}

function members(tellings: Tellings, exchange: number): readonly Claim[] {
  const both = answersTo(exchange, tellings)
  const [right, found] = [jsonIn(both?.right.body ?? ''), jsonIn(both?.found.body ?? '')]
  if (right === undefined || found === undefined) return []
  // The place of an item in a list of what has names is chance.
  const lists = [...arraysIn(right), ...arraysIn(found)].flatMap(([place, list]) => (list.some((item) => nameIn(item) !== undefined) ? [`${place}/`] : []))
  const leaves = [...new Set([...leavesOf(right), ...leavesOf(found)])].filter(
    (leaf) => at(right, leaf) !== at(found, leaf) && !lists.some((place) => leaf.startsWith(place)),
  )
  const ranked = leaves.slice(0, mostLeaves).toSorted((a, b) => Number(trailing.test(a)) - Number(trailing.test(b)))
  return ranked.flatMap((leaf): readonly Claim[] => {
    return testsFor(tellings, { exchange, where: leaf, right: at(right, leaf), found: at(found, leaf) }).map((test): Claim => ({
      exchange,
      of: 'json',
      at: leaf,
      test,
    }))
  })
}

/** Items that the one shows and the other does not, by what another request or answer names. */
function items(tellings: Tellings, exchange: number): readonly Claim[] {
  const both = answersTo(exchange, tellings)
  const [right, found] = [arraysIn(jsonIn(both?.right.body ?? '')), arraysIn(jsonIn(both?.found.body ?? ''))]
  return [...new Set([...right.keys(), ...found.keys()])].flatMap((place) =>
    ['/name', '/id', '/metadata/name', '/email'].flatMap((member) => {
      const named = (list: readonly Json[]) => list.slice(0, mostItems).map((item) => at(item, member))
      const [there, shown] = [named(right.get(place) ?? []), named(found.get(place) ?? [])]
      const claims = (telling: ReadonlyMap<number, Seen>, values: readonly (Json | undefined)[], times: 0 | 'some') =>
        values.filter(isText).flatMap((value) =>
          placesOf(telling, value, { but: exchange })
            .slice(0, 4)
            .map((as): Claim => ({ exchange, of: 'item', at: place, member, equals: { as }, times })),
        )
      return [...claims(tellings.recorded, shown, 0), ...claims(tellings.clean, there, 'some')]
    }),
  )
}

/** Members of items that both show, and differently. */
function itemMembers(tellings: Tellings, exchange: number): readonly Claim[] {
  const [right, found] = [tellings.clean, tellings.recorded].map((telling) => arraysIn(jsonIn(telling.get(exchange)?.answer?.body ?? '')))
  return [...(right ?? [])].flatMap(([place, list]) =>
    list.slice(0, mostItems).flatMap((item): readonly Claim[] => {
      const member = nameIn(item)
      const id = member === undefined ? undefined : at(item, member)
      const as = isText(id) ? placesOf(tellings.clean, id, { but: exchange })[0] : undefined
      const known = as && valueAt(as, (number) => tellings.recorded.get(number))
      const other = member === undefined || known === undefined ? undefined : found?.get(place)?.find((one) => at(one, member) === known)
      if (member === undefined || as === undefined || other === undefined) return []
      const leaves = [...new Set([...leavesOf(item), ...leavesOf(other)])]
        .filter((leaf) => leaf !== member && at(item, leaf) !== at(other, leaf))
        .slice(0, mostLeaves)
      return leaves.flatMap((where) =>
        testsFor(tellings, { exchange, where, right: at(item, where), found: at(other, where) }).map((test): Claim => ({
          exchange,
          of: 'item member',
          at: place,
          member,
          equals: { as },
          where,
          test,
        })),
      )
    }),
  )
}

function testsFor(
  tellings: Tellings,
  { exchange, where, right, found }: { readonly exchange: number; readonly where: string; readonly right: Json | undefined; readonly found: Json | undefined },
): readonly Test[] {
  if (right === undefined) return [{ is: 'absent' }]
  if (!isScalar(right)) return found === undefined ? [{ is: 'present' }] : []
  return [
    ...placesOf(tellings.clean, right, { but: exchange, preferred: where }).map((as): Test => ({ is: 'same', as })),
    ...(isScalar(found) ? placesOf(tellings.recorded, found, { but: exchange, preferred: where }).map((as): Test => ({ is: 'other', as })) : []),
    ...(isLasting(right) ? [{ is: 'one of', values: [right] } as const] : []),
    { is: 'present' },
  ]
}

function arraysIn(json: Json | undefined): ReadonlyMap<string, readonly Json[]> {
  const arrays = new Map<string, readonly Json[]>()
  const places = [
    '',
    ...(json !== undefined && json !== null && typeof json === 'object' && !Array.isArray(json) ? Object.keys(json).map((name) => `/${name}`) : []),
  ]
  for (const place of places) {
    const value = at(json, place)
    if (Array.isArray(value)) arrays.set(place, value as readonly Json[])
  }
  return arrays
}

/** Where else a value stands: in other answers, and in requests, the same member first. */
function placesOf(
  telling: ReadonlyMap<number, Seen>,
  value: Scalar,
  { but, preferred }: { readonly but: number; readonly preferred?: string },
): readonly Reference[] {
  if (value === '' || value === null || typeof value === 'boolean') return []
  const references = [...telling].flatMap(([exchange, { request, answer }]): readonly Reference[] => {
    const placesIn = (body: string | undefined) => {
      const json = jsonIn(body ?? '')
      return json === undefined ? [] : leavesOf(json).filter((leaf) => at(json, leaf) === value && !/[/]\d+([/]|$)/.test(leaf))
    }
    const told = exchange === but ? [] : placesIn(answer?.body).map((json) => ({ exchange, side: 'answer' as const, from: { json } }))
    const asked = placesIn(request.body).map((json) => ({ exchange, side: 'request' as const, from: { json } }))
    const tag = exchange !== but && answer?.headers.some(([name, found]) => name === 'etag' && found === value) === true
    return [...asked, ...told, ...(tag ? [{ exchange, side: 'answer' as const, from: { header: 'etag' } }] : [])]
  })
  const isPreferred = ({ from }: Reference) => 'json' in from && from.json === preferred
  return references.toSorted((a, b) => Number(isPreferred(b)) - Number(isPreferred(a))).slice(0, 6)
}

/** Where an item has what tells it from others. */
function nameIn(item: Json): string | undefined {
  const named = ['/id', '/name', '/metadata/name', '/email'].find((name) => isText(at(item, name)))
  return named ?? leavesOf(item).find((leaf) => /^[/]\w*id$/i.test(leaf) && isText(at(item, leaf)))
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== ''
}
