import { describe, expect, test } from 'vitest'
import { type JsonObject } from '../specs/json.ts'
import { HERE, idOf, qovery, refused, refusalIn, YAML } from './qovery.test-kit.ts'

const { send, pass, make, deployed, list, shown, status, phase, edit } = qovery()

describe('a lock', () => {
  const lock = (path: string, body: JsonObject) => send('POST', `/cluster/${idOf(path)}/lock`, { body })
  const unlock = (path: string) => send('DELETE', `/cluster/${idOf(path)}/lock`)

  test('is over after its days, to the second', async () => {
    const path = await make()
    const { json } = await lock(path, { reason: 'freeze', ttl_in_days: 2 })
    pass(2 * 86_400 - 1)
    expect([(await status(path))['cluster_lock'], await list(`${HERE}/lock`)]).toEqual([json, [json]])
    pass(1)

    expect([(await status(path))['cluster_lock'], await list(`${HERE}/lock`)]).toEqual([null, []])
  })

  test('without days has no end', async () => {
    const path = await make()
    const { json } = await lock(path, { reason: 'freeze' })
    pass(365 * 86_400)

    expect(json).not.toHaveProperty('ttl_in_days')
    expect((await status(path))['cluster_lock']).toEqual(json)
  })

  test('is replaced by a second one, which counts its own days', async () => {
    const path = await make()
    await lock(path, { reason: 'first', ttl_in_days: 1 })
    pass(86_000)
    const { json } = await lock(path, { reason: 'second', ttl_in_days: 1 })
    pass(86_000)

    expect(await list(`${HERE}/lock`)).toEqual([json])
    expect(json).toMatchObject({ reason: 'second', locked_at: '2026-02-02T13:53:20Z' })
  })

  test('may be taken off where there is none, and is that of one cluster alone', async () => {
    const [path, other] = [await make(), await make({ name: 'other' })]
    await lock(path, { reason: 'x' })

    expect([(await status(other))['cluster_lock'], (await unlock(other)).status, (await unlock(other)).status]).toEqual([null, 204, 204])
    expect((await list(`${HERE}/lock`)).map(({ cluster_id }) => cluster_id)).toEqual([idOf(path)])
  })

  test('forbids nothing, in whatever is done', async () => {
    const path = await make()
    await lock(path, { reason: 'x' })

    expect((await edit(path, { disk_size: 50 })).status).toBe(200)
    expect((await send('POST', `${path}/deploy`)).status).toBe(201)
    pass(10)
    expect((await send('POST', `${path}/stop`)).status).toBe(202)
    pass(10)
    expect((await send('DELETE', path)).status).toBe(204)
  })

  test.each([0, 6, -1, 1.5, '2'])('for %j days is refused, and locks nothing', async (ttl_in_days) => {
    const path = await make()

    expect(refusalIn(await lock(path, { reason: 'x', ttl_in_days }))).toEqual(refused(400, /ttl_in_days/))
    expect((await status(path))['cluster_lock']).toBeNull()
  })

  test('is set and taken off while work is under way', async () => {
    const path = await make()
    await send('POST', `${path}/deploy`)

    expect([(await lock(path, { reason: 'x' })).status, (await unlock(path)).status, await phase(path)]).toEqual([200, 204, 'DEPLOYMENT_QUEUED'])
  })
})

describe('a kubeconfig', () => {
  test('is made by a deployment, and always the same', async () => {
    const path = await make()
    expect(refusalIn(await send('GET', `${path}/kubeconfig`))).toEqual(refused(404, /the cluster has none yet/))
    await send('POST', `${path}/deploy`)
    pass(10)
    const first = await send('GET', `${path}/kubeconfig`)

    expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([200, 'application/x-yaml', 'no-store'])
    expect(first.text).toMatch(/^apiVersion: v1\nkind: Config\n/)
    for (const query of ['', '?read_only=true', '?with_token_from_cli=true&read_only=false'])
      expect((await send('GET', `${path}/kubeconfig${query}`)).text).toBe(first.text)
  })

  test.each(['{"apiVersion": "v1"}', 'true', '12', 'a:\r\n\t- ü 😀 \u00a0\n\n', '# only a comment', 'x'.repeat(65_536)])(
    'that was put is shown to the letter (%#)',
    async (body) => {
      const path = await deployed()
      for (const type of ['application/x-yaml', 'application/x-yaml; charset=utf-8', 'Application/X-YAML']) {
        expect((await send('PUT', `${path}/kubeconfig`, { body, headers: { 'content-type': type } })).status).toBe(204)
        const { text, headers } = await send('GET', `${path}/kubeconfig`, { headers: { accept: 'application/json' } })
        expect([text, headers.get('content-type')]).toEqual([body, 'application/x-yaml'])
      }
    },
  )

  test('is that of one cluster, stays through what is done, and goes with it', async () => {
    const path = await make()
    await send('PUT', `${path}/kubeconfig`, { body: 'mine: true\n', headers: YAML })
    await send('POST', `${path}/deploy`)
    pass(10)

    expect((await send('GET', `${path}/kubeconfig`)).text).toBe('mine: true\n')
    expect((await send('GET', `${await deployed({ name: 'other' })}/kubeconfig`)).text).not.toContain('mine')
    expect(JSON.stringify(await shown(path))).not.toContain('mine')
  })
})
