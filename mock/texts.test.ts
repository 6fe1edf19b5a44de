import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../specs/json.ts'
import { textOf } from './texts.ts'

test('a text is that of its body, whatever was asked for before', () => {
  const bodies = fc.sample(fc.json(), { numRuns: 600, seed: 1 }).map((text): Json => JSON.parse(text))
  const long = { text: 'x'.repeat(5000) }

  for (const body of [...bodies, long, ...bodies, long]) expect(textOf(body)).toBe(JSON.stringify(body))
})
