import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../specs/json.ts'
import { apart, exclusiveOr } from './given.ts'
import type { Judged } from './judged.ts'

const said = { basis: 'documented', source: 'a test' } as const
const made = (sent: JsonObject): Judged => ({ before: undefined, after: sent, sent })

describe('exclusive or', () => {
  const rule = { rule: 'exclusive-or', at: ['/one', '/many'], ...said } as const

  test('refuses a request that gives both, whatever becomes of them', () => {
    expect(exclusiveOr(rule, made({ one: 'a', many: [] }))).toEqual({ at: '/many', detail: 'only one of one, many can be given' })
    expect(exclusiveOr(rule, { before: {}, after: {}, sent: { one: 'a', many: [] } })?.at).toBe('/many')
  })

  test('does not take a value that is there already for one that is given', () => {
    expect(exclusiveOr(rule, { before: { one: 'a' }, after: { one: 'a', many: [] }, sent: { many: [] } })).toBeUndefined()
  })

  test('wants one of them from whoever makes a resource, only where it is needed', () => {
    expect(exclusiveOr({ ...rule, needed: true }, made({}))?.at).toBe('/one')
    expect(exclusiveOr({ ...rule, needed: true }, { before: {}, after: {}, sent: {} })).toBeUndefined()
    expect(exclusiveOr(rule, made({}))).toBeUndefined()
  })
})

describe('apart', () => {
  const moving = { rule: 'apart', when: { at: '/version' }, without: ['/network'], ...said } as const
  const items = { rule: 'apart', each: '/hosts', when: { at: '/type', is: 'MAIN' }, without: ['/ipam'], ...said } as const

  test('refuses to name something while another changes, also where a mask would leave it out', () => {
    const sent = { version: 'v2', network: {} }

    expect(apart(moving, { before: { version: 'v1' }, after: { version: 'v2' }, sent })).toEqual({
      at: '/network',
      detail: 'network cannot be named while version changes',
    })
  })

  test('lets both stand where nothing changes, where a mask leaves the change out, and where a resource is made', () => {
    const sent = { version: 'v2', network: {} }

    expect(apart(moving, { before: { version: 'v2' }, after: { version: 'v2' }, sent })).toBeUndefined()
    expect(apart(moving, { before: { version: 'v1' }, after: { version: 'v1', network: {} }, sent })).toBeUndefined()
    expect(apart(moving, made(sent))).toBeUndefined()
  })

  test('judges each item by itself', () => {
    const fault = apart(
      items,
      made({
        hosts: [
          { type: 'SIDE', ipam: 1 },
          { type: 'MAIN', ipam: 1 },
        ],
      }),
    )

    expect(fault).toEqual({ at: '/hosts/1/ipam', detail: 'hosts ipam cannot be named where type is MAIN' })
    expect(apart(items, made({ hosts: [{ type: 'SIDE', ipam: 1 }, { type: 'MAIN' }] }))).toBeUndefined()
    expect(apart(items, made({}))).toBeUndefined()
  })

  test('judges a value that stays where the request names what may not stand beside it', () => {
    const rule = { rule: 'apart', when: { at: '/mode', is: 'auto' }, without: ['/size'], ...said } as const

    expect(apart(rule, { before: { mode: 'auto' }, after: { mode: 'auto', size: 1 }, sent: { size: 1 } })?.at).toBe('/size')
    expect(apart(rule, { before: { mode: 'auto' }, after: { mode: 'hand', size: 1 }, sent: { mode: 'hand', size: 1 } })).toBeUndefined()
  })
})
