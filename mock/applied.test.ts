import { describe, expect, test } from 'vitest'
import { applicationOf, followingVersion } from './applied.ts'
import { openWorkshop } from './workshop.test-kit.ts'

const BUILT = '2026-02-01T00:00:05Z'

test('a resource that was only made shows that nothing of it is in effect', async () => {
  const { json } = await openWorkshop().order({ maker: 'north', place: 'hill' })

  expect(json).toMatchObject({ state: 'ready', application: 'none', builtAt: null, nextModel: null, run: null })
  expect(json).not.toHaveProperty('plate')
  expect(json, 'the version that will be built is no version yet').not.toHaveProperty('model')
})

test('what had been requested when the work started is in effect once it has come to its end, and not before', async () => {
  const { order, send, later } = openWorkshop()
  const { path, json } = await order({ maker: 'north', place: 'hill' })
  const started = await send('POST', `${path}/build`)
  later(4)

  expect(started.json).toMatchObject({ state: 'queued', application: 'none', run: `${String(json['id'])}/1769904000` })
  expect((await send('GET', path)).json).toMatchObject({ state: 'building', application: 'none', builtAt: null })

  await send('PATCH', path, { size: 50 })
  later(1)

  expect((await send('GET', path)).json).toMatchObject({
    state: 'built',
    application: 'old',
    builtAt: BUILT,
    size: 50,
    plate: { kind: 'N', of: '40' },
    model: '1',
    nextModel: '2',
  })
})

test('a change is in effect after the next time only, unless it needs none', async () => {
  const { order, send, later } = openWorkshop()
  const { path } = await order()
  const state = async () => (await send('GET', path)).json['application']
  await send('POST', `${path}/build`)
  later(9)

  expect(await state()).toBe('new')
  await send('PATCH', path, { name: 'mill', notes: 'loud' })
  expect(await state()).toBe('new')
  await send('PUT', `${path}/label`, { text: 'mine' })
  expect(await state(), 'a part that operations of its own write is no change').toBe('new')
  await send('PATCH', path, { size: 41 })
  expect(await state()).toBe('old')
  await send('PATCH', path, { size: 40 })
  expect(await state()).toBe('new')
})

test('work that was cut short leaves in effect what was so before', async () => {
  const { order, send, later, administer } = openWorkshop()
  const { path, json } = await order()
  await send('POST', `${path}/build`)
  later(9)
  await send('PATCH', path, { size: 99 })
  await send('POST', `${path}/build`)
  later(2)
  administer(path, 'break')

  expect((await send('GET', path)).json).toMatchObject({ state: 'broken', application: 'old', builtAt: BUILT, run: `${String(json['id'])}/1769904009` })

  await send('POST', `${path}/build`)
  later(9)

  expect((await send('GET', path)).json).toMatchObject({ state: 'built', application: 'new' })
})

test('what leads back to where it began is no execution and puts nothing into effect', async () => {
  const { order, send, later } = openWorkshop()
  const { path, json } = await order()
  await send('POST', `${path}/rehearse`)
  later(9)

  expect((await send('GET', path)).json).toMatchObject({ state: 'ready', application: 'none', run: null })

  await send('POST', `${path}/build`)
  later(9)
  await send('PATCH', path, { size: 99 })
  await send('POST', `${path}/rehearse`)

  expect((await send('GET', path)).json).toMatchObject({ state: 'rehearsing', application: 'old', run: `${String(json['id'])}/1769904009` })
  later(9)
  expect((await send('GET', path)).json).toMatchObject({
    state: 'built',
    application: 'old',
    builtAt: '2026-02-01T00:00:14Z',
    run: `${String(json['id'])}/1769904009`,
  })
})

test('an upgrade is in effect once it is done, and the last version has none after it', async () => {
  const { order, send, later } = openWorkshop()
  const { path } = await order()
  await send('POST', `${path}/build`)
  later(9)
  await send('POST', `${path}/improve`)

  expect((await send('GET', path)).json).toMatchObject({ model: '1', nextModel: '2', application: 'old' })
  later(9)
  expect((await send('GET', path)).json).toMatchObject({ model: '2', nextModel: '3', application: 'new' })
  await send('POST', `${path}/improve`)
  later(9)
  expect((await send('GET', path)).json).toMatchObject({ model: '3', nextModel: null })
  expect((await send('POST', `${path}/improve`)).status).toBe(426)
})

test('at once or by reads, it is in effect as soon as it shows its end', async () => {
  for (const pace of ['immediate', { reads: 1 }] as const) {
    const { order, send } = openWorkshop(pace)
    const { path } = await order()
    await send('POST', `${path}/build`)
    await send('GET', path)

    expect((await send('GET', path)).json).toMatchObject({ state: 'built', application: 'new' })
  }
})

describe('told apart', () => {
  const fields = { size: 1, name: 'a', part: { at: 1 } }
  const effect = { at: 0, fields }

  test('the order of members is no difference, and neither are places that do not count', () => {
    expect(applicationOf(effect, { part: { at: 1 }, name: 'a', size: 1 }, [])).toBe('current')
    expect(applicationOf(effect, { ...fields, name: 'b' }, ['/name', '/part/at'])).toBe('current')
    expect(applicationOf(effect, { ...fields, part: { at: 2 } }, ['/name'])).toBe('stale')
    expect(applicationOf(effect, { size: 1, name: 'a' }, [])).toBe('stale')
  })

  test('a version that is none of those listed has none after it', () => {
    const versions = { at: '/v', values: ['1', '2'], basis: 'assumed', source: 'this test' } as const

    expect([{ v: '1' }, { v: '2' }, { v: 'x' }, {}, undefined].map((each) => followingVersion({ versions }, each))).toEqual([
      '2',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(followingVersion({}, { v: '1' })).toBeUndefined()
  })
})
