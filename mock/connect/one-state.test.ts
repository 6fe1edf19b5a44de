import { beforeEach, describe, expect, test } from 'vitest'
import { isObject, type JsonObject } from '../../specs/json.ts'
import { accepts, editBody, withHeader } from '../defects/parts.ts'
import { caller, openHarbour, SERVICE, type Told } from './harbour.test-kit.ts'

let harbour: ReturnType<typeof openHarbour>
let client: ReturnType<typeof caller>
beforeEach(() => {
  harbour = openHarbour()
  client = caller(harbour.app)
})

const shown = ({ body }: Told): JsonObject => (isObject(body) ? body : {})
const id = (told: Told): string => String(shown(told)['id'])
/** What both wires show of a boat, tag included. */
async function both(boat: string) {
  const [rest, connect] = [await client.rest('GET', `/boats/${boat}`), await client.call('GetBoat', { id: boat })]
  expect(connect.headers.get('etag')).toBe(rest.headers.get('etag'))
  expect(connect.headers.get('date')).toBe(rest.headers.get('date'))
  if (rest.status === 200) expect(connect.body).toEqual(rest.body)
  else expect(shown(connect)).toMatchObject({ code: 'not_found', message: shown(rest)['message'] })
  return { ...rest, tag: rest.headers.get('etag') }
}
const later = (seconds: number) => harbour.host.world().clock.advance(seconds * 1000)

describe('one state over two wires', () => {
  test('what is made over REST is read, listed, changed and deleted over Connect', async () => {
    const boat = id(await client.rest('POST', '/boats', { name: 'ada' }))

    expect(shown(await both(boat))).toMatchObject({ name: 'ada', state: 'KEEL' })
    later(60)
    expect(shown(await both(boat))).toMatchObject({ state: 'AFLOAT' })
    expect((await client.call('ListBoats', {})).body).toEqual((await client.rest('GET', '/boats')).body)
    expect(shown(await client.call('ChangeBoat', { id: boat, flag: 'blue' }))).toMatchObject({ name: 'ada', flag: 'blue' })
    expect(shown(await both(boat))).toMatchObject({ flag: 'blue' })
    expect(await client.call('ScrapBoat', { id: boat })).toMatchObject({ status: 200, body: { state: 'BREAKING' } })
    expect(shown(await both(boat))).toMatchObject({ state: 'BREAKING' })
    later(60)
    expect((await both(boat)).status).toBe(404)
  })

  test('what is made over Connect is read, changed and deleted over REST', async () => {
    const boat = id(await client.call('BuildBoat', { name: 'ada' }))
    later(60)

    expect(shown(await both(boat))).toMatchObject({ name: 'ada', state: 'AFLOAT' })
    expect((await client.rest('PATCH', `/boats/${boat}`, { name: 'bob' })).status).toBe(200)
    expect(shown(await both(boat))).toMatchObject({ name: 'bob' })
    expect((await client.rest('DELETE', `/boats/${boat}`)).status).toBe(202)
    expect(shown(await client.call('GetBoat', { id: boat }))).toMatchObject({ state: 'BREAKING' })
  })

  test('a tag that one wire told is stale once the other has changed the boat', async () => {
    const boat = id(await client.rest('POST', '/boats', { name: 'ada' }))
    const { tag } = await both(boat)
    await client.call('ChangeBoat', { id: boat, flag: 'blue' })

    expect((await both(boat)).tag).not.toBe(tag)
  })

  test('ids do not depend on the wire', async () => {
    const other = caller(openHarbour().app)

    expect(id(await client.rest('POST', '/boats', { name: 'ada' }))).toBe(id(await other.call('BuildBoat', { name: 'ada' })))
  })

  test('a reset empties both, and worlds stay apart', async () => {
    await client.call('BuildBoat', { name: 'ada' })
    const elsewhere = { 'x-mock-world': 'other' }

    expect((await client.call('ListBoats', {}, elsewhere)).body).toEqual({ boats: [] })
    const path = `/__world/third${SERVICE}/ListBoats`
    expect((await client.send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, json: {} })).body).toEqual({ boats: [] })
    harbour.host.reset()
    expect((await client.rest('GET', '/boats')).body).toEqual({ boats: [] })
    expect((await client.call('ListBoats', {})).body).toEqual({ boats: [] })
  })

  test('another pace keeps how far what was made over Connect has come', async () => {
    const boat = id(await client.call('BuildBoat', { name: 'ada' }))
    later(60)
    harbour.host.world().set({ pace: 'manual' })

    expect(shown(await both(boat))).toMatchObject({ state: 'AFLOAT' })
  })

  test('the journal tells both by provider, operation and path', async () => {
    await client.rest('GET', '/boats')
    await client.call('ListBoats', {})

    expect(
      harbour.host
        .world()
        .journal.list()
        .map(({ provider, operation, method, target }) => [provider, operation, method, target]),
    ).toEqual(
      expect.arrayContaining([
        ['harbour', 'listBoats', 'GET', '/v1/boats'],
        ['harbour', 'listBoats', 'POST', '/harbour.v1.BoatService/ListBoats'],
      ]),
    )
  })
})

describe('a defect', () => {
  test('breaks both wires', async () => {
    const wrap = editBody(['read'], (body) => ({ ...body, name: 'nobody' }))
    const open = caller(openHarbour({ defects: [{ id: 'test.renames', violates: 'test', sentence: 'Shows another name.', wrap }] }).app)
    const boat = id(await open.rest('POST', '/boats', { name: 'ada' }))

    expect(shown(await open.rest('GET', `/boats/${boat}`))).toMatchObject({ name: 'nobody' })
    expect(shown(await open.call('GetBoat', { id: boat }))).toMatchObject({ name: 'nobody' })
  })

  test('may overlook what the protocol demands', async () => {
    const wrap = accepts(['invalid-parameter'], (call) => withHeader(call, 'connect-protocol-version', undefined))
    const open = caller(openHarbour({ defects: [{ id: 'test.any-version', violates: 'test', sentence: 'Speaks any version.', wrap }] }).app)

    expect((await open.call('BuildBoat', { name: 'ada' }, { 'connect-protocol-version': '2' })).status).toBe(200)
  })
})
