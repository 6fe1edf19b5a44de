import { describe, expect, test } from 'vitest'
import { plainKubeconfig } from '../conformance/generate/kubeconfig.ts'
import { at } from '../specs/json.ts'
import { ACME, GLOBEX, MEMBER, NOW, OWNER, REGION, SESSION, STRANGER, akuaFor } from './akua.test-kit.ts'
import { textAt, ways, type Answer } from './both-ways.test-kit.ts'

describe.each(ways)('the workspaces of Akua, their tokens and quotas, $way', ({ open }) => {
  const { akua, client } = akuaFor(open)

  const get = async (path: string) => (await akua.send('GET', path)).json

  describe('workspaces', () => {
    test('are listed as far as the caller belongs to them', async () => {
      const seen = async (token: string) => {
        const data = at((await akua.send('GET', '/workspaces', { token })).json, '/data')
        return Array.isArray(data) ? data.map((each) => textAt(each, '/id')) : []
      }

      expect(await seen(OWNER)).toEqual([ACME])
      expect(await seen(STRANGER)).toEqual([GLOBEX])
      expect([...(await seen(SESSION))].sort()).toEqual([ACME, GLOBEX])
      expect((await akua.send('GET', `/workspaces/${GLOBEX}`)).status).toBe(403)
    })

    test("made by a person are that person's at once, and begin empty", async () => {
      const made = await akua.send('POST', '/workspaces', { token: SESSION, body: { name: 'Initech' } })
      const id = textAt(made.json, '/id')
      const inside = (method: string, path: string, body?: object): Promise<Answer> =>
        akua.send(method, path, { token: SESSION, headers: { 'akua-context': id }, ...(body && { body }) })

      expect([made.status, id]).toEqual([201, expect.stringMatching(/^ws_/)])
      expect(made.json).toMatchObject({ name: 'Initech', slug: expect.stringMatching(/^.{3,39}$/), workspace_class: 'standard', created_at: NOW })
      expect((await akua.send('GET', `/workspaces/${id}`, { token: SESSION })).json).toEqual(made.json)
      for (const path of ['/clusters', '/regions', '/operations', '/machines']) expect(at((await inside('GET', path)).json, '/data')).toEqual([])
      expect((await inside('POST', '/clusters', { name: 'made', region_id: REGION })).status).toBe(422)
      const region = await inside('POST', '/regions', { name: 'first' })
      expect((await inside('POST', '/clusters', { name: 'made', region_id: textAt(region.json, '/id') })).status).toBe(202)
      expect((await akua.send('GET', `/workspaces/${id}`)).status).toBe(403)
    })

    test('are changed with their etag, and not without the current one', async () => {
      const path = `/workspaces/${ACME}`
      const old = await akua.etag(path)
      const won = await akua.write('PATCH', path, { body: { name: 'Acme Works' } })
      const lost = await akua.send('PATCH', path, { body: { name: 'Usurped' }, headers: { 'if-match': old } })

      expect(won.json).toMatchObject({ name: 'Acme Works', slug: 'acme', plan: { tier: 'pro', billed_by: 'platform' } })
      expect([won.status, lost.status, textAt(won.json, '/etag') === old]).toEqual([200, 409, false])
      expect(await get(path)).toEqual(won.json)
      expect(await get(`${path}/access_state`)).toEqual({ status: 'active' })
    })

    test.each([{ name: '' }, { slug: 'ab' }, { slug: 'a'.repeat(40) }, { plan: {} }, {}])('cannot be made of %j', async (more) => {
      const body = Object.keys(more).length === 0 ? {} : { name: 'Initech', ...more }

      expect((await akua.send('POST', '/workspaces', { token: SESSION, body })).status).toBe(400)
    })
  })

  describe('API tokens', () => {
    const create = (body: object = {}): Promise<Answer> => akua.send('POST', '/api_tokens', { body: { name: 'ci', ...body } })

    test('R14, R18 are told once, work at once, and stop at once when they are revoked', async () => {
      const made = await create()
      const token = textAt(made.json, '/token')
      const [first] = await akua.list('/api_tokens')

      expect([made.status, token]).toEqual([201, expect.stringMatching(/^sk_akua_[a-z0-9]{32}$/)])
      expect(first).toEqual({
        id: at(made.json, '/id'),
        workspace_id: ACME,
        name: 'ci',
        prefix: token.slice(0, 12),
        created_at: NOW,
        last_used_at: null,
        expires_at: null,
      })
      expect(JSON.stringify(await akua.list('/api_tokens'))).not.toContain(token)
      expect((await akua.send('GET', '/clusters', { token })).status).toBe(200)
      const revoked = await akua.send('DELETE', `/api_tokens/${textAt(made.json, '/id')}`)
      expect([revoked.status, revoked.text, revoked.headers.get('content-type')]).toEqual([204, '', null])
      expect((await akua.send('GET', '/clusters', { token })).status).toBe(401)
      expect(await akua.list('/api_tokens')).not.toContainEqual(first)
      expect((await akua.send('DELETE', `/api_tokens/${textAt(made.json, '/id')}`)).status).toBe(404)
    })

    test('expire to the second', async () => {
      const token = textAt((await create({ expires_at: NOW + 10 })).json, '/token')
      const status = async (): Promise<number> => (await akua.send('GET', '/clusters', { token })).status

      client().mock.clock.advance(9999)
      expect(await status()).toBe(200)
      client().mock.clock.advance(1)
      expect(await status()).toBe(401)
    })

    test('never expire where that is null, act as an owner, and are for owners to make', async () => {
      const token = textAt((await create({ expires_at: null })).json, '/token')
      akua.pass(10 * 365 * 86_400)

      expect((await akua.send('POST', '/api_tokens', { token, body: { name: 'child' } })).status).toBe(201)
      expect((await akua.send('POST', '/api_tokens', { token: MEMBER, body: { name: 'child' } })).status).toBe(403)
      expect((await akua.send('DELETE', '/api_tokens/tok_acmeowner00000a1', { token: MEMBER })).status).toBe(403)
      expect((await akua.send('GET', '/clusters')).status).toBe(200)
    })

    test.each([{ name: '' }, { name: 'n'.repeat(101) }, { expires_at: '2030-01-01' }, { expires_at: 1.5 }, { role: 'owner' }])(
      'cannot be made of %j',
      async (body) => {
        expect((await create(body)).status).toBe(400)
        expect((await akua.list('/api_tokens')).length).toBe(2)
      },
    )

    test('that are none are refused before anything else', async () => {
      for (const token of ['', ' ', 'sk_akua_', `${OWNER}0`, OWNER.slice(0, -1), OWNER.toUpperCase()])
        expect([token, (await akua.send('DELETE', '/clusters/clu_nobody', { token })).status]).toEqual([token, 401])
      expect((await client().send('GET', '/v1/clusters')).headers.get('www-authenticate')).toBe('Bearer')
      expect((await client().send('GET', '/v1/clusters', { headers: { authorization: `bearer ${OWNER}` } })).status).toBe(200)
    })
  })

  describe('quotas', () => {
    const clusters = '/quotas/kaas%2Fclusters'
    const look = async (): Promise<unknown[]> => {
      const shown = await get(clusters)
      return ['/limit', '/usage', '/remaining'].map((where) => at(shown, where))
    }

    test('count managed clusters from the moment they are asked for until they are gone, and no imported ones', async () => {
      expect(await look()).toEqual([200, 1, 199])
      const { json } = await akua.send('POST', '/clusters', { body: { name: 'made', region_id: REGION } })
      await akua.send('POST', '/clusters:import', { body: { name: 'brought', region_id: REGION, kubeconfig: plainKubeconfig('north') } })
      expect(await look()).toEqual([200, 2, 198])
      akua.pass(20)
      await akua.write('DELETE', `/clusters/${textAt(json, '/owner_id')}`)
      akua.pass(20)
      expect(await look()).toEqual([200, 1, 199])
      expect(await get(clusters)).toMatchObject({ metric: 'kaas/clusters', type: 'allocation', display_name: 'Managed clusters', unit: 'count' })
    })

    test('that are used up refuse a cluster and tell of themselves; an import and another workspace do not mind', async () => {
      const body = { name: 'made', region_id: REGION }
      for (let i = 0; i < 199; i += 1) await akua.send('POST', '/clusters', { body })
      const refused = await akua.send('POST', '/clusters', { body })

      expect([refused.status, at(refused.json, '/errors/0/code')]).toEqual([403, 7004])
      expect(at(refused.json, '/errors/0/metadata')).toEqual({ metric: 'kaas/clusters', limit: '200', usage: '200' })
      expect(await look()).toEqual([200, 200, 0])
      expect((await akua.send('POST', '/clusters:import', { body: { ...body, kubeconfig: plainKubeconfig('north') } })).status).toBe(200)
      expect((await akua.send('POST', '/clusters', { token: STRANGER, body: { ...body, region_id: 'reg_glbxuse1000000b2' } })).status).toBe(202)
    })

    test('are listed whole, without pages, and each can be read by its name', async () => {
      const list = await get('/quotas?limit=1&cursor=garbage')

      expect(list).toMatchObject({ data: [{ metric: 'compute/machines' }, { metric: 'kaas/clusters' }], has_more: false, next_cursor: null })
      expect(await get('/quotas/compute%2Fmachines')).toEqual(at(list, '/data/0'))
    })
  })
})
