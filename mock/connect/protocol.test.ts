import { beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../specs/json.ts'
import { caller, openHarbour, SERVICE } from './harbour.test-kit.ts'

let harbour: ReturnType<typeof openHarbour>
let client: ReturnType<typeof caller>
beforeEach(() => {
  harbour = openHarbour()
  client = caller(harbour.app)
})

const built = async (message: Json = { name: 'ada' }, headers: Readonly<Record<string, string>> = {}) => client.call('BuildBoat', message, headers)
const names = async () => ((await client.call('ListBoats', {})).body as { boats: { name: string }[] }).boats.map(({ name }) => name)

describe('a unary call', () => {
  test('is answered with 200 and the message, whatever the status over REST', async () => {
    const made = await built()

    expect(made).toMatchObject({ status: 200, body: { id: expect.stringMatching(/^b-/), name: 'ada', state: 'KEEL' } })
    expect(made.headers.get('content-type')).toBe('application/json')
    expect(made.headers.get('location')).toBeNull()
    expect((await client.rest('POST', '/boats', { name: 'bob' })).status).toBe(201)
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['the version 1', { 'connect-protocol-version': '1' }],
    ['a timeout of ten digits', { 'connect-timeout-ms': '9999999999' }],
    ['a timeout with zeros before it', { 'connect-timeout-ms': '0000000001' }],
    ['the identity coding', { 'content-encoding': 'Identity' }],
    ['a charset', { 'content-type': 'application/json; charset=utf-8' }],
    ['a quoted charset in other letter case', { 'content-type': 'Application/JSON;Charset="UTF-8"' }],
    ['a header of streams, which means nothing here', { 'connect-content-encoding': 'gzip' }],
  ])('may carry %s', async (_, headers) => {
    expect((await built({ name: 'ada' }, headers)).status).toBe(200)
  })

  test.each<[string, Readonly<Record<string, string>>, number, string]>([
    ['another version', { 'connect-protocol-version': '2' }, 400, 'invalid_argument'],
    ['an empty version', { 'connect-protocol-version': '' }, 400, 'invalid_argument'],
    ['a timeout of eleven digits', { 'connect-timeout-ms': '10000000000' }, 400, 'invalid_argument'],
    ['a negative timeout', { 'connect-timeout-ms': '-1' }, 400, 'invalid_argument'],
    ['a timeout that is no number', { 'connect-timeout-ms': '1s' }, 400, 'invalid_argument'],
    ['no time at all', { 'connect-timeout-ms': '0' }, 504, 'deadline_exceeded'],
    ['a compressed message', { 'content-encoding': 'gzip' }, 501, 'unimplemented'],
  ])('is refused with %s, and nothing is made', async (_, headers, status, code) => {
    const answer = await built({ name: 'ada' }, headers)

    expect(answer).toMatchObject({ status, body: { code, message: expect.stringMatching(/./) } })
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await names()).toEqual([])
  })

  test('that is compressed is told what is understood', async () => {
    const answer = await built({ name: 'ada' }, { 'content-encoding': 'br' })

    expect(answer.headers.get('accept-encoding')).toBe('identity')
    expect(answer.body).toMatchObject({ message: 'unknown compression "br": supported encodings are identity' })
  })

  test.each(['application/proto', 'application/connect+json', 'application/grpc', 'application/json; charset=latin1', 'text/plain', ''])(
    'in the codec "%s" is refused with the codecs that are spoken',
    async (type) => {
      const answer = await client.send(`${SERVICE}/BuildBoat`, {
        method: 'POST',
        headers: { 'content-type': type },
        raw: Uint8Array.from([10, 3, 97, 100, 97]),
      })

      expect(answer).toMatchObject({ status: 415, body: { code: 'unimplemented', message: expect.stringContaining('application/json') } })
      expect(answer.headers.get('content-type')).toBe('application/json')
      expect(answer.headers.get('accept-post')).toBe('application/json')
      expect(await names()).toEqual([])
    },
  )

  test.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['no bytes', ''],
    ['half a message', '{"name":'],
    ['no object', '"ada"'],
    ['an array', '[]'],
    ['null', 'null'],
    ['invalid UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a byte order mark', '\uFEFF{"name":"ada"}'],
    ['a name twice', '{"name":"ada","name":"bob"}'],
    ['what is nested too deep', `{"name":"ada","flag":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['a value of another type', '{"name":1}'],
  ])('with %s is an invalid argument in the envelope of Connect', async (_, raw) => {
    const answer = await client.send(`${SERVICE}/BuildBoat`, { method: 'POST', headers: { 'content-type': 'application/json' }, raw })

    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_argument', message: expect.any(String) } })
    expect(await names()).toEqual([])
  })

  test('that is too large is refused by its number in google.rpc, and the next one is answered', async () => {
    expect(await built({ name: 'ada', flag: 'x'.repeat(70_000) })).toMatchObject({ status: 429, body: { code: 'resource_exhausted' } })
    expect((await built()).status).toBe(200)
  })
})

describe('a path below a service', () => {
  test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s and allows POST alone', async (method) => {
    const answer = await client.send(`${SERVICE}/GetBoat?message=%7B%7D&encoding=json&connect=v1`, { method })

    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST')
  })

  test.each([`${SERVICE}/SinkBoat`, `${SERVICE}/getBoat`, SERVICE, `${SERVICE}/`, `${SERVICE}/GetBoat/`])(
    'that is no method is not implemented: %s',
    async (path) => {
      const answer = await client.send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, json: {} })

      expect(answer).toMatchObject({ status: 501, body: { code: 'unimplemented', message: expect.any(String) } })
    },
  )

  test('of a service that nobody has is answered by the mock itself, which tells what it serves', async () => {
    const answer = await client.send('/harbour.v1.CraneService/Lift', { method: 'POST', headers: { 'content-type': 'application/json' }, json: {} })

    expect(answer.status).toBe(404)
    expect(answer.text).toContain('harbour at /v1, harbour at /harbour.v1.BoatService')
  })
})

describe('what the service itself asks', () => {
  test('a credential, before it looks at the message', async () => {
    const answer = await client.send(`${SERVICE}/GetBoat`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: '' }, raw: '{' })

    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  test('a role', async () => {
    const answer = await client.call('ScrapBoat', { id: 'b-1' }, { authorization: 'Bearer guest-key' })

    expect(answer).toMatchObject({ status: 403, body: { code: 'permission_denied' } })
  })

  test('patience', async () => {
    harbour.host.world().set({ limits: { requests: 1, windowSeconds: 60 } })

    expect((await client.call('ListBoats', {})).status).toBe(200)
    expect(await client.call('ListBoats', {})).toMatchObject({ status: 429, body: { code: 'resource_exhausted' } })
  })

  test.each([{ id: 'b-nobody' }, { id: '../boats' }, { id: '\u0000' }])('an id of something that is there: %j', async (message) => {
    for (const method of ['GetBoat', 'ScrapBoat', 'ChangeBoat'])
      expect(await client.call(method, message)).toMatchObject({ status: 404, body: { code: 'not_found', message: 'boat not found' } })
  })

  test.each([{ id: '' }, {}])('an update of nobody is not found, whatever the message lacks: %j', async (message) => {
    expect(await client.call('ChangeBoat', message)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  test.each<[Json]>([[{}], [{ id: 1 }], [{ id: null }], [{ id: ['b'] }], [[]]])('a text for an id: %j is an invalid argument', async (message) => {
    expect(await client.call('GetBoat', message)).toMatchObject({ status: 400, body: { code: 'invalid_argument' } })
  })
})

describe('the details of a refusal', () => {
  test('are typed and in binary form, and say beside it what the same refusal says over REST', async () => {
    const [rest, connect] = [await client.rest('POST', '/boats', { name: 1 }), await built({ name: 1 })]

    const [plain] = (rest.body as { details: { '@type': string; fieldViolations: Json }[] }).details
    expect(plain).toMatchObject({ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: 'name' }] })
    expect(connect.body).toMatchObject({
      code: 'invalid_argument',
      details: [{ type: 'google.rpc.BadRequest', value: expect.stringMatching(/^[A-Za-z0-9+/]+$/), debug: { fieldViolations: plain?.fieldViolations } }],
    })
  })

  test('are left out where there is nothing to tell', async () => {
    expect((await built('ada')).body).toEqual({ code: 'invalid_argument', message: expect.any(String) })
  })
})
