import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createMock, type Mock } from '../mock/create.ts'
import { desk, type Desk } from './config.test-kit.ts'
import { nodeVersion, portOf } from './doctor.ts'

let here: Desk
let mock: Mock
let url: string

beforeAll(async () => {
  mock = await createMock({ providers: ['kupe'] })
  url = await mock.listen()
})

beforeEach(() => {
  here = desk({ TOKEN: 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ', WRONG: 'kupe_ad000001_bm90LXRoaXMtb25l' })
  mock.reset()
})

afterEach(() => here.clear())
afterAll(() => mock.close())

const config = (variable: string, at = url): string => `targets: { local: { provider: kupe, url: "${at}", tokenEnv: ${variable}, params: { tenant: acme } } }`

describe('doctor', () => {
  test('finds nothing in the way where a target answers and serves the administrator', async () => {
    here.write('clusterproof.config.yaml', config('TOKEN'))

    const { code, out } = await here.clusterproof('doctor', '--json', '--port', '0')

    const { findings } = JSON.parse(out) as { findings: { what: string; state: string; found: string }[] }
    expect(code).toBe(0)
    expect(findings.map(({ what, state }) => `${what}: ${state}`)).toEqual([
      'Node: ok',
      'port 0: ok',
      'configuration: ok',
      'target local: ok',
      'target local: ok',
      'target local: ok',
    ])
    expect(findings.at(-1)?.found).toMatch(/^answers in \d+ ms, and serves the administrator$/)
  })

  test('sends one request to a target, and none with --no-send', async () => {
    here.write('clusterproof.config.yaml', config('TOKEN'))

    await here.clusterproof('doctor', '--no-send')
    expect(mock.world().journal.total).toBe(0)
    await here.clusterproof('doctor')
    expect(mock.world().journal.total).toBe(1)
  })

  test.each([
    ['a token that is not good', () => config('WRONG'), 'the administrator was not served'],
    ['a variable that is not set', () => config('NOT_SET'), 'the environment variable NOT_SET is not set'],
    ['an endpoint that is dead', () => config('TOKEN', 'http://127.0.0.1:9'), 'could not be reached'],
    ['a configuration that is wrong', () => 'targets: 7', 'targets'],
    ['a folder for reports that cannot be', () => `out: clusterproof.config.yaml/reports\n${config('TOKEN')}`, 'ENOTDIR'],
  ])('names %s as a problem, and what it found', async (_, text, expected) => {
    here.write('clusterproof.config.yaml', text())

    const { code, out } = await here.clusterproof('doctor')

    expect(code).toBe(1)
    expect(out).toContain(expected)
    expect(out).toMatch(/problems? stands? in the way/)
  })

  test('sends nothing to an endpoint that nobody has allowed, and shows how it is allowed', async () => {
    here.write('clusterproof.config.yaml', config('TOKEN', 'https://api.example.com'))

    const { out } = await here.clusterproof('doctor')

    expect(out).toContain('api.example.com is not on the allow-list')
    expect(out).not.toContain('could not be reached')
  })

  test('never tells what a variable holds', async () => {
    here.write('clusterproof.config.yaml', config('WRONG'))

    const { out, err } = await here.clusterproof('doctor')

    expect(out + err).not.toContain('bm90LXRoaXMtb25l')
  })

  test('says that there is no configuration, and who writes one', async () => {
    const { code, out } = await here.clusterproof('doctor')

    expect(code).toBe(0)
    expect(out).toContain('clusterproof init writes one.')
  })
})

test.each([
  ['20.19.0', 'ok'],
  ['20.18.3', 'problem'],
  ['22.12.0', 'problem'],
  ['22.13.1', 'ok'],
  ['23.5.0', 'problem'],
  ['24.0.0', 'ok'],
  ['26.1.0', 'ok'],
])('Node %s is %s', (version, state) => {
  expect(nodeVersion(version).state).toBe(state)
})

describe('the port', () => {
  let server: Server

  beforeEach(async () => {
    server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })

  afterEach(() => void server.close())

  test('is a warning where something else listens, and fine where a mock does', async () => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    server.on('connection', (socket) => socket.destroy())

    expect(await portOf(address.port)).toMatchObject({ state: 'warning', found: 'something else listens there' })
    expect(await portOf(Number(new URL(url).port))).toMatchObject({ state: 'ok', found: 'a clusterproof mock answers there' })
  })
})
