import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at } from '../../../specs/json.ts'
import { loadContract } from '../../../specs/load.ts'
import { list } from '../../generate/shape.ts'
import { History } from '../../history.ts'
import { Reading } from '../../reading.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { formsOf, numberForms, sameNumber } from './numbers.ts'
import { offer } from './offer.test-kit.ts'
import type { Judgement } from '../../verdict.ts'

const need = numberForms.prepare(new Reading(await loadContract('fixtures/pretend'), offer, 'berth'))
if (need.kind === 'unmet') throw new Error(need.because)
const [attempt] = fc.sample(need.value, { numRuns: 1, seed: 1 })
if (attempt === undefined) throw new Error('nothing was drawn')
const { scenario, judge } = attempt
const place = String(at(scenario, '/numeric/place'))
const other = String(at(scenario, '/numeric/other'))
const drawn = list(at(scenario, '/forms')).map(String)

test('forms of a number are its other notations, and greater numbers that look like it in too few bits', () => {
  const forms = formsOf(7)

  expect(forms).toEqual(expect.arrayContaining(['7.0', '7e0', '70e-1', '4294967303', '9007199254740999', '1e400']))
  expect(forms.filter((form) => sameNumber(form, '7'))).toEqual(['7.0', '7e0', '7E+0', '70e-1'])
})

test.each([
  ['1e2', '100', true],
  ['-0', '0', true],
  ['0.50', '5e-1', true],
  ['9007199254740993', '9007199254740992', false],
  ['1e400', '1e399', false],
  ['-1', '1', false],
  ['nothing', '1', false],
])('takes %s and %s for one number: %s', (one, other, same) => {
  expect(sameNumber(one, other)).toBe(same)
})

/** What the check says where every form is answered alike and leaves this text behind. */
function judged(status: number, left: (form: string, other: string) => string): Judgement {
  const exchanges = drawn.flatMap((form) => {
    const read = exchange(`${form}, read`, { json: {} })
    const body = `{"${place.slice(1)}":${left(form, other)}}`
    const shown = read.outcome.kind === 'answered' ? { ...read, outcome: { ...read.outcome, response: { ...read.outcome.response, body } } } : read
    return [exchange(`${other} before ${form}`), exchange(form, { status, method: 'PATCH' }), shown]
  })
  return judge(new History(exchanges))
}

test.each<[string, number, (form: string, other: string) => string, Judgement['kind']]>([
  ['is refused and stays as it was', 400, (_, other) => other, 'kept'],
  ['is stored to its last digit', 200, (form) => form, 'kept'],
  ['is refused and stored', 400, (form) => form, 'broken'],
  ['becomes another one', 200, () => '1', 'broken'],
  ['is a failure of the server', 500, (_, other) => other, 'broken'],
])('judges a number that %s', (_, status, left, kind) => {
  expect(judged(status, left).kind).toBe(kind)
})
