import { describe, expect, test } from 'vitest'
import { arriving, resting, statuses, type Status } from './qovery-states.test-kit.ts'
import { CLUSTERS, clouds, CROWDED, HERE, idOf, qovery, refused, refusalIn } from './qovery.test-kit.ts'

const organization = qovery()
const { send, pass, make, deployed, list, shown, status, phase } = organization
const arrive = arriving(organization)
const from = (...words: readonly Status[]) => words
const ERRORS = from('DEPLOYMENT_ERROR', 'BUILD_ERROR', 'STOP_ERROR', 'RESTART_ERROR')
const stoppable = from('DEPLOYED', 'RESTARTED', 'CANCELED', ...ERRORS)
const except = (words: readonly Status[]) => statuses.filter((word) => !words.includes(word))

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
    expect(await list(`${HERE}/lock`)).toEqual([])
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
    expect([await phase(path), (await list(`/cluster/${CROWDED}/environments`)).length]).toEqual(['DEPLOYED', 1])

    expect((await send('DELETE', `${path}?deleteMode=DELETE_CLUSTER_AND_QOVERY_CONFIG`)).status).toBe(204)
    expect([await phase(path), await list(`/cluster/${CROWDED}/environments`)]).toEqual(['DELETE_QUEUED', []])
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
