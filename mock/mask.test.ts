import { describe, expect, test } from 'vitest'
import type { Mask } from '../specs/behaviour.ts'
import type { JsonObject } from '../specs/json.ts'
import { isIgnored, masked, readMask } from './mask.ts'

const said = { basis: 'documented', source: 'a test' } as const
const mask: Mask = {
  at: '/mask',
  paths: [
    { names: ['size', 'door', 'door.color', 'net.names'], ...said },
    { names: ['net.range.start', 'net.range.end', 'version'], ...said },
  ],
  unknown: { policy: 'ignore', ...said },
  clears: { except: ['version', 'net.range'], ...said },
  absent: { policy: 'keep', ...said },
  ...said,
}
const clearing: Mask = { ...mask, absent: { policy: 'clear', ...said } }
const fields = { size: 1, door: { color: 'red', width: 2 }, net: { names: ['a'], range: { start: 1, end: 9 }, fixed: true }, version: 'v1' }
const after = (body: JsonObject, how = mask, defaults = {}): JsonObject => masked(fields, { mask: how, body, defaults })

describe('reading a mask', () => {
  test.each([
    [{ mask: 'size' }, { kind: 'named', paths: ['size'] }],
    [{ mask: ' size,door.color ' }, { kind: 'named', paths: ['size', 'door.color'] }],
    [{ mask: 'size,size,door,size' }, { kind: 'named', paths: ['size', 'door'] }],
    [{}, { kind: 'absent' }],
    [{ mask: '' }, { kind: 'absent' }],
    [{ mask: '  ' }, { kind: 'absent' }],
    [{ mask: null }, { kind: 'absent' }],
    [{ mask: 'size, door' }, { kind: 'unknown', path: ' door' }],
    [{ mask: 'size,' }, { kind: 'unknown', path: '' }],
    [{ mask: 'net' }, { kind: 'unknown', path: 'net' }],
    [{ mask: 'door.color.hue' }, { kind: 'unknown', path: 'door.color.hue' }],
  ])('finds in %j what it says', (body, asked) => {
    expect(readMask(mask, body)).toEqual(asked)
  })
})

describe('what a mask does', () => {
  test('the fields that it names change, and no other', () => {
    expect(after({ mask: 'size', size: 2, door: { color: 'blue' } })).toEqual({ ...fields, size: 2 })
    expect(after({ mask: 'door.color', door: { color: 'blue', width: 9 } })).toEqual({ ...fields, door: { color: 'blue', width: 2 } })
    expect(after({ mask: 'door', door: { color: 'blue' } })).toEqual({ ...fields, door: { color: 'blue' } })
  })

  test('a field that it names goes where the body has none, or null, unless it stays as it is', () => {
    const { size: _, ...unsized } = fields

    expect(after({ mask: 'size' })).toEqual(unsized)
    expect(after({ mask: 'size', size: null })).toEqual(unsized)
    expect(after({ mask: 'version,net.range.start,net.range.end' })).toEqual(fields)
  })

  test('an object goes with the last of its members, and one that is not there is not made', () => {
    expect(masked({ door: { color: 'red' } }, { mask, body: { mask: 'door.color' } })).toEqual({})
    expect(masked({}, { mask, body: { mask: 'door.color,net.names' } })).toEqual({})
  })

  test('a field that is cleared has its default again', () => {
    expect(after({ mask: 'size,door' }, mask, { '/size': 0, '/door/color': 'grey', '/other': 1 })).toEqual({ ...fields, size: 0, door: { color: 'grey' } })
  })

  test('one that cannot be understood changes nothing', () => {
    const body = { mask: 'size,nothing', size: 2 }

    expect(after(body)).toBe(fields)
    expect(isIgnored(mask, body)).toBe(true)
    expect(isIgnored(mask, { mask: 'size' })).toBe(false)
    expect(isIgnored(undefined, body)).toBe(false)
  })
})

describe('what no mask does', () => {
  test('the members of the body change, objects member by member where those have paths of their own', () => {
    expect(after({ size: 2, net: { names: ['b'], fixed: false }, color: 'red' })).toEqual({ ...fields, size: 2, net: { ...fields.net, names: ['b'] } })
    expect(after({ door: { color: 'blue' } })).toEqual({ ...fields, door: { color: 'blue' } })
    expect(after({})).toEqual(fields)
  })

  test('where what is left out goes, it goes, but for what stays', () => {
    expect(after({ size: 2 }, clearing)).toEqual({ size: 2, net: { range: { start: 1, end: 9 }, fixed: true }, version: 'v1' })
  })
})
