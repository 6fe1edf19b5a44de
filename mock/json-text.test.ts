import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../specs/json.ts'
import { scan } from './json-text.ts'

test.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"\\"":1,"b":{},"\\"" :2}', '"'],
  ['{"a":{"b":1},"c":[{"d":1,"d":1}]}', 'd'],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ['{"":1 , "" : 2}', ''],
])('finds the name that stands twice in %s', (text, name) => {
  expect(scan(text).duplicate).toBe(name)
})

test.each(['{"a":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}', '["a","a"]', '{"a":"\\"a\\":","b":1}', '{"a\\\\":1,"a":2}', '"a"', '{}', '1'])(
  'finds none in %s',
  (text) => {
    expect(scan(text).duplicate).toBeUndefined()
  },
)

test('measures a depth of 100,000 without overflowing the stack', () => {
  expect(scan('['.repeat(100_000) + ']'.repeat(100_000)).depth).toBe(100_000)
  expect(scan('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)).depth).toBe(100_000)
})

test('brackets and escapes inside strings count for nothing', () => {
  expect(scan('{"[{":"]}\\\\\\"[["}')).toEqual({ depth: 1, duplicate: undefined })
})

/** A tree in which objects are lists of members, so that a name may stand twice. */
type Tree = { readonly leaf: Json } | { readonly items: readonly Tree[] } | { readonly members: readonly (readonly [string, Tree])[] }

function text(tree: Tree): string {
  if ('leaf' in tree) return JSON.stringify(tree.leaf)
  if ('items' in tree) return `[ ${tree.items.map(text).join(' ,')}]`
  return `{${tree.members.map(([name, value]) => `${escaped(name)} :${text(value)}`).join(',\n')}}`
}

/** The first character as an escape, so that twins need not look alike. */
function escaped(name: string): string {
  const first = name.charCodeAt(0)
  return Number.isNaN(first) || first % 2 === 0 ? JSON.stringify(name) : `"\\u${first.toString(16).padStart(4, '0')}${JSON.stringify(name.slice(1)).slice(1)}`
}

function depth(tree: Tree): number {
  if ('leaf' in tree) return 0
  const below = 'items' in tree ? tree.items : tree.members.map(([, value]) => value)
  return 1 + Math.max(0, ...below.map(depth))
}

function hasTwins(tree: Tree): boolean {
  if ('leaf' in tree) return false
  if ('items' in tree) return tree.items.some(hasTwins)
  const names = tree.members.map(([name]) => name)
  return new Set(names).size < names.length || tree.members.some(([, value]) => hasTwins(value))
}

const name = fc.oneof(fc.constantFrom('a', 'b', '', '"', '\\', 'é'), fc.string({ maxLength: 2 }))
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ leaf: fc.oneof(fc.string(), fc.integer(), fc.constantFrom(null, true, '{"a":1}', '\\')) }),
    fc.record({ items: fc.array(tie('tree'), { maxLength: 4 }) }),
    fc.record({ members: fc.array(fc.tuple(name, tie('tree')), { maxLength: 4 }) }),
  ),
}))

test('agrees with a slow reference on depth and on duplicates', () => {
  fc.assert(
    fc.property(tree, (each) => {
      const written = text(each)
      JSON.parse(written)

      expect(scan(written).depth).toBe(depth(each))
      expect(scan(written).duplicate !== undefined).toBe(hasTwins(each))
    }),
    { numRuns: 500 },
  )
})

test('tells of a number that no double stands for, outside of texts, whatever its size', () => {
  expect(scan('{"a":[9007199254740993]}').inexact).toBe('9007199254740993')
  expect(scan(`[-${'9'.repeat(400)}]`).inexact).toBe('9'.repeat(400))
  expect(scan('[1e400]').inexact).toBe('1e400')
  for (const exact of ['9007199254740992', '18014398509481984', '9007199254740993.5', '1e40', '"9007199254740993"', '9007199254740991'])
    expect(scan(`[${exact}]`).inexact).toBeUndefined()
})
