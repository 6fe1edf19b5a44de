import fc from 'fast-check'
import { every } from './every.ts'

/**
 * Different values in random order for requests that are to overlap: in every draw as many as there are, and no more than `most`,
 * because more find more. Shrinks to the few that it takes.
 */
export function racers<T>(values: readonly T[], most: number): fc.Arbitrary<T[]> {
  const count = Math.min(most, values.length)
  const drawn = fc.shuffledSubarray([...values], { minLength: count, maxLength: count })
  return fc.tuple(drawn, every([...Array(count).keys()])).map(([all, chosen]) => all.filter((_, index) => chosen.includes(index)))
}
