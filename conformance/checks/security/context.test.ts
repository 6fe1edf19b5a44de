import { expect, test } from 'vitest'
import { at, isObject, type Json } from '../../../specs/json.ts'
import { answerOf, History, type Exchange } from '../../history.ts'
import { madeNothing, theirsOnly } from './context.ts'

const type = {
  title: 'boat',
  address: ['yard', 'boat'],
  identity: { from: 'server', field: 'name', basis: 'documented', source: 'page 3' },
  schema: 'Boat',
} as const
const given = { list: { id: 'listBoats', items: '/boats' }, type, hiding: { statuses: [403, 404], statusesLeanOn: [], refusalLeansOn: [] } }

function exchange(label: string, status: number, ...boats: readonly string[]): Exchange {
  const json: Json = { boats: boats.map((name) => ({ name, hull: 'wood' })) }
  const response = { status, headers: [], body: JSON.stringify(json), bytes: 1, utf8: true, json }
  const request = { method: 'POST', target: '/', headers: [], body: '{"hull":"wood"}' }
  return { label, number: 1, principal: 'other', request, sent: 0, received: 1, outcome: { kind: 'answered', response } }
}

const listed = (attempt: Exchange, own = exchange('their own', 200, 'gull')) =>
  theirsOnly(new History([exchange('shown to its owner', 200, 'osprey', 'gull'), own, attempt]), given).kind

test.each<[string, Exchange, string]>([
  ['a refusal', exchange('named list', 403), 'kept'],
  ['their own, whatever the header says', exchange('named list', 200, 'gull'), 'kept'],
  ['a boat of the owner', exchange('named list', 200, 'gull', 'osprey'), 'broken'],
  ['a crash', exchange('named list', 500), 'broken'],
])('judges a list in the name of somebody else that is answered with %s', (_, attempt, kind) => {
  expect(listed(attempt)).toBe(kind)
})

test('concludes nothing where their credential works nowhere', () => {
  expect(listed(exchange('named list', 401), exchange('their own', 401))).toBe('unclear')
})

const names = (list: Exchange | undefined): readonly string[] => {
  const boats = at((list === undefined ? undefined : answerOf(list))?.json, '/boats')
  return Array.isArray(boats) ? (boats as readonly Json[]).flatMap((boat) => (isObject(boat) && typeof boat['name'] === 'string' ? [boat['name']] : [])) : []
}
const look = { members: { id: 'listBoats', like: names } }
const made = (status: number, ...after: readonly string[]) =>
  madeNothing(new History([exchange('before', 200, 'osprey'), exchange('named create', status), exchange('after', 200, ...after)]), { look }).kind

test.each<[number, readonly string[], string]>([
  [403, ['osprey'], 'kept'],
  [422, ['osprey'], 'kept'],
  [201, ['osprey'], 'kept'],
  [201, ['osprey', 'heron'], 'broken'],
  [403, ['osprey', 'heron'], 'broken'],
  [500, ['osprey'], 'broken'],
])('judges a create in the name of somebody else by its effect there: status %d, and then %j', (status, after, kind) => {
  expect(made(status, ...after)).toBe(kind)
})
