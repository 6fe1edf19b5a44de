import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { curlScript } from './curl.ts'
import { hostile, hostileName, hostileProgram, runCase, runScript } from './export.test-kit.ts'
import { harFile } from './har.ts'
import { vitestCase } from './vitest.ts'

/** An identifier that means something to a shell, to a path and to a JSON text. */
const id = `a b/"$(touch pwned)'\\`
const seen: { url: string; text: string }[] = []
let server: Server
let endpoint: string

beforeAll(async () => {
  let stored = '{}'
  server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (text += chunk))
    request.on('end', () => {
      seen.push({ url: request.url ?? '', text })
      if (request.method === 'POST') stored = text
      response.setHeader('etag', '"v1"')
      response.end(request.method === 'POST' ? JSON.stringify({ id }) : stored)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => server.close())

beforeEach(() => {
  seen.length = 0
})

/** What went out is what was found, byte for byte, and nothing of it was acted on. */
function expectFaithful(): void {
  expect(seen.map(({ url }) => decodeURIComponent(url))).toEqual([`/things/${hostileName}`, `/things/${id}`])
  expect(JSON.parse(seen[0]?.text ?? '')).toEqual({ name: hostileName, text: hostile, fresh: 'abc123' })
}

test('a script sends hostile text as it is, and no word of it is carried out', async () => {
  const { code, said } = await runScript(`${curlScript(hostileProgram)}\n[ ! -e pwned ] || exit 9\n`, { ENDPOINT: endpoint, TOKEN: 't', FRESH: 'abc123' })

  expect(said).toBe('Kept.\n')
  expect(code).toBe(0)
  expectFaithful()
})

test('a case sends hostile text as it is, and no word of it is carried out', async () => {
  const { code, said } = await runCase(vitestCase(hostileProgram), { ENDPOINT: endpoint, TOKEN: 't', FRESH: 'abc123' })

  expect({ code, said }).toEqual({ code: 0, said: 'passed' })
  expectFaithful()
})

test('shows no terminal what it would act on', () => {
  const found = { exchanges: [], suite: '1', at: '2026-01-01T00:00:00Z' }

  for (const text of [curlScript(hostileProgram), vitestCase(hostileProgram), harFile(hostileProgram, found)])
    expect(text).not.toMatch(/[\u0000\u001b\u202e\r]/)
})
