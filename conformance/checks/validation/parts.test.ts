import { describe, expect, test } from 'vitest'
import { toNano } from '../../../specs/formats.ts'
import { loadContract } from '../../../specs/load.ts'
import { Reading } from '../../reading.ts'
import { forbiddenBy, formsOf } from './amounts.ts'
import { fitsOf, ofLength } from './bounds.ts'
import { fewPerPlace } from './keywords.ts'
import { lost } from './readback.ts'
import { serverFields } from './server-fields.ts'
import { targetOf } from './target.ts'
import { wrongsOf } from './wrong.ts'
import { offer } from './offer.test-kit.ts'
import type { Need } from '../../need.ts'

const contract = await loadContract('fixtures/pretend')
const reading = new Reading(contract, offer, 'berth')

function value<T>(need: Need<T>): T {
  if (need.kind === 'unmet') throw new Error(need.because)
  return need.value
}

const target = value(targetOf(reading))
const sourced = { basis: 'documented', source: 'here' } as const

describe('forms of an amount', () => {
  test('all have the value of the first and are what the field admits', () => {
    const forms = formsOf('4', { suffix: 'optional', minimum: '1m', ...sourced })

    expect(forms).toEqual(expect.arrayContaining(['4', '4000m', '+4', '04', '4.0', '4.', '4e0', '40e-1', '0.004k', '.004k', '4000000u']))
    expect(new Set(forms.map(toNano))).toEqual(new Set([toNano('4')]))
  })

  test('leave out bare numbers where a suffix is required', () => {
    const forms = formsOf('16Gi', { suffix: 'required', ...sourced })

    expect(forms).toEqual(expect.arrayContaining(['16Gi', '16384Mi', '17179869.184k', '16.0Gi', '0.015625Ti']))
    expect(forms.filter((form) => !/[A-Za-z]$/.test(form))).toEqual([])
  })

  test('are none for text that is no quantity', () => {
    expect(formsOf('lots', undefined)).toEqual([])
  })

  test('forbids amounts only where a document does', () => {
    expect(forbiddenBy({ minimum: '500m', ...sourced })).toEqual(['499999999n', '-500m'])
    expect(forbiddenBy({ minimum: '500m', basis: 'assumed', source: 'nobody says' })).toEqual([])
  })
})

describe('values at a bound', () => {
  test('are accepted by the schema they were made from', () => {
    const { wrongs } = value(wrongsOf(reading, ({ keyword }) => /^(min|max)/.test(keyword)))

    expect(fitsOf(target, wrongs)).toEqual([
      { action: 'create', at: '/vessel', keyword: 'minLength', value: 's' },
      { action: 'create', at: '/vessel', keyword: 'maxLength', value: `sample${'a'.repeat(34)}` },
      { action: 'create', at: '/lines', keyword: 'minimum', value: 1 },
      { action: 'create', at: '/lines', keyword: 'maximum', value: 12 },
      { action: 'update', at: '/lines', keyword: 'minimum', value: 1 },
      { action: 'update', at: '/lines', keyword: 'maximum', value: 12 },
    ])
  })

  test('name a resource by its own mark where there is room, and otherwise by letters made from it', () => {
    expect(ofLength('cp-abc-1', 12)).toBe('cp-abc-1aaaa')
    expect(ofLength('cp-abc-1', 2)).toMatch(/^[a-z]{2}$/)
    expect(ofLength('cp-abc-1', 2)).not.toBe(ofLength('cp-abc-2', 2))
  })
})

test('tries null and one other type at each place', () => {
  const wrong = { action: 'create', at: '/a', keyword: 'type' } as const
  const all = [null, 7, true, []].map((bad) => ({ ...wrong, variant: JSON.stringify(bad), value: bad }))

  expect(fewPerPlace([...all, ...all.map((one) => ({ ...one, at: '/b' }))]).map((one) => [one.at, one.value])).toEqual([
    ['/a', null],
    ['/a', 7],
    ['/b', null],
    ['/b', true],
  ])
})

test('takes for the server everything that is shown and never sent', () => {
  expect(serverFields(reading, target)).toEqual([
    { at: '/id', value: 'cp-foreign' },
    { at: '/edition', value: 'cp-foreign' },
    { at: '/laid', value: '2001-02-03T04:05:06Z' },
    { at: '/water/state', value: 'aground' },
  ])
})

describe('reading back', () => {
  test('finds all that was sent, in other notations too', () => {
    expect(
      lost(target, { vessel: 'a', draught: '0.5', flags: { x: 'y' } }, { vessel: 'a', draught: '500m', flags: { x: 'y', z: '1' }, id: 'bth-1' }),
    ).toBeUndefined()
  })

  test('misses nothing where what is blank is left out, unless it is required', () => {
    expect(lost(target, { vessel: 'a', flags: { x: '' } }, { vessel: 'a' })).toBeUndefined()
    expect(lost(target, { lines: 0 }, {})).toBe('/lines')
  })

  test('names the place that was lost', () => {
    expect(lost(target, { vessel: 'a', flags: { x: 'y' } }, { vessel: 'a' })).toBe('/flags/x')
    expect(lost(target, { draught: '1Gi' }, { draught: '1G' })).toBe('/draught')
    expect(lost(target, { lines: 3 }, { lines: '3' })).toBe('/lines')
  })
})
