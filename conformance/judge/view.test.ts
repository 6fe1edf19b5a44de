import { expect, test } from 'vitest'
import { foundry } from '../checks/foundry.test-kit.ts'
import { railway } from '../checks/railway.test-kit.ts'
import { resourceOf } from '../resources.ts'
import { addedIn, view, volatileIn } from './view.ts'

test('leaves out a place of every item of an array, and no more', () => {
  const shown = { stations: [{ name: 'north', state: 'open' }, { name: 'south' }], state: 'open' }
  expect(view(shown, ['/stations/*/state', '/tracks/*/state'])).toEqual({ stations: [{ name: 'north' }, { name: 'south' }], state: 'open' })
  expect(view(undefined, ['/state'])).toBeUndefined()
})

test('knows what the server adds to the items of what was sent', () => {
  expect(['track', 'train'].map((resource) => addedIn(resourceOf(railway, resource).type))).toEqual([['/stations/*/state'], []])
})

test('knows that what is in effect, and what follows from it, changes although nobody wrote', () => {
  expect(volatileIn(resourceOf(foundry, 'furnace').type)).toEqual(['/state', '/newer', '/fired', '/fired_at', '/fired_as', '/run'])
})
