import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadContract } from '../specs/load.ts'
import { all } from './need.ts'
import { Reading } from './reading.ts'
import { primaryOf } from './resources.ts'
import type { Offer } from './offer.ts'

const contract = await loadContract(fileURLToPath(new URL('../fixtures/boatyard', import.meta.url)))
const offer: Offer = {
  principals: new Set(['admin']),
  costs: new Set(),
  params: { yard: 'north' },
  otherParams: {},
  mayChangeGiven: false,
  known: new Map(),
  othersKnown: new Map(),
  shown: new Map(),
  othersShown: new Map(),
}
const boat = new Reading(contract, offer, 'boat')
const pass = new Reading(contract, offer, 'pass')

test('works with the first type that can be made and has a lifecycle where no type is named', () => {
  expect(primaryOf(contract)).toBe('boat')
})

test('carries the statements that a value was read from', () => {
  const need = all({ refusal: boat.refusal('missing-tag'), tag: boat.tag() })

  expect(need.kind === 'met' && need.leansOn.map(({ basis, source }) => [basis, source])).toEqual([
    ['assumed', 'inferred: nobody says'],
    ['documented', 'page 3'],
  ])
})

test.each<[string, { readonly kind: string }, string]>([
  ['an operation', pass.operation('update'), 'the contract has no operation to update a pass'],
  ['a refusal', boat.refusal('limit-reached'), 'the contract does not say how limit-reached is refused'],
  ['a tag', pass.tag(), 'a pass has no entity tag'],
  ['a precondition', boat.precondition('delete'), 'the contract declares no precondition to delete a boat'],
  ['a lifecycle', pass.lifecycle(), 'a pass has no lifecycle'],
  ['a credential', boat.principal('other'), 'no credential for other was given'],
  ['a limit', boat.rateLimit(), 'the contract declares no rate limit'],
])('tells why it has no %s', (_, need, because) => {
  expect(need).toEqual({ kind: 'unmet', because })
})

test('chooses a field to change that starts nothing', () => {
  const need = boat.mutableFields()

  expect(need.kind === 'met' && need.value.map(({ pointer }) => pointer)).toEqual(['/motto', '/length', '/painted'])
  expect(need.kind === 'met' && need.value.every(({ values }) => values.length > 1)).toBe(true)
})

test('gives an update body that the schema accepts and that changes one field', () => {
  const need = boat.mutableField()

  expect(need.kind === 'met' && need.value.body('to the sea')).toEqual({ motto: 'to the sea' })
})

test('tells tolerated statuses after the promised one', () => {
  expect(boat.refusal('stale-tag')).toMatchObject({ value: { status: 412, statuses: [412] } })
})
