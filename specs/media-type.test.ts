import { expect, test } from 'vitest'
import { essenceOf, isJson } from './media-type.ts'

test.each(['application/json', 'Application/JSON; charset=utf-8', 'text/json', 'application/problem+json ;q=1'])('%s is JSON', (mediaType) => {
  expect(isJson(mediaType)).toBe(true)
})

test.each(['application/x-yaml', 'application/json-seq', 'application/jsonl', 'json', 'text/plain; as=application/json', ''])('%s is not', (mediaType) => {
  expect(isJson(mediaType)).toBe(false)
})

test('parameters, white space and case do not count', () => {
  expect(essenceOf(' Text/Plain ; charset=x')).toBe('text/plain')
})
