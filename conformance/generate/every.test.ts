import fc from 'fast-check'
import { expect, test } from 'vitest'
import { every } from './every.ts'

test('draws the whole list and shrinks to the one item that is to blame', () => {
  const items = Array.from({ length: 40 }, (_, index) => index)

  const details = fc.check(
    fc.property(every(items), (drawn) => !drawn.includes(27)),
    { seed: 1 },
  )

  expect(fc.sample(every(items), { seed: 1, numRuns: 1 })[0]).toEqual(items)
  expect(details.counterexample).toEqual([[27]])
})

test('comes back to the same item by its path', () => {
  const property = fc.property(every([1, 2, 3, 4, 5]), (drawn) => !drawn.includes(4))
  const details = fc.check(property, { seed: 1 })

  const again = fc.check(property, { seed: 1, path: details.counterexamplePath ?? '', endOnFailure: true })

  expect(again.counterexample).toEqual([[4]])
})

test('keeps two items that are only together to blame', () => {
  const details = fc.check(
    fc.property(every([1, 2, 3, 4, 5, 6, 7]), (drawn) => !(drawn.includes(1) && drawn.includes(7))),
    { seed: 1 },
  )

  expect(details.counterexample).toEqual([[1, 7]])
})
