import { expect, test } from 'vitest'
import { withDefaults } from './wanted.ts'

const said = { basis: 'documented', source: 'a test' } as const
const type = {
  defaults: { '/one': 'a', '/gate/open': false, '/size': 1 },
  rules: [{ rule: 'exclusive-or', at: ['/one', '/many', '/gate'], ...said }],
} as const

test('a default is filled in where nothing was sent', () => {
  expect(withDefaults({}, { defaults: type.defaults })).toEqual({ one: 'a', gate: { open: false }, size: 1 })
  expect(withDefaults({ size: 2, gate: { open: true } }, { defaults: type.defaults })).toEqual({ one: 'a', gate: { open: true }, size: 2 })
})

test('a default is not filled in beside what excludes it, at its place or above', () => {
  expect(withDefaults({ many: [] }, type)).toEqual({ many: [], size: 1 })
})

test('what excludes others takes its own defaults', () => {
  expect(withDefaults({ gate: {} }, type)).toEqual({ gate: { open: false }, size: 1 })
})
