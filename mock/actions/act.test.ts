import { describe, expect, test } from 'vitest'
import { at, type Json } from '../../specs/json.ts'
import { openObservatory, START, WIDE } from '../observatory.test-kit.ts'

const old = '/sites/north/telescopes/old'
const booking = '/telescopes/old/booking'
const yaml = { 'content-type': 'application/x-yaml' }
const DAY = 86_400_000

async function stateOf(call: ReturnType<typeof openObservatory>['call'], place = '/state'): Promise<Json | undefined> {
  return at((await call('GET', old)).json, place)
}

describe('an action with a trigger', () => {
  test('answers with what it shows, in the first phase at once', async () => {
    const { call, clock } = openObservatory()
    expect(await call('POST', `${old}/open`)).toMatchObject({ status: 201, json: { id: 'old', state: 'OPENING' } })
    expect(await stateOf(call)).toBe('OPENING')
    clock.advance(10_000)
    expect(await stateOf(call)).toBe('OPEN')
  })

  test('starts the one that a query parameter chooses', async () => {
    const { call, clock } = openObservatory()
    expect((await call('POST', `${old}/open?rehearsal=true`)).json).toMatchObject({ state: 'REHEARSAL' })
    clock.advance(1000)
    expect(await stateOf(call)).toBe('READY')
    expect((await call('POST', `${old}/open?rehearsal=false`)).json).toMatchObject({ state: 'OPENING' })
  })

  test('is refused in the words of its own operation, or else of all', async () => {
    const { call } = openObservatory()
    expect(await call('POST', `${old}/close`)).toMatchObject({ status: 409, json: { why: 'the telescope is READY' } })
    await call('POST', `${old}/open`)
    expect(await call('POST', `${old}/open`)).toMatchObject({ status: 400, json: { why: 'not now' } })
    expect(await call('POST', `${old}/open?rehearsal=true`)).toMatchObject({ status: 400, json: { why: 'not now' } })
  })

  test('takes a call without a body, whatever its content type says', async () => {
    const { call } = openObservatory()
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' }
    expect((await call('POST', `${old}/open`, { headers })).status).toBe(201)
  })

  test('reads a query in which nothing is chosen as none', async () => {
    const { call } = openObservatory()
    expect((await call('POST', `${old}/open?rehearsal=toString`)).status).toBe(400)
    expect((await call('POST', `${old}/open?unheard-of=true`)).json).toMatchObject({ state: 'OPENING' })
  })
})

describe('an upgrade', () => {
  test('takes the next version, and none beyond the last', async () => {
    const { call, clock } = openObservatory()
    expect((await call('POST', `${old}/polish`)).json).toMatchObject({ mirror: 'v2', state: 'OPENING' })
    clock.advance(10_000)
    expect(await call('POST', `${old}/polish`)).toMatchObject({ status: 409, json: { why: 'the telescope has the last of the versions' } })
    expect([await stateOf(call), await stateOf(call, '/mirror')]).toEqual(['OPEN', 'v2'])
  })

  test('changes nothing where its trigger does not start', async () => {
    const { call } = openObservatory()
    await call('POST', `${old}/open`)
    expect((await call('POST', `${old}/polish`)).status).toBe(409)
    expect(await stateOf(call, '/mirror')).toBe('v1')
  })

  test('that came to nothing can be tried again', async () => {
    const { app, call, clock } = openObservatory(({ lifecycles }) => {
      const dome = lifecycles!['dome']!
      const { open, close } = dome.triggers
      return {
        lifecycles: {
          dome: { ...dome, triggers: { ...dome.triggers, open: { ...open!, applies: true }, close: { ...close!, from: ['OPENING'], by: 'administrator' } } },
        },
      }
    })
    await call('POST', `${old}/open`)
    clock.advance(10_000)
    await call('POST', `${old}/polish`)
    expect(await stateOf(call, '/mirror')).toBe('v2')
    clock.advance(1000)
    const body = JSON.stringify({ type: 'telescope', address: ['north', 'old'], trigger: 'close' })
    const headers = { 'content-type': 'application/json' }
    expect((await app.fetch(new Request('http://127.0.0.1/__admin/lifecycle/trigger', { method: 'POST', headers, body }))).status).toBe(200)
    clock.advance(10_000)
    expect((await call('POST', `${old}/polish`)).json).toMatchObject({ mirror: 'v2', state: 'OPENING' })
  })
})

describe('a part that is kept', () => {
  test('is what was sent, and what the server adds to it', async () => {
    const { call } = openObservatory()
    const kept = { why: 'Stars', days: 2, since: '2026-02-01T00:00:00Z', by: 'Anna', telescope: 'old' }
    expect(await call('PUT', booking, { body: '{"why":"Stars","days":2,"unheard-of":1}' })).toMatchObject({ status: 200, json: kept })
    expect((await call('GET', booking)).json).toEqual({ ...kept, state: 'READY' })
  })

  test('tells the credential itself where it acts for nobody', async () => {
    const { call } = openObservatory()
    expect((await call('PUT', booking, { body: '{"why":"s"}', headers: { authorization: `Token ${WIDE}` } })).json).toMatchObject({ by: 'k2' })
  })

  test('stands in place of the one before, as a whole', async () => {
    const { call } = openObservatory()
    await call('PUT', booking, { body: '{"why":"stars","days":2}' })
    await call('PUT', booking, { body: '{"why":"moon"}' })
    expect(at((await call('GET', booking)).json, '/days')).toBeUndefined()
    expect(at((await call('GET', booking)).json, '/why')).toBe('moon')
  })

  test('is refused where its schema is missed, and nothing is kept', async () => {
    const { call } = openObservatory()
    expect((await call('PUT', booking, { body: '{"days":2}' })).status).toBe(400)
    expect((await call('GET', booking)).status).toBe(404)
  })

  test('is shown by what tells of it, and not by the resource, which stays as it was', async () => {
    const { call, clock } = openObservatory()
    const before = (await call('GET', old)).json
    clock.advance(1000)
    await call('PUT', booking, { body: '{"why":"stars"}' })
    expect((await call('GET', old)).json).toEqual(before)
    expect(at((await call('POST', `${old}/open`)).json, '/booked/why')).toBe('stars')
  })

  test('is kept in every phase, and leaves the phase as it is', async () => {
    const { call, clock } = openObservatory()
    await call('POST', `${old}/open`)
    clock.advance(4000)
    expect((await call('PUT', booking, { body: '{"why":"stars"}' })).status).toBe(200)
    expect(at((await call('GET', booking)).json, '/state')).toBe('OPENING')
    clock.advance(6000)
    expect((await call('PUT', booking, { body: '{"why":"moon"}' })).status).toBe(200)
    expect(await stateOf(call)).toBe('OPEN')
  })

  test('is kept and forgotten also while the resource is being deleted, which refuses other actions', async () => {
    const { call } = openObservatory(({ resources }) => ({
      resources: {
        ...resources,
        telescope: { ...resources['telescope']!, writesWhileDeleting: { answer: 'refused', basis: 'documented', source: 'house rules' } },
      },
    }))
    await call('DELETE', old)
    expect((await call('PUT', booking, { body: '{"why":"stars"}' })).status).toBe(200)
    expect((await call('DELETE', booking)).status).toBe(204)
    expect((await call('POST', `${old}/close`)).json).toEqual({ why: 'the telescope is being deleted' })
  })

  test('is forgotten when it is cleared, and clearing it again is no mistake', async () => {
    const { call } = openObservatory()
    await call('PUT', booking, { body: '{"why":"stars"}' })
    expect(await call('DELETE', booking)).toMatchObject({ status: 204, text: '' })
    expect((await call('GET', booking)).status).toBe(404)
    expect((await call('DELETE', booking)).status).toBe(204)
  })

  test('is as if it were not there once its days are over', async () => {
    const { call, clock } = openObservatory()
    await call('PUT', booking, { body: '{"why":"stars","days":2}' })
    clock.set(START + 2 * DAY - 1000)
    expect((await call('GET', booking)).status).toBe(200)
    expect((await call('GET', '/sites/north/bookings')).json).toEqual({ results: [{ id: 'old', by: 'Anna' }] })
    clock.set(START + 2 * DAY)
    expect((await call('GET', booking)).status).toBe(404)
    expect((await call('GET', '/sites/north/bookings')).json).toEqual({ results: [] })
  })

  test('lasts without end where it names no days', async () => {
    const { call, clock } = openObservatory()
    await call('PUT', booking, { body: '{"why":"stars"}' })
    clock.set(START + 4000 * DAY)
    expect((await call('GET', booking)).status).toBe(200)
  })
})

describe('a body that is no JSON', () => {
  const chart = `${old}/chart`

  test.each(['a: 1\nb: "ö"\n', '{"json": ', '\uFEFFa: 1', 'null'])('is kept as it came, and reads back so: %j', async (body) => {
    const { call } = openObservatory()
    expect(await call('PUT', chart, { body, headers: yaml })).toMatchObject({ status: 204, text: '' })
    const response = await openedText(call, chart)
    expect(response).toEqual({ status: 200, type: 'application/x-yaml', text: body })
  })

  test.each([
    ['of another media type', 'a: 1', { 'content-type': 'application/json' }, 415],
    ['in another encoding', 'a: 1', { 'content-type': 'application/x-yaml; charset=latin1' }, 415],
    ['that is packed', 'a: 1', { ...yaml, 'content-encoding': 'gzip' }, 415],
    ['that misses its schema', 'a'.repeat(201), yaml, 400],
    ['that is too large', 'a'.repeat(1001), yaml, 413],
    ['that is empty', '', yaml, 400],
  ])('%s is refused', async (_, body, headers, status) => {
    const { call } = openObservatory()
    expect((await call('PUT', chart, { body, headers })).status).toBe(status)
    expect((await call('GET', chart)).status).toBe(404)
  })

  test('that is no UTF-8 is refused', async () => {
    const { app, call } = openObservatory()
    const headers = { authorization: 'Token key-of-anna', ...yaml }
    const request = new Request(`http://mock.invalid/o${chart}`, { method: 'PUT', headers, body: new Uint8Array([0x61, 0xff]) })
    expect((await app.fetch(request)).status).toBe(400)
    expect((await call('GET', chart)).status).toBe(404)
  })

  test('may be JSON of one operation and a text of another', async () => {
    const { call } = openObservatory()
    expect((await call('PUT', booking, { body: 'why: stars', headers: yaml })).status).toBe(415)
  })

  test('has an answer of its own where nothing was sent, once there is one', async () => {
    const { call, clock } = openObservatory()
    expect((await call('GET', chart)).json).toEqual({ why: 'the telescope has none yet' })
    await call('POST', `${old}/open`)
    clock.advance(10_000)
    expect((await call('GET', chart)).text).toBe('chart: of old\n')
  })
})

async function openedText(call: ReturnType<typeof openObservatory>['call'], path: string) {
  const { status, type, text } = await call('GET', path)
  return { status, type, text }
}
