import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../specs/json.ts'
import { appendOnly, immutable, nextVersion, oneMinor, onlyGrows } from './changes.ts'
import type { Judged } from './judged.ts'

const said = { basis: 'documented', source: 'a test' } as const
const change = (before: JsonObject, after: JsonObject, sent = after): Judged => ({ before, after, sent })
const made = (after: JsonObject): Judged => ({ before: undefined, after, sent: after })

describe('immutable', () => {
  const rule = { rule: 'immutable', at: ['/name', '/net/pods'], ...said } as const

  test('refuses a body that names another value, at that place', () => {
    expect(immutable(rule, change({ net: { pods: 'a' } }, { net: { pods: 'a' } }, { net: { pods: 'b' } }))).toEqual({
      refusal: 'immutable-field',
      at: '/net/pods',
      detail: 'net.pods cannot be changed',
    })
  })

  test('lets a body repeat the value, name others, or make something new', () => {
    expect(immutable(rule, change({ name: 'a' }, { name: 'a' }))).toBeUndefined()
    expect(immutable(rule, change({ name: 'a' }, { size: 1 }))).toBeUndefined()
    expect(immutable(rule, made({ name: 'a' }))).toBeUndefined()
  })
})

describe('append-only', () => {
  const rule = { rule: 'append-only', at: '/names', ...said } as const

  test.each([
    ['an item that went', ['b'], false],
    ['another order', ['b', 'a'], false],
    ['an item put before the others', ['c', 'a', 'b'], false],
    ['an item put between', ['a', 'c', 'b'], false],
    ['nothing left', [], false],
    ['the same', ['a', 'b'], true],
    ['one more at the end', ['a', 'b', 'a'], true],
  ])('judges %s', (_, names, kept) => {
    expect(appendOnly(rule, change({ names: ['a', 'b'] }, { names })) === undefined).toBe(kept)
  })

  test('refuses to lose the whole array, and lets one begin', () => {
    expect(appendOnly(rule, change({ names: ['a'] }, {}))?.at).toBe('/names')
    expect(appendOnly(rule, change({ names: [] }, {}))).toBeUndefined()
    expect(appendOnly(rule, change({}, { names: ['a'] }))).toBeUndefined()
  })
})

describe('only-grows', () => {
  const rule = { rule: 'only-grows', from: '/ports/start', to: '/ports/end', ...said } as const
  const had = { ports: { start: 10, end: 20 } }

  test.each([
    [{ start: 10, end: 20 }, undefined],
    [{ start: 9, end: 21 }, undefined],
    [{ start: 11, end: 30 }, '/ports/start'],
    [{ start: 1, end: 19 }, '/ports/end'],
    [{ start: 30, end: 40 }, '/ports/start'],
    [{ end: 20 }, '/ports/start'],
    [{ start: 10 }, '/ports/end'],
  ])('judges the range %j after 10 to 20', (ports, place) => {
    expect(onlyGrows(rule, change(had, { ports }))?.at).toBe(place)
  })

  test('keeps nothing where there was no range, and refuses to lose one', () => {
    expect(onlyGrows(rule, change({}, { ports: { start: 5, end: 6 } }))).toBeUndefined()
    expect(onlyGrows(rule, made({ ports: { start: 5, end: 6 } }))).toBeUndefined()
    expect(onlyGrows(rule, change(had, {}))?.at).toBe('/ports/start')
  })
})

describe('one minor at a time', () => {
  const rule = { rule: 'one-minor-at-a-time', at: '/version', ...said } as const

  test.each([
    ['v1.34', 'v1.34', true],
    ['v1.34', 'v1.35', true],
    ['v1.34', '1.35', true],
    ['v1.9', 'v1.10', true],
    ['v1.34', 'v1.36', false],
    ['v1.34', 'v1.33', false],
    ['v1.34', 'v2.35', false],
    ['v1.34', 'latest', true],
    ['v1.34', undefined, true],
  ])('judges the way from %s to %s', (from, to, kept) => {
    expect(oneMinor(rule, change({ version: from }, to === undefined ? {} : { version: to })) === undefined).toBe(kept)
  })

  test('lets any version be the first', () => {
    expect(oneMinor(rule, made({ version: 'v1.99' }))).toBeUndefined()
  })

  test('knows the next version only where it is on offer, spelt as the present one', () => {
    const rules = [rule, { rule: 'offered', at: '/version', values: ['v1.34', 'v1.35'], ...said }] as const

    expect(nextVersion({ rules }, { version: 'v1.34' })).toBe('v1.35')
    expect(nextVersion({ rules }, { version: '1.34' })).toBeUndefined()
    expect(nextVersion({ rules }, { version: 'v1.35' })).toBeUndefined()
    expect(nextVersion({ rules: [rule] }, { version: 'v1.34' })).toBeUndefined()
    expect(nextVersion({}, { version: 'v1.34' })).toBeUndefined()
  })
})
