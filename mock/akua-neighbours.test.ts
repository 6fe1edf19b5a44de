import { describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { ACME, CONFIG, NOW, OWNER, REGION, SAMPLE, STRANGER, WORKER, akuaFor } from './akua.test-kit.ts'
import { textAt, ways, type Answer } from './both-ways.test-kit.ts'

const exec = { namespace: 'default', pod: 'web-0', command: ['ls'] }

describe.each(ways)('what lies around the clusters of Akua, $way', ({ open }) => {
  const { akua, client } = akuaFor(open)

  const get = async (path: string) => (await akua.send('GET', path)).json
  const trigger = (type: string, address: readonly string[], name: string): Promise<Answer> =>
    client().send('POST', '/__admin/lifecycle/trigger', { body: { type, address, trigger: name } })

  test('a creation that is made to fail says so, and the cluster stays where it was', async () => {
    const started = await akua.send('POST', '/clusters', { body: { name: 'unlucky', region_id: REGION } })
    const [id, operation] = [textAt(started.json, '/owner_id'), textAt(started.json, '/id')]
    await trigger('cluster', [ACME, id], 'fail-creation')
    akua.pass(60)

    expect(await get(`/operations/${operation}`)).toMatchObject({ state: 'FAILED', done: true, response: null, error: { message: 'The work failed.' } })
    expect(await get(`/clusters/${id}`)).toMatchObject({ state: 'provisioning', reconciling: false })
  })

  test('nothing is begun around a cluster that is being deleted', async () => {
    const cluster = await akua.make('leaving')
    await akua.write('DELETE', cluster)
    const machine = { cluster_id: cluster.split('/')[2] ?? '', compute_config_id: CONFIG, instance_type: 'cx22' }
    const answers = [
      await akua.send('POST', `${cluster}/worker_bootstraps`),
      await akua.send('POST', '/machines', { body: machine }),
      await akua.write('PATCH', `${cluster}/compute_settings`, { body: { max_machines: 1 } }),
      await akua.send('POST', `${cluster}/capabilities:refresh`),
    ]

    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409])
  })

  describe('capabilities', () => {
    const sample = `/clusters/${SAMPLE}/capabilities`
    const freshness = async () => at(await get(sample), '/freshness')
    const missing = {
      state: 'missing',
      max_age_seconds: 3600,
      age_seconds: null,
      last_successful_at: null,
      last_refresh_status: null,
      last_refresh_error: null,
    }

    test('are missing, then being looked for, then fresh, with an age, and stale one day', async () => {
      expect(await freshness()).toEqual(missing)
      const started = await akua.send('POST', `${sample}:refresh`)
      expect([started.status, textAt(started.json, '/metadata/type'), textAt(started.json, '/owner_id')]).toEqual([202, 'cluster.capabilities.refresh', SAMPLE])
      expect(await freshness()).toEqual({ ...missing, last_refresh_status: 'RUNNING' })
      akua.pass(3)
      const fresh = { ...missing, state: 'fresh', age_seconds: 0, last_successful_at: NOW + 3, last_refresh_status: 'SUCCESS' }
      expect(await freshness()).toEqual(fresh)
      akua.pass(60)
      expect(await freshness()).toEqual({ ...fresh, age_seconds: 60 })
      expect(at(await get(`/operations/${textAt(started.json, '/id')}`), '/response')).toEqual({ type: 'cluster.capabilities.refresh', cluster_id: SAMPLE })
      await trigger('capabilities', [ACME, SAMPLE], 'age')
      expect(at(await freshness(), '/state')).toBe('stale')
    })

    test('show nothing of a cluster that nobody has looked at, and what was found afterwards', async () => {
      const empty = { api_groups: [], storage_classes: [], gateway_classes: [], gateways: [], ingress_classes: [], nodes: [] }
      expect(await get(sample)).toEqual({ ...empty, freshness: missing })
      await akua.send('POST', `${sample}:refresh`)
      akua.pass(3)

      expect(await get(sample)).toMatchObject({ nodes: [{ roles: ['worker'] }], storage_classes: [{ is_default: true }], default_gateway: { name: 'public' } })
    })

    test('are looked for once at a time, and the cluster is left alone', async () => {
      const before = await get(`/clusters/${SAMPLE}`)
      await akua.send('POST', `${sample}:refresh`)

      expect((await akua.send('POST', `${sample}:refresh`)).status).toBe(409)
      expect(await get(`/clusters/${SAMPLE}`)).toEqual(before)
      akua.pass(3)
      expect((await akua.send('POST', `${sample}:refresh`)).status).toBe(202)
    })
  })

  describe('compute settings', () => {
    const settings = `/clusters/${SAMPLE}/compute_settings`

    test('have an etag of their own, and a change of them leaves the cluster as it was', async () => {
      const [cluster, before] = [await get(`/clusters/${SAMPLE}`), await get(settings)]
      akua.pass(5)
      const patched = await akua.write('PATCH', settings, { body: { auto_scaling_enabled: false, max_machines: 0 } })

      expect(before).toEqual({ auto_scaling: 'active', machines: 1, max_machines: 3, updated_at: NOW, etag: expect.stringMatching(/^\d+$/) })
      expect(patched.json).toEqual({ auto_scaling: 'paused', machines: 1, max_machines: 0, updated_at: NOW + 5, etag: expect.stringMatching(/^\d+$/) })
      expect(textAt(patched.json, '/etag')).not.toBe(textAt(before, '/etag'))
      expect(await get(`/clusters/${SAMPLE}`)).toEqual(cluster)
      expect(await get(settings)).toEqual(patched.json)
    })

    test('take neither the etag of the cluster nor one of before', async () => {
      const body = { max_machines: 7 }
      const old = await akua.etag(settings)
      expect((await akua.send('PATCH', settings, { body, headers: { 'if-match': await akua.etag(`/clusters/${SAMPLE}`) } })).status).toBe(409)
      expect((await akua.send('PATCH', settings, { body, headers: { 'if-match': old } })).status).toBe(200)
      const lost = await akua.send('PATCH', settings, { body: { max_machines: 9 }, headers: { 'if-match': old } })

      expect([lost.status, at(lost.json, '/errors/0/metadata/etag')]).toEqual([409, await akua.etag(settings)])
      expect(at(await get(settings), '/max_machines')).toBe(7)
    })

    test.each([
      {},
      { max_machines: -1 },
      { max_machines: 101 },
      { max_machines: 1.5 },
      { machines: 2 },
      { auto_scaling: 'paused' },
      { auto_scaling_enabled: 'no' },
    ])('refuse %j with 400 and stay as they are', async (body) => {
      const before = await get(settings)

      expect((await akua.write('PATCH', settings, { body })).status).toBe(400)
      expect(await get(settings)).toEqual(before)
    })

    test('take both bounds', async () => {
      for (const max_machines of [0, 100])
        expect(at((await akua.write('PATCH', settings, { body: { max_machines } })).json, '/max_machines')).toBe(max_machines)
    })
  })

  describe('a worker bootstrap', () => {
    const all = `/clusters/${SAMPLE}/worker_bootstraps`
    const start = (body: object = {}): Promise<Answer> => akua.send('POST', all, { body })

    test('is made with 201 at a place that can be read, where its secrets are not', async () => {
      const made = await start({ ttl_seconds: 60 })
      const token = textAt(made.json, '/token')
      const place = made.headers.get('location') ?? ''
      const read = await client().send('GET', place, { token: OWNER })

      expect([made.status, place]).toEqual([201, `/v1${all}/${textAt(made.json, '/id')}`])
      expect(made.json).toMatchObject({ status: 'active', cluster_id: SAMPLE, expires_at: NOW + 60, reconciling: false, active_operation: null })
      expect([textAt(made.json, '/command'), textAt(made.json, '/cloud_init')].every((text) => text.includes(token) && token !== '')).toBe(true)
      expect([read.status, textAt(read.json, '/id'), at(read.json, '/active_operation')]).toEqual([200, textAt(made.json, '/id'), null])
      for (const { text } of [read, await akua.send('GET', all), await akua.send('GET', '/operations'), await akua.send('GET', `/clusters/${SAMPLE}`)])
        expect(['"token"', '"command"', '"cloud_init"', '"artifacts"', token].filter((secret) => text.includes(secret))).toEqual([])
    })

    test('lives an hour unless it is told otherwise', async () => {
      expect(at((await start()).json, '/expires_at')).toBe(NOW + 3600)
    })

    test.each([59, 86_401, 60.5, '60'])('of %j seconds is refused, and none is made', async (ttl_seconds) => {
      expect((await start({ ttl_seconds })).status).toBe(400)
      expect(await akua.list(all)).toEqual([])
    })

    test('is revoked at once, says so while its token is invalidated, and stays in the list', async () => {
      const path = `${all}/${textAt((await start()).json, '/id')}`
      const stays = await start()
      const old = await akua.etag(path)
      const revoked = await akua.write('POST', `${path}:revoke`)
      const operation = textAt(revoked.json, '/id')

      expect([revoked.status, textAt(revoked.json, '/metadata/worker_bootstrap_id')]).toEqual([202, path.slice(all.length + 1)])
      const active_operation = { id: operation, type: 'cluster.worker_bootstrap.revoke', started_at: NOW }
      expect(await get(path)).toMatchObject({ status: 'revoked', reconciling: true, active_operation })
      akua.pass(2)
      expect(await get(path)).toMatchObject({ status: 'revoked', reconciling: false, active_operation: null })
      expect((await akua.list(all)).map(({ status }) => status)).toEqual(['active', 'revoked'])
      expect(textAt(stays.json, '/status')).toBe('active')
      expect((await akua.send('POST', `${path}:revoke`, { headers: { 'if-match': old } })).status).toBe(409)
      expect((await akua.write('POST', `${path}:revoke`)).status).toBe(409)
    })

    test('that has expired is listed too', async () => {
      const id = textAt((await start()).json, '/id')
      await trigger('workerBootstrap', [ACME, SAMPLE, id], 'expire')

      expect((await akua.list(all)).map(({ status }) => status)).toEqual(['expired'])
    })
  })

  test('a command is run at once, with the current etag, and starts no operation', async () => {
    const ran = await akua.write('POST', `/clusters/${SAMPLE}:exec`, { body: exec })

    expect([ran.status, ran.json]).toEqual([200, { output: expect.any(String), exit_code: 0, duration_ms: expect.any(Number) }])
    expect((await akua.send('POST', `/clusters/${SAMPLE}:exec`, { body: exec })).status).toBe(400)
    for (const more of [{ pod: '' }, { command: 'ls' }, { namespace: 'n'.repeat(254) }, { tty: true }])
      expect((await akua.write('POST', `/clusters/${SAMPLE}:exec`, { body: { ...exec, ...more } })).status).toBe(400)
    expect(await akua.list('/operations')).toEqual([])
  })

  test('a region is made with 201 and is good for clusters of its own workspace', async () => {
    const made = await akua.send('POST', '/regions', { body: { name: 'north' } })
    const region_id = textAt(made.json, '/id')

    expect([made.status, made.json]).toEqual([201, { id: expect.stringMatching(/^reg_/), name: 'north', icon: null, workspace_id: ACME, created_at: NOW }])
    expect((await akua.list('/regions'))[0]).toEqual(made.json)
    expect((await akua.send('POST', '/clusters', { body: { name: 'made', region_id } })).status).toBe(202)
    expect((await akua.send('POST', '/clusters', { token: STRANGER, body: { name: 'made', region_id } })).status).toBe(422)
    for (const body of [{}, { name: '' }, { name: 'n'.repeat(101) }, { name: 'north', icon: 'not a uri' }, { name: 'north', colour: 'red' }])
      expect((await akua.send('POST', '/regions', { body })).status).toBe(400)
  })

  test('R15 a walk in pages of one sees every item of every list once, in the order of the whole', async () => {
    const cluster = await akua.make()
    await akua.make('another')
    for (let i = 0; i < 3; i += 1) {
      await akua.send('POST', `${cluster}/worker_bootstraps`, { body: {} })
      await akua.send('POST', '/api_tokens', { body: { name: `t${i}` } })
      await akua.send('POST', '/machines', { body: { cluster_id: SAMPLE, instance_type: 'cx22', compute_config_id: CONFIG } })
    }
    const lists = ['/clusters', '/operations', '/regions', '/api_tokens', '/machines', '/compute_configs', '/workspaces', `${cluster}/worker_bootstraps`]
    for (const path of lists) {
      const whole = await akua.list(path)
      expect([path, await akua.list(path, 1)]).toEqual([path, whole])
      expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length)
    }
    expect((await akua.list('/operations')).length).toBe(5)
  })

  describe('a machine', () => {
    const body = { cluster_id: SAMPLE, instance_type: 'cx22', compute_config_id: CONFIG, name: 'worker-2' }

    test('is made with an operation, is counted by its cluster, and is active in the end', async () => {
      const started = await akua.send('POST', '/machines', { body })
      const machine = `/machines/${textAt(started.json, '/owner_id')}`

      expect([started.status, textAt(started.json, '/owner_type')]).toEqual([202, 'machine'])
      expect(at(started.json, '/metadata')).toMatchObject({
        type: 'machine.create',
        workspace_id: ACME,
        cluster_id: SAMPLE,
        instance_type: 'cx22',
        managed: true,
      })
      expect(textAt(started.json, '/metadata/request_fingerprint')).not.toBe('')
      expect(await get(machine)).toMatchObject({ state: 'PROVISIONING', reconciling: true, name: 'worker-2', cluster_id: SAMPLE })
      expect(at(await get(`/clusters/${SAMPLE}/compute_settings`), '/machines')).toBe(2)
      expect((await akua.list('/machines?state=PROVISIONING')).length).toBe(1)
      akua.pass(5)
      expect(await get(machine)).toMatchObject({ state: 'ACTIVE', reconciling: false })
      expect(at(await get(`/operations/${textAt(started.json, '/id')}`), '/response')).toMatchObject({
        type: 'machine.create',
        provider_id: expect.any(String),
      })
      expect((await akua.list(`/machines?cluster_id=${SAMPLE}&state=ACTIVE`)).length).toBe(2)
      expect(await akua.list('/machines?cluster_id=clu_nobody')).toEqual([])
    })

    test.each([{ cluster_id: 'clu_nobody' }, { cluster_id: 'clu_glbxsample0000b2' }, { compute_config_id: 'ccfg_glbxhetzner000b2' }])(
      'is not made of %j',
      async (more) => {
        expect((await akua.send('POST', '/machines', { body: { ...body, ...more } })).status).toBe(422)
        expect((await akua.list('/machines')).length).toBe(1)
      },
    )

    test('is renamed, and loses its name, with its current etag', async () => {
      expect(at((await akua.write('PATCH', `/machines/${WORKER}`, { body: { name: 'first' } })).json, '/name')).toBe('first')
      expect(at((await akua.write('PATCH', `/machines/${WORKER}`, { body: { name: null } })).json, '/name')).toBeNull()
      expect((await akua.send('PATCH', `/machines/${WORKER}`, { body: { name: 'x' }, headers: { 'if-match': '1' } })).status).toBe(409)
    })
  })
})
