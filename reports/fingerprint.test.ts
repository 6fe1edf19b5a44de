import { describe, expect, test } from 'vitest'
import { fingerprint, lasting } from './fingerprint.ts'

const finding = { requirement: 'etag.stale', resource: 'cluster', expected: 'status 412', actual: 'status 200, and yet /cpu changed', scenario: null }

describe('a fingerprint', () => {
  test('is the same for the same finding, whatever the run', () => {
    // Written down by people: the way it is made must not change.
    expect(fingerprint(finding)).toBe('fp-9bb932366dfd0671')
  })

  test.each([
    ['requirement', { requirement: 'etag.fresh' }],
    ['resource type', { resource: 'secret' }],
    ['expected status', { expected: 'status 409' }],
    ['status that came', { actual: 'status 500, and yet /cpu changed' }],
    ['place that changed', { actual: 'status 200, and yet /memory changed' }],
  ])('differs with the %s', (_, changes) => {
    expect(fingerprint({ ...finding, ...changes })).not.toBe(fingerprint(finding))
  })

  test('does not confuse where one part ends and the next begins', () => {
    expect(fingerprint({ ...finding, requirement: 'a', resource: 'b c' })).not.toBe(fingerprint({ ...finding, requirement: 'a b', resource: 'c' }))
  })
})

test.each([
  ['entity tags', 'the tag moved from "100240" to "100241"', 'the tag moved from "7" to W/"8"', ['W/']],
  ['names of the run', '/clusters/cp-q2one9-1 is there', '/clusters/cp-k9x0aa-12 is there', []],
  ['names with the id of a run', 'cp-r7f3k2-q2one9-1 is there', 'cp-0a1b2c-k9x0aa-2 is there', []],
  ['addresses of people', 'cp-q2one9-1@example.com was invited', 'cp-zzzzz9-3@example.com was invited', []],
  ['identifiers of the server', 'cluster cls_acme1000000a1 is gone', 'cluster cls_zq9w8e7r6t5y4 is gone', []],
  ['UUIDs', 'vpc 0a6c1f52-8d3e-4b7a-8f10-2c94d1e6a7b3', 'vpc ffffffff-0000-4b7a-8f10-2c94d1e6a7b3', []],
  ['instants', 'created 2026-01-01T00:00:00Z', 'created 2027-11-30T23:59:59.123+02:00', []],
  ['HTTP dates', 'Date: Mon, 02 Mar 2026 10:00:00 GMT', 'Date: Tue, 03 Mar 2026 11:11:11 GMT', []],
  ['lengths and counts', '17 of 100240 bytes', '3 of 99 bytes', []],
  ['texts that end early', 'it is "a\\"b', 'it is "c', []],
  ['how much was drawn', 'it is [{"k":"a"}] as before', 'it is [{"k":"a"},{"k":"b","l":"c"}] as before', []],
])('leaves %s out', (_, one, other, more) => {
  const without = (text: string) => more.reduce((left, part) => left.replaceAll(part, ''), lasting(text))
  expect(without(one)).toBe(without(other))
})

test('leaves out what the scenario drew', () => {
  const told = (value: string) => fingerprint({ ...finding, actual: `${value} came back`, scenario: { text: value, more: [value, 7, 'a'] } })

  expect(told('Zürich am See')).toBe(told('überall sonst'))
})

test('keeps what tells findings apart', () => {
  expect(lasting('status 201 without Location, and yet /spec/cpu is there')).toBe('status 201 without Location, and yet /spec/cpu is there')
})
