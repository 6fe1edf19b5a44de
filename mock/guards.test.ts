import { describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { openObservatory, WIDE } from './observatory.test-kit.ts'
import { collectionOf } from './record.ts'

const wide = { headers: { authorization: `Token ${WIDE}` } }
const far = '/sites/south/telescopes/far'
const said = { basis: 'documented', source: 'house rules' } as const

describe('a deletion', () => {
  test('is refused while something lies below, and nothing goes', async () => {
    const { call } = openObservatory()
    expect(await call('DELETE', '/sites/north')).toMatchObject({ status: 409, json: { why: 'the telescope old is still there' } })
    expect((await call('GET', '/sites/north/telescopes/old')).status).toBe(200)
    expect((await call('DELETE', far, wide)).status).toBe(409)
    expect((await call('GET', `${far}/nights`, wide)).json).toEqual([{ id: 'n1' }])
  })

  test('is done once what lay below has gone, by itself or with a trigger', async () => {
    const { call, clock } = openObservatory()
    await call('DELETE', '/sites/north/telescopes/old')
    expect((await call('DELETE', '/sites/north')).status).toBe(409)
    clock.advance(5000)
    expect((await call('DELETE', '/sites/north')).status).toBe(204)
  })

  test('sees what lies several levels below', async () => {
    const one = openObservatory(({ resources }) => ({ resources: { ...resources, site: { ...resources['site']!, guards: [{ ...said, resource: 'night' }] } } }))
    expect((await one.call('DELETE', '/sites/south', wide)).status).toBe(409)
    expect((await one.call('DELETE', '/sites/north', wide)).status).toBe(204)
  })

  test('is refused while something names it, and no longer once that has vanished', async () => {
    const { call, clock } = openObservatory()
    expect((await call('DELETE', '/sites/north/lenses/spare')).status).toBe(204)
    expect((await call('DELETE', '/sites/north/lenses/long')).status).toBe(409)
    await call('DELETE', '/sites/north/telescopes/old')
    expect((await call('DELETE', '/sites/north/lenses/long')).status).toBe(409)
    clock.advance(5000)
    expect((await call('DELETE', '/sites/north/lenses/long')).status).toBe(204)
  })

  test('takes along what stands against it where a query parameter says so, with all that comes with that', async () => {
    const { call, store, clock } = openObservatory()
    expect((await call('DELETE', `${far}?how=ALONG`, wide)).status).toBe(204)
    expect(at((await call('GET', far, wide)).json, '/state')).toBe('LEAVING')
    for (const type of ['night', 'log']) expect(store.get(collectionOf(type, ['south', 'far']), 'n1')).toBeUndefined()
    clock.advance(5000)
    expect((await call('GET', far, wide)).status).toBe(404)
  })

  test('takes nothing along for another value', async () => {
    const { call } = openObservatory()
    expect((await call('DELETE', `${far}?how=KEEP`, wide)).status).toBe(409)
  })
})

describe('a deletion that a query parameter chooses', () => {
  test('is over at once, with what stands against it', async () => {
    const { call, store } = openObservatory()
    expect((await call('DELETE', `${far}?how=FORGET`, wide)).status).toBe(204)
    expect((await call('GET', far, wide)).status).toBe(404)
    for (const [type, parents] of [
      ['telescope', ['south']],
      ['mount', ['south']],
      ['night', ['south', 'far']],
      ['log', ['south', 'far']],
    ] as const)
      expect(store.list(collectionOf(type, parents))).toEqual([])
  })

  test('is done although work is under way, where its trigger may start in any phase', async () => {
    const { call } = openObservatory()
    const old = '/sites/north/telescopes/old'
    await call('POST', `${old}/open`)
    expect((await call('DELETE', old)).status).toBe(409)
    expect((await call('DELETE', `${old}?how=FORGET`)).status).toBe(204)
    expect((await call('GET', old)).status).toBe(404)
  })

  test.each(['accepted', 'refused', 'absent'] as const)('cuts short one that is under way, also where repeating that is %s', async (answer) => {
    const { call } = openObservatory(({ resources }) => ({
      resources: { ...resources, telescope: { ...resources['telescope']!, repeatedDeletion: { answer, ...said } } },
    }))
    const old = '/sites/north/telescopes/old'
    expect((await call('DELETE', old)).status).toBe(204)
    expect((await call('DELETE', old)).status).toBe({ accepted: 204, refused: 409, absent: 404 }[answer])
    expect((await call('DELETE', `${old}?how=FORGET`)).status).toBe(204)
    expect((await call('GET', old)).status).toBe(404)
  })

  test('is refused in a phase in which its trigger does not start', async () => {
    const { call } = openObservatory(({ lifecycles }) => {
      const dome = lifecycles!['dome']!
      return { lifecycles: { dome: { ...dome, triggers: { ...dome.triggers, forget: { from: ['OPEN'], through: [], to: 'gone', ...said } } } } }
    })
    expect((await call('DELETE', `${far}?how=FORGET`, wide)).status).toBe(409)
    expect((await call('GET', far, wide)).status).toBe(200)
  })

  test('is refused beside what contradicts it, and nothing goes', async () => {
    const { call } = openObservatory()
    expect(await call('DELETE', `${far}?how=FORGET&hurry=true`, wide)).toMatchObject({
      status: 400,
      json: { why: 'hurry must not be sent like this: hurry=true and how=FORGET contradict each other' },
    })
    expect((await call('GET', far, wide)).status).toBe(200)
    expect((await call('DELETE', `${far}?how=FORGET&hurry=false`, wide)).status).toBe(204)
  })
})
