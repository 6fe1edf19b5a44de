import { expect, test } from 'vitest'
import { didYouMean, nearest } from './nearest.ts'

const known = ['etag.stale-refused', 'etag.weak-refused', 'val.enum', 'list.shape']

test('names the word that was probably meant', () => {
  expect(nearest('val.enmu', known)).toEqual(['val.enum'])
})

test('finds an id by a part of it', () => {
  expect(nearest('stale', known)).toEqual(['etag.stale-refused'])
})

test('says what else to do where nothing is near', () => {
  expect(didYouMean('zzz', known, 'List them.')).toBe('List them.')
})
