import fc from 'fast-check'
import { expect, test } from 'vitest'
import { racers } from './racers.ts'

const letters = ['a', 'b', 'c', 'd', 'e', 'f']

test('draws as many as are wanted, or as there are, and no value twice', () => {
  for (const [most, count] of [
    [4, 4],
    [9, 6],
  ] as const)
    for (const drawn of fc.sample(racers(letters, most), { seed: 1, numRuns: 20 })) {
      expect(drawn).toHaveLength(count)
      expect(new Set(drawn).size).toBe(count)
    }
})

test('shrinks to the two that it takes', () => {
  const { counterexample } = fc.check(
    fc.property(racers(letters, 6), (drawn) => drawn.length < 2),
    { seed: 1 },
  )

  expect(counterexample?.[0]).toHaveLength(2)
})
