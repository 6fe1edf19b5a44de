import { expect, test } from 'vitest'
import { exchange } from '../../checks/exchanges.test-kit.ts'
import { loadContract } from '../../../specs/load.ts'
import { finishedStays } from './work.ts'
import type { Json } from '../../../specs/json.ts'
import type { Deed } from '../chronicle.ts'
import type { Rules } from '../rules.ts'
import type { State } from '../state.ts'

const contract = await loadContract('fixtures/ferry')
const [operation] = [...contract.operations.values()].filter(({ behaviour }) => behaviour?.longRunning !== undefined)
const type = contract.behaviour.resources[contract.behaviour.longRunning?.resource ?? '']
const field = type?.identity.field ?? ''

const running = { [field]: 'one', done: false }
const done = { [field]: 'one', done: true }

/** The deed of a create with a key, and what it was answered. */
function deedOf(shown: Json | undefined, key?: string): Deed {
  return { exchange: exchange('create', {}), doing: 'create', outcome: 'done', operation, asked: {}, shown, key } as unknown as Deed
}

/** What is said of an answer, where the work was seen to be done before and a first create had a key. */
function said(answer: Deed, first: Deed) {
  const state = { finished: new Map([['one', { told: done, deed: first }]]), keys: new Map([['a', { id: 'one', deed: first }]]) } as unknown as State
  return finishedStays(state, answer, { contract, says: {} } as unknown as Rules)
}

test.each<[string, Deed, Deed, boolean]>([
  ['the end once more', deedOf(done), deedOf(running, 'a'), false],
  ['the first answer to its key', deedOf(running, 'a'), deedOf(running, 'a'), false],
  ['what may be the first answer, which was lost', deedOf(running, 'a'), deedOf(undefined, 'a'), false],
  ['something else for its key', deedOf({ ...running, step: 2 }, 'a'), deedOf(running, 'a'), true],
  ['what was before, for another key', deedOf(running, 'b'), deedOf(running, 'a'), true],
  ['what was before, for no key', deedOf(running), deedOf(running, 'a'), true],
])('judges finished work that is told of with %s', (_, answer, first, isWrong) => {
  expect(said(answer, first) !== undefined).toBe(isWrong)
})
