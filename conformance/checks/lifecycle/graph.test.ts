import { expect, test } from 'vitest'
import { foundry } from '../foundry.test-kit.ts'
import { leadsTo } from './graph.ts'

const lifecycle = foundry.behaviour.lifecycles?.['fire']

test.each([
  ['COLD', 'TRIAL', true],
  ['TRIAL', 'COLD', true],
  ['TRIAL', 'HOT', true],
  ['TRIAL', 'DRYING', false],
  ['TRIAL', 'gone', true],
])('a rehearsal leads from %s to %s: %s', (from, to, is) => {
  expect(lifecycle !== undefined && leadsTo(lifecycle, from, to)).toBe(is)
})
