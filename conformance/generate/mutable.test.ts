import { expect, test } from 'vitest'
import { foundry } from '../checks/foundry.test-kit.ts'
import { plainBody } from './bodies.ts'
import { bodySchemaOf, mutableFields } from './mutable.ts'

test('a name that another resource may have already is changed only where nothing freer is there', () => {
  const places = mutableFields(foundry, 'furnace').map(({ pointer }) => pointer)
  expect(places.indexOf('/name')).toBeGreaterThan(places.indexOf('/words'))
  expect(places[0]).toBe('/words')
})

test('a plain body has what rules bind only where it has to be there', () => {
  const body = plainBody(bodySchemaOf(foundry, 'furnace', 'update'))
  expect(Object.keys(body ?? {}).toSorted()).toEqual(['coolest', 'draughts', 'hottest', 'name', 'ore', 'words'])
})
