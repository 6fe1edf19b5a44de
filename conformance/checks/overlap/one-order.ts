import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { racers } from '../../generate/racers.ts'
import { succeeded } from '../../history.ts'
import { found } from '../../judge/register.ts'
import { told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { unclear } from '../../verdict.ts'
import { actOf, ordered } from './acts.ts'
import { conditional, labels, most, tagIn, textOf, unconditional, valuesOf, writing } from './steps.ts'
import type { Labelled } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Json } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Shared } from './steps.ts'

/** Reads among the writes. */
const reads = 3
/** Writes that may all succeed: of more there are too many orders. */
const mostPlain = 4

/** What the field holds before, what is written at once, and how many read meanwhile. */
interface Scenario {
  readonly [key: string]: Json
  readonly first: Json
  readonly writes: readonly Json[]
  readonly reads: readonly number[]
}

const drawn = ({ field: { values, many = values }, condition }: Shared) =>
  fc.constantFrom(...values).chain((first) => {
    const others = many.filter((value) => !sameJson(value, first))
    return fc.record({ first: fc.constant(first), writes: racers(others, condition === undefined ? mostPlain : most), reads: every([...Array(reads).keys()]) })
  })

/** The same on the condition of a tag and without one: two checks, because a server may keep one of them apart from the rest. */
function inAnyOrder(id: string, needs: (reading: Reading) => Need<Shared>): Check {
  return check<Shared, Scenario>({
    id,
    proves: 'overlap.one-order',
    cost: 'mutating',
    each: 'first',
    runs: 1,
    needs,
    scenario: drawn,
    drive: async (api, given, { first, writes, reads: readers }) => {
      const handle = await api.borrow()
      const { params } = handle
      const reading = { operation: given.read.id, params, mayBeLost: true }
      const tag = tagIn(given, await api.settle('found', handle))
      await api.send('control', { ...writing(given, handle, { value: first, tag }), atOnce: false, mayBeLost: false })
      const now = tagIn(given, await api.settle('before', handle))
      const writers = writes.map((value, index): Labelled => [`writer ${index + 1}`, writing(given, handle, { value, tag: now })])
      const others = labels('reader', readers.length).map((label): Labelled => [label, reading])
      await api.together(mixed(writers, others))
      const last = tagIn(given, await api.settle('after', handle))
      await api.send('again', reading)
      // Who came last is nobody's to know: what comes later finds the same, whoever it was.
      await api.send('left as it was', { ...writing(given, handle, { value: first, tag: last }), atOnce: false })
    },
    judge: (history, given, scenario) => inOneOrder(history, given, scenario),
  })
}

export const oneOrder: readonly Check[] = [inAnyOrder('overlap.on-one-tag', conditional), inAnyOrder('overlap.on-no-condition', unconditional)]

/** One of these, one of those: neither come all before the others. */
function mixed<T>(some: readonly T[], others: readonly T[]): readonly T[] {
  const length = Math.max(some.length, others.length)
  return Array.from({ length }, (_, index) => [...some.slice(index, index + 1), ...others.slice(index, index + 1)]).flat()
}

/** Judges the writes by their tags first, and then everything that was seen by the orders that there are. */
export function inOneOrder(history: History, given: Shared, { first, writes }: Scenario): Judgement {
  const [control, before, after] = ['control', 'before', 'after'].map((label) => history.find(label))
  if (!succeeded(control)) return unclear(`a single write got ${told(control)}`)
  if (!succeeded(before) || !succeeded(after)) return unclear(`the state before and after is not known: ${told(before)}, ${told(after)}`)
  const expect = tagIn(given, before)
  if (given.condition !== undefined && expect === undefined) return unclear('no tag was shown')
  const shown = valuesOf(history, given, [first, ...writes])
  const writers = writes.flatMap((value, index) => {
    const exchange = history.find(`writer ${index + 1}`)
    return exchange === undefined ? [] : [actOf(exchange, { kind: 'write', value: textOf(value), ...(expect !== undefined && { expect }) }, given.dialect)]
  })
  const readers = history.exchanges
    .filter(({ label }) => label.startsWith('reader ') || label === 'again' || label === 'after')
    .map((exchange) => actOf(exchange, { kind: 'read', shown: shown(exchange) }, given.dialect))
  // Somebody else may have written meanwhile: a controller, say.
  const isMoved = expect !== undefined && tagIn(given, after) !== expect
  if (isMoved && !writers.some(({ out }) => out.kind === 'ok' || out.kind === 'unknown')) return unclear('no write succeeded, but the tag moved')
  const start = found(shown(before), expect)
  return ordered({ acts: [...writers, ...readers], start }, (label) => history.find(label))
}
