import { describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { arriving, statuses, type Status } from './qovery-states.test-kit.ts'
import { idOf, qovery, refused, refusalIn } from './qovery.test-kit.ts'

const organization = qovery()
const { client, send, pass, make, deployed, shown, status, phase, edit, trigger } = organization
const arrive = arriving(organization)
const now = () => Math.floor(client().mock.clock.now() / 1000)
const from = (...words: readonly Status[]) => words
const ERRORS = from('DEPLOYMENT_ERROR', 'BUILD_ERROR', 'STOP_ERROR', 'RESTART_ERROR')
const deployable = from('READY', 'STOPPED', 'DEPLOYED', 'RESTARTED', 'CANCELED', ...ERRORS, 'DELETE_ERROR', 'INVALID_CREDENTIALS')
/** How a refusal names a status. */
const blamed = (word: Status) => (/^DELET(E_QUEUED|ING)$/.test(word) ? 'being deleted' : word)
const except = (words: readonly Status[]) => statuses.filter((word) => !words.includes(word))

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
