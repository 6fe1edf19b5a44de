import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { formats } from '../reports/formats.ts'
import { createMock, type Mock } from '../mock/create.ts'
import { desk, type Desk } from './config.test-kit.ts'

let mock: Mock
let url: string
let here: Desk

beforeAll(async () => {
  mock = await createMock({ providers: ['kupe'], clock: 'frozen', lifecycle: 'immediate' })
  url = await mock.listen()
})
afterAll(() => mock.close())

beforeEach(() => {
  mock.reset()
  here = desk({ TOKEN: mock.contracts[0]?.behaviour.seed.principals['admin']?.token ?? '' })
})
afterEach(() => here.clear())

const staging = (more = '') => `
targets:
  staging:
    provider: kupe
    url: ${url}
    tokenEnv: TOKEN
    params: { tenant: acme }
${more}`
const one = ['--only', 'etag.syntax', '--resource', 'cluster']

describe('a configuration', () => {
  test('gives a target its address, provider, token and parameters', async () => {
    here.write('clusterproof.config.yaml', staging())

    const { code, out, err } = await here.clusterproof('check', '--target', 'staging', ...one)

    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('kupe: conformant')
  })

  test('is found from a folder below, as JSON too', async () => {
    const config = { targets: { staging: { provider: 'kupe', url, tokenEnv: 'TOKEN', params: { tenant: 'acme' } } } }
    here.write('clusterproof.config.json', JSON.stringify(config, null, '\t'))

    const { code } = await here.clusterproof('check', 'kupe', '--target', 'staging', '--quiet', ...one)

    expect(code).toBe(0)
  })

  test('gives way to flags, and writes reports relative to itself', async () => {
    here.write('ours/cp.yaml', `${staging()}out: reports\nformat: [json, junit]\n`)

    const set = await here.clusterproof('check', '--config', 'ours/cp.yaml', '--target', 'staging', ...one, '--format', 'json')
    const missing = await here.clusterproof('check', '--config', 'ours/cp.yaml', '--target', 'staging', '--token-env', 'ABSENT', ...one)

    expect(set.err).toBe(`Wrote ${join(here.folder, 'ours/reports/report.json')}\n`)
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('the environment variable ABSENT is not set') })
  })

  test('is no reason for a mock in this process to go by budgets that are about targets', async () => {
    here.write('clusterproof.config.yaml', 'budget: { requests: 1 }\nprofile: read-only\n')

    const check = ['check', 'kupe', '--only', 'etag.if-match-stale-not-performed', '--resource', 'cluster']

    expect(await here.clusterproof(...check)).toMatchObject({ code: 0 })
    expect((await here.clusterproof(...check, '--max-requests', '1')).out).toContain('budget of 1 requests')
  })

  test('does not count when the provider that was typed is another one', async () => {
    here.write('clusterproof.config.yaml', staging())

    const { code, err } = await here.clusterproof('check', 'akua', '--target', 'staging')

    expect([code, err]).toEqual([2, 'Failed to check akua: the target staging is of kupe. Name that provider, or leave it out.\n'])
  })
})

describe('a configuration that cannot be used', () => {
  test.each([
    ['is not YAML', 'targets: [', 'unexpected end of the stream within a flow collection'],
    ['is empty', '', 'the input is empty'],
    ['holds no mapping', '- 1', 'does not hold a mapping'],
    ['names a target twice', 'targets:\n  a: { provider: x, url: "http://a" }\n  a: { provider: y, url: "http://b" }\n', 'duplicated mapping key'],
    ['has an unknown member', 'profle: core', "The file has a member 'profle' that means nothing. Did you mean profile? (clusterproof.config.yaml:1:1)"],
    [
      'has an unknown member of a budget',
      'budget:\n  minuts: 7',
      "'budget' has a member 'minuts' that means nothing. Did you mean minutes? (clusterproof.config.yaml:2:3)",
    ],
    ['has a text for a number', 'budget:\n  creates: "5"', '\'budget.creates\' is "5". Write a whole number from 0 on'],
    [
      'has a number for a text',
      'targets: { a: { provider: x, url: "http://a", params: { version: 1.35 } } }',
      'is 1.35. Write a text, in quotes where YAML would read a number',
    ],
    ['has a profile that there is not', 'profile: ful', 'Did you mean full?'],
    ['has a format that there is not', 'format: [jsno]', 'Did you mean json?'],
    ['has a text where a list belongs', 'allow: api.example.com', "'allow' must be array"],
    ['allows an address instead of a host', 'allow: ["https://api.example.com"]', 'Write a host as it stands in the address'],
    ['allows every host', 'allow: ["*"]', 'no wildcard'],
    ['has a target without an address', 'targets: { a: { provider: kupe } }', "'targets.a' has no member 'url'. Add it."],
    [
      'has an address of another scheme',
      'targets: { a: { provider: kupe, url: "ftp://a" } }',
      '\'targets.a.url\': "ftp://a" is not one of its values. Use an http or https address',
    ],
    ['calls a target mock', 'targets: { mock: { provider: kupe, url: "http://a" } }', 'not "mock", which is the suite\'s own'],
    ['is wrong in two places', 'profle: core\nbudget: { minuts: 7 }', '2 problems were found.\n  clusterproof.config.yaml:1:1 '],
  ])('is refused with its line where it %s', async (_, text, message) => {
    here.write('clusterproof.config.yaml', text)

    const { code, out, err } = await here.clusterproof('check', 'kupe', ...one)

    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('clusterproof.config.yaml')
    expect(err).toContain(message)
  })

  test.each([
    ['there is no such file', 'nowhere.yaml', 'There is no such file. Name a file of YAML or JSON with --config FILE.'],
    ['it is a folder', '.', 'It is a folder, not a file.'],
  ])('is refused where %s', async (_, file, message) => {
    expect(await here.clusterproof('config', 'show', '--config', file)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })

  test('is refused where a folder has its name, and where there are two', async () => {
    mkdirSync(join(here.folder, 'clusterproof.config.yaml'))
    const folder = await here.clusterproof('check', 'kupe', ...one)
    here.write('clusterproof.config.json', '{}')
    const both = await here.clusterproof('check', 'kupe', ...one)

    expect(folder).toMatchObject({ code: 2, err: expect.stringContaining('It is a folder, not a file.') })
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('holds both clusterproof.config.yaml and clusterproof.config.json. Keep one') })
  })

  test.each([
    ['a token of a vendor', 'tokenEnv: live_ad000001_c2FtcGxlLWFkbWluLWtleQ'],
    ['a JSON web token', 'params: { tenant: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl }'],
    ['a bearer', 'provider: "Bearer live_ad000001_c2FtcGxl"'],
    ['a member called token', 'token: live_ad000001_c2FtcGxlLWFkbWluLWtleQ'],
    ['a short one in a member called password', 'password: live_ad000001'],
    ['credentials in the address', 'url: "https://me:live_ad000001@api.example.com"'],
  ])('is refused without being repeated where it holds %s', async (_, member) => {
    here.write('clusterproof.config.yaml', `targets:\n  prod:\n    ${member}\n`)

    const { code, out, err } = await here.clusterproof('check', '--target', 'prod')

    expect(code).toBe(2)
    expect(err).toMatch(/othing secret is read from here/)
    expect(`${out}${err}`).not.toMatch(/ad000001|eyJ/)
  })

  test('is told of a target that it does not name', async () => {
    expect((await here.clusterproof('check', 'kupe', '--target', 'staging')).err).toContain(
      '"staging" is no address, and there is no configuration that names targets. Use an http or https address; `clusterproof config --help` shows',
    )
    here.write('clusterproof.config.yaml', staging())
    expect((await here.clusterproof('check', 'kupe', '--target', 'stging')).err).toContain('Did you mean staging?')
  })
})

describe('an endpoint that is not of this machine', () => {
  // Every address of this machine answers for 0.0.0.0, which is no loopback address.
  const foreign = () => url.replace('127.0.0.1', '0.0.0.0')
  const check = (...more: readonly string[]) =>
    here.clusterproof('check', 'kupe', '--target', foreign(), '--token-env', 'TOKEN', '--param', 'tenant=acme', '--rate', '1000', ...one, ...more)

  test('is not sent to before its host is allowed and a budget given, and is told the lines to add', async () => {
    const none = await check()
    here.write('clusterproof.config.yaml', none.err.slice(none.err.indexOf('\n\n') + 2, none.err.indexOf('\n`')))
    const sent: unknown = await (await fetch(`${url}/__admin/requests`)).json()
    const both = await check()

    expect(none).toMatchObject({ code: 2, out: '' })
    expect(none.err).toContain(`allow:\n  - ${new URL(foreign()).host}\nbudget:\n  creates: 5 `)
    expect(sent).toMatchObject({ requests: [] })
    expect(both).toMatchObject({ code: 0, out: expect.stringContaining('kupe: conformant') })
  })

  test('is not sent to on another port, under another name or by half of its name', async () => {
    here.write('clusterproof.config.yaml', 'allow: [0.0.0.0, "0.0.0.0:1", api.0.0.0.0.example.com, 127.0.0.1]\nbudget: { creates: 5 }\n')

    expect(await check()).toMatchObject({ code: 2, err: expect.stringContaining('is not on the allow-list') })
  })

  test('needs somebody to say how many clusters may be made, which no profile says, unless nothing is made', async () => {
    here.write('clusterproof.config.yaml', `allow: ["${new URL(foreign()).host}"]\n`)

    expect(await check()).toMatchObject({ code: 2, err: expect.stringContaining('no budget says how many clusters') })
    expect(await check('--profile', 'core')).toMatchObject({ code: 2 })
    expect(await check('--max-creates', '5')).toMatchObject({ code: 0 })
    expect(await check('--profile', 'read-only')).not.toMatchObject({ code: 2 })
  })

  test('is named by its target in the lines to add', async () => {
    here.write('clusterproof.config.yaml', 'targets: { prod: { provider: kupe, url: "https://api.example.com", tokenEnv: TOKEN } }')

    expect((await here.clusterproof('check', '--target', 'prod')).err).toContain('targets:\n  prod:\n    budget:\n      creates: 5')
  })

  test('is anybody whose name only begins like this machine', async () => {
    expect(await here.clusterproof('check', 'kupe', '--target', 'http://127.example.com', '--token-env', 'TOKEN')).toMatchObject({ code: 2 })
    expect(await here.clusterproof('check', 'kupe', '--target', 'http://localhost.example.com', '--token-env', 'TOKEN')).toMatchObject({ code: 2 })
  })
})

describe('config', () => {
  test('shows what is in effect, and which flag or line says so', async () => {
    here.write('clusterproof.config.yaml', `${staging('    budget: { creates: 3 }\n')}budget: { creates: 9, requests: 500 }\n`)

    const { out } = await here.clusterproof('config', 'show', '--target', 'staging', '--max-live', '2')

    const rows = out.split('\n').map((line) => line.trim().split(/ {2,}/))
    expect(rows).toContainEqual(['creates', '3', 'clusterproof.config.yaml:8'])
    expect(rows).toContainEqual(['requests', '500', 'clusterproof.config.yaml:9'])
    expect(rows).toContainEqual(['live', '2', '--max-live'])
    expect(rows).toContainEqual(['tokenEnv', 'TOKEN (set)', 'clusterproof.config.yaml:6'])
    expect(rows).toContainEqual(['profile', 'full', 'default'])
    expect(rows).toContainEqual(['may be sent to', 'yes: it is of this machine'])
  })

  test('shows the same as JSON, and never what a variable holds', async () => {
    here.write('clusterproof.config.yaml', `${staging()}allow: [api.example.com]\n`)

    const { out } = await here.clusterproof('config', 'show', '--target', 'staging', '--json')

    expect(JSON.parse(out)).toMatchObject({ target: 'staging', provider: 'kupe', allow: ['api.example.com'], variables: { TOKEN: 'set' } })
    expect(out).not.toContain(mock.contracts[0]?.behaviour.seed.principals['admin']?.token)
  })

  test('prints the schemas, which know every format of reports', async () => {
    const config = JSON.parse((await here.clusterproof('config', 'schema')).out) as { properties: { format: { items: { enum: string[] } } } }
    const deviations = JSON.parse((await here.clusterproof('config', 'schema', 'deviations')).out) as { $id: string }

    expect(config.properties.format.items.enum).toEqual(Object.keys(formats))
    expect(deviations.$id).toBe('urn:clusterproof:deviations:1')
  })

  test('shows a whole file in its help that can be used as it stands', async () => {
    const { out } = await here.clusterproof('config', '--help')
    const text = out.slice(out.indexOf('  allow:'), out.indexOf('Examples:')).replace('deviations: deviations.yaml', 'deviations: []')
    here.write('clusterproof.config.yaml', text)

    expect(await here.clusterproof('config', 'show', '--target', 'staging')).toMatchObject({ code: 0, out: expect.stringContaining('may be sent to') })
  })
})
