import { Client as Sender } from 'undici'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Contract } from '../specs/contract.ts'
import { at } from '../specs/json.ts'
import { loadContract } from '../specs/load.ts'
import { folderOf } from '../specs/providers.ts'
import { textAt, ways, type Answer, type Client } from './both-ways.test-kit.ts'
import { body, growth, idOf, KEY, keyed, region, START, tagOf, tokenOf, type Send } from './idempotency.test-kit.ts'

const open: Client['mock'][] = []
let akua: Contract

beforeAll(async () => {
  akua = await loadContract(await folderOf('akua'))
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((mock) => mock.close()))
})

async function begin(way: (typeof ways)[number]): Promise<{ readonly send: Send; readonly mock: Client['mock'] }> {
  const { mock, send } = await way.open({ providers: ['akua'], clock: { at: START, scale: 0 } })
  open.push(mock)
  return { mock, send: (path, sending, method = 'POST') => send(method, `/v1${path}`, { token: tokenOf(akua, 'admin'), ...sending }) }
}

describe.each(ways)('idempotency keys, $way', (way) => {
  test('an import that is sent again answers with the cluster that is there, and makes no second one', async () => {
    const { send } = await begin(way)
    const answers: Answer[] = []
    const made = await growth(send, async () => {
      for (let turn = 0; turn < 3; turn += 1) answers.push(await send('/clusters:import', keyed('k', { body: body('one') })))
    })

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(idOf)).size).toBe(1)
    expect(made).toBe(1)
  })

  test.each([
    ['of no characters', '', 400],
    ['of one character', 'a', 200],
    ['of 64 characters', 'k'.repeat(64), 200],
    ['of 65 characters', 'k'.repeat(65), 400],
    ['with spaces, quotes and dots', `"../ ' OR 1 %00`, 200],
    ['with characters that are not ASCII', 'cl\u00e9', 400],
  ])('a key %s gets %3$i and counts as its length says', async (_, key, status) => {
    const { send } = await begin(way)
    const statuses: number[] = []
    const made = await growth(send, async () => {
      for (let turn = 0; turn < 2; turn += 1) statuses.push((await send('/clusters:import', keyed(key, { body: body('one') }))).status)
    })

    expect(statuses).toEqual([status, status])
    expect(made).toBe(status === 200 ? 1 : 0)
  })

  test('tells in the words of the vendor what is wrong with a key', async () => {
    const { send } = await begin(way)
    const { json } = await send('/clusters:import', keyed('k'.repeat(65), { body: body('one') }))

    expect(json).toEqual({
      success: false,
      errors: [{ code: 7001, message: `Invalid request: ${KEY} has 65 characters; use 1 to 64`, path: ['headers', KEY] }],
      result: {},
    })
  })

  test('requests without a key make a cluster each', async () => {
    const { send } = await begin(way)
    expect(
      await growth(send, async () => {
        for (let turn = 0; turn < 2; turn += 1) await send('/clusters:import', { body: body('one') })
      }),
    ).toBe(2)
  })

  test('another body under the same key gets the first cluster as it was', async () => {
    const { send } = await begin(way)
    const first = await send('/clusters:import', keyed('k', { body: body('one') }))
    const other = await send('/clusters:import', keyed('k', { body: body('two') }))

    expect([other.status, idOf(other), textAt(other.json, '/name')]).toEqual([200, idOf(first), 'one'])
  })

  test('a key means nothing in another workspace or for another operation', async () => {
    const { send } = await begin(way)
    const first = await send('/clusters:import', keyed('k', { body: body('one') }))
    const theirs = await send('/clusters:import', keyed('k', { token: tokenOf(akua, 'other'), body: { ...body('one'), region_id: 'reg_glbxuse1000000b2' } }))
    const other = await send('/clusters', keyed('k', { body: { name: 'two', region_id: region } }))
    const renamed = await send(`/clusters/${idOf(first)}`, keyed('k', { body: { name: 'three' }, headers: { 'if-match': tagOf(first) } }), 'PATCH')

    expect([theirs.status, other.status, renamed.status]).toEqual([200, 202, 200])
    expect(idOf(theirs)).not.toBe(idOf(first))
    expect(textAt(other.json, '/owner_id')).not.toBe(idOf(first))
    expect(textAt(renamed.json, '/name')).toBe('three')
  })

  test('one key for two clusters is two requests, because the address tells them apart', async () => {
    const { send } = await begin(way)
    const made = [await send('/clusters:import', { body: body('one') }), await send('/clusters:import', { body: body('two') })]
    for (const one of made) await send(`/clusters/${idOf(one)}`, keyed('k', { body: { name: 'new' }, headers: { 'if-match': tagOf(one) } }), 'PATCH')

    for (const one of made) expect(textAt((await send(`/clusters/${idOf(one)}`, {}, 'GET')).json, '/name')).toBe('new')
  })

  test('a key is forgotten when its time is over, and not a moment before, however often it is used', async () => {
    const { send, mock } = await begin(way)
    const ids: string[] = []
    for (const wait of [0, 43_200_000, 43_199_999, 1]) {
      mock.clock.advance(wait)
      ids.push(idOf(await send('/clusters:import', keyed('k', { body: body('one') }))))
    }

    expect(ids.slice(0, 3)).toEqual([ids[0], ids[0], ids[0]])
    expect(ids[3]).not.toBe(ids[0])
  })

  test('an import that is repeated shows the cluster as it is now, and makes another one once that has gone', async () => {
    const { send, mock } = await begin(way)
    const first = await send('/clusters:import', keyed('k', { body: body('one') }))
    const path = `/clusters/${idOf(first)}`
    const renamed = await send(path, { body: { name: 'two' }, headers: { 'if-match': tagOf(first) } }, 'PATCH')
    const again = await send('/clusters:import', keyed('k', { body: body('one') }))
    await send(path, { headers: { 'if-match': tagOf(renamed) } }, 'DELETE')
    mock.clock.advance(60_000)
    const anew = await send('/clusters:import', keyed('k', { body: body('one') }))

    expect(again.json).toEqual(renamed.json)
    expect(anew.status).toBe(200)
    expect(idOf(anew)).not.toBe(idOf(first))
  })

  test('an update that is repeated gets its first answer byte for byte, although its tag is stale by now, and changes nothing', async () => {
    const { send } = await begin(way)
    const made = await send('/clusters:import', { body: body('one') })
    const path = `/clusters/${idOf(made)}`
    const update = keyed('k', { body: { name: 'two' }, headers: { 'if-match': tagOf(made) } })
    const first = await send(path, update, 'PATCH')
    await send(path, { body: { name: 'three' }, headers: { 'if-match': tagOf(first) } }, 'PATCH')
    const again = await send(path, update, 'PATCH')

    expect([again.status, again.text]).toEqual([200, first.text])
    expect(textAt((await send(path, {}, 'GET')).json, '/name')).toBe('three')
    expect((await send(path, { ...update, headers: { 'if-match': tagOf(made) } }, 'PATCH')).status).toBe(409)
  })

  test('a secret that is shown once is shown again to whoever lost the answer', async () => {
    const { send } = await begin(way)
    const made = await send('/clusters:import', { body: body('one') })
    const path = `/clusters/${idOf(made)}/worker_bootstraps`
    const answers = [await send(path, keyed('k', { body: {} })), await send(path, keyed('k', { body: {} }))]

    expect(answers[1]?.text).toBe(answers[0]?.text)
    expect(answers.map(({ headers }) => headers.get('location'))).toEqual([path, path].map(() => `/v1${path}/${textAt(answers[0]?.json, '/id')}`))
    expect(textAt(answers[1]?.json, '/token')).not.toBe('')
  })

  test('what starts long-running work is answered with that work, also when it is over and its resource gone', async () => {
    const { send, mock } = await begin(way)
    const made = await send('/clusters:import', { body: body('one') })
    const deletion = keyed('k', { headers: { 'if-match': tagOf(made) } })
    const path = `/clusters/${idOf(made)}`
    const first = await send(path, deletion, 'DELETE')
    const running = await send(path, deletion, 'DELETE')
    mock.clock.advance(60_000)
    const after = await send(path, deletion, 'DELETE')

    expect([first, running, after].map(({ status }) => status)).toEqual([202, 202, 202])
    expect([running, after].map(idOf)).toEqual([idOf(first), idOf(first)])
    expect([first, running, after].map(({ json }) => at(json, '/done'))).toEqual([false, false, true])
    expect((await send(path, { headers: { 'if-match': tagOf(made) } }, 'DELETE')).status).toBe(404)
  })

  test('a refused request does not use its key up', async () => {
    const { send } = await begin(way)
    const broken = { ...body('one'), kubeconfig: 'nothing' }
    const lost = { ...body('one'), region_id: 'reg_nowhere' }
    const statuses: number[] = []
    for (const sent of [broken, broken, lost, body('one'), body('one')]) statuses.push((await send('/clusters:import', keyed('k', { body: sent }))).status)

    expect(statuses).toEqual([422, 422, 422, 200, 200])
  })

  test('nothing of an answer is shown to whoever may not ask', async () => {
    const { send } = await begin(way)
    const minted = await send('/api_tokens', { body: { name: 'robot' } })
    const token = textAt(minted.json, '/token')
    const first = await send('/clusters:import', keyed('k', { token, body: body('one') }))
    await send(`/api_tokens/${idOf(minted)}`, {}, 'DELETE')
    const strangers = [token, 'sk_akua_unknown', ''].map((one) => send('/clusters:import', keyed('k', { token: one, body: body('one') })))

    expect(first.status).toBe(200)
    for (const { status, text } of await Promise.all(strangers)) {
      expect(status).toBe(401)
      expect(text).not.toContain(idOf(first))
    }
    expect(idOf(await send('/clusters:import', keyed('k', { body: body('one') })))).toBe(idOf(first))
  })

  test('where a key is required none is refused, and the deletion with one is done once', async () => {
    const { send } = await begin(way)
    const machine = '/machines/mch_acmeworker0000a1'
    const headers = { 'if-match': tagOf(await send(machine, {}, 'GET')) }
    const without = await send(machine, { headers }, 'DELETE')
    const empty = await send(machine, keyed('', { headers }), 'DELETE')
    const there = await send(machine, {}, 'GET')
    const first = await send(machine, keyed('k', { headers }), 'DELETE')
    const again = await send(machine, keyed('k', { headers }), 'DELETE')

    expect([without.status, empty.status, first.status, again.status]).toEqual([400, 400, 202, 202])
    expect(at(without.json, '/errors/0/path')).toEqual(['headers', KEY])
    expect(textAt(there.json, '/state')).toBe('ACTIVE')
    expect(idOf(again)).toBe(idOf(first))
  })

  test('twenty of one request at the same time make one cluster and get one answer', async () => {
    const { send } = await begin(way)
    let answers: readonly Answer[] = []
    const made = await growth(send, async () => {
      answers = await Promise.all(Array.from({ length: 20 }, () => send('/clusters:import', keyed('k', { body: body('one') }))))
    })

    expect(made).toBe(1)
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })
})

test('over a socket two lines with two keys are refused, and two lines with one are one key', async () => {
  const { send, mock } = await begin(ways[0])
  const lines = async (...keys: readonly string[]): Promise<number> => {
    const headers = { authorization: `Bearer ${tokenOf(akua, 'admin')}`, 'content-type': 'application/json', 'Idempotency-Key': [...keys] }
    const options = { method: 'POST', path: '/v1/clusters:import', headers, body: JSON.stringify(body('one')) }
    const client = new Sender(mock.url)
    const { statusCode } = await client.request(options)
    await client.destroy()
    return statusCode
  }

  expect(await growth(send, async () => expect(await lines('a', 'b')).toBe(400))).toBe(0)
  expect(await growth(send, async () => expect([await lines('a', 'a'), await lines('a')]).toEqual([200, 200]))).toBe(1)
})
