import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { at } from '../specs/json.ts'
import { ways, type Answer, type Client, type Sending } from './both-ways.test-kit.ts'

/** How entity tags went wrong in Azurite, an emulator of the same kind: each issue is a trap that this mock avoids. */
const token = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'
const ONE = `${CLUSTERS}/one`

describe.each(ways)('entity tags, $way', ({ open }) => {
  let client: Client
  let send: (method: string, path: string, sending?: Sending) => Promise<Answer>
  let first: Answer

  beforeAll(async () => {
    client = await open({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  })
  beforeEach(async () => {
    client.mock.reset()
    send = (method, path, sending = {}) => client.send(method, path, { token, ...sending })
    await send('POST', CLUSTERS, { body: { name: 'one', displayName: 'One', type: 'shared' } })
    client.mock.clock.advance(60_000)
    first = await send('GET', ONE)
  })
  afterAll(() => client?.mock.close())

  test('If-Match is neither ignored nor a server error (Azurite#406, #385)', async () => {
    for (const tag of ['"1"', 'nonsense', '"', 'W/', ',', '\u00e9']) {
      const answer = await send('PATCH', ONE, { body: { version: '1.33' }, headers: { 'if-match': tag } })

      expect(answer.status).toBe(412)
    }
    expect((await send('GET', ONE)).json).toEqual(first.json)
  })

  test('what is not there is 404 before it is 412 (Azurite#2751)', async () => {
    for (const path of [`${CLUSTERS}/nobody`, '/api/v1/tenants/acme/secrets/nobody']) {
      expect((await send('PATCH', path, { body: path.includes('secrets') ? { sync: [] } : { version: '1.33' }, headers: { 'if-match': '"1"' } })).status).toBe(
        404,
      )
    }
  })

  test('a star does not bring into being what is not there (Azurite#2589, #2621)', async () => {
    const answer = await send('PATCH', `${CLUSTERS}/nobody`, { body: { version: '1.33' }, headers: { 'if-match': '*' } })

    expect(answer.status).toBe(404)
    expect((await send('GET', `${CLUSTERS}/nobody`)).status).toBe(404)
  })

  test('a write is never answered with 304 (Azurite#633)', async () => {
    for (const headers of [
      { 'if-none-match': first.tag },
      { 'if-none-match': '*' },
      { 'if-match': first.tag, 'if-none-match': first.tag },
      { 'if-match': '"1"', 'if-none-match': first.tag },
    ]) {
      const answer = await send('PATCH', ONE, { body: { resources: { cpu: '1' } }, headers })

      expect(answer.status).not.toBe(304)
    }
  })

  test('every tag is quoted (Azurite, arafato#166)', async () => {
    const answers = [first, await send('PATCH', ONE, { body: { resources: { cpu: '1' } } }), await send('GET', '/api/v1/tenants/acme')]

    for (const { tag } of answers) expect(tag).toMatch(/^"[!#-~]+"$/)
  })

  test('a change of any field changes the tag (Azurite#337)', async () => {
    const tags = [first.tag]
    for (const body of [
      { alerts: { a: 1 } },
      { alerts: { a: 2 } },
      { resources: { cpu: '1' } },
      { highAvailability: true },
      { version: '1.33' },
      { alerts: null },
    ]) {
      const answer = await send('PATCH', ONE, { body })
      expect(answer.status).toBe(200)
      tags.push(answer.tag)
    }

    expect(new Set(tags).size).toBe(tags.length)
  })

  test('the tag of a write is the tag of the read that follows', async () => {
    const answer = await send('PATCH', ONE, { body: { resources: { cpu: '1' } } })

    expect((await send('GET', ONE)).tag).toBe(answer.tag)
    expect(at(answer.json, '/resourceVersion')).toBe(answer.tag.slice(1, -1))
  })

  test('of ten writers with one tag, one wins', async () => {
    const statuses = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, i) => (await send('PATCH', ONE, { body: { resources: { cpu: String(i + 1) } }, headers: { 'if-match': first.tag } })).status,
      ),
    )

    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 9 }, () => 412)])
  })

  test('of ten creators of one name, one wins', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => (await send('POST', CLUSTERS, { body: { name: 'two', displayName: 'Two', type: 'shared' } })).status),
    )

    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, ...Array.from({ length: 9 }, () => 409)])
  })

  test('a name that is used again never sees a tag of its former life', async () => {
    await send('DELETE', ONE)
    const leaving = await send('GET', ONE)
    client.mock.clock.advance(60_000)
    const again = await send('POST', CLUSTERS, { body: { name: 'one', displayName: 'One', type: 'shared' } })

    expect(new Set([first.tag, leaving.tag, again.tag]).size).toBe(3)
    expect((await send('PATCH', ONE, { body: { version: '1.33' }, headers: { 'if-match': first.tag } })).status).toBe(412)
  })
})
