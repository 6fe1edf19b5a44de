import { at, isObject, pointer } from '../../specs/json.ts'
import { headerIn, isScalar, jsonIn } from './assertion.ts'
import { isAnswered, rootOf, withBody, withHeader, withValue } from './altered.ts'
import { itemGuesses } from './guess-item.ts'
import { valuesLike } from './alike.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Answered } from './altered.ts'
import type { Claim, Reference, Scalar, Test } from './assertion.ts'
import type { Ground, Guess } from './derive.ts'

/** Members that are looked at in one body. */
const mostLeaves = 120

/** A body that the one in question is compared with. */
interface Other {
  readonly json: Json
  readonly as: Omit<Reference, 'from'>
}

/** What the bodies around it would have changed: what was there before, what was sent, one item more or less. */
export function comparisons(ground: Ground, exchange: Answered): readonly Guess[] {
  const whole = jsonIn(exchange.outcome.response.body)
  if (whole === undefined) return []
  const spot = { exchange, root: rootOf(ground.contract, exchange), whole }
  return [
    ...othersOf(ground, exchange).flatMap((other) => asOther(spot, other)),
    ...asBefore(ground, spot),
    ...itemGuesses(ground, spot),
    ...membersMissing(ground, spot),
  ]
}

/** What another value of a member, or none, would have changed, or no body at all. */
export function members(ground: Ground, exchange: Answered): readonly Guess[] {
  const whole = jsonIn(exchange.outcome.response.body)
  const empty: Guess = { claims: [{ exchange: exchange.number, of: 'body', is: 'empty' }], instead: [[withBody(exchange, '', '')]] }
  if (whole === undefined) return [empty, { claims: [{ exchange: exchange.number, of: 'body', is: 'json' }], instead: jsonBodies(ground, exchange) }]
  const spot = { exchange, root: rootOf(ground.contract, exchange), whole }
  const others = othersOf(ground, exchange)
  // The place of an item in an array is chance.
  const leaves = leavesOf(whole).filter((leaf) => !/[/][1-9][0-9]*([/]|$)/.test(leaf))
  return [...leaves.flatMap((leaf) => ofLeaf(ground, spot, { leaf, others })), empty]
}

function jsonBodies({ likes }: Ground, exchange: Answered): readonly (readonly ReturnType<typeof withBody>[])[] {
  const { body, status } = exchange.outcome.response
  const like = likes.find(({ outcome: { response } }) => Math.floor(response.status / 100) === Math.floor(status / 100) && jsonIn(response.body) !== undefined)
  const bodies = [body.replace(/^\uFEFF/, ''), like?.outcome.response.body ?? '{}'].filter((one) => jsonIn(one) !== undefined)
  const type = headerIn(like?.outcome.response.headers ?? [], 'content-type')
  const typed = asAnswered(type === undefined || body !== '' ? exchange : withHeader(exchange, 'content-type', type))
  return bodies.slice(0, 1).map((one) => [withBody(typed, one, '')])
}

/** What another answer of the same operation showed, where it is that which was to be shown: no more of it than the judge minds. */
function asBefore({ exchanges, contents }: Ground, { exchange, root, whole }: Spot): readonly Guess[] {
  return exchanges.filter(isAnswered).flatMap((other): readonly Guess[] => {
    const shown = jsonIn(other.outcome.response.body)
    if (other.number === exchange.number || other.operation !== exchange.operation || shown === undefined) return []
    const apart = placesApart(shown, whole, '')
    const changed = (places: readonly string[]) =>
      places.reduce<Answered>((so, place) => asAnswered(withValue(so, { at: place, root }, at(shown, place))), exchange)
    const first = contents([changed(apart)])
    if (apart.length === 0 || apart.length > 20 || first === undefined) return []
    const minded = apart.reduce<readonly string[]>((left, place) => {
      const fewer = left.filter((one) => one !== place)
      return fewer.length > 0 && contents([changed(fewer)]) === first ? fewer : left
    }, apart)
    const claims = minded.flatMap((place) => claimsFor({ exchange, whole }, { place, other: other.number, shown }))
    return claims.length === 0 ? [] : [{ claims, instead: [[changed(minded)]] }]
  })
}

/** The highest places in which two values differ: members of objects one by one, arrays as a whole. */
function placesApart(one: Json | undefined, other: Json | undefined, place: string): readonly string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return []
  if (!isObject(one) || !isObject(other)) return place === '' ? [] : [place]
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) => placesApart(one[name], other[name], `${place}${pointer([name])}`))
}

function claimsFor(
  { exchange, whole }: Omit<Spot, 'root'>,
  { place, other, shown }: { readonly place: string; readonly other: number; readonly shown: Json },
): readonly Claim[] {
  const claim = (leaf: string, test: Test): Claim => ({ exchange: exchange.number, of: 'json', at: leaf, test })
  const leaves = (value: Json | undefined) => (value === undefined ? [] : isScalar(value) ? [place] : leavesOf(value).map((leaf) => `${place}${leaf}`))
  const wanted = leaves(at(shown, place)).filter((leaf) => isScalar(at(shown, leaf)))
  const surplus = leaves(at(whole, place)).filter((leaf) => at(shown, leaf) === undefined)
  return [
    ...wanted.map((leaf) => claim(leaf, { is: 'same', as: { exchange: other, side: 'answer', from: { json: leaf } } })),
    ...surplus.map((leaf) => claim(leaf, { is: 'absent' })),
  ]
}

/** Members that another answer with the same status has, and this one has not. */
function membersMissing({ likes }: Ground, { exchange, whole }: Spot): readonly Guess[] {
  const { status } = exchange.outcome.response
  const like = likes.filter(
    ({ number, outcome: { response } }) => number !== exchange.number && classOf(response.status) === classOf(status) && classOf(status) !== 2,
  )
  return like.slice(0, 3).flatMap(({ outcome: { response } }): readonly Guess[] => {
    const json = jsonIn(response.body)
    const missing = isObject(json) ? leavesOf(json).filter((leaf) => at(whole, leaf) === undefined) : []
    const claims = missing.map((leaf): Claim => ({ exchange: exchange.number, of: 'json', at: leaf, test: { is: 'present' } }))
    return claims.length === 0 ? [] : [{ claims, instead: [[withBody(exchange, response.body, '')]] }]
  })
}

function classOf(status: number): number {
  return Math.floor(status / 100)
}

export interface Spot {
  readonly exchange: Answered
  readonly root: string
  readonly whole: Json
}

function othersOf({ exchanges }: Ground, exchange: Answered): readonly Other[] {
  return exchanges.flatMap((other): readonly Other[] => {
    const asked = other.request.body === undefined ? undefined : jsonIn(other.request.body)
    const told = isAnswered(other) && other.number !== exchange.number ? jsonIn(other.outcome.response.body) : undefined
    return [
      ...(told === undefined ? [] : [{ json: told, as: { exchange: other.number, side: 'answer' as const } }]),
      ...(asked === undefined ? [] : [{ json: asked, as: { exchange: other.number, side: 'request' as const } }]),
    ]
  })
}

/** The members that differ from another body: each by itself, then all at once. */
function asOther(spot: Spot, { json, as }: Other): readonly Guess[] {
  const { exchange, root, whole } = spot
  const base = as.side === 'request' ? root : ''
  const differing = leavesOf(json).flatMap((leaf) => {
    const value = at(json, leaf)
    const mine = `${base}${leaf}`
    return isScalar(value) && at(whole, mine) !== value && isPlaced(whole, mine) ? [{ leaf, mine, value }] : []
  })
  const claim = ({ leaf, mine }: { leaf: string; mine: string }): Claim => ({
    exchange: exchange.number,
    of: 'json',
    at: mine,
    test: { is: 'same', as: { ...as, from: { json: leaf } } },
  })
  const singles = differing.slice(0, 30).map((one): Guess => ({ claims: [claim(one)], instead: [[withValue(exchange, { at: one.mine, root }, one.value)]] }))
  if (differing.length < 2 || differing.length > 12) return singles
  const together = differing.reduce<Answered>((so, { mine, value }) => asAnswered(withValue(so, { at: mine, root }, value)), exchange)
  return [...singles, { claims: differing.map(claim), instead: [[together]] }]
}

function asAnswered(exchange: ReturnType<typeof withValue>): Answered {
  if (!isAnswered(exchange)) throw new Error('Failed to alter an answer: found none.')
  return exchange
}

/** True where a member could stand: what it would lie in is there. */
function isPlaced(whole: Json, where: string): boolean {
  return where !== '' && isObject(at(whole, where.slice(0, where.lastIndexOf('/'))))
}

/** The phases that the lifecycle of what an answer shows knows, where this is the place that shows them. */
function phasesAt(contract: Contract, exchange: Answered, leaf: string): readonly string[] {
  const behaviour = contract.operations.get(exchange.operation ?? '')?.behaviour
  const name = contract.behaviour.resources[behaviour?.resource ?? '']?.lifecycle
  const lifecycle = name === undefined ? undefined : contract.behaviour.lifecycles?.[name]
  return lifecycle !== undefined && leaf === `${rootOf(contract, exchange)}${lifecycle.at}` ? Object.keys(lifecycle.phases) : []
}

function ofLeaf(
  { contract, exchanges }: Ground,
  { exchange, root, whole }: Spot,
  { leaf, others }: { readonly leaf: string; readonly others: readonly Other[] },
): readonly Guess[] {
  const value = at(whole, leaf)
  // What was stored wrongly shows in each answer that tells it.
  const twins = exchanges.filter(isAnswered).filter((other) => at(jsonIn(other.outcome.response.body), leaf) === value)
  const guess = (test: Test, values: readonly (Json | undefined)[]): readonly Guess[] =>
    [[exchange], ...(twins.length > 1 ? [twins] : [])].map((which) => ({
      claims: which.map(({ number }) => ({ exchange: number, of: 'json', at: leaf, test }) as const),
      instead: values.map((each) => which.map((one) => withValue(one, { at: leaf, root }, each))),
    }))
  if (!isScalar(value)) return guess({ is: 'absent' }, [undefined])
  const told = others.flatMap(({ json, as }) => {
    const place = as.side === 'request' ? leaf.slice(root.length) : leaf
    return at(json, place) === value ? [{ ...as, from: { json: place } }] : []
  })
  const phases = phasesAt(contract, exchange, leaf).filter((phase) => phase !== value)
  return [
    ...phases.flatMap((phase) => guess({ is: 'one of', values: [phase] }, [phase])),
    ...told.slice(0, 3).flatMap((as) => guess({ is: 'other', as }, unlike(value))),
    ...guess({ is: 'none of', values: [value] }, typeof value === 'string' ? ['another 1', 'another 2'] : unlike(value)),
    ...valuesLike(value).flatMap(({ test, samples }) => guess(test, samples)),
    ...guess({ is: 'absent' }, [undefined]),
  ]
}

function unlike(value: Scalar): readonly Scalar[] {
  if (typeof value === 'number') return [value + 1, value + 2]
  return typeof value === 'boolean' ? [!value] : [`${value ?? ''}x1`, `${value ?? ''}x2`]
}

/** Pointers of the members that hold no further ones, and of what is empty. */
export function leavesOf(value: Json, path: readonly (string | number)[] = []): readonly string[] {
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? (value as readonly Json[]).map((item, index) => [index, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : []
  if (entries.length === 0) return path.length === 0 ? [] : [pointer(path)]
  return entries.flatMap(([step, member]) => leavesOf(member, [...path, step])).slice(0, mostLeaves)
}
