import { expect, test } from 'vitest'
import { loadContract } from '../../../specs/load.ts'
import { History } from '../../history.ts'
import { Reading } from '../../reading.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { offer } from './offer.test-kit.ts'
import { validAccepted } from './roundtrip.ts'

const reading = new Reading(await loadContract('fixtures/pretend'), offer, 'berth')

/** What the check says of one write that was refused with a status, and of the plain one after it. */
function judged(action: 'create' | 'update', refused: number, plain: number | undefined) {
  const scenario = { creates: action === 'create' ? [{ label: 'a' }] : [], updates: action === 'update' ? [{ label: 'a' }] : [] }
  const exchanges = [exchange(`${action} 1`, { method: 'POST', status: refused, body: { label: 'a' } })]
  if (plain !== undefined) exchanges.push(exchange(`plain ${action} 1`, { method: 'POST', status: plain }))
  return validAccepted.recall(reading, scenario)?.judge(new History(exchanges))
}

test.each([
  ['create', 422, 201, 'broken'],
  ['create', 422, 422, 'unclear'],
  ['create', 409, 201, 'unclear'],
  ['update', 422, 200, 'broken'],
  ['update', 422, 423, 'unclear'],
  ['update', 422, undefined, 'unclear'],
  ['update', 409, 200, 'unclear'],
] as const)('judges a valid %s that got %i where a plain one got %s', (action, refused, plain, kind) => {
  expect(judged(action, refused, plain)).toMatchObject({ kind })
})
