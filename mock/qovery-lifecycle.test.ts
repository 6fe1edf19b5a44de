import { ClusterStateEnum } from 'qovery-typescript-axios'
import { describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { arriving, isFinal, resting, restless, statuses, type Status } from './qovery-states.test-kit.ts'
import { CLUSTERS, clouds, CROWDED, HERE, idOf, qovery, refused, refusalIn, START } from './qovery.test-kit.ts'

const organization = qovery()
const { client, send, pass, make, deployed, items, shown, status, phase, edit, trigger } = organization
const arrive = arriving(organization)
const isReady = async (path: string) => at((await send('GET', `${path}/isReady`)).json, '/is_ready')
const now = () => Math.floor(client().mock.clock.now() / 1000)
const from = (...words: readonly Status[]) => words
const ERRORS = from('DEPLOYMENT_ERROR', 'BUILD_ERROR', 'STOP_ERROR', 'RESTART_ERROR')
const deployable = from('READY', 'STOPPED', 'DEPLOYED', 'RESTARTED', 'CANCELED', ...ERRORS, 'DELETE_ERROR', 'INVALID_CREDENTIALS')
const stoppable = from('DEPLOYED', 'RESTARTED', 'CANCELED', ...ERRORS)
/** How a refusal names a status. */
const blamed = (word: Status) => (/^DELET(E_QUEUED|ING)$/.test(word) ? 'being deleted' : word)
const except = (words: readonly Status[]) => statuses.filter((word) => !words.includes(word))

describe('a status', () => {
  test('is one of the 24 that the client of the vendor knows, and each of these has a way to it', () => {
    expect([...statuses].sort()).toEqual(Object.values(ClusterStateEnum).sort())
  })

  test.each(statuses)('of %s is reached on demand, and shown wherever statuses are', async (word) => {
    const path = await arrive(word)
    const all = await items(`${CLUSTERS}/status`)

    expect((await shown(path))['status']).toBe(word)
    expect(all.find((item) => item['cluster_id'] === idOf(path))).toEqual(await status(path))
  })

  test.each(resting)('of %s stays as long as nobody does anything', async (word) => {
    const path = await arrive(word)
    pass(86_400)

    expect(await phase(path)).toBe(word)
  })

  test.each(statuses.filter((word) => !resting.includes(word)))('of %s passes by itself, to one that a poller takes for final, or to none', async (word) => {
    const path = await arrive(word)
    pass(60)
    const after = await phase(path)

    expect(after === '404' || (isFinal(after) && !restless.includes(after))).toBe(true)
  })

  test('that is not known to be under way by its name is never waited in, unless somebody asks for it', async () => {
    const path = await make()
    const seen = new Set<string>()
    for (const [method, action] of [
      ['POST', '/deploy'],
      ['POST', '/stop'],
      ['POST', '/deploy'],
      ['DELETE', ''],
    ] as const) {
      await send(method, path + action)
      for (let second = 0; second < 8; second += 1) {
        seen.add(await phase(path))
        pass(1)
      }
    }

    expect([...seen].filter((word) => restless.includes(word) || word === 'INVALID_CREDENTIALS')).toEqual([])
  })
})

describe('creating', () => {
  test('stores a configuration that is ready, and provisions nothing', async () => {
    const path = await make()
    pass(3600)
    const cluster = await shown(path)

    expect(await status(path)).toEqual({
      cluster_id: idOf(path),
      status: 'READY',
      is_deployed: false,
      reason: 'UNSPECIFIED',
      next_k8s_available_version: null,
      last_execution_id: null,
      last_deployment_date: null,
      cluster_lock: null,
    })
    expect(cluster).toMatchObject({ status: 'READY', deployment_status: 'NEVER_DEPLOYED' })
    for (const member of ['infrastructure_outputs', 'version', 'cpu', 'memory']) expect(cluster).not.toHaveProperty(member)
  })
})

describe('deploying', () => {
  test('goes through the queue, and only at its end is the cluster deployed and up to date', async () => {
    const path = await make()
    pass(100)
    const started = now()
    const { status: code, json } = await send('POST', `${path}/deploy`)
    expect([code, json]).toEqual([201, await status(path)])
    expect(json).toMatchObject({ status: 'DEPLOYMENT_QUEUED', is_deployed: false, last_execution_id: `${idOf(path)}-${started}`, last_deployment_date: null })
    pass(2)
    expect(await status(path)).toMatchObject({ status: 'DEPLOYING', is_deployed: false })
    expect((await shown(path))['deployment_status']).toBe('NEVER_DEPLOYED')
    pass(4)

    expect(await status(path)).toMatchObject({
      status: 'DEPLOYED',
      is_deployed: true,
      last_deployment_date: '2026-02-01T14:01:46Z',
      next_k8s_available_version: '1.32',
    })
    expect(await shown(path)).toMatchObject({
      deployment_status: 'UP_TO_DATE',
      version: '1.31',
      cpu: 10_000,
      memory: 4096,
      infrastructure_outputs: { kind: 'EKS' },
    })
  })

  test.each(deployable)('is accepted when it is %s, and the old status is gone before the answer', async (word) => {
    const path = await arrive(word)
    const { status: code, json } = await send('POST', `${path}/deploy`)

    expect([code, at(json, '/status'), await phase(path)]).toEqual([201, 'DEPLOYMENT_QUEUED', 'DEPLOYMENT_QUEUED'])
    pass(6)
    expect(await phase(path)).toBe('DEPLOYED')
  })

  test.each(except(deployable))('is refused when it is %s, and changes nothing', async (word) => {
    const path = await arrive(word)
    const before = await status(path)

    expect(refusalIn(await send('POST', `${path}/deploy`))).toEqual(refused(400, blamed(word)))
    expect(await status(path)).toEqual(before)
  })

  test.each(['fail-deploy', 'refuse-credentials', 'cancel'])('that does not come to its end (%s) applies nothing', async (how) => {
    const path = await make()
    await send('POST', `${path}/deploy`)
    await trigger(path, how)
    pass(60)

    expect(await status(path)).toMatchObject({ is_deployed: false, last_deployment_date: null })
    expect(await shown(path)).toMatchObject({ deployment_status: 'NEVER_DEPLOYED' })
  })

  test('that fails leaves what was deployed before as it was, and out of date', async () => {
    const path = await deployed()
    await edit(path, { max_running_nodes: 7 })
    await send('POST', `${path}/deploy`)
    await trigger(path, 'fail-deploy')

    expect(await status(path)).toMatchObject({ status: 'DEPLOYMENT_ERROR', is_deployed: true, last_deployment_date: '2026-02-01T14:00:06Z' })
    expect((await shown(path))['deployment_status']).toBe('OUT_OF_DATE')
  })

  test('again has another execution', async () => {
    const path = await deployed()
    const { last_execution_id: first } = await status(path)
    await send('POST', `${path}/deploy`)

    expect((await status(path))['last_execution_id']).not.toBe(first)
  })
})

describe('a dry run', () => {
  test.each(deployable)('is accepted when it is %s, and ends where it began', async (word) => {
    const path = await arrive(word)
    const [before, cluster] = [await status(path), await shown(path)]
    const { status: code, json } = await send('POST', `${path}/deploy?dry_run=true`)
    expect([code, at(json, '/cluster_id'), at(json, '/last_execution_id')]).toEqual([201, idOf(path), before['last_execution_id']])
    pass(10)

    expect(await status(path)).toEqual(before)
    expect({ ...(await shown(path)), updated_at: '' }).toEqual({ ...cluster, updated_at: '' })
  })

  test('that is not wanted is a deployment', async () => {
    const { json } = await send('POST', `${await make()}/deploy?dry_run=false`)

    expect(at(json, '/status')).toBe('DEPLOYMENT_QUEUED')
  })
})

describe('editing', () => {
  test.each(resting.filter((word) => word !== 'DELETED'))('is accepted when it is %s, and the status stays', async (word) => {
    const path = await arrive(word)
    const { status: code, json } = await edit(path, { max_running_nodes: 9 })

    expect([code, at(json, '/status'), at(json, '/max_running_nodes')]).toEqual([200, word, 9])
    expect(await phase(path)).toBe(word)
  })

  test.each(statuses.filter((word) => !resting.includes(word)))('is refused when it is %s, and changes nothing', async (word) => {
    const path = await arrive(word)

    expect(refusalIn(await edit(path, { max_running_nodes: 9 }))).toEqual(refused(400, blamed(word)))
    expect(await shown(path)).toMatchObject({ max_running_nodes: 1 })
  })

  test('makes it out of date, until it is deployed or edited back', async () => {
    const path = await deployed()
    await edit(path, { max_running_nodes: 9 })
    expect((await shown(path))['deployment_status']).toBe('OUT_OF_DATE')
    await edit(path)
    expect((await shown(path))['deployment_status']).toBe('UP_TO_DATE')
    await edit(path, { max_running_nodes: 9 })
    await send('POST', `${path}/deploy`)
    expect((await shown(path))['deployment_status']).toBe('OUT_OF_DATE')
    pass(6)

    expect((await shown(path))['deployment_status']).toBe('UP_TO_DATE')
  })

  test.each([{ name: 'other' }, { description: 'New' }, { production: true }])('of %j needs no deployment', async (body) => {
    const path = await deployed()
    const { json } = await edit(path, body)

    expect(json).toMatchObject({ ...body, deployment_status: 'UP_TO_DATE' })
  })

  test('of one that never was deployed leaves it never deployed', async () => {
    const path = await make()
    await edit(path, { disk_size: 100 })

    expect((await shown(path))['deployment_status']).toBe('NEVER_DEPLOYED')
  })
})

describe('stopping', () => {
  test('goes through the queue, and leaves it deployed', async () => {
    const path = await deployed()
    const { status: code, json } = await send('POST', `${path}/stop`)
    expect([code, json]).toEqual([202, await status(path)])
    expect(json).toMatchObject({ status: 'STOP_QUEUED', is_deployed: true })
    pass(2)
    expect(await phase(path)).toBe('STOPPING')
    pass(3)

    expect(await status(path)).toMatchObject({ status: 'STOPPED', is_deployed: true })
    expect((await shown(path))['deployment_status']).toBe('UP_TO_DATE')
  })

  test.each(stoppable)('is accepted when it is %s', async (word) => {
    const path = await arrive(word)

    expect((await send('POST', `${path}/stop`)).status).toBe(202)
    pass(5)
    expect(await phase(path)).toBe('STOPPED')
  })

  test.each(except(stoppable))('conflicts when it is %s, and changes nothing', async (word) => {
    const path = await arrive(word)
    const before = await status(path)

    expect(refusalIn(await send('POST', `${path}/stop`))).toEqual(refused(409))
    expect(await status(path)).toEqual(before)
  })

  test('is accepted in every cloud', async () => {
    for (const cloud of Object.values(clouds)) expect((await send('POST', `${await deployed({ name: cloud.cloud_provider, ...cloud })}/stop`)).status).toBe(202)
  })
})

describe('upgrading', () => {
  test('brings the next version at its end, one after the other', async () => {
    const path = await deployed()
    const { status: code, json } = await send('POST', `/cluster/${idOf(path)}/upgrade`)
    expect([code, at(json, '/status'), (await shown(path))['version']]).toEqual([201, 'DEPLOYMENT_QUEUED', '1.31'])
    pass(7)
    expect([(await shown(path))['version'], (await status(path))['next_k8s_available_version']]).toEqual(['1.32', '1.33'])
    await send('POST', `/cluster/${idOf(path)}/upgrade`)
    pass(7)

    expect([(await shown(path))['version'], (await status(path))['next_k8s_available_version']]).toEqual(['1.33', null])
    expect(refusalIn(await send('POST', `/cluster/${idOf(path)}/upgrade`))).toEqual(refused(400))
    expect(await phase(path)).toBe('DEPLOYED')
  })

  test.each(except(from('DEPLOYED')))('is refused when it is %s, and changes nothing', async (word) => {
    const path = await arrive(word)
    const before = await status(path)

    expect(refusalIn(await send('POST', `/cluster/${idOf(path)}/upgrade`))).toEqual(refused(400))
    expect(await status(path)).toEqual(before)
  })

  test('that fails leaves the old version in effect', async () => {
    const path = await deployed()
    await send('POST', `/cluster/${idOf(path)}/upgrade`)
    await trigger(path, 'fail-deploy')

    expect((await shown(path))['version']).toBe('1.31')
  })

  test('applies what was edited, too', async () => {
    const path = await deployed()
    await edit(path, { max_running_nodes: 9 })
    await send('POST', `/cluster/${idOf(path)}/upgrade`)
    pass(7)

    expect(await shown(path)).toMatchObject({ version: '1.32', deployment_status: 'UP_TO_DATE' })
  })
})

describe('deleting', () => {
  const modes = ['', '?deleteMode=DEFAULT', '?deleteMode=DELETE_CLUSTER_AND_QOVERY_CONFIG', '?skipReconcile=true']

  test.each(modes)('with "%s" goes through the queue, and then it is gone from everywhere', async (query) => {
    const path = await deployed()
    await send('POST', `/cluster/${idOf(path)}/lock`, { body: { reason: 'x' } })
    const deleted = await send('DELETE', path + query)
    expect([deleted.status, deleted.text, await phase(path)]).toEqual([204, '', 'DELETE_QUEUED'])
    pass(2)
    expect(await phase(path)).toBe('DELETING')
    pass(3)

    for (const place of [
      'status',
      'isReady',
      'cloudProviderInfo',
      'advancedSettings',
      'routingTable',
      'kubeconfig',
      'installationHelmValues',
      'currentCost',
      'logs',
    ])
      expect((await send('GET', `${path}/${place}`)).status).toBe(404)
    for (const place of ['', '/status']) expect((await send('GET', CLUSTERS + place)).text).not.toContain(idOf(path))
    for (const place of ['token', 'environments']) expect((await send('GET', `/cluster/${idOf(path)}/${place}`)).status).toBe(404)
    expect(await items(`${HERE}/lock`)).toEqual([])
    expect(refusalIn(await send('DELETE', path))).toEqual(refused(404))
  })

  test.each(resting)('is accepted when it is %s, and the old status is gone before the answer', async (word) => {
    const path = await arrive(word)

    expect([(await send('DELETE', path)).status, await phase(path)]).toEqual([204, 'DELETE_QUEUED'])
    pass(5)
    expect(await phase(path)).toBe('404')
  })

  test.each(statuses.filter((word) => !resting.includes(word)))('is refused when it is %s, and changes nothing', async (word) => {
    const path = await arrive(word)

    expect(refusalIn(await send('DELETE', path))).toEqual(refused(400))
    expect(await phase(path)).toBe(word)
  })

  test.each(statuses)('of the configuration alone is done at once when it is %s', async (word) => {
    const path = await arrive(word)
    const deleted = await send('DELETE', `${path}?deleteMode=DELETE_QOVERY_CONFIG`)

    expect([deleted.status, await phase(path)]).toEqual([204, '404'])
    expect((await send('GET', CLUSTERS)).text).not.toContain(idOf(path))
  })

  test('waits for the environments, unless they are deleted with it', async () => {
    const path = `${CLUSTERS}/${CROWDED}`
    for (const query of modes.slice(0, 2)) expect(refusalIn(await send('DELETE', path + query))).toEqual(refused(400, /environment/))
    expect([await phase(path), (await items(`/cluster/${CROWDED}/environments`)).length]).toEqual(['DEPLOYED', 1])

    expect((await send('DELETE', `${path}?deleteMode=DELETE_CLUSTER_AND_QOVERY_CONFIG`)).status).toBe(204)
    expect([await phase(path), await items(`/cluster/${CROWDED}/environments`)]).toEqual(['DELETE_QUEUED', []])
  })

  test('of the configuration alone takes the environments along', async () => {
    expect((await send('DELETE', `${CLUSTERS}/${CROWDED}?deleteMode=DELETE_QOVERY_CONFIG`)).status).toBe(204)
    expect((await send('GET', `/cluster/${CROWDED}/environments`)).status).toBe(404)
  })

  test.each(['?deleteMode=DELETE_QOVERY_CONFIG&skipReconcile=true', '?deleteMode=EVERYTHING', '?skipReconcile=perhaps'])(
    'with "%s" is refused, and deletes nothing',
    async (query) => {
      const path = await make()

      expect(refusalIn(await send('DELETE', path + query))).toEqual(refused(400, /deleteMode|skipReconcile/))
      expect(await phase(path)).toBe('READY')
    },
  )
})

describe('being ready', () => {
  test.each(resting.filter((word) => word !== 'DELETED'))('is told when it is %s', async (word) => {
    expect(await isReady(await arrive(word))).toBe(true)
  })

  test.each(statuses.filter((word) => !resting.includes(word)))('is denied when it is %s, as work is under way', async (word) => {
    expect(await isReady(await arrive(word))).toBe(false)
  })
})

test('nothing moves on its own while the clock stands still', async () => {
  const path = await make()
  await send('POST', `${path}/deploy`)
  for (let looks = 0; looks < 5; looks += 1) expect(await phase(path)).toBe('DEPLOYMENT_QUEUED')

  expect(new Date(client().mock.clock.now()).toISOString()).toBe(START.replace('Z', '.000Z'))
})
