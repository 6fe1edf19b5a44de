import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { curlScript } from './curl.ts'
import { runCase, runScript } from './export.test-kit.ts'
import { hurlFile } from './hurl.ts'
import type { Program } from './program.ts'
import { vitestCase } from './vitest.ts'

/** Asks a list what one of its items shows, an hour after it was made. */
const program: Program = {
  name: 'a.b',
  fingerprint: 'fp-0000000000000000',
  requirement: { id: 'a.b', level: 'MUST', sentence: 'It sails.', source: 'page 1' },
  expected: 'under way',
  actual: 'moored',
  replay: 'clusterproof check x',
  endpoint: 'http://127.0.0.1:4010',
  variables: [],
  steps: [
    { number: 1, label: 'make', method: 'POST', target: ['/boats'], headers: [], body: ['{"name":"gull"}'], captures: [] },
    { number: 2, label: 'list', method: 'GET', target: ['/boats'], headers: [], captures: [], pause: 3600 },
  ],
  asserts: [
    {
      exchange: 2,
      of: 'item member',
      at: '/items',
      member: '/name',
      equals: { as: { exchange: 1, side: 'request', from: { json: '/name' } } },
      where: '/state',
      test: { is: 'one of', values: ['under way'] },
    },
  ],
}

let server: Server
let origin: string
let state: string | undefined
const seen: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    request.on('end', () => {
      seen.push(`${request.url} ${text}`)
      const boats = [{ name: 'tern', state: 'under way' }, ...(state === undefined ? [] : [{ name: 'gull', state }])]
      response.end(JSON.stringify({ items: boats }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => server.close())

const runs = { script: () => runScript(curlScript(program), env()), case: () => runCase(vitestCase(program), env()) }
const env = () => ({ ENDPOINT: origin, CLOCK: `${origin}/__admin/clock/advance` })

describe.each(Object.entries(runs))('a %s', (_, run) => {
  test.each([
    ['is content with the item that shows it', 'under way', 0],
    ['fails where the item shows something else, whatever others show', 'moored', 1],
    ['fails where the item is not listed', undefined, 1],
  ])('%s', async (__, shown, code) => {
    state = shown

    expect(await run()).toMatchObject({ code })
  })

  test('moves the clock of a mock instead of waiting', async () => {
    seen.length = 0
    await run()

    expect(seen).toContain('/__admin/clock/advance {"seconds":3600}')
  })
})

test('a Hurl file waits, and asks for the item by its name', () => {
  const text = hurlFile(program)

  expect(text).toContain('delay: 3600s\n')
  expect(text).toContain(`jsonpath "$['items'][?@['name'] == 'gull']['state']" == "under way"`)
})
