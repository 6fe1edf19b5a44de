import { expect, test } from 'vitest'
import { report, sample } from './page.test-kit.ts'
import { grouped, sentence, standingOf } from './standing.ts'

const { check } = sample()
const deviation = { reason: 'known', owner: 'me', expiry: '2030-01-01' }
const passed = { ...check, verdict: 'passed' as const, requirement: { ...check.requirement, id: 'other' } }

test.each([
  [[check, passed], '1 of 2 documented promises that were put to the test was broken.'],
  [[{ ...check, deviation }, passed], 'Of 2 documented promises that were put to the test 1 is broken, known and accepted for now.'],
  [[check, { ...check, resource: 'other' }, passed], '1 of 2 documented promises that were put to the test was broken.'],
  [[passed], 'The one documented promise that was put to the test was kept.'],
  [
    [check, { ...check, deviation, requirement: passed.requirement }],
    '1 of 2 documented promises that were put to the test was broken, 1 more is known to be and accepted for now.',
  ],
])('says in one sentence what was found', (checks, told) => {
  expect(sentence({ ...report, checks })).toBe(told)
})

test('gives the reason of a run that says nothing, and never a count that sounds like success', () => {
  expect(sentence({ ...report, checks: [], result: 'undetermined', because: 'The run did not finish.' })).toBe('The run did not finish.')
})

test('tells a check that the contract does not call for from one that the run went without', () => {
  const { finding: _, ...plain } = check
  expect(standingOf({ ...plain, verdict: 'skipped' })).toBe('unasked')
  expect(standingOf({ ...plain, verdict: 'skipped', lacks: 'budget' })).toBe('skipped')
  expect(standingOf({ ...check, deviation })).toBe('deviates')
})

test('groups thousands', () => {
  expect([999, 1_000, 1_234_567].map(grouped)).toEqual(['999', '1,000', '1,234,567'])
})
