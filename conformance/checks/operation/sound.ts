import { shows } from '../../monitor.ts'
import { sameJson, view } from '../../judge/view.ts'
import { kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { instantOf } from './words.ts'
import type { LongRunning } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Sight } from '../../monitor.ts'
import type { Judgement } from '../../verdict.ts'
import type { Work } from './needs.ts'

const ends = ['running', 'succeeded', 'failed', 'cancelled'] as const
export type End = (typeof ends)[number]

/** How a long-running operation stands, by the contract's word; undefined for a word that it does not have. */
export function endOf({ states, state }: LongRunning, told: Json | undefined): End | undefined {
  const word = at(told, state)
  return ends.find((end) => states[end] === word)
}

/** Judges that the members of a long-running operation agree with its state; nothing where the state is not a declared one. */
export function sound(rules: LongRunning, told: Json): Sight {
  const end = endOf(rules, told)
  if (end === undefined) return undefined
  const present = (place: string) => (at(told, place) ?? null) !== null
  const over = end !== 'running'
  const members: readonly (readonly [place: string, found: boolean, wanted: boolean])[] = [
    [rules.done, at(told, rules.done) === true, over],
    [rules.response, present(rules.response), end === 'succeeded'],
    [rules.error, present(rules.error), end === 'failed' || end === 'cancelled'],
  ]
  const odd = members.find(([, found, wanted]) => found !== wanted)
  if (odd === undefined) return 'kept'
  const [place, found] = odd
  const expected = place === rules.done ? `${place} ${over}` : found ? `nothing at ${place}` : `something at ${place}`
  return { expected: `${expected} in the state ${rules.states[end]}`, actual: JSON.stringify(at(told, place) ?? null) }
}

/** Judges that it tells its end once it is done, and one that is not before its beginning. */
export function inOrder(rules: LongRunning, begun: readonly string[], told: Json): Sight {
  const end = endOf(rules, told)
  const [completed = null, state] = [rules.completed, rules.state].map((place) => at(told, place))
  if (end === undefined) return undefined
  if (end === 'running') return completed === null ? 'kept' : { expected: `no end in the state ${text(state)}`, actual: text(completed) }
  const [instant, ...starts] = [rules.completed, ...begun].map((place) => instantOf(at(told, place)))
  if (instant === undefined) return { expected: `an end in the state ${text(state)}`, actual: text(completed) }
  const late = starts.find((start) => start !== undefined && start > instant)
  return late === undefined ? 'kept' : { expected: 'an end that is not before the beginning', actual: `${(late - instant) / 1000} seconds before it` }
}

type Seeing = Pick<Work, 'shown' | 'keyOf' | 'isDone'>

interface Seen {
  readonly exchange: Exchange
  readonly told: Json
}

/** Every sight of each long-running operation, in the order in which the answers came. */
function sightings(trace: readonly Exchange[], { shown, keyOf }: Seeing): ReadonlyMap<string, readonly Seen[]> {
  const all = new Map<string, Seen[]>()
  for (const exchange of trace.toSorted((a, b) => a.received - b.received)) {
    for (const told of shown(exchange)) {
      const key = keyOf(exchange, told)
      if (key === undefined) continue
      const seen = all.get(key) ?? []
      seen.push({ exchange, told })
      all.set(key, seen)
    }
  }
  return all
}

/**
 * Judges that none changes once it is done, whoever shows it. `without` are places that say nothing of the work itself. A list may
 * lag behind a read, so that only where one was shown as done must it stay so.
 */
export function lasting(trace: readonly Exchange[], work: Seeing, without: readonly string[]): Judgement {
  let seenAgain = 0
  for (const seen of sightings(trace, work).values()) {
    const done = seen.filter(({ told }) => work.isDone(told))
    for (const { exchange, told } of seen) {
      const isDone = work.isDone(told)
      const before = done.find((one) => one.exchange !== exchange && (isDone || precedes(one.exchange, exchange)))
      if (before === undefined) continue
      const [first, second] = [before.told, told].map((json) => view(json, without))
      if (!sameJson(first, second)) return shows([before.exchange, exchange], `what was done stays as it is: ${text(first)}`, text(second))
      seenAgain += 1
    }
  }
  return seenAgain > 0 ? kept : unclear('no long-running operation was seen again after it was done')
}

function precedes(one: Exchange, other: Exchange): boolean {
  return one.operation === other.operation && one.received <= other.sent
}

/** Judges that some members of each are the same whenever it is seen. */
export function constant(trace: readonly Exchange[], work: Seeing, places: readonly string[]): Judgement {
  let seenAgain = 0
  for (const seen of sightings(trace, work).values()) {
    const [first, ...others] = seen
    for (const { exchange, told } of others) {
      const moved = places.find((place) => !sameJson(at(told, place), at(first?.told, place)))
      if (first !== undefined && moved !== undefined)
        return shows([first.exchange, exchange], `${text(at(first.told, moved))} at ${moved}, as long as it is seen`, text(at(told, moved)))
      seenAgain += 1
    }
  }
  return seenAgain > 0 ? kept : unclear('no long-running operation was seen twice')
}

export function text(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
