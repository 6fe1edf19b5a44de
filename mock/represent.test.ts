import { expect, test } from 'vitest'
import type { Shown } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import type { JsonObject } from '../specs/json.ts'
import { library, START } from './library.test-kit.ts'
import type { Moment } from './moment.ts'
import type { Resource } from './record.ts'
import { represent } from './represent.ts'
import { defaults } from './settings.ts'
import { Store } from './store.ts'

const { behaviour, ...rest } = library()
const book = behaviour.resources['book'] ?? expect.fail('the library has no books')

function shownWith(shows: Readonly<Record<string, Shown>>, fields: JsonObject): JsonObject {
  const contract: Contract = { ...rest, behaviour: { ...behaviour, resources: { ...behaviour.resources, book: { ...book, shows } } } }
  const moment: Moment = { view: new Store(1), contract, settings: defaults, now: START, seed: 1 }
  const record: Resource = {
    type: 'book',
    address: ['north', 'b-1'],
    uid: '1',
    revision: 1,
    born: 1,
    created: START,
    updated: START,
    generation: 1,
    fields,
    settled: fields,
    settledGeneration: 1,
    progress: { trigger: 'create', at: START, reads: 0, moved: 0, reached: [] },
  }
  return represent(moment, record)
}

test('a field in a text can be told in lower case', () => {
  expect(shownWith({ '/host': { text: '{branch}-{shelf:lower}.example' } }, { shelf: 'TOP-1A' })['host']).toBe('north-top-1a.example')
})

test('what the server makes stands where nothing was given, and only where all of it is known', () => {
  const shows = { '/parts': { field: '/parts', made: [{ name: 'whole', of: ['{title}'], size: 1 }] } }

  expect(shownWith(shows, { title: 'Emma' })['parts']).toEqual([{ name: 'whole', of: ['Emma'], size: 1 }])
  expect(shownWith(shows, { title: 'Emma', parts: [] })['parts']).toEqual([])
  expect(shownWith(shows, {})).not.toHaveProperty('parts')
})

test('what belongs to another field is shown only beside it, whatever else would stand there', () => {
  const shows = { '/loan/due': { value: 'soon', beside: '/loan/to' }, '/loan/fee': { text: '{price}', otherwise: 'none', beside: '/loan/to' } }

  expect(shownWith(shows, { loan: { to: 'ann' } })).toEqual({ loan: { to: 'ann', due: 'soon', fee: 'none' } })
  expect(shownWith(shows, {})).toEqual({})
})

test('every item of an array shows what the server adds, its own field first', () => {
  const shows = { '/parts/*/state': { phases: { shelved: 'here' } }, '/parts/*/label': { field: '/parts/*/name', otherwise: 'unnamed' } }
  const parts = [{ name: 'one' }, { pages: 2 }]

  expect(shownWith(shows, { parts })['parts']).toEqual([
    { name: 'one', state: 'here', label: 'one' },
    { pages: 2, state: 'here', label: 'unnamed' },
  ])
  expect(shownWith(shows, { parts: [] })).toEqual({ parts: [] })
  expect(shownWith(shows, {})).toEqual({})
})
