import { expect, test } from 'vitest'
import { unlike } from './tenancy.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'

function exchange(status: number, json: Json): Exchange {
  const response = { status, headers: [], body: '', bytes: 0, utf8: true, json }
  return {
    label: 'x',
    number: 1,
    principal: 'other',
    request: { method: 'GET', target: '/', headers: [] },
    sent: 0,
    received: 1,
    outcome: { kind: 'answered', response },
  }
}

const owners = exchange(200, { name: 'osprey', hull: 'wood', state: 'afloat' })

test('finds the very resource in the answer to a stranger, whatever its state has become', () => {
  expect(unlike(exchange(200, { hull: 'wood', name: 'osprey', state: 'ashore' }), owners, ['/state']).kind).toBe('broken')
})

test('does not mind a resource of the same name that is another', () => {
  expect(unlike(exchange(200, { name: 'osprey', hull: 'steel', state: 'afloat' }), owners, ['/state']).kind).toBe('kept')
})

test('does not mind a refusal, whatever it holds', () => {
  expect(unlike(exchange(404, { name: 'osprey', hull: 'wood', state: 'afloat' }), owners, []).kind).toBe('kept')
})

test('concludes nothing where the owner is refused too', () => {
  expect(unlike(exchange(200, {}), exchange(401, {}), []).kind).toBe('unclear')
})
