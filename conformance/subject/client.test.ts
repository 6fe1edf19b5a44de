import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { boatyard } from '../../fixtures/boatyard/server.ts'
import { subjectAt } from '../../fixtures/boatyard/subject.ts'
import { loadContract } from '../../specs/load.ts'
import { answerOf } from '../history.ts'
import { Client } from './client.ts'
import { Wire } from './wire.ts'
import type { Boatyard } from '../../fixtures/boatyard/server.ts'

const contract = await loadContract(fileURLToPath(new URL('../../fixtures/boatyard', import.meta.url)))
let server: Boatyard
let client: Client

beforeAll(async () => {
  server = await boatyard()
  client = new Client(contract, subjectAt(server.baseUrl))
})

afterAll(async () => {
  await client.close()
  await server.close()
})

test('hides a secret that is shown once, and unfolds it when it is used', async () => {
  const made = await client.exchange('create', 1, { operation: 'createPass', body: { holder: 'mate' } })
  const used = await client.exchange('use', 2, { operation: 'createPass', body: { holder: '{secret-1}' } })

  expect(answerOf(made)?.json).toMatchObject({ holder: 'mate', word: '{secret-1}' })
  expect(answerOf(made)?.hidden).toEqual(['/word'])
  expect(answerOf(made)?.body).not.toContain('word-of')
  expect(answerOf(used)?.json).toMatchObject({ holder: '{secret-1}', word: '{secret-2}' })
  expect(answerOf(used)?.hidden).toEqual(['/holder', '/word'])
})

test('hides a secret also where the answer wraps what it shows', async () => {
  const { operations, ...rest } = contract
  const create = operations.get('createPass')
  if (create?.behaviour === undefined) throw new Error('the boatyard has no passes')
  const wrapping = { ...create, behaviour: { ...create.behaviour, representation: '/pass' } }
  const odd = createServer(
    (_, response) => void response.writeHead(201, { 'content-type': 'application/json' }).end('{"pass":{"holder":"mate","word":"word-of-a-mate"}}'),
  )
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve))
  const address = odd.address()
  const subject = subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  const other = new Client({ ...rest, operations: new Map([...operations, ['createPass', wrapping]]) }, subject)

  const made = await other.exchange('create', 1, { operation: 'createPass', body: { holder: 'mate' } })

  expect(JSON.stringify(made)).not.toContain('word-of')
  expect(answerOf(made)?.hidden).toEqual(['/pass/word'])
  await other.close()
  odd.closeAllConnections()
  await new Promise((resolve) => odd.close(resolve))
})

test.each<[string, string, string]>([
  ['a secret that is shown', String.raw`{"holder":"mate","word":"c2VjcmV0LW9mL2E\/bWF0\u0065Q\u003D\u003d"}`, 'c2VjcmV0'],
  ['a token that was given', String.raw`{"holder":"pass-0123456789abcd\u0065f","word":"another-secret-of-a-mate"}`, 'pass-0123456789'],
  ['a word that looks like a placeholder', String.raw`{"holder":"\u007badmin\u007D","word":"another-secret-of-a-mate"}`, '{admin}'],
])('hides %s, or believes none, also where a server escapes more than JSON asks for', async (_, body, never) => {
  const odd = createServer(
    (request, response) => void request.resume().on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(body)),
  )
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve))
  const address = odd.address()
  const other = new Client(contract, subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`))

  const made = await other.exchange('create', 1, { operation: 'createPass', body: { holder: 'mate' } })

  expect(answerOf(made)?.json).toBeDefined()
  expect(JSON.stringify(made.outcome)).not.toContain(never)
  await other.close()
  odd.closeAllConnections()
  await new Promise((resolve) => odd.close(resolve))
})

test('sends a kubeconfig as it is and shows a placeholder in its place', async () => {
  const kubeconfig = 'kind: Config\nusers:\n  - name: "me"\n'
  const importing = new Client(contract, { ...subjectAt(server.baseUrl), kubeconfig })
  const made = await importing.exchange('import', 1, { operation: 'createPass', body: { holder: '{kubeconfig}' } })
  await importing.close()

  expect(made.request.body).toBe('{"holder":"{kubeconfig}"}')
  expect(answerOf(made)?.json).toMatchObject({ holder: '{kubeconfig}' })
  expect(JSON.stringify(made)).not.toContain('users')
  const shown = await client.exchange('shown', 2, { operation: 'createPass', body: { holder: kubeconfig } })
  expect(answerOf(shown)?.json).toMatchObject({ holder: kubeconfig })
})

test('names principals instead of showing their tokens, in whatever form they are sent', async () => {
  const plain = await client.exchange('plain', 1, { operation: 'listBoats' })
  const odd = await client.exchange('odd', 2, { operation: 'listBoats', as: { authorization: 'bearer {admin}' }, query: 'token={admin}' })
  const nobody = await client.exchange('nobody', 3, { operation: 'listBoats', as: 'nobody' })

  expect(plain.request.headers).toContainEqual(['authorization', 'Bearer {admin}'])
  expect(JSON.stringify(odd)).not.toContain('pass-0123456789abcdef')
  expect(server.seen.at(-2)).toContain('token=pass-0123456789abcdef')
  expect(nobody.request.headers.some(([name]) => name === 'authorization')).toBe(false)
  expect([plain, odd, nobody].map((exchange) => answerOf(exchange)?.status)).toEqual([200, 401, 401])
})

test('sends header lines, methods and paths as they are told', async () => {
  const exchange = await client.exchange('raw', 1, {
    operation: 'getBoat',
    params: { name: 'a/b é' },
    method: 'HEAD',
    headers: { accept: '', 'X-One': '1' },
    lines: [
      ['if-match', '"a"'],
      ['if-match', '"b"'],
    ],
  })

  expect(exchange.request).toMatchObject({ method: 'HEAD', target: '/v1/yards/north/boats/a%2Fb%20%C3%A9' })
  expect(exchange.request.headers).toEqual([
    ['authorization', 'Bearer {admin}'],
    ['X-One', '1'],
    ['if-match', '"a"'],
    ['if-match', '"b"'],
  ])
})

test('keeps the header lines of an answer as they came and tells bytes that are not UTF-8', async () => {
  const odd = createServer((_, response) => {
    response.writeHead(
      200,
      [
        ['X-Twice', 'a'],
        ['X-Twice', 'b'],
      ].flat(),
    )
    response.end(Buffer.from([0x22, 0xc3, 0x28, 0x22]))
  })
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve))
  const address = odd.address()
  const other = new Client(contract, subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`))

  const answer = answerOf(await other.exchange('odd', 1, { operation: 'listBoats' }))

  expect(answer?.headers.filter(([name]) => name === 'x-twice')).toEqual([
    ['x-twice', 'a'],
    ['x-twice', 'b'],
  ])
  expect(answer).toMatchObject({ utf8: false, bytes: 4 })
  await other.close()
  odd.closeAllConnections()
  await new Promise((resolve) => odd.close(resolve))
})

test('tells what the document declares of a success apart from all that came', async () => {
  const whole = { boats: [{ name: 'gull', hull: 'wood', heartbeat: 7 }], heartbeat: 8 }
  const odd = createServer((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole)))
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve))
  const address = odd.address()
  const other = new Client(contract, subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`))

  const answer = answerOf(await other.exchange('odd', 1, { operation: 'listBoats' }))

  expect(answer).toMatchObject({ json: { boats: [{ name: 'gull', hull: 'wood' }] }, whole })
  expect(JSON.stringify(answer?.json)).not.toContain('heartbeat')
  await other.close()
  odd.closeAllConnections()
  await new Promise((resolve) => odd.close(resolve))
})

test('loses an answer that is too long, and one that never comes', async () => {
  const slow = createServer((request, response) => {
    if (request.url === '/long') response.end('x'.repeat(5000))
  })
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  const address = slow.address()
  const wire = new Wire(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, { timeoutMs: 300, deadlineMs: 5000, maxBytes: 1000 })

  const long = await wire.send({ method: 'GET', target: '/long', headers: [] })
  const never = await wire.send({ method: 'GET', target: '/never', headers: [] })

  expect(long).toMatchObject({ kind: 'lost', reason: 'the body is longer than 1000 bytes' })
  expect(never).toMatchObject({ kind: 'lost', reason: 'UND_ERR_HEADERS_TIMEOUT' })
  await wire.close()
  slow.closeAllConnections()
  await new Promise((resolve) => slow.close(resolve))
})

test('does not put a header value with a line break on the wire', async () => {
  await expect(client.exchange('bad', 1, { operation: 'listBoats', headers: { 'x-bad': 'a\r\nb' } })).rejects.toThrow()
})

test('hangs up once the whole request is sent, and never reads the answer', async () => {
  const bodies: string[] = []
  let arrived = (): void => {}
  const closed = new Promise<void>((resolve) => (arrived = resolve))
  const deaf = createServer((request, response) => {
    response.on('close', arrived)
    request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk))
  })
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
  const address = deaf.address()
  const other = new Client(contract, subjectAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`))

  const lost = await other.exchange('lost', 1, { operation: 'createPass', body: { holder: 'mate' }, hangUp: 'after-send', mayBeLost: true })
  await closed

  expect(lost.outcome).toEqual({ kind: 'lost', reason: 'the suite hung up after it had sent the request' })
  expect(bodies).toEqual(['{"holder":"mate"}'])
  await other.close()
  await new Promise((resolve) => deaf.close(resolve))
})
