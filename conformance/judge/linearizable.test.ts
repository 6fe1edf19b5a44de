import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { culprits, orderOf } from './linearizable.ts'
import { found } from './register.ts'
import type { Act, Out, State } from './register.ts'

const start = found('0', 't0')
const ok = (value?: string, tag?: string): Out => ({ kind: 'ok', ...(value !== undefined && { value }), ...(tag !== undefined && { tag }) })

/** An act from one instant to another, in a shape that fits on a line. */
function act(kind: Act['kind'], [inv, ret]: readonly [number, number], out: Out, more: Partial<Act> = {}): Act {
  return { label: more.label ?? `${kind} ${inv}`, kind, inv, ret, out, ...more }
}

const isOrdered = (acts: readonly Act[], from: State = start) => orderOf({ acts, start: from }) !== undefined

describe('an order of overlapping requests', () => {
  test.each<[string, readonly Act[]]>([
    [
      'one winner and a loser',
      [act('write', [0, 5], ok(), { value: '1', expect: 't0' }), act('write', [0, 5], { kind: 'stale' }, { value: '2', expect: 't0' })],
    ],
    ['a read of either side of a write', [act('write', [0, 5], ok(), { value: '1' }), act('read', [1, 2], ok('1')), act('read', [0, 2], ok('0'))]],
    ['a write that was lost and never done', [act('write', [0, 5], { kind: 'unknown' }, { value: '1' }), act('read', [6, 7], ok('0'))]],
    [
      'a write that was lost and done late',
      [act('write', [0, 1], { kind: 'unknown' }, { value: '1' }), act('read', [6, 7], ok('0')), act('read', [8, 9], ok('1'))],
    ],
    [
      'a lost write that waits for the tag of another',
      [
        act('write', [0, 9], { kind: 'unknown' }, { value: '2', expect: 't1' }),
        act('write', [0, 4], ok('1', 't1'), { value: '1', expect: 't0' }),
        act('read', [5, 6], ok('2')),
      ],
    ],
    ['an update and then a delete', [act('write', [0, 5], ok(), { value: '1' }), act('delete', [0, 5], ok()), act('read', [6, 7], { kind: 'absent' })]],
    [
      'what is seen for a while after its delete',
      [act('delete', [0, 5], ok(), { lingers: true }), act('read', [6, 7], ok('0')), act('read', [8, 9], { kind: 'absent' })],
    ],
    ['a refusal for any other reason', [act('write', [0, 5], { kind: 'refused' }, { value: '1' }), act('read', [6, 7], ok('0'))]],
    ['a tag that nobody has told', [act('write', [0, 5], ok(), { value: '1' }), act('write', [6, 7], { kind: 'stale' }, { value: '2', expect: 't1' })]],
  ])('explains %s', (_, acts) => {
    expect(isOrdered(acts)).toBe(true)
  })

  test.each<[string, readonly Act[]]>([
    ['two winners of one tag', [act('write', [0, 5], ok(), { value: '1', expect: 't0' }), act('write', [0, 5], ok(), { value: '2', expect: 't0' })]],
    ['a refusal of the tag that was current all the time', [act('write', [0, 5], { kind: 'stale' }, { value: '1', expect: 't0' })]],
    ['a read of what was refused', [act('write', [0, 5], { kind: 'stale' }, { value: '1', expect: 't9' }), act('read', [0, 9], ok('1'))]],
    ['a read that goes back', [act('write', [0, 9], ok(), { value: '1' }), act('read', [1, 2], ok('1')), act('read', [3, 4], ok('0'))]],
    ['a write that was answered and is not there', [act('write', [0, 5], ok(), { value: '1' }), act('read', [6, 7], ok('0'))]],
    ['an update after the delete', [act('delete', [0, 5], ok()), act('write', [6, 7], ok(), { value: '1' })]],
    ['what is there again after its delete', [act('delete', [0, 5], ok()), act('read', [6, 7], { kind: 'absent' }), act('read', [8, 9], ok('0'))]],
    ['two deletes on one tag', [act('delete', [0, 5], ok(), { expect: 't0' }), act('write', [0, 5], ok(), { value: '1', expect: 't0' })]],
    ['a tag that comes back', [act('write', [0, 1], ok(), { value: '1', expect: 't0' }), act('read', [2, 3], ok('1', 't0'))]],
  ])('does not explain %s', (_, acts) => {
    expect(isOrdered(acts)).toBe(false)
  })

  test('knows creates: one holder of a name, and everybody else finds it taken', () => {
    const create = (label: string, out: Out) => act('create', [0, 5], out, { label, value: label })
    const losers = ['b', 'c'].map((label) => create(label, { kind: 'taken' }))

    expect(isOrdered([create('a', ok()), ...losers, act('read', [6, 7], ok('a'))], null)).toBe(true)
    expect(isOrdered([create('a', ok()), ...losers, act('read', [6, 7], ok('b'))], null)).toBe(false)
    expect(isOrdered([create('a', ok()), create('b', ok())], null)).toBe(false)
    expect(isOrdered(losers, null)).toBe(false)
  })

  test('names the few that contradict one another', () => {
    const winners = ['one', 'other'].map((label) => act('write', [0, 5], ok(), { label, value: label, expect: 't0' }))
    const others = [1, 2, 3].map((n) => act('write', [0, 5], { kind: 'stale' }, { label: `late ${n}`, value: `${n}`, expect: 't0' }))
    const acts = [...others, act('read', [1, 2], ok('0')), ...winners]

    expect(culprits({ acts, start }).map(({ label }) => label)).toEqual(['one', 'other'])
  })

  test('names what was seen and is gone, where nobody knows whose write was undone', () => {
    const writes = [1, 2, 3, 4].map((n) => act('write', [0, 9], ok(), { label: `write ${n}`, value: `${n}` }))
    const reads = [1, 2, 3, 4].map((n) => act('read', [0, 9], ok(`${n}`), { label: `read ${n}` }))
    const acts = [...writes, ...reads, act('read', [10, 11], ok('0'), { label: 'in the end' })]

    expect(culprits({ acts, start }).map(({ label }) => label)).toEqual(['read 4', 'in the end'])
  })
})

/** One request as drawn: what it wants, when it begins, when the server looks and when it stores, and when it is answered. */
interface Draw {
  readonly kind: 'read' | 'write' | 'delete' | 'create'
  /** Of the tags that there will have been: which one the write is made on; none where it is above them all. */
  readonly on: number
  readonly times: readonly [number, number, number, number]
  readonly isLost: boolean
}

const draw = fc.record({
  kind: fc.constantFrom<Draw['kind'][]>('write', 'read', 'delete', 'create'),
  on: fc.nat(3),
  times: fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20)).map(([a, b, c, d]): Draw['times'] => [a, a + b, a + b + c, a + b + c + d]),
  isLost: fc.boolean(),
})

/** What a server answers that looks and stores at the instants drawn: at once, where it is atomic. */
function played(draws: readonly Draw[], server: { readonly atomic: boolean; readonly loses: boolean }): readonly Act[] {
  let state: { value: string; tag: string } | null = { value: '0', tag: 't0' }
  const acts = new Map<number, Act>()
  const store: { at: number; run: () => void }[] = []
  const steps = draws
    .flatMap(({ times: [, looks, stores] }, index) => [
      { at: looks, index, run: () => look(index) },
      ...(server.atomic ? [] : [{ at: stores, index, run: () => store[index]?.run() }]),
    ])
    .toSorted((a, b) => a.at - b.at || a.index - b.index)
  const look = (index: number): void => {
    const { kind, on, times, isLost } = draws[index] ?? { kind: 'read', on: 9, times: [0, 0, 0, 0], isLost: false }
    const [inv, , , ret] = times
    const expect = (kind === 'write' || kind === 'delete') && on < 3 ? (on === 0 ? 't0' : `t${index - on}`) : undefined
    const next = { value: `${index + 1}`, tag: `t${index + 1}` }
    const write = (value: typeof state): Out => {
      const run = () => (state = value)
      if (server.atomic) run()
      else store[index] = { at: 0, run }
      return ok(undefined, value?.tag)
    }
    const answer = (): Out => {
      if (kind === 'create') return state === null ? write(next) : { kind: 'taken' }
      if (state === null) return { kind: 'absent' }
      if (kind === 'read') return ok(state.value, state.tag)
      if (expect !== undefined && expect !== state.tag) return { kind: 'stale' }
      return write(kind === 'delete' ? null : next)
    }
    const out = answer()
    acts.set(
      index,
      act(kind, [inv, ret], server.loses && isLost ? { kind: 'unknown' } : out, { label: `${index}`, value: next.value, ...(expect && { expect }) }),
    )
  }
  for (const { run } of steps) run()
  return [...acts.values()]
}

const draws = fc.array(draw, { minLength: 1, maxLength: 10 })

describe('a server that looks and stores in one', () => {
  test.each([
    ['whose answers all arrive', false],
    ['some answers of which are lost', true],
  ])('is never accused, %s', { timeout: 60_000 }, (_, loses) => {
    fc.assert(
      fc.property(draws, (drawn) => isOrdered(played(drawn, { atomic: true, loses }))),
      { numRuns: 5000, seed: 20260101 },
    )
  })
})

describe('a server that looks first and stores later', () => {
  test('is found out, and the history shrinks to two writes that overlap', () => {
    const writes = fc.array(
      draw.map((one): Draw => ({ ...one, kind: 'write', on: 0 })),
      { minLength: 1, maxLength: 8 },
    )
    const { failed, counterexample } = fc.check(
      fc.property(writes, (drawn) => isOrdered(played(drawn, { atomic: false, loses: false }))),
      { numRuns: 1000, seed: 20260101 },
    )
    const [one, other, ...others] = counterexample?.[0] ?? []

    expect(failed).toBe(true)
    expect(others).toEqual([])
    expect(Math.max(one?.times[0] ?? 0, other?.times[0] ?? 0)).toBeLessThanOrEqual(Math.min(one?.times[3] ?? 0, other?.times[3] ?? 0))
  })
})
