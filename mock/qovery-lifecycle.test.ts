import { describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { arriving, isFinal, resting, restless, statuses, type Status } from './qovery-states.test-kit.ts'
import { CLUSTERS, idOf, qovery, refused, refusalIn, START } from './qovery.test-kit.ts'

const organization = qovery()
const { client, send, pass, make, deployed, list, shown, status, phase, edit } = organization
const arrive = arriving(organization)
const isReady = async (path: string) => at((await send('GET', `${path}/isReady`)).json, '/is_ready')
/** How a refusal names a status. */
const blamed = (word: Status) => (/^DELET(E_QUEUED|ING)$/.test(word) ? 'being deleted' : word)

describe('a status', () => {
  test.each(statuses)('of %s is reached on demand, and shown wherever statuses are', async (word) => {
    const path = await arrive(word)
    const all = await list(`${CLUSTERS}/status`)

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
