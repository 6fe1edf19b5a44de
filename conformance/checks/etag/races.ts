import fc from 'fast-check'
import { check } from '../../check.ts'
import { racers } from '../../generate/racers.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, sameJson, tagOf, view } from '../../judge/view.ts'
import { map } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { contested } from '../contest.ts'
import { begin, someOf, writable } from './steps.ts'
import type { Json } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Writable } from './steps.ts'

/** Writes of one race. More prove little, and hold as many connections. */
const most = 8

export const concurrentSingleWinner = check({
  id: 'etag.concurrent-single-winner',
  cost: 'mutating',
  each: 'provider',
  runs: 2,
  needs: raceable,
  scenario: ({ field: { values, many = values } }) =>
    fc.constantFrom(...values).chain((first) => fc.record({ first: fc.constant(first), racers: racers(crowd(without(many, first)), most) })),
  drive: async (api, given, { first, racers: others }) => {
    const steps = await begin(api, given, first)
    const tag = await steps.read('before')
    await api.together(others.map((value, index) => [`racer ${index + 1}`, steps.writing(value, tag)]))
    // Who won is nobody's to know: what comes later finds the same, whoever it was.
    await steps.write('left as it was', first, await steps.read('after'))
  },
  judge: (history, given, { racers: others }) => singleWinner(history, given, others),
})

function without(values: readonly Json[], one: Json): readonly Json[] {
  return values.filter((value) => !sameJson(value, one))
}

/** One value each, again and again where there are too few. */
function crowd(values: readonly Json[]): readonly Json[] {
  return Array.from({ length: Math.max(most, values.length) }, (_, index) => values[index % values.length] ?? null)
}

function raceable(reading: Reading): Need<Writable> {
  const need = writable(reading)
  const field = contested(reading, most)
  if (need.kind === 'unmet') return need
  if (field.kind === 'unmet') return field
  return map(need, (given) => ({ ...given, field: field.value }))
}

/** Judges a race by its winners first, and then by whose value stands in the end. */
export function singleWinner(history: History, { tag, field }: Pick<Writable, 'tag' | 'field'>, values: readonly Json[]): Judgement {
  if (!succeeded(history.find('control'))) return unclear(`a single write on the current tag got ${told(history.find('control'))}`)
  const racers = values.map((value, index) => ({ value, exchange: history.find(`racer ${index + 1}`) }))
  const lost = racers.find(({ exchange }) => answerOf(exchange) === undefined)
  if (lost !== undefined) return unclear(`what became of a write is not known: ${told(lost.exchange)}`)
  const winners = racers.filter(({ exchange }) => succeeded(exchange))
  const [winner] = winners
  // Who finds that what it wants is there already may be told so (RFC 9110 section 13.1.1).
  const second = winners.find(({ value }) => !sameJson(value, winner?.value))
  const [before, after] = [history.answer('before'), history.answer('after')]
  if (second !== undefined) return broken(`one of ${racers.length} writes on the same tag succeeds`, `${winners.length} did`, second.exchange?.label ?? '')
  if (after?.json === undefined || before === undefined) return unclear('the state after the race is not known')
  if (winner === undefined) {
    if (tagOf(tag, before) !== tagOf(tag, after)) return unclear('no write succeeded, but the tag moved')
    return broken(`one of ${racers.length} writes on the current tag succeeds`, 'none did', 'racer 1')
  }
  const won = at(answerOf(winner.exchange)?.json, field.pointer) ?? winner.value
  const stands = at(after.json, field.pointer)
  if (sameJson(won, stands)) return kept
  return broken(`${JSON.stringify(won)} at ${field.pointer}, as the winner wrote`, JSON.stringify(stands ?? null), winner.exchange?.label ?? '')
}

export const lostResponseRetry = check({
  id: 'etag.lost-response-retry',
  cost: 'mutating',
  each: 'provider',
  runs: 2,
  needs: writable,
  scenario: ({ field }) => someOf(field),
  drive: async (api, given, [first = null, second = null]) => {
    const steps = await begin(api, given, first)
    const tag = await steps.read('before')
    await steps.write('write', second, tag)
    await steps.read('once')
    await steps.write('again', second, tag)
    await steps.write('later write', first, await steps.read('twice'))
    await steps.read('moved on')
    await steps.write('much later', second, tag)
    await steps.read('in the end')
  },
  judge: (history, given) => {
    const unsuccessful = ['control', 'write', 'later write'].map((label) => history.find(label)).find((exchange) => !succeeded(exchange))
    const repeated = resent(history, given, ['once', 'again', 'twice'])
    if (repeated.kind === 'broken') return repeated
    if (unsuccessful !== undefined) return unclear(`a write on the current tag got ${told(unsuccessful)}`)
    return allOf([repeated, resent(history, given, ['moved on', 'much later', 'in the end'])])
  },
})

/** The same bytes sent once more: refused as stale, or recognised (RFC 9110 section 13.1.1), and in either case without effect. */
export function resent(
  history: History,
  { tag, volatile, refusal }: Pick<Writable, 'tag' | 'volatile' | 'refusal'>,
  [before, label, after]: readonly [string, string, string],
): Judgement {
  const attempt = history.find(label)
  const status = answerOf(attempt)?.status
  const sides = [before, after].map((side) => history.find(side))
  if (!succeeded(history.find('write'))) return unclear(`the write itself got ${told(history.find('write'))}`)
  if (status === undefined || sides.some((side) => !succeeded(side))) return unclear('what became of the second write is not known')
  const without = tag.body === undefined ? volatile : [...volatile, tag.body]
  const [one, other] = sides.map((side) => view(answerOf(side)?.json, without))
  const places = differences(one, other)
  if (places.length > 0) return broken('no second effect', `${told(attempt)}, and ${places.join(', ')} changed`, label)
  const tags = sides.map((side) => tagOf(tag, answerOf(side)))
  if (tags[0] !== tags[1]) return broken('no second version', `${told(attempt)}, and the tag moved from ${tags[0] ?? 'none'} to ${tags[1] ?? 'none'}`, label)
  if (succeeded(attempt) || refusal.statuses.includes(status)) return kept
  return broken(`a success, or status ${refusal.statuses.join(' or ')}`, told(attempt), label)
}
