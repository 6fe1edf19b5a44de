import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pc from 'picocolors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMock, type Mock } from '../mock/index.ts'
import { run } from './program.ts'

const ADMIN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const CLUSTERS = '/api/v1/tenants/acme/clusters'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function clusterproof(argv: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = tmpdir()): Promise<Ran> {
  const colours = pc.createColors(false)
  let [out, err] = ['', '']
  const terminal = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    live: false,
    columns: 120,
    colours,
    errColours: colours,
    env,
    cwd,
  }
  const code = await run(argv, terminal)
  return { code, out, err }
}

describe('clusterproof grade', () => {
  let mock: Mock
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'grade-'))
    mock = await createMock({ providers: ['kupe'], adminToken: 'let-me-in' })
    await mock.listen()
    const send = (method: string, path: string, body?: object) =>
      fetch(mock.url + path, {
        method,
        headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
    await send('POST', CLUSTERS, { name: 'production', displayName: 'Production', type: 'shared' })
    await send('PATCH', `${CLUSTERS}/production`, { version: '1.32' })
    await send('GET', `/__world/tidy${CLUSTERS}`)
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await mock.close()
  })

  const grade = (...more: readonly string[]): Promise<Ran> =>
    clusterproof(['grade', '--url', mock.url, '--admin-token-env', 'TOKEN', ...more], { TOKEN: 'let-me-in' }, folder)

  test('tells people what a client did, and where it is to be seen', async () => {
    const { code, out } = await grade()

    expect(code).toBe(0)
    expect(out).toMatch(/^Grade: \d+ % \(2 requests; 1 client\)/)
    expect(out).toMatch(/POOR +sends-if-match[^]*request 2: updateCluster was sent without If-Match/)
  })

  test('ends with 1 where a rule was broken that must not be, and with 0 where it was another one', async () => {
    expect(await grade('--fail-on', 'any')).toMatchObject({ code: 1, err: 'Broken: sends-if-match.\n' })
    expect((await grade('--fail-on', 'follows-pages,sends-if-match')).code).toBe(1)
    expect((await grade('--fail-on', 'follows-pages')).code).toBe(0)
    expect((await grade('--fail-on', 'any', '--world', 'tidy')).code).toBe(0)
  })

  test('writes JSON and JUnit', async () => {
    const { out } = await grade('--format', 'json')
    const told: unknown = JSON.parse(out)
    expect(told).toMatchObject({ clients: 1, requests: { seen: 2, total: 2 } })

    const silent = await grade('--format', 'junit', '--out', 'reports/client.xml')
    const xml = readFileSync(join(folder, 'reports/client.xml'), 'utf8')
    expect(silent).toMatchObject({ code: 0, out: '' })
    expect(xml).toMatch(/<testsuites name="clusterproof grade" tests="13" failures="1"/)
    expect(xml).toContain('<failure message="request 2: updateCluster was sent without If-Match" type="poor">')
  })

  test('names what it cannot use, and sends nothing then', async () => {
    for (const [argv, named] of [
      [['--fail-on', 'sends-ifmatch'], 'Did you mean sends-if-match?'],
      [['--world', 'a b'], '"a b" is not a name'],
      [['--out', '/dev/null/x'], 'Failed to write the grade'],
    ] as const) {
      const { code, err } = await grade(...argv)
      expect([code, err]).toEqual([2, expect.stringContaining(named)])
    }
    expect(await clusterproof(['grade', '--url', 'localhost'])).toMatchObject({ code: 2, err: expect.stringContaining('"localhost" is no origin') })
  })

  test('ends with 3 where no mock answers, or lets nobody in', async () => {
    const nobody = await clusterproof(['grade', '--url', 'http://127.0.0.1:9'])
    expect(nobody).toMatchObject({ code: 3, err: expect.stringMatching(/^Failed to grade the clients of http:\/\/127\.0\.0\.1:9: /) })
    const outside = await clusterproof(['grade', '--url', mock.url])
    expect(outside).toMatchObject({ code: 3, err: expect.stringContaining('it answered 401') })
    expect(outside.err).not.toContain('let-me-in')
  })
})
