import { expect, test } from 'vitest'
import { exchange } from '../exchanges.test-kit.ts'
import { nowhereElse, type Places } from './surfaces.ts'
import type { Exchange } from '../../history.ts'

const places: Places = {
  open: new Set(['viewKubeconfig']),
  declared: new Map([
    ['createPass', ['/word']],
    ['listPasses', ['/word']],
  ]),
}
const minted = exchange('mint', { operation: 'createPass', status: 201, json: { id: 'p-1', word: '{secret-1}' } })
const viewed = exchange('view', { operation: 'viewKubeconfig', json: { kubeconfig: 'users: [{user: {token: {secret-2}}}]' } })

const inField = (given: Exchange, name: string, value: string): Exchange =>
  given.outcome.kind === 'lost' ? given : { ...given, outcome: { kind: 'answered', response: { ...given.outcome.response, headers: [[name, value]] } } }

test.each<[string, Exchange, string]>([
  ['nothing', exchange('list', { operation: 'listBoats', json: { boats: [] } }), 'kept'],
  ['its own words in braces', exchange('list', { operation: 'listBoats', json: { hint: 'use {name}' } }), 'kept'],
  ['a secret where it belongs', minted, 'kept'],
  ['a kubeconfig where it is asked for', viewed, 'kept'],
  ['a refused view', exchange('view', { operation: 'viewKubeconfig', status: 425, json: { why: 'not yet' } }), 'kept'],
  ['the token of a caller', exchange('list', { operation: 'listBoats', status: 403, json: { why: 'not {admin}' } }), 'status 403 with {admin} at /why'],
  ['it in base64', exchange('list', { operation: 'listBoats', json: { next: 'xx{admin:base64-1}x' } }), 'status 200 with {admin} in base64 at /next'],
  [
    'a token of a kubeconfig in a list',
    exchange('list', { operation: 'listBoats', json: [{ a: '{secret-2:HEX}' }] }),
    'status 200 with {secret-2} in hex at /0/a',
  ],
  ['one in a refused view', exchange('view', { operation: 'viewKubeconfig', status: 500, json: { why: '{secret-2}' } }), 'status 500 with {secret-2} at /why'],
  ['one in a field', inField(exchange('read', { operation: 'viewKubeconfig' }), 'x-debug', '{secret-2}'), 'status 200 with {secret-2} in the field x-debug'],
  ['the name of a member', exchange('list', { operation: 'listBoats', json: { 'by {admin}': 1 } }), 'status 200 with {admin} at '],
])('judges an answer that shows %s', (_, attempt, actual) => {
  expect(nowhereElse([viewed, attempt], places, 'undeclared')).toMatchObject(actual === 'kept' ? { kind: 'kept' } : { kind: 'broken', actual })
})

test('leaves a declared secret to the check that is about those', () => {
  const leak = exchange('list', { operation: 'listPasses', json: [{ id: 'p-1', note: '{secret-1:base64-0}' }] })

  expect(nowhereElse([minted, leak], places, 'undeclared')).toMatchObject({ kind: 'kept' })
  expect(nowhereElse([minted, leak], places, 'declared')).toMatchObject({ kind: 'broken', actual: 'status 200 with {secret-1} in base64 at /0/note' })
  expect(nowhereElse([viewed], places, 'declared')).toMatchObject({ kind: 'unclear' })
})

test('takes no offence at being told again what was sent as text, unless it comes back in another form', () => {
  const sent = exchange('create', { operation: 'createBoat', body: { name: '{admin}' }, status: 400, json: { why: 'no name: {admin}' } })
  const asked = exchange('list', { operation: 'listBoats', target: '/boats?by={other}', json: { self: '/boats?by={other}' } })
  const turned = exchange('list', { operation: 'listBoats', json: { why: '{admin:hex}' } })

  expect(nowhereElse([sent, asked], places, 'undeclared')).toMatchObject({ kind: 'kept' })
  expect(nowhereElse([sent, turned], places, 'undeclared')).toMatchObject({ kind: 'broken' })
})
