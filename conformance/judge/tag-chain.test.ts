import { expect, test } from 'vitest'
import { chained } from './tag-chain.ts'
import type { Act } from './register.ts'

const write = (label: string, tags: readonly [expect: string, made?: string], [inv, ret]: readonly [number, number] = [0, 9]): Act => ({
  label,
  kind: 'write',
  value: label,
  expect: tags[0],
  inv,
  ret,
  out: { kind: 'ok', ...(tags[1] !== undefined && { tag: tags[1] }) },
})
const read = (value: string, tag: string): Act => ({ label: 'read', kind: 'read', inv: 0, ret: 9, out: { kind: 'ok', value, tag } })

test('finds nothing in writes that come one after another, each on the tag of the one before', () => {
  expect(chained([write('a', ['"1"', '"2"'], [0, 1]), write('b', ['"2"', '"3"'], [2, 3]), read('b', '"3"')])).toBeUndefined()
})

test('finds nothing where answers tell no tags, and nothing in refusals', () => {
  const late: Act = { ...write('b', ['"1"']), out: { kind: 'stale' } }

  expect(chained([write('a', ['"1"']), late])).toBeUndefined()
})

test('names all who succeeded on one tag', () => {
  expect(chained([write('a', ['"1"']), write('b', ['"1"']), write('c', ['"1"'])])).toEqual({
    expected: 'one of the requests on the tag "1" succeeds',
    actual: '3 did: a, b, c',
    at: 'b',
  })
})

test('finds a write whose tag comes before that of one answered before it began', () => {
  const acts = [write('a', ['"2"', '"3"'], [0, 1]), write('b', ['"1"', '"2"'], [2, 3])]

  expect(chained(acts)?.expected).toBe('a comes before b, which began after its answer')
})

test('does not go round in circles after tags that come back', () => {
  expect(chained([write('a', ['"1"', '"2"']), write('b', ['"2"', '"1"'])])).toBeUndefined()
})

test('finds a read that shows the tag of one write and the value of another', () => {
  expect(chained([write('a', ['"1"', '"2"']), read('0', '"2"')])).toMatchObject({ actual: '0', at: 'read' })
})
