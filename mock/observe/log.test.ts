import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { BackingError } from '../backing/backing.ts'
import { memoryBacking } from '../backing/memory.ts'
import { createMock } from '../create.ts'
import type { Log } from './log.ts'

const TOKEN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'

interface Line {
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

function logged(debug = false): { readonly lines: Line[]; readonly log: Log } {
  const lines: Line[] = []
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, message, fields: { ...fields } })
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), isLevelEnabled: (level) => debug || level !== 'debug' } }
}

test('each request to a vendor is one line: what it was, what came of it, how long it took, and the id that its answer carried', async () => {
  const { lines, log } = logged()
  const mock = await createMock({ providers: ['kupe'], log })
  const answer = await mock.fetch(new Request(`${mock.url}/__world/mine${CLUSTERS}`, { headers: { authorization: `Bearer ${TOKEN}` } }))
  await mock.fetch(new Request(mock.url + CLUSTERS))
  await mock.fetch(new Request(`${mock.url}/elsewhere`))
  await mock.close()

  expect(lines).toEqual([
    {
      level: 'info',
      message: 'listClusters 200',
      fields: {
        world: 'mine',
        provider: 'kupe',
        operation: 'listClusters',
        method: 'GET',
        target: CLUSTERS,
        status: 200,
        ms: expect.any(Number),
        requestId: answer.headers.get('x-request-id') ?? answer.headers.get('x-mock-request-id'),
      },
    },
    { level: 'info', message: 'listClusters 401', fields: expect.objectContaining({ status: 401, refusal: 'unauthenticated' }) },
    {
      level: 'info',
      message: 'GET 404',
      fields: { world: 'default', to: 'nowhere', method: 'GET', target: '/elsewhere', status: 404, ms: expect.any(Number) },
    },
  ])
})

test('no token is written, wherever the client put it, nor what is called like a secret, nor any body', async () => {
  const { lines, log } = logged(true)
  const mock = await createMock({ providers: ['kupe'], log })
  const url = new URL(await mock.listen())
  const body = '{"name":"hush-body"}'
  const head = `POST ${CLUSTERS}/${TOKEN}?api_key=hush-key&x=${TOKEN} HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${TOKEN}\r\nCookie: hush-cookie\r\nX-Api-Key: hush-header\r\nX-Seen: seen\r\n`
  await new Promise((resolve) => {
    const socket = connect(Number(url.port), '127.0.0.1', () => socket.write(`${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`))
    socket.on('data', () => undefined).on('close', resolve)
  })
  await fetch(`${url.origin}/nowhere/${TOKEN}`, { headers: { authorization: `Bearer ${TOKEN}` } })
  await fetch(`${url.origin}/__admin/requests?token=hush-query`, { headers: { authorization: `Bearer ${TOKEN}` } })
  await mock.close()

  expect(lines.map(({ level }) => level)).toEqual(['info', 'info', 'debug'])
  expect(lines[0]?.fields['headers']).toMatchObject({ authorization: '***', cookie: '***', 'x-api-key': '***', 'x-seen': 'seen' })
  expect(JSON.stringify(lines)).not.toMatch(new RegExp(`hush|${TOKEN}`))
})

test('what a vendor would answer is no warning, a planned fault is told by its id', async () => {
  const { lines, log } = logged()
  const faults = [{ id: 'mine', when: { method: 'GET' }, do: { status: 503 } } as const]
  const mock = await createMock({ providers: ['kupe'], log, faults })
  await mock.fetch(new Request(mock.url + CLUSTERS, { headers: { authorization: `Bearer ${TOKEN}` } }))
  await mock.close()

  expect(lines).toEqual([{ level: 'info', message: 'listClusters 503', fields: expect.objectContaining({ faults: ['mine'], status: 503 }) }])
})

test.each([
  [new BackingError('the store is down'), 'warn', 503],
  [new Error('a bug'), 'error', 500],
])('where the mock cannot answer because of %s the line is a %s that says why', async (error, level, status) => {
  const { lines, log } = logged()
  const broken = async (): Promise<never> => {
    throw error
  }
  const mock = await createMock({ providers: ['kupe'], log, store: { ...memoryBacking(), since: broken } })
  await mock.fetch(new Request(mock.url + CLUSTERS))
  await mock.close()

  expect(lines).toEqual([{ level, message: `listClusters ${status}`, fields: expect.objectContaining({ status, err: error }) }])
})
