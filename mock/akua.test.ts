import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { plainKubeconfig } from '../conformance/generate/kubeconfig.ts'
import { at, isObject } from '../specs/json.ts'
import { ACME, MEMBER, NOW, REGION, SAMPLE, WORKER, akuaFor } from './akua.test-kit.ts'
import { textAt, ways, type Answer } from './both-ways.test-kit.ts'

// The rows of section 14 that stand elsewhere: R3 to R5 in idempotency.test.ts, R6, R8, R11 and R17 in long-running.test.ts, R7 in
// actions/wait.test.ts, R14 and R18 in akua-accounts.test.ts, R15 in akua-neighbours.test.ts, R19 in akua-refusals.test.ts.
const kubeconfig = plainKubeconfig('north')
const body = { name: 'brought', region_id: REGION, kubeconfig }

describe.each(ways)('the clusters of Akua, $way', ({ open }) => {
  const { akua, client } = akuaFor(open)

  const bring = (more: object = {}): Promise<Answer> => akua.send('POST', '/clusters:import', { body: { ...body, ...more } })
  const trigger = (type: string, address: readonly string[], name: string): Promise<Answer> =>
    client().send('POST', '/__admin/lifecycle/trigger', { body: { type, address, trigger: name } })

  test('R1 an import answers with the cluster of the seed, whole, in seconds', async () => {
    const made = await bring()
    const id = textAt(made.json, '/id')

    expect(made.status).toBe(200)
    expect(id).toMatch(/^clu_[a-z0-9]{16,32}$/)
    expect(made.json).toEqual({
      id,
      html_url: `https://akua.dev/clusters/${id}`,
      name: 'brought',
      workspace_id: ACME,
      state: 'active',
      provider: 'imported_byoc',
      reconciling: false,
      created_at: NOW,
      updated_at: NOW,
      etag: expect.stringMatching(/^\d+$/),
    })
  })

  test.each([1, 100])('R2 a name of %d characters is taken', async (length) => {
    expect((await bring({ name: 'n'.repeat(length) })).status).toBe(200)
    expect((await akua.send('POST', '/clusters', { body: { name: 'é'.repeat(length), region_id: REGION } })).status).toBe(202)
  })

  test.each([
    ['an empty name', { name: '' }, 400],
    ['a name of 101 characters', { name: 'n'.repeat(101) }, 400],
    ['a number for a name', { name: 7 }, 400],
    ['no name', { name: undefined }, 400],
    ['an empty region', { region_id: '' }, 400],
    ['a region of 54 characters that nobody knows', { region_id: 'r'.repeat(54) }, 422],
    ['a region of 55 characters', { region_id: 'r'.repeat(55) }, 400],
    ['no region', { region_id: undefined }, 400],
    ['an empty kubeconfig', { kubeconfig: '' }, 400],
    ['no kubeconfig', { kubeconfig: undefined }, 400],
    ['an unknown member', { colour: 'red' }, 400],
  ])('R2 %s is refused, and nothing is brought in', async (_, more, status) => {
    const before = await akua.list('/clusters')

    expect((await bring(more)).status).toBe(status)
    expect(await akua.list('/clusters')).toEqual(before)
  })

  describe('R9 a stale etag', () => {
    const writes = [
      { method: 'PATCH', action: '', more: { body: { name: 'usurped' } }, suspended: false },
      { method: 'DELETE', action: '', more: {}, suspended: false },
      { method: 'POST', action: ':suspend', more: {}, suspended: false },
      { method: 'POST', action: ':resume', more: {}, suspended: true },
      { method: 'POST', action: ':exec', more: { body: { namespace: 'default', pod: 'web-0', command: ['ls'] } }, suspended: false },
    ]
    test.each(writes)('refuses $method$action with 409 and the current one, and does nothing', async ({ method, action, more, suspended }) => {
      const cluster = await akua.make()
      const stale = await akua.etag(cluster)
      await akua.write('PATCH', cluster, { body: { name: 'renamed' } })
      if (suspended) await akua.write('POST', `${cluster}:suspend`)
      akua.pass(20)
      const before = [await akua.send('GET', cluster), await akua.send('GET', '/operations')].map(({ text }) => text)
      const lost = await akua.send(method, cluster + action, { ...more, headers: { 'if-match': stale } })

      expect([lost.status, at(lost.json, '/errors/0/code')]).toEqual([409, 7006])
      expect(textAt(lost.json, '/errors/0/message')).toMatch(/^ABORTED/)
      expect(at(lost.json, '/errors/0/metadata')).toEqual({ reason: 'ABORTED', etag: await akua.etag(cluster) })
      akua.pass(20)
      expect([await akua.send('GET', cluster), await akua.send('GET', '/operations')].map(({ text }) => text)).toEqual(before)
    })
  })

  test('R10 a change answers with the changed cluster, and its etag is of no use afterwards', async () => {
    const cluster = await akua.make()
    const old = await akua.etag(cluster)
    akua.pass(5)
    const won = await akua.send('PATCH', cluster, { body: { name: 'renamed' }, headers: { 'if-match': old } })
    const lost = await akua.send('PATCH', cluster, { body: { name: 'again' }, headers: { 'if-match': old } })

    expect(won.status).toBe(200)
    expect(won.json).toMatchObject({ name: 'renamed', state: 'active', reconciling: false, created_at: NOW, updated_at: NOW + 25 })
    expect(textAt(won.json, '/etag')).not.toBe(old)
    expect(lost.status).toBe(409)
    expect((await akua.send('GET', cluster)).json).toEqual(won.json)
  })

  test.each([{}, { name: 'made' }, { name: 'made', provider: 'managed_kaas', region_id: REGION }])(
    'a change to what is there already, %j, moves nothing',
    async (same) => {
      const cluster = await akua.make()
      const before = await akua.send('GET', cluster)
      akua.pass(5)
      const patched = await akua.write('PATCH', cluster, { body: same })

      expect([patched.status, patched.json]).toEqual([200, before.json])
    },
  )

  test.each([
    ['in quotes', (tag: string) => `"${tag}"`, 200],
    ['weak', (tag: string) => `W/"${tag}"`, 409],
    ['a star', () => '*', 409],
    ['in a list', (tag: string) => `${tag}, ${tag}`, 409],
    ['empty', () => '', 400],
    ['of 257 characters', (tag: string) => tag.padEnd(257, '0'), 400],
  ] as const)('takes an etag %s for what it is', async (_, written, status) => {
    const cluster = await akua.make()
    const tag = await akua.etag(cluster)
    const answer = await akua.send('PATCH', cluster, { body: { name: 'renamed' }, headers: { 'if-match': written(tag) } })

    expect(answer.status).toBe(status)
    if (status === 400) expect(at(answer.json, '/errors/0/path')).toEqual(['headers', 'if-match'])
    expect(textAt((await akua.send('GET', cluster)).json, '/name')).toBe(status === 200 ? 'renamed' : 'made')
  })

  test('an etag means nothing to a create, an import or a read', async () => {
    const headers = { 'if-match': '1' }

    expect((await akua.send('POST', '/clusters', { body: { name: 'made', region_id: REGION }, headers })).status).toBe(202)
    expect((await akua.send('POST', '/clusters:import', { body, headers })).status).toBe(200)
    expect((await akua.send('GET', `/clusters/${SAMPLE}`, { headers })).status).toBe(200)
  })

  test('who is asked for before where, what before how, and the etag before the state', async () => {
    const headers = { 'if-match': '1' }
    const told = async (path: string, more: object): Promise<number> => (await akua.send('DELETE', path, { headers, ...more })).status

    expect(await told('/clusters/clu_nobody', { token: 'sk_akua_nobody' })).toBe(401)
    expect(await told('/clusters/clu_nobody', { token: MEMBER })).toBe(403)
    expect(await told('/clusters/clu_nobody', { headers: {} })).toBe(404)
    expect((await akua.send('PATCH', '/clusters/clu_nobody', { body: { name: '' } })).status).toBe(404)
    expect((await akua.send('PATCH', `/clusters/${SAMPLE}`, { body: { name: '' }, headers })).status).toBe(400)
    expect(at((await akua.send('POST', `/clusters/${SAMPLE}:resume`, { headers })).json, '/errors/0/metadata/reason')).toBe('ABORTED')
    expect(at((await akua.write('POST', `/clusters/${SAMPLE}:resume`)).json, '/errors/0/metadata')).toBeUndefined()
  })

  test('every change of state moves the etag and the time of the last change', async () => {
    const { json } = await akua.send('POST', '/clusters', { body: { name: 'made', region_id: REGION } })
    const cluster = `/clusters/${textAt(json, '/owner_id')}`
    const seen: unknown[][] = []
    const look = async (): Promise<void> => {
      const { json: shown } = await akua.send('GET', cluster)
      seen.push([at(shown, '/state'), at(shown, '/reconciling'), Number(at(shown, '/updated_at')) - NOW, at(shown, '/etag')])
    }
    await look()
    for (const seconds of [2, 8, 100]) {
      akua.pass(seconds)
      await look()
    }
    await akua.write('POST', `${cluster}:suspend`)
    await look()
    akua.pass(5)
    await look()

    expect(seen.map((each) => each.slice(0, 3))).toEqual([
      ['pending', true, 0],
      ['provisioning', true, 2],
      ['active', false, 10],
      ['active', false, 10],
      ['active', true, 110],
      ['suspended', false, 115],
    ])
    expect(new Set(seen.map(([, , , tag]) => tag)).size).toBe(5)
  })

  test('R12 a deletion is for owners; it starts an operation and ends in nothing', async () => {
    const cluster = await akua.make()
    const forbidden = await akua.write('DELETE', cluster, { token: MEMBER })
    const deleted = await akua.write('DELETE', cluster)
    const operation = `/operations/${textAt(deleted.json, '/id')}`

    expect([forbidden.status, deleted.status]).toEqual([403, 202])
    expect((await akua.send('GET', cluster)).json).toMatchObject({ state: 'deleting', reconciling: true })
    akua.pass(20)
    expect([(await akua.send('GET', cluster)).status, (await akua.send('DELETE', cluster, { headers: { 'if-match': '1' } })).status]).toEqual([404, 404])
    expect((await akua.send('GET', operation)).json).toMatchObject({
      state: 'SUCCEEDED',
      metadata: { type: 'cluster.delete' },
      response: { type: 'cluster.delete', cluster_id: cluster.slice('/clusters/'.length) },
    })
  })

  test('a second deletion is refused while the first is under way, with and without another key', async () => {
    const cluster = await akua.make()
    const first = await akua.write('DELETE', cluster, { headers: { 'idempotency-key': 'first' } })

    expect(first.status).toBe(202)
    expect((await akua.write('DELETE', cluster)).status).toBe(409)
    expect((await akua.write('DELETE', cluster, { headers: { 'idempotency-key': 'second' } })).status).toBe(409)
  })

  test('a cluster stays while it has a machine, and goes once that has gone', async () => {
    const cluster = `/clusters/${SAMPLE}`
    const before = await akua.send('GET', cluster)
    const kept = await akua.write('DELETE', cluster)

    expect([kept.status, at(kept.json, '/errors/0/metadata')]).toEqual([409, { blocker: WORKER }])
    expect((await akua.send('GET', cluster)).json).toEqual(before.json)
    expect((await akua.write('DELETE', `/machines/${WORKER}`, { headers: { 'idempotency-key': 'go' } })).status).toBe(202)
    expect((await akua.write('DELETE', cluster)).status).toBe(409)
    akua.pass(20)
    expect((await akua.write('DELETE', cluster)).status).toBe(202)
    akua.pass(20)
    expect((await akua.send('GET', cluster)).status).toBe(404)
  })

  test('R13 what is not there is 404 in the envelope', async () => {
    const parts = ['', '/kubeconfig', '/capabilities', '/compute_settings', '/worker_bootstraps', '/worker_bootstraps/wbs_nobody']
    const others = [
      '/operations/op_nobody',
      '/machines/mch_nobody',
      '/compute_configs/ccfg_nobody',
      '/quotas/nobody',
      `/clusters/${SAMPLE}/worker_bootstraps/wbs_nobody`,
    ]
    for (const path of [...parts.map((part) => `/clusters/clu_nobody${part}`), ...others]) {
      const { status, json } = await akua.send('GET', path)
      expect([path, status, json]).toEqual([path, 404, { success: false, errors: [{ code: 7002, message: expect.stringMatching(/\S/) }], result: {} }])
    }
  })

  test('R16 the kubeconfig of a managed cluster is text that can be used, once the cluster has been active', async () => {
    const { json } = await akua.send('POST', '/clusters', { body: { name: 'made', region_id: REGION } })
    const path = `/clusters/${textAt(json, '/owner_id')}/kubeconfig`
    expect((await akua.send('GET', path)).status).toBe(404)
    akua.pass(20)
    const shown = await akua.send('GET', path)
    const read: unknown = load(textAt(shown.json, '/kubeconfig'))

    expect(Object.keys(isObject(shown.json) ? shown.json : {})).toEqual(['kubeconfig'])
    expect(read).toMatchObject({ kind: 'Config', 'current-context': 'admin', clusters: [{ cluster: { server: expect.stringMatching(/^https:/) } }] })
    expect((await bring({ kubeconfig: textAt(shown.json, '/kubeconfig') })).status).toBe(200)
    expect((await akua.send('GET', path, { token: MEMBER })).status).toBe(403)
    expect((await akua.send('GET', path)).text).toBe(shown.text)
  })

  test('what comes with a cluster, or lies in it, goes with it: nobody is told of it any more', async () => {
    const id = textAt((await bring()).json, '/id')
    await akua.send('POST', `/clusters/${id}/worker_bootstraps`, { body: {} })
    const told = async () => (await client().send('GET', '/__admin/resources')).text.split(id).length - 1
    const before = await told()
    await akua.write('DELETE', `/clusters/${id}`)
    akua.pass(10)

    expect([before, await told()]).toEqual([4, 0])
    expect((await trigger('capabilities', [ACME, id], 'refresh')).status).toBe(404)
  })

  test('R20 no state ever leaves its set, whatever happens', async () => {
    const clusters = new Set<unknown>()
    const operations = new Set<unknown>()
    const watch = async (seconds: number): Promise<void> => {
      for (let i = 0; i <= seconds; i += 1) {
        for (const { state, provider } of await akua.list('/clusters')) clusters.add(state).add(provider)
        for (const { state, done } of await akua.list('/operations')) operations.add(`${JSON.stringify(state)} ${JSON.stringify(done)}`)
        akua.pass(1)
      }
    }
    const { json } = await akua.send('POST', '/clusters', { body: { name: 'made', region_id: REGION } })
    const cluster = `/clusters/${textAt(json, '/owner_id')}`
    await bring()
    await watch(12)
    await akua.write('POST', `${cluster}:suspend`)
    await trigger('cluster', [ACME, textAt(json, '/owner_id')], 'fail')
    await akua.write('POST', `${cluster}:suspend`)
    await watch(6)
    const resumed = await akua.write('POST', `${cluster}:resume`)
    await akua.send('POST', `/operations/${textAt(resumed.json, '/id')}:cancel`)
    await akua.write('DELETE', cluster)
    await watch(6)

    expect(clusters).toEqual(new Set(['pending', 'provisioning', 'active', 'suspended', 'deleting', 'managed_kaas', 'imported_byoc']))
    expect(operations).toEqual(new Set(['"RUNNING" false', '"SUCCEEDED" true', '"FAILED" true', '"CANCELLED" true']))
  })
})
