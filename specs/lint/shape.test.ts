import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, isObject, pointer, withAt, type Json, type JsonObject } from '../json.ts'
import { isBehaviour, shapeProblems } from './shape.ts'

const sound = load(readFileSync(new URL('../../fixtures/foundry/behaviour.yaml', import.meta.url), 'utf8'))

/** JSON pointers of all that is in a value. */
function placesIn(value: Json, place = ''): readonly string[] {
  const below = Array.isArray(value)
    ? [...value.entries()].map(([index, item]) => [String(index), item as Json] as const)
    : isObject(value)
      ? Object.entries(value)
      : []
  return [...(place === '' ? [] : [place]), ...below.flatMap(([name, member]) => placesIn(member, place + pointer([name])))]
}

test('what has not the shape of a behaviour is never without a word of what is wrong', () => {
  if (!isObject(sound)) throw new Error('the foundry has no behaviour')
  const places = placesIn(sound)
  const wrong = fc.constantFrom<Json | undefined>(undefined, null, 7, 'seven', [], {}, [{}], { first: [] }, { words: {} })
  expect(isBehaviour(sound)).toBe(true)

  fc.assert(
    fc.property(fc.constantFrom(...places), wrong, (place, value) => {
      fc.pre(at(sound, place) !== undefined)
      const broken = withAt(sound, place, value) as JsonObject
      expect(shapeProblems(broken).length > 0).toBe(!isBehaviour(broken))
    }),
    { numRuns: 150, seed: 5 },
  )
})
