import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pc from 'picocolors'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Ledger } from '../conformance/ledger.ts'
import { createMock, type Mock } from '../mock/create.ts'
import { beginLedger, readLedger } from './ledger-file.ts'
import { run } from './program.ts'

let mock: Mock
let folder: string

beforeAll(async () => {
  mock = await createMock({ providers: ['kupe'], lifecycle: { reads: 2 }, clock: { scale: 200 } })
  await mock.listen()
})
afterAll(() => mock.close())
beforeEach(() => {
  mock.reset()
  folder = mkdtempSync(join(tmpdir(), 'clusterproof-sweep-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function clusterproof(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: '', err: '' }
  const colours = pc.createColors(false)
  const out = (text: string) => void (said.out += text)
  const err = (text: string) => void (said.err += text)
  const code = await run(args, { out, err, live: false, columns: 120, colours, errColours: colours, env: { TOKEN: token() }, cwd: folder })
  return { code, ...said }
}

const token = () => mock.contracts[0]?.behaviour.seed.principals['admin']?.token
const clusters = '/api/v1/tenants/acme/clusters'

async function send(method: string, path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${token()}`, 'content-type': 'application/json' }
  return mock.fetch(new Request(`http://mock.invalid${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }))
}

/** The ledger of a run that was killed when it had made these clusters. */
async function killed(names: readonly string[], target = mock.url): Promise<string> {
  const path = join(folder, 'ledger.jsonl')
  const contract = mock.contracts[0]?.hash ?? ''
  const { journal, close } = beginLedger(path, {
    record: 'run',
    ledger: 1,
    run: 'k3v9qd',
    suite: '0.0.0',
    provider: 'kupe',
    contract,
    wire: 'rest',
    target,
    seed: 1,
    tokenEnv: 'TOKEN',
    param: { tenant: 'acme' },
    targetClock: 200,
  })
  const ledger = new Ledger(journal)
  for (const name of names) {
    await send('POST', clusters, { name, displayName: name, type: 'shared' })
    const handle = { resource: 'cluster', params: { tenant: 'acme', name }, body: {} }
    const entry = ledger.intend({ handle, known: true, as: 'admin', intent: { operation: 'createCluster', name, marked: true } })
    if (!name.endsWith('lost')) ledger.made(entry, handle.params)
  }
  close(undefined)
  return path
}

describe('sweep', () => {
  test('needs nothing but the ledger and the token, and has nothing to do the second time', async () => {
    const path = await killed(['cp-k3v9qd-aaaaaa-1', 'cp-k3v9qd-aaaaaa-2-lost'])
    await send('POST', clusters, { name: 'cp-k3v9qd-bbbbbb-1', displayName: 'Not mine', type: 'shared' })

    expect(await clusterproof('sweep', path)).toEqual({
      code: 0,
      err: '',
      out: "Nothing left: 2 created = 2 deleted + 0 handed over + 0 left.\nLeft alone, because this ledger does not tell of them although they are called like something of clusterproof's:\n  cluster cp-k3v9qd-bbbbbb-1\n",
    })
    const answer = await (await send('GET', clusters)).text()
    expect([answer.includes('cp-k3v9qd-aaaaaa'), answer.includes('cp-k3v9qd-bbbbbb-1')]).toEqual([false, true])
    expect(await clusterproof('sweep', path)).toMatchObject({ code: 0, out: `Nothing left of run k3v9qd at ${mock.url}.\n` })
  })

  test('foretells with --dry-run what it would look for, and sends nothing', async () => {
    const path = await killed(['cp-k3v9qd-aaaaaa-1', 'cp-k3v9qd-aaaaaa-2-lost'])
    mock.world().journal.restart()
    const before = readFileSync(path, 'utf8')

    const { code, out } = await clusterproof('sweep', path, '--dry-run')

    expect(code).toBe(4)
    expect(out).toBe(
      `Run k3v9qd at ${mock.url} may have left 2 resources:\n  cluster tenant=acme name=cp-k3v9qd-aaaaaa-1 (made)\n  cluster tenant=acme name=cp-k3v9qd-aaaaaa-2-lost (create sent, no answer known)\n`,
    )
    expect(mock.world().journal.list()).toEqual([])
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('tells machines the same', async () => {
    const path = await killed(['cp-k3v9qd-aaaaaa-1'])

    const { code, out } = await clusterproof('sweep', path, '--json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({ ledger: path, result: 'clean', created: 1, deleted: 1, handedOver: 0, left: [], strangers: [] })
  })

  test('ends with 4 and says what is left where a delete does nothing, and can be tried again', async () => {
    const path = await killed(['cp-k3v9qd-aaaaaa-1'])
    mock.world().set({ defects: ['delete.answered-not-done'] })

    const { code, out } = await clusterproof('sweep', path)

    expect(out).toContain(`/api/v1/tenants/acme/clusters/cp-k3v9qd-aaaaaa-1`)
    expect(code).toBe(4)
    mock.world().set({ defects: [] })
    expect(await clusterproof('sweep', path)).toMatchObject({ code: 0 })
  }, 60_000)

  test('ends with 3 where the endpoint is not there, and leaves the ledger open', async () => {
    const path = await killed(['cp-k3v9qd-aaaaaa-1'], 'http://127.0.0.1:1')

    expect(await clusterproof('sweep', path)).toMatchObject({
      code: 3,
      out: expect.stringMatching(/^Nothing was swept: http:\/\/127\.0\.0\.1:1 could not be reached: /),
    })
    expect(readLedger(path).entries).toMatchObject([{ state: 'made' }])
  })

  test('sends no token to a host that is on no allow-list, whatever a ledger says', async () => {
    const path = await killed(['cp-k3v9qd-aaaaaa-1'], 'https://evil.example.com')

    const { code, err } = await clusterproof('sweep', path)

    expect(code).toBe(2)
    expect(err).toContain('evil.example.com is not on the allow-list')
  })

  test.each<[string, readonly string[], string]>([
    [
      'a file that is not there',
      ['sweep', 'nowhere.jsonl'],
      'Failed to open the ledger nowhere.jsonl: the system says ENOENT. Name the file that `clusterproof check`',
    ],
    ['a ledger without a target', ['check', 'kupe', '--ledger', 'x.jsonl'], 'Failed to read --ledger: the mock in this process ends with it'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await clusterproof(...args)

    expect(err).toContain(message)
    expect(code).toBe(2)
  })

  test('refuses a variable that is not set, by its name alone', async () => {
    const path = await killed(['cp-k3v9qd-aaaaaa-1'])

    const { code, err } = await clusterproof('sweep', path, '--token-env', 'OTHER_TOKEN')

    expect(err).toContain('the environment variable OTHER_TOKEN is not set')
    expect(code).toBe(2)
  })
})

describe('check', () => {
  const args = () => [
    'check',
    'kupe',
    '--target',
    mock.url,
    '--token-env',
    'TOKEN',
    '--param',
    'tenant=acme',
    '--target-clock',
    '200x',
    '--only',
    'del.repeat',
    '--resource',
    'secret',
  ]

  test('keeps a ledger where one is asked for, closes it when all is gone, and marks every name with its run', async () => {
    const { code, err } = await clusterproof(...args(), '--ledger', 'mine.jsonl')

    expect(code).toBe(0)
    expect(err).toContain('Nothing is left; mine.jsonl tells what was made.')
    const { header, entries, closed } = readLedger('mine.jsonl', folder)
    expect(closed).toBe(true)
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.filter(({ intent }) => intent?.name?.includes(`cp-${header.run}-`) !== true)).toEqual([])
    expect(await clusterproof('sweep', 'mine.jsonl')).toMatchObject({ code: 0 })
  })

  test('keeps none on this machine unless it is asked for', async () => {
    await clusterproof(...args())

    expect(existsSync(join(folder, '.clusterproof'))).toBe(false)
  })

  test('sends nothing where the ledger cannot be kept', async () => {
    mock.world().journal.restart()

    const { code, err } = await clusterproof(...args(), '--ledger', '/nowhere/at/all.jsonl')

    expect(code).toBe(2)
    expect(err).toContain('Failed to open the ledger /nowhere/at/all.jsonl: the system says ENOENT')
    expect(mock.world().journal.list()).toEqual([])
  })
})
