import { beforeAll, expect, test, vi } from 'vitest'
import type { OperationBehaviour } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import { at } from '../specs/json.ts'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import { textAt } from './both-ways.test-kit.ts'
import { body, idOf, KEY, keyed, region, served, tagOf, under } from './idempotency.test-kit.ts'

// Rules for keys that the contract at hand does not have, but another one may.
const assumed = { basis: 'assumed', source: 'a test' } as const
let akua: Contract

beforeAll(async () => {
  akua = await loadContract(await folderOf('akua'))
})

test('a server that refuses another body says so, keeps the cluster and still knows the first one', async () => {
  const { send } = under(akua, { reuse: { policy: 'refuse', ...assumed } })
  const first = await send('/clusters:import', keyed('k', { body: body('one') }))
  const { kubeconfig, ...rest } = body('one')
  const reordered = await send('/clusters:import', keyed('k', { body: { kubeconfig: kubeconfig ?? '', ...rest } }))
  const other = await send('/clusters:import', keyed('k', { body: body('two') }))
  const again = await send('/clusters:import', keyed('k', { body: body('one') }))

  expect([first, reordered, other, again].map(({ status }) => status)).toEqual([200, 200, 409, 200])
  expect(at(other.json, '/errors/0/path')).toEqual(['headers', KEY])
  expect(again.text).toBe(first.text)
})

test('a key that is good for all operations never gives one operation the answer of another', async () => {
  const { send } = under(akua, { scope: { of: ['scope'], ...assumed } })
  const first = await send('/clusters:import', keyed('k', { body: body('one') }))
  const other = await send('/clusters', keyed('k', { body: { name: 'two', region_id: region } }))

  expect([first.status, other.status]).toEqual([200, 409])
  expect(other.text).not.toContain(idOf(first))
})

test('a server that keeps refusals repeats them, but none that says nothing of the request', async () => {
  const { send, host } = under(akua, { errors: { stored: true, ...assumed } })
  const lost = { ...body('one'), region_id: 'reg_nowhere' }
  const answers = [await send('/clusters:import', keyed('k', { body: lost })), await send('/clusters:import', keyed('k', { body: body('one') }))]
  host.world().set({ limits: { requests: 1, windowSeconds: 10 } })
  await send('/clusters', {}, 'GET')
  const throttled = await send('/clusters:import', keyed('l', { body: body('one') }))
  host.world().set({ limits: false })

  expect(answers.map(({ status }) => status)).toEqual([422, 422])
  expect(answers[1]?.text).toBe(answers[0]?.text)
  expect(throttled.status).toBe(429)
  expect((await send('/clusters:import', keyed('l', { body: body('one') }))).status).toBe(200)
})

test('a key of any characters is as long as its text, and not as its bytes', async () => {
  const { send } = under(akua, { charset: { of: 'any', ...assumed } })
  const key = (count: number) => Buffer.from('\u00e9'.repeat(count)).toString('latin1')
  const statuses = [
    await send('/clusters:import', keyed(key(64), { body: body('one') })),
    await send('/clusters:import', keyed(key(65), { body: body('one') })),
  ]

  expect(statuses.map(({ status }) => status)).toEqual([200, 400])
})

test('an answer that shows the resource as it is now has the tag of now, and still says where it is', async () => {
  const cluster = akua.behaviour.resources['cluster']
  const importing = akua.operations.get('clusters.import')
  if (cluster?.tag === undefined || importing?.behaviour === undefined) throw new Error('the contract has no import')
  const resources = { ...akua.behaviour.resources, cluster: { ...cluster, tag: { ...cluster.tag, header: true } } }
  const located = { ...importing, behaviour: { ...importing.behaviour, location: assumed } }
  const operations = new Map([...akua.operations, ['clusters.import', located]])
  const { send } = served({ ...akua, behaviour: { ...akua.behaviour, resources }, operations })
  const first = await send('/clusters:import', keyed('k', { body: body('one') }))
  const renamed = await send(`/clusters/${idOf(first)}`, { body: { name: 'two' }, headers: { 'if-match': tagOf(first) } }, 'PATCH')
  const again = await send('/clusters:import', keyed('k', { body: body('one') }))

  expect(again.headers.get('etag')).toBe(renamed.headers.get('etag'))
  expect(again.headers.get('etag')).not.toBe(first.headers.get('etag'))
  expect(again.headers.get('location')).toBe(first.headers.get('location'))
})

/** The contract with an operation that understands keys in another way. */
function keyedAs(id: string, changes: Partial<OperationBehaviour>): Contract {
  const operation = akua.operations.get(id)
  if (operation?.behaviour === undefined) throw new Error(`the contract has no ${id}`)
  return { ...akua, operations: new Map([...akua.operations, [id, { ...operation, behaviour: { ...operation.behaviour, ...changes } }]]) }
}

test('a repeated change of what is gone by now is refused as absent, where the answer was to be shown as it is now', async () => {
  const { send, host } = served(keyedAs('clusters.update', { idempotency: { presence: 'optional', replay: 'current', ...assumed } }))
  const made = await send('/clusters:import', { body: body('one') })
  const path = `/clusters/${idOf(made)}`
  const change = () => send(path, keyed('k', { body: { name: 'two' }, headers: { 'if-match': tagOf(made) } }), 'PATCH')
  const changed = await change()
  await send(path, { headers: { 'if-match': tagOf(changed) } }, 'DELETE')
  host.world().clock.advance(60_000)

  expect([changed.status, (await change()).status]).toEqual([200, 404])
})

test('what is kept of a wait is its end, and not what it showed meanwhile', async () => {
  const { send, host } = served(keyedAs('operations.wait', { idempotency: { presence: 'optional', replay: 'stored', ...assumed } }))
  const { json } = await send('/clusters', { body: { name: 'one', region_id: region } })
  const wait = () => send(`/operations/${textAt(json, '/id')}:wait?timeout=60`, keyed('k'))
  const first = wait()
  await vi.waitFor(() => expect(host.world().waiting).toBe(1), { interval: 1 })
  host.world().clock.advance(10_000)

  expect(textAt((await first).json, '/state')).toBe('SUCCEEDED')
  expect((await wait()).text).toBe((await first).text)
})
