import { expect, test } from 'vitest'
import { combine } from './combine.ts'
import { History } from './history.ts'
import { broken } from './verdict.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { Sourced } from '../specs/statement.ts'
import type { Outcome } from './property.ts'

const requirement: Requirement = { id: 'a.b', level: 'MUST', standing: 'contract', sentence: 'A boat floats.', source: 'page 1', when: 'always', added: true }
const documented: Sourced = { basis: 'documented', source: 'page 2' }
const assumed: Sourced = { basis: 'assumed', source: 'inferred' }
const nothing: Outcome = { scenarios: 0, kept: 0, unclear: [] }
const found: Outcome = {
  ...nothing,
  scenarios: 1,
  found: {
    scenario: null,
    shrinks: 0,
    path: '0',
    again: { kind: 'confirmed', broken: broken('a', 'b', 'c'), history: new History([]), needed: [], judge: () => broken('a', 'b', 'c') },
  },
}

test('fails a documented MUST that was broken', () => {
  expect(combine(found, requirement, [documented])).toMatchObject({ verdict: 'failed', basis: 'documented' })
  expect(combine(found, requirement, [])).toMatchObject({ verdict: 'failed', basis: 'documented' })
})

test('only observes what leans on less than a document or than a MUST', () => {
  expect(combine(found, requirement, [documented, assumed])).toMatchObject({
    verdict: 'observed',
    basis: 'assumed',
    because: 'it leans on what is assumed: inferred',
  })
  expect(combine(found, { ...requirement, level: 'SHOULD' }, [documented])).toMatchObject({ verdict: 'observed' })
  expect(combine(found, { ...requirement, standing: 'practice' }, [documented])).toMatchObject({ verdict: 'observed' })
})

test('does not call a counterexample one that did not come again', () => {
  const once: Outcome = { ...nothing, scenarios: 1, found: { scenario: null, shrinks: 0, path: '0', again: { kind: 'unconfirmed', because: 'gone' } } }

  expect(combine(once, requirement, [documented])).toMatchObject({ verdict: 'inconclusive', because: 'gone' })
})

test('passes nothing that was not judged', () => {
  expect(combine(nothing, requirement, [documented])).toMatchObject({ verdict: 'inconclusive', because: 'no scenario was judged' })
})

test('passes nothing of which a part was undecided', () => {
  expect(combine({ ...nothing, scenarios: 3, kept: 2, unclear: ['no control'] }, requirement, [documented])).toMatchObject({
    verdict: 'inconclusive',
    because: '1 of 3 scenarios were undecided: no control',
  })
})

test.each(['blocked', 'inconclusive', 'errored'] as const)('lets %s stand even when other scenarios kept the promise', (verdict) => {
  expect(combine({ ...nothing, scenarios: 3, kept: 2, trouble: { kind: 'trouble', verdict, because: 'why' } }, requirement, [documented])).toMatchObject({
    verdict,
    because: 'why',
  })
})

test('passes what was kept in every scenario', () => {
  expect(combine({ ...nothing, scenarios: 3, kept: 3 }, requirement, [assumed])).toEqual({ verdict: 'passed', basis: 'assumed' })
})
