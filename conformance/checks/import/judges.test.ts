import { beforeAll, describe, expect, test } from 'vitest'
import { loadContract } from '../../../specs/load.ts'
import { folderOf } from '../../../specs/providers.ts'
import { followed, plainKubeconfig } from '../../generate/kubeconfig.ts'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { bears, judged, labels, newItems, signOf } from './attempts.ts'
import { untouched } from './hostile.ts'
import { oneOnly } from './keys.ts'
import { viewsOf } from './needs.ts'
import { unlike } from '../../rules/unlike.ts'
import { secretsIn } from './secrets.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Importing } from './needs.ts'

let own: Importing

beforeAll(async () => {
  const contract = await loadContract(await folderOf('akua'))
  const type = contract.behaviour.resources['cluster']
  const operation = contract.operations.get('clusters.import')
  if (type === undefined || operation === undefined) throw new Error('The sample contract has no import.')
  const list = { id: 'clusters.list', items: '/data' }
  own = { id: operation.id, operation, type, contract, schema: operation.requestBody?.schema ?? '', place: '/kubeconfig', list, marker: 'name' }
})

const body = (name: string, kubeconfig = 'text') => ({ name, region_id: 'reg_1', kubeconfig })
const sent = (label: string, name: string, status: number, id?: string) =>
  exchange(label, { status, operation: 'clusters.import', body: body(name), json: id === undefined ? { errors: [] } : { id, name } })
const list = (label: string, items: readonly Json[]) => exchange(label, { operation: 'clusters.list', json: { data: items } })
const control = sent(labels.control, 'cp-1', 200, 'clu_1')
const before = list(labels.listed, [{ id: 'clu_1', name: 'cp-1' }])
const after = (...items: readonly Json[]) => list(labels.relisted, [{ id: 'clu_1', name: 'cp-1' }, ...items])

describe('an import that had to be refused', () => {
  test.each<[string, readonly Exchange[], string]>([
    ['refused with a status that is right', [control, before, sent('bad', 'cp-2', 422), after()], 'kept'],
    ['refused while somebody else made something', [control, before, sent('bad', 'cp-2', 422), after({ id: 'clu_9', name: 'theirs' })], 'kept'],
    ['refused with another status', [control, before, sent('bad', 'cp-2', 418), after()], 'broken'],
    ['taken', [control, before, sent('bad', 'cp-2', 200, 'clu_2'), after({ id: 'clu_2', name: 'cp-2' })], 'broken'],
    ['refused and yet listed', [control, before, sent('bad', 'cp-2', 422), after({ id: 'clu_2', name: 'cp-2' })], 'broken'],
    ['refused where no plain one was taken', [sent(labels.control, 'cp-1', 422), before, sent('bad', 'cp-2', 422), after()], 'unclear'],
    ['refused where nothing can be listed', [control, sent('bad', 'cp-2', 422)], 'kept'],
    ['never answered', [control, before, lost('bad'), after()], 'broken'],
  ])('%s', (_, exchanges, expected) => {
    const of = () => ({})
    expect(judged(new History(exchanges), own, [{ label: 'bad', of, statuses: [400, 422] }]).kind).toBe(expected)
  })

  test('that may as well be taken is judged by what a refusal leaves behind', () => {
    const attempts = [{ label: 'odd', of: () => ({}), lenient: true }]
    const tried = (status: number, id?: string, ...items: readonly Json[]) =>
      judged(new History([control, before, sent('odd', 'cp-2', status, id), after(...items)]), own, attempts).kind

    expect(tried(200, 'clu_2', { id: 'clu_2', name: 'cp-2' })).toBe('kept')
    expect(tried(422)).toBe('kept')
    expect(tried(500)).toBe('broken')
    expect(tried(422, undefined, { id: 'clu_2', name: 'cp-2' })).toBe('broken')
  })
})

test('an import is known again by the member that is made to tell it from others', () => {
  const other = exchange('x', { body: { ...body('cp-2', 'another text'), region_id: 'reg_2' } })

  expect(signOf(own, other, control)).toBe('cp-2')
  expect(signOf(own, control, control)).toBeUndefined()
  expect(signOf({ marker: undefined }, other, control)).toBeUndefined()
  expect(bears(own, { id: 'clu_2', name: 'cp-2' }, 'cp-2')).toBe(true)
  expect(bears(own, { id: 'clu_2', name: 'cp-22' }, 'cp-2')).toBe(false)
  expect(bears(own, { id: 'clu_2' }, undefined)).toBe(false)
  expect(newItems(new History([before, after({ id: 'clu_2' })]), own)).toEqual([{ id: 'clu_2' }])
})

describe('imports under one key', () => {
  const first = sent('first', 'cp-2', 200, 'clu_2')
  test.each<[string, readonly Exchange[], string]>([
    ['that are one', [first, sent('again', 'cp-2', 200, 'clu_2'), after({ id: 'clu_2', name: 'cp-2' })], 'kept'],
    ['of which the second was refused', [first, sent('again', 'cp-2', 409), after({ id: 'clu_2', name: 'cp-2' })], 'kept'],
    ['that are two by their answers', [first, sent('again', 'cp-2', 200, 'clu_3'), after()], 'broken'],
    ['that are two in the list', [first, sent('again', 'cp-2', 200, 'clu_2'), after({ id: 'clu_2', name: 'cp-2' }, { id: 'clu_3', name: 'cp-2' })], 'broken'],
  ])('%s', (_, exchanges, expected) => {
    expect(oneOnly(new History([control, before, ...exchanges]), own).kind).toBe(expected)
  })
})

test('a quoted name is no attempt to find it, a failed attempt is', () => {
  const sign = 'canary-not-found-'
  const said = (text: string) => untouched([exchange('x', { status: 422, json: { message: text } })], { sign, words: followed }).kind

  expect(said('users[0].user.exec names canary-not-found-1, which is not run')).toBe('kept')
  expect(said('exec: "canary-not-found-1": executable file not found in $PATH')).toBe('broken')
  expect(said('open /etc/other: no such file or directory')).toBe('kept')
})

test('tokens and keys are known from what was sent, in every style and also where the body is cut', () => {
  const takes = new Set(['clusters.import'])
  const text = plainKubeconfig('cp-7')
  const json = JSON.stringify({ users: [{ user: { 'client-key-data': 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=' } }] })
  const cut: Exchange = { ...control, request: { ...control.request, body: JSON.stringify(body('x', text)).slice(0, -4) } }
  const secrets = secretsIn([exchange('a', { operation: 'clusters.import', body: body('x', json) }), cut], takes)

  expect(secrets?.test('… cp-canary-cp-7 …')).toBe(true)
  expect(secrets?.test('{"key":"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="}')).toBe(true)
  expect(secrets?.test('{"name":"cp-7","message":"users[0].user.token is not text"}')).toBe(false)
  expect(secretsIn([exchange('a', { operation: 'clusters.create', body: body('x', text) })], takes)).toBeUndefined()
})

test('only the view that is declared to show the kubeconfig is exempt', () => {
  expect(viewsOf(own.contract)).toEqual([{ id: 'clusters.getKubeconfig', at: '/kubeconfig' }])
})

test('an invented identifier has the form of a real one and is another', () => {
  expect(unlike('reg_acmeuse1000000a1')).toBe('reg_acmeusa0111111b0')
  expect(unlike('a0')).toBe('a1')
})

function lost(label: string): Exchange {
  return { ...exchange(label), outcome: { kind: 'lost', reason: 'ECONNRESET' } }
}
