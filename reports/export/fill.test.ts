import { expect, test } from 'vitest'
import { filled } from './fill.ts'

test('puts a variable where its text stands as a word of its own', () => {
  expect(filled('/clusters/ab-1/nodes', [{ text: 'ab-1', variable: 'ID' }])).toEqual(['/clusters/', { variable: 'ID' }, '/nodes'])
})

test('leaves a longer word alone that begins like it', () => {
  expect(filled('/clusters/ab-12', [{ text: 'ab-1', variable: 'ID' }])).toEqual(['/clusters/ab-12'])
})

test('takes the longest text first, so that none is torn apart', () => {
  const needles = [
    { text: 'abc123', variable: 'FRESH', within: true },
    { text: 'cp-abc123-1-x7', variable: 'ID' },
  ]

  expect(filled('{"of":"cp-abc123-1-x7","as":"cp-abc123-2"}', needles)).toEqual(['{"of":"', { variable: 'ID' }, '","as":"cp-', { variable: 'FRESH' }, '-2"}'])
})

test('finds an entity tag amid others', () => {
  expect(filled('"1", W/"2"', [{ text: '"1"', variable: 'ETAG', within: true }])).toEqual([{ variable: 'ETAG' }, ', W/"2"'])
})
