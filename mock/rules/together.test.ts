import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../specs/json.ts'
import { openWorkshop } from '../workshop.test-kit.ts'
import type { Judged } from './judged.ts'
import { combination, ordered } from './together.ts'

const said = { basis: 'documented', source: 'a test' } as const
const made = (after: JsonObject): Judged => ({ before: undefined, after, sent: after })
const change = (before: JsonObject, after: JsonObject): Judged => ({ before, after, sent: after })

describe('ordered', () => {
  const rule = { rule: 'ordered', at: ['/min', '/max'], ...said } as const

  test('the first number is not greater than the second', () => {
    expect(ordered(rule, made({ min: 2, max: 1 }))).toEqual({ at: '/max', detail: 'max 1 is less than min 2' })
    expect([{ min: 1, max: 1 }, { min: 1, max: 2 }, { min: 2 }, { max: 0 }, { min: '2', max: 1 }, {}].map((each) => ordered(rule, made(each)))).toEqual(
      Array(6).fill(undefined),
    )
  })

  test('an update is judged by what it leaves in place too, and only where it changes one of them', () => {
    expect(ordered(rule, change({ min: 2, max: 3 }, { min: 4, max: 3 }))).toBeDefined()
    expect(ordered(rule, change({ min: 4, max: 3, size: 1 }, { min: 4, max: 3, size: 2 }))).toBeUndefined()
  })
})

describe('a combination', () => {
  const rule = {
    rule: 'combination',
    at: ['/by', '/in'],
    values: [
      ['a', 'x'],
      ['b', null],
      ['c', 1],
    ],
    ...said,
  } as const

  test('values that do not go together are refused, with both told', () => {
    expect(combination(rule, made({ by: 'a', in: 'y' }))).toEqual({ at: '/in', detail: 'by a does not go with in y' })
    expect(combination(rule, made({ by: 'd', in: 'x' }))).toBeDefined()
    expect(combination(rule, made({ by: 'c', in: '1' }))).toBeDefined()
  })

  test('a row may leave a place open, and a place without a value goes with any', () => {
    const fine = [{ by: 'a', in: 'x' }, { by: 'b', in: 'y' }, { by: 'c', in: 1 }, { by: 'a' }, { in: 'x' }, { by: 'a', in: null }, {}]

    expect(fine.map((each) => combination(rule, made(each)))).toEqual(fine.map(() => undefined))
  })

  test('an update that changes neither is not judged again', () => {
    expect(combination(rule, change({ by: 'd', in: 'x', size: 1 }, { by: 'd', in: 'x', size: 2 }))).toBeUndefined()
  })
})

test.each<[string, JsonObject, number]>([
  ['an order that is upside down', { least: 3, most: 2 }, 424],
  ['an order upside down by a default', { least: 3 }, 424],
  ['a combination that is none', { maker: 'north', place: 'sea' }, 424],
  ['an unknown name where it has to be known', { maker: 'north', place: 'hill', tool: 'axe' }, 425],
  ['an unknown name where it need not be', { maker: 'south', tool: 'axe' }, 200],
  ['a known name', { maker: 'north', place: 'lake', tool: 'saw' }, 200],
])('%s: %j gets %d', async (_, fields, status) => {
  expect((await openWorkshop().send('POST', '', { name: 'press', ...fields })).status).toBe(status)
})

test('an unknown name that was well enough is looked at again where a change makes it matter', async () => {
  const { order, send } = openWorkshop()
  const { path } = await order({ maker: 'south', tool: 'axe' })

  expect((await send('PATCH', path, { name: 'mill' })).status).toBe(200)
  expect((await send('PATCH', path, { maker: 'north', place: 'hill' })).status).toBe(425)
})

test('a name that differs in case only is taken, by orders and changes, and is shown as it was sent', async () => {
  const { order, send } = openWorkshop()
  const { json } = await order({ name: 'Press' })
  const { path } = await order({ name: 'mill' })

  expect(json).toMatchObject({ name: 'Press' })
  expect((await send('POST', '', { name: 'pRESS' })).status).toBe(409)
  expect((await send('PUT', path, { name: 'PRESS' })).status).toBe(409)
  expect((await send('PUT', path, { name: 'MILL' })).json).toMatchObject({ name: 'MILL' })
})
