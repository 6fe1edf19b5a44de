import { describe, expect, test } from 'vitest'
import { judged, reading } from '../railway.test-kit.ts'
import { changeable, changeOf } from './steps.ts'
import { rules } from './index.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Told } from '../railway.test-kit.ts'

function checkOf(id: string): Check {
  const found = rules.find((check) => check.id === id)
  if (found === undefined) throw new Error(`there is no check ${id}`)
  return found
}

/** An update with what is shown on both sides of it. */
function tried(label: string, { status = 200, body, before, after }: { status?: number; body: Json; before: Json; after: Json }): Told[] {
  return [
    { label: `before ${label}`, json: before },
    { label, status, body },
    { label: `after ${label}`, json: after },
  ]
}

test('a change is sent with the mask that names it, and one without a value only where a mask can', () => {
  const need = changeable(reading('train'))
  const change = (placed: Parameters<typeof changeOf>[2]): JsonObject | undefined => (need.kind === 'met' ? changeOf(need.value, {}, placed) : undefined)

  expect(change([{ place: '/stops', value: ['a'] }])).toEqual({ stops: ['a'], mask: 'stops' })
  expect(change([{ place: '/stops', value: undefined }])).toEqual({ mask: 'stops' })
  expect(change([{ place: '/seats/first', value: 2 }])).toEqual({ seats: { first: 2 } })
  expect(change([{ place: '/seats/first', value: undefined }])).toBeUndefined()
})

describe('a list that can only grow', () => {
  const [one, two] = [{ stops: ['south'] }, { stops: ['south', 'north'] }]
  const loss = '/stops: the last item removed'
  const append = (after: Json, status = 200) => tried('append to /stops', { status, body: { stops: ['south', 'north'], mask: 'stops' }, before: one, after })

  test.each<[string, Told[], string]>([
    ['grows, and refuses a loss', [...append(two), ...tried(loss, { status: 400, body: one, before: two, after: two })], 'kept'],
    ['grows, and accepts a loss without effect', [...append(two), ...tried(loss, { body: one, before: two, after: two })], 'kept'],
    ['loses an item', [...append(two), ...tried(loss, { body: one, before: two, after: one })], 'broken'],
    ['refuses to lose an item, and loses it', [...append(two), ...tried(loss, { status: 400, body: one, before: two, after: one })], 'broken'],
    ['has its items in another order', [...append(two), ...tried(loss, { body: one, before: two, after: { stops: ['north', 'south'] } })], 'broken'],
    ['never grows', append(one, 400), 'broken'],
    ['grows without effect', append(one), 'broken'],
    ['was never tried', [], 'unclear'],
  ])('is judged where it %s', (_, told, kind) => {
    expect(judged(checkOf('rule.append-only'), told)?.kind).toBe(kind)
  })

  test('weakens a finding by the rule that it leans on', () => {
    const lost = [...append(two), ...tried(loss, { body: one, before: two, after: one })]
    expect(judged(checkOf('rule.append-only'), lost)).toMatchObject({ leansOn: [{ rule: 'append-only' }] })
  })
})

describe('a range that can only grow', () => {
  const seats = (first: number, last: number) => ({ seats: { first, last } })
  const grow = (after: Json, status = 200) => tried('grow /seats/first', { status, body: { ...seats(1, 9), mask: 'seats' }, before: seats(1, 8), after })
  const narrow = (after: Json, status = 400) =>
    tried('/seats/first: an earlier end', { status, body: { ...seats(1, 8), mask: 'seats' }, before: seats(1, 9), after })

  test.each<[string, Told[], string]>([
    ['grows, and refuses to narrow', [...grow(seats(1, 9)), ...narrow(seats(1, 9))], 'kept'],
    ['narrows', [...grow(seats(1, 9)), ...narrow(seats(1, 8), 200)], 'broken'],
    ['refuses to narrow, and does', [...grow(seats(1, 9)), ...narrow(seats(1, 8))], 'broken'],
    ['goes', [...grow(seats(1, 9)), ...narrow({}, 200)], 'broken'],
    ['never grows', grow(seats(1, 8), 400), 'broken'],
    ['was never set', [], 'unclear'],
  ])('is judged where it %s', (_, told, kind) => {
    expect(judged(checkOf('rule.only-grows'), told)?.kind).toBe(kind)
  })
})

describe('a change that has to come alone', () => {
  const [old, young] = [
    { engine: 'v1.8', stops: ['south'] },
    { engine: 'v1.9', stops: ['south'] },
  ]
  const same = (status = 200) => tried('/engine as it is', { status, body: old, before: old, after: old })
  const both = (status: number, after: Json) => tried('/engine: named beside it', { status, body: young, before: old, after })
  const alone = (status = 200) => tried('/engine alone', { status, body: { engine: 'v1.9' }, before: old, after: status === 200 ? young : old })

  test.each<[string, Told[], string]>([
    ['is refused in company, and made alone', [...same(), ...both(400, old), ...alone()], 'kept'],
    ['is made in company', [...same(), ...both(200, young), ...alone()], 'broken'],
    ['is refused in company, and made', [...same(), ...both(400, young)], 'broken'],
    ['is accepted in company, without effect', [...same(), ...both(200, old), ...alone()], 'broken'],
    ['is refused where nothing changes', [...same(400), ...both(400, old), ...alone()], 'broken'],
    ['is refused alone', [...same(), ...both(400, old), ...alone(400)], 'broken'],
    ['was never tried', same(), 'unclear'],
  ])('is judged where it %s', (_, told, kind) => {
    expect(judged(checkOf('rule.alone'), told)?.kind).toBe(kind)
  })
})
