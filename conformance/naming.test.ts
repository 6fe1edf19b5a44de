import { expect, test } from 'vitest'
import { railway } from './checks/railway.test-kit.ts'
import { namePlace } from './naming.ts'
import { resourceOf } from './resources.ts'
import type { ResourceType } from '../specs/behaviour.ts'

const made = { basis: 'assumed', source: 'made up' } as const
const named: ResourceType = { title: 'boat', address: ['boat'], identity: { from: 'client', field: 'name', ...made }, schema: 'Boat' }

test.each<[string, ResourceType, string | undefined]>([
  ['the identifier that clients choose', named, '/name'],
  ['a place of it', { ...named, identity: { ...named.identity, field: '/spec/name' } }, '/spec/name'],
  ['a text that no other may have', resourceOf(railway, 'track').type, '/name'],
  ['nothing, where texts are unique within one resource only', resourceOf(railway, 'train').type, undefined],
])('tells resources apart by %s', (_, type, place) => {
  expect(namePlace(type)).toBe(place)
})
