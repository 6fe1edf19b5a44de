import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createMock, type Mock } from '../mock/create.ts'
import { sweepAfter } from './aftermath.ts'
import { offerOf } from './offer.ts'
import { readable } from './readable.ts'
import { Session } from './session.ts'
import { sweep } from './sweep.ts'
import type { Contract } from '../specs/contract.ts'
import type { Entry, Ledger } from './ledger.ts'
import type { Subject } from './subject/subject.ts'

const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** What stands between the suite and the mock; undefined lets a request pass. */
type Between = (request: { readonly method: string; readonly url: string }) => { status: number; headers?: Record<string, string>; body?: string } | undefined

const mocks = new Map<string, Promise<Mock>>()
let worlds = 0

/** One mock of a provider serves all tests: each has a world of its own. */
function served(provider: string): Promise<Mock> {
  const mock = createMock({ providers: [provider], lifecycle: { reads: 2 } })
  mocks.set(provider, mock)
  return mock
}

interface Stage {
  readonly session: Session
  readonly contract: Contract
  readonly subject: Subject
  /** Sends a request as somebody else would. */
  readonly send: (method: string, path: string, body?: object) => Promise<unknown>
}

async function stage(provider: string, between: Between = () => undefined): Promise<Stage> {
  const mock = await (mocks.get(provider) ?? served(provider))
  worlds += 1
  const world = `sweep-${worlds}`
  const [contract] = mock.contracts
  const admin = contract?.behaviour.seed.principals['admin']
  if (contract === undefined || admin === undefined) throw new Error('no contract')
  const pass = async (method: string, url: string, sent: { headers: Record<string, string>; body?: string }) =>
    mock.fetch(
      new Request(`http://mock.invalid/__world/${world}${url}`, {
        method,
        headers: sent.headers,
        ...(sent.body !== undefined && sent.body !== '' && { body: sent.body }),
      }),
    )
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { method = '', url = '' } = request
      const stopped = between({ method, url })
      if (stopped !== undefined) return response.writeHead(stopped.status, stopped.headers ?? {}).end(stopped.body ?? '{}')
      const headers = Object.fromEntries(
        Object.entries(request.headersDistinct).flatMap(([name, [value = ''] = []]) => (name === 'host' || name === 'connection' ? [] : [[name, value]])),
      )
      const answer = await pass(method, url, { headers, body })
      return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  const subject: Subject = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secondsPerSecond: 1,
    pass: () => Promise.resolve(),
    principals: { admin },
    params: {},
    patience: { attempts: 6, pauseMs: 0 },
    requestBudget: 10,
  }
  const session = new Session({ contract: readable(contract), subject, offer: offerOf(subject), seed: 1, runId: 'run123', signal: undefined })
  closing.push(() => session.close())
  const send = async (method: string, path: string, body?: object) => {
    const headers = {
      authorization: `Bearer ${admin.token}`,
      'content-type': 'application/json',
      'idempotency-key': `somebody-else-${path}-${JSON.stringify(body)}`.slice(0, 60),
    }
    const answer = await pass(method, path, { headers, ...(body && { body: JSON.stringify(body) }) })
    const shown = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} got ${answer.status}: ${shown}`)
    return shown === '' ? undefined : JSON.parse(shown)
  }
  return { session, contract, subject, send }
}

const kupe = '/api/v1/tenants/acme'

function lost(
  ledger: Ledger,
  resource: string,
  name: string,
  more: { readonly params?: Record<string, string>; readonly known?: boolean; readonly marked?: boolean } = {},
): Entry {
  const { params = { tenant: 'acme' }, known = false, marked = true } = more
  const entry = ledger.intend({ handle: { resource, params, body: {} }, known, as: 'admin', intent: { operation: 'create', name, marked } })
  ledger.unknown(entry)
  return entry
}

/** What the keys of the tenant are called. */
async function keys({ send }: Stage): Promise<string[]> {
  return [...JSON.stringify(await send('GET', `${kupe}/apikeys`)).matchAll(/"displayName":"([^"]+)"/g)].map(([, name = '']) => name).toSorted()
}

const key = (displayName: string) => ({ displayName, role: 'admin' })

test('finds what a create without an answer made by its name alone, and leaves what is called almost like it', async () => {
  const on = await stage('kupe')
  const before = await keys(on)
  for (const name of ['cp-run123-aaaaaa-1', 'cp-run123-aaaaaa-11', 'cp-run123-bbbbbb-1']) await on.send('POST', `${kupe}/apikeys`, key(name))
  lost(on.session.ledger, 'apiKey', 'cp-run123-aaaaaa-1')

  expect(await sweep(on.session)).toMatchObject({ created: 1, deleted: 1, handedOver: 0, left: [] })
  expect(await keys(on)).toEqual([...before, 'cp-run123-aaaaaa-11', 'cp-run123-bbbbbb-1'].toSorted())
})

test('deletes both where a repetition under the same key was done again, and the answer to the first was lost', async () => {
  const on = await stage('kupe')
  const before = await keys(on)
  const name = 'cp-run123-aaaaaa-1'
  await on.send('POST', `${kupe}/apikeys`, key(name))
  const { ledger } = on.session
  const handle = { resource: 'apiKey', params: { tenant: 'acme' }, body: {} }
  const intent = { operation: 'createApiKey', name, marked: true, key: 'k1' }
  ledger.unknown(ledger.intend({ handle, known: false, as: 'admin', intent }))
  const again = ledger.intend({ handle, known: false, as: 'admin', intent })
  const made = await on.send('POST', `${kupe}/apikeys`, { ...key(name), role: 'readonly' })
  ledger.made(again, { tenant: 'acme', id: /"id":"([^"]+)"/.exec(JSON.stringify(made))?.[1] ?? '' })

  expect(await sweep(on.session)).toMatchObject({ created: 2, deleted: 2, left: [] })
  expect(await keys(on)).toEqual(before)
})

test.each(['', '.', '..'])('asks nobody to delete what an answer calls %j: the path would be that of something else', async (id) => {
  const asked: string[] = []
  const on = await stage('kupe', ({ method, url }) => {
    if (method === 'DELETE') asked.push(url)
    return method === 'POST' ? { status: 201, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id }) } : undefined
  })
  await on.session.send('key', { operation: 'createApiKey', body: key('cp-run123-aaaaaa-1') })
  on.session.ledger.note({ handle: { resource: 'apiKey', params: { tenant: 'acme', id }, body: {} }, known: true, as: 'admin' })

  await sweep(on.session)

  expect(asked).toEqual([])
})

test('deletes both where a create was done twice', async () => {
  const on = await stage('kupe')
  const before = await keys(on)
  for (const _ of [1, 2]) await on.send('POST', `${kupe}/apikeys`, key('cp-run123-aaaaaa-1'))
  lost(on.session.ledger, 'apiKey', 'cp-run123-aaaaaa-1')

  expect(await sweep(on.session)).toMatchObject({ created: 2, deleted: 2, left: [] })
  expect(await keys(on)).toEqual(before)
})

test.each<[string, string, object, boolean]>([
  ['cluster', `${kupe}/clusters`, { name: 'cp-run123-aaaaaa-1', displayName: 'Late', type: 'shared' }, true],
  ['apiKey', `${kupe}/apikeys`, key('cp-run123-aaaaaa-1'), false],
])('finds a %s that arrives only after the first look', async (resource, path, body, known) => {
  let looks = 0
  let arriving: (() => Promise<unknown>) | undefined
  const on = await stage('kupe', ({ method, url }) => {
    if (method === 'GET' && url === path) looks += 1
    return undefined
  })
  arriving = () => on.send('POST', path, body)
  on.session.pause = async () => {
    if (looks === 1) await arriving?.()
    arriving = undefined
  }
  lost(on.session.ledger, resource, 'cp-run123-aaaaaa-1', { known, ...(known && { params: { tenant: 'acme', name: 'cp-run123-aaaaaa-1' } }) })

  expect(await sweep(on.session)).toMatchObject({ created: 1, deleted: 1, left: [] })
  expect(JSON.stringify(await on.send('GET', path))).not.toContain('cp-run123')
})

test('says of a create that came to nothing, after two looks, that it made nothing', async () => {
  const { session } = await stage('kupe')
  lost(session.ledger, 'apiKey', 'cp-run123-aaaaaa-1')
  lost(session.ledger, 'cluster', 'cp-run123-bbbbbb-1', { known: true, params: { tenant: 'acme', name: 'cp-run123-bbbbbb-1' } })

  expect(await sweep(session)).toMatchObject({ created: 0, deleted: 0, left: [] })
})

test('never deletes by a name that others may use, and tells what to look for instead', async () => {
  const on = await stage('kupe')
  await on.send('POST', `${kupe}/clusters`, { name: 'production', displayName: 'Production', type: 'shared' })
  lost(on.session.ledger, 'cluster', 'production', { known: true, marked: false, params: { tenant: 'acme', name: 'production' } })
  lost(on.session.ledger, 'cluster', 'never-made', { known: true, marked: false, params: { tenant: 'acme', name: 'never-made' } })
  lost(on.session.ledger, 'apiKey', 'ci', { marked: false })

  const { left } = await sweep(on.session)

  expect(left).toEqual([
    `${kupe}/clusters/production (its create was not answered, and others may have called something like that)`,
    expect.stringMatching(/^\/api\/v1\/tenants\/acme\/\S+ \(an? .* called "ci", if its create arrived: the answer told no identifier\)$/),
  ])
  expect(await on.send('GET', `${kupe}/clusters/production`)).toMatchObject({ name: 'production' })
})

test.each<[string, ReturnType<Between>]>([
  ['is refused because of a conflict', { status: 409 }],
  ['fails', { status: 503 }],
  ['is throttled', { status: 429, headers: { 'retry-after': '1' } }],
])('asks again where a delete %s', async (_, refusal) => {
  let refusals = 2
  const on = await stage('kupe', ({ method }) => (method === 'DELETE' && (refusals -= 1) >= 0 ? refusal : undefined))
  await on.send('POST', `${kupe}/clusters`, { name: 'cp-run123-aaaaaa-1', displayName: 'Mine', type: 'shared' })
  on.session.ledger.note({ handle: { resource: 'cluster', params: { tenant: 'acme', name: 'cp-run123-aaaaaa-1' }, body: {} }, known: true, as: 'admin' })

  expect(await sweep(on.session)).toMatchObject({ created: 1, deleted: 1, left: [] })
})

test('asks once more, halfway, where a delete was accepted and nothing came of it', async () => {
  let lies = 1
  const on = await stage('kupe', ({ method }) => (method === 'DELETE' && (lies -= 1) >= 0 ? { status: 204, body: '' } : undefined))
  await on.send('POST', `${kupe}/clusters`, { name: 'cp-run123-aaaaaa-1', displayName: 'Mine', type: 'shared' })
  on.session.ledger.note({ handle: { resource: 'cluster', params: { tenant: 'acme', name: 'cp-run123-aaaaaa-1' }, body: {} }, known: true, as: 'admin' })

  expect(await sweep(on.session)).toMatchObject({ created: 1, deleted: 1, left: [] })
})

test('hands over what nothing deletes by itself to what it lay in', async () => {
  const on = await stage('akua')
  const region = /reg_acme\w+/.exec(JSON.stringify(await on.send('GET', '/v1/regions')))?.[0] ?? ''
  const cluster = on.session.booking.of(
    await on.session.send('cluster', { operation: 'clusters.create', body: { name: 'cp-run123-aaaaaa-1', region_id: region } }),
  )
  const bootstrap = { operation: 'clusters.createWorkerBootstrap', params: cluster?.handle.params ?? {}, body: {} }
  const inside = on.session.booking.of(await on.session.send('inside', bootstrap))

  expect(await sweep(on.session)).toMatchObject({ created: 2, deleted: 1, handedOver: 1, left: [] })
  expect([cluster?.state, inside?.state]).toEqual(['gone', 'gone'])
})

test('after a kill, deletes what the journal says was made, and reports what only looks like it', async () => {
  const { contract, subject, send } = await stage('kupe')
  for (const name of ['cp-run123-aaaaaa-1', 'cp-run123-cccccc-1']) await send('POST', `${kupe}/clusters`, { name, displayName: 'Mine', type: 'shared' })
  const handle = { resource: 'cluster', params: { tenant: 'acme', name: 'cp-run123-aaaaaa-1' }, body: {} }
  const entries: Entry[] = [{ number: 1, handle, known: true, as: 'admin', state: 'made' }]

  const aftermath = await sweepAfter({ contract, subject, seed: 1, runId: 'run123', entries })

  expect(aftermath).toMatchObject({ kind: 'swept', cleanup: { created: 1, deleted: 1, left: [] }, strangers: ['cluster cp-run123-cccccc-1'] })
  expect(await send('GET', `${kupe}/clusters/cp-run123-cccccc-1`)).toMatchObject({ name: 'cp-run123-cccccc-1' })
})

test.each<[string, Between, RegExp]>([
  ['does not serve this token', () => ({ status: 401 }), /admin was not served: GET .* got status 401/],
  ['is out of order', () => ({ status: 502 }), /got status 502/],
  // As with the token of somebody else, or behind a gateway that knows no such path.
  ['knows nothing of what is asked for', () => ({ status: 404 }), /got status 404/],
  ['is a page for people', () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Hello</p>' }), /got status 200 without JSON/],
])('sweeps nothing where the endpoint %s, and keeps what the ledger says', async (_, between, because) => {
  const { contract, subject } = await stage('kupe', between)
  const written: unknown[] = []
  const handle = { resource: 'cluster', params: { tenant: 'acme', name: 'cp-run123-aaaaaa-1' }, body: {} }
  const past = { contract, subject, seed: 1, runId: 'run123', journal: { write: (record: unknown) => void written.push(record) } }

  const aftermath = await sweepAfter({ ...past, entries: [{ number: 1, handle, known: true, as: 'admin', state: 'made' }] })

  expect(aftermath).toEqual({ kind: 'unreachable', because: expect.stringMatching(because) })
  expect(written).toEqual([])
})
