import { expect, test } from 'vitest'
import { railway } from './checks/railway.test-kit.ts'
import { createBody, isMarked, nameFor, nameIn, namePlace } from './naming.ts'
import { resourceOf } from './resources.ts'
import { loadContract } from '../specs/load.ts'
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

const kupe = await loadContract('specs/kupe')

test.each(['cluster', 'member', 'secret'])('the name of a %s tells the run and the check, where there is a run', (resource) => {
  const name = nameFor(kupe, resource, { mark: 'abc123', number: 1, runId: 'k3v9qd' })

  expect(name).toMatch(/^cp-k3v9qd-abc123-1(@example\.com)?$/)
  expect(nameFor(kupe, resource, { mark: 'abc123', number: 1 })).toMatch(/^cp-abc123-1(@example\.com)?$/)
})

test('what has no name carries one in a run where people look for it, and stays as plain as it can be without a run', () => {
  const name = 'cp-k3v9qd-abc123-1'

  expect(createBody(kupe, 'apiKey', { name, runId: 'k3v9qd' })).toMatchObject({ displayName: name })
  expect(createBody(kupe, 'apiKey', { name })).not.toMatchObject({ displayName: name })
})

test('finds the name of the run wherever it stands, and a name of anybody where there is none', () => {
  const { type } = resourceOf(kupe, 'apiKey')

  expect(nameIn(type, { description: 'cp-k3v9qd-abc123-1', displayName: 'Continuous integration' }, 'k3v9qd')).toBe('cp-k3v9qd-abc123-1')
  expect(nameIn(type, { displayName: 'Continuous integration' }, 'k3v9qd')).toBe('Continuous integration')
  expect(nameIn(type, { role: 'admin' }, 'k3v9qd')).toBeUndefined()
  expect([isMarked('CP_K3V9QD_ABC123_1', 'k3v9qd'), isMarked('cp-abc123-1', 'k3v9qd'), isMarked('cp-abc123-1', undefined)]).toEqual([true, false, true])
})
