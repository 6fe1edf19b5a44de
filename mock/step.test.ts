import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Contract } from '../specs/contract.ts'
import type { JsonObject } from '../specs/json.ts'
import { loadContract } from '../specs/load.ts'
import { buildRoutes, type Routes } from '../specs/paths.ts'
import { folderOf } from '../specs/providers.ts'
import type { Call, Outcome } from './call.ts'
import type { Pace } from './lifecycle.ts'
import { respond } from './respond.ts'
import { seeded } from './seed.ts'
import { defaults } from './settings.ts'
import type { Store } from './store.ts'

/** The laws of a step, for every sequence of calls: refusals and reads change nothing, and a step is a function of its input. */
interface Sent {
  readonly method: string
  readonly path: string
  readonly token: string
  readonly body?: JsonObject
  readonly ifMatch?: string
  readonly wait: number
}

const START = Date.UTC(2026, 1, 1, 14)
let contract: Contract
let routes: Routes

beforeAll(async () => {
  contract = await loadContract(await folderOf('kupe'))
  routes = buildRoutes([contract])
})

const tokens = ['kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ', 'kupe_0ead0001_c2FtcGxlLXJlYWRvbmx5LWtleQ', 'kupe_07e50001_c2FtcGxlLW90aGVyLWtleQ', 'wrong'] as const
const names = fc.constantFrom('one', 'two', 'A B')
const quantity = fc.constantFrom('1', '500m', 'lots', '2Gi')
const bodies = fc.oneof(
  fc.record({
    name: names,
    displayName: fc.constantFrom('One', ''),
    type: fc.constantFrom('shared', 'dedicated', 'stolen'),
    version: fc.constantFrom('1.31', '1.32'),
  }),
  fc.record({ version: fc.constantFrom('1.31', '1.32', '1.33', '') }),
  fc.record({ resources: fc.dictionary(fc.constantFrom('cpu', 'memory'), quantity) }),
  fc.record({ email: fc.constantFrom('Dan@acme.com', 'eve@acme.com'), role: fc.constantFrom('admin', 'readonly') }),
  fc.record({ role: fc.constantFrom('admin', 'owner') }),
  fc.record({ displayName: fc.constant('CI'), role: fc.constant('admin') }),
  fc.record({ name: fc.constantFrom('db', 'cache'), secretPath: fc.constant('apps/db') }),
  fc.constant({}),
)
const one = names.map((name) => `/clusters/${encodeURIComponent(name)}`)
const newCluster = fc.record({
  name: fc.constantFrom('one', 'two'),
  displayName: fc.constant('One'),
  type: fc.constant('shared'),
  version: fc.constantFrom('1.31', '1.32'),
})
const change = fc.oneof(fc.record({ version: fc.constantFrom('1.31', '1.33', '') }), fc.record({ resources: fc.record({ cpu: fc.constantFrom('1', '2') }) }))
/** What people do, most of the time, and any method with any body anywhere, some of the time. */
const intent = fc.oneof(
  { weight: 3, arbitrary: fc.record({ method: fc.constant('POST'), below: fc.constant('/clusters'), body: newCluster }) },
  {
    weight: 4,
    arbitrary: fc.record({ method: fc.constant('GET'), below: fc.oneof(one, fc.constantFrom('', '/clusters', '/members', '/clusters/one/kubeconfig')) }),
  },
  { weight: 3, arbitrary: fc.record({ method: fc.constant('PATCH'), below: one, body: change }) },
  { weight: 2, arbitrary: fc.record({ method: fc.constant('DELETE'), below: one }) },
  fc.record({
    method: fc.constant('POST'),
    below: fc.constant('/members'),
    body: fc.record({ email: fc.constantFrom('Dan@acme.com', 'eve@acme.com'), role: fc.constant('admin') }),
  }),
  fc.record({
    method: fc.constantFrom('PATCH', 'DELETE'),
    below: fc.constantFrom('/members/dan@acme.com', '/members/bob@acme.com'),
    body: fc.constant({ role: 'admin' }),
  }),
  fc.record({ method: fc.constant('POST'), below: fc.constant('/secrets'), body: fc.constant({ name: 'db', secretPath: 'apps/db' }) }),
  fc.record({ method: fc.constantFrom('GET', 'PATCH', 'DELETE'), below: fc.constant('/secrets/db'), body: fc.constant({ sync: [] }) }),
  fc.record({
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS'),
    below: fc.oneof(one, fc.constantFrom('', '/clusters', '/members', '/apikeys', '/secrets', '/apikeys/ak-0ead0001', '/nowhere')),
    body: bodies,
  }),
)
const sending: fc.Arbitrary<Sent> = fc
  .record({
    intent,
    tenant: fc.oneof({ weight: 12, arbitrary: fc.constant('acme') }, fc.constantFrom('globex', 'nobody')),
    token: fc.oneof({ weight: 12, arbitrary: fc.constant(tokens[0]) }, fc.constantFrom(...tokens)),
    ifMatch: fc.option(fc.constantFrom('*', '"1"', 'W/"5'), { nil: undefined, freq: 4 }),
    wait: fc.nat(6000),
  })
  .map(sentOf)
const pace = fc.constantFrom<Pace>('time', 'immediate', 'manual', { reads: 2 })

interface Drawn {
  readonly intent: { readonly method: string; readonly below: string; readonly body?: JsonObject }
  readonly tenant: string
  readonly token: string
  readonly ifMatch: string | undefined
  readonly wait: number
}

function sentOf({ intent: { method, below, ...rest }, tenant, token, ifMatch, wait }: Drawn): Sent {
  return { method, path: `/api/v1/tenants/${tenant}${below}`, token, wait, ...rest, ...(ifMatch === undefined ? {} : { ifMatch }) }
}

function callOf({ method, path, token, body, ifMatch }: Sent): Call {
  const match = routes.match(method, path)
  const headers: Readonly<Record<string, string | undefined>> = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': ifMatch }
  const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body))
  const route = match.kind === 'found' ? { kind: match.kind, operation: match.operation, params: match.params } : match
  return { contract, route, method, target: path, header: (name) => headers[name], body: { kind: 'bytes', bytes } }
}

function snapshot(store: Store): string {
  return JSON.stringify([store.next, [...store.all()]])
}

interface Stage {
  readonly sent: Sent
  readonly step: () => Outcome
  readonly store: Store
}

/** Sends all calls, each judged before its changes are committed. */
function play(calls: readonly Sent[], each: Pace, judge: (stage: Stage) => void): void {
  const store = seeded(contract, { seed: 1, now: START })
  let now = START
  for (const sent of calls) {
    now += sent.wait
    const step = (): Outcome => respond(callOf(sent), { view: store, settings: { ...defaults, pace: each }, now, seed: 1 })
    judge({ sent, step, store })
    store.commit(step().changes)
  }
}

const plays = [fc.array(sending, { maxLength: 25 }), pace] as const

test('a step alone changes nothing, and gives the same outcome for the same world, call and instant', () => {
  fc.assert(
    fc.property(...plays, (calls, each) =>
      play(calls, each, ({ step, store }) => {
        const before = snapshot(store)
        const [first, second] = [step(), step()]

        expect(second).toEqual(first)
        expect(snapshot(store)).toBe(before)
      }),
    ),
  )
})

test('a refused call wants nothing changed', () => {
  fc.assert(
    fc.property(...plays, (calls, each) =>
      play(calls, each, ({ step }) => {
        const { reply, changes } = step()

        if (reply.refusal !== undefined && reply.refusal !== 'absent') expect(changes).toEqual([])
      }),
    ),
  )
})

test('a read changes nothing but the count of reads', () => {
  fc.assert(
    fc.property(...plays, (calls, each) =>
      play(calls, each, ({ sent, step }) => {
        if (sent.method === 'GET' && typeof each === 'string') expect(step().changes).toEqual([])
      }),
    ),
  )
})

test('every answer is one that its operation documents, with a body that fits the schema', () => {
  fc.assert(
    fc.property(...plays, (calls, each) =>
      play(calls, each, ({ sent, step }) => {
        const match = routes.match(sent.method, sent.path)
        const { reply } = step()
        if (match.kind !== 'found') return
        const response = match.operation.responses.get(reply.status)

        expect([sent.method, sent.path, reply.status, response === undefined]).toEqual([sent.method, sent.path, reply.status, false])
        if (response?.schema !== undefined) expect(contract.validate(response.schema, reply.body)).toEqual([])
        else expect(reply.body).toBeUndefined()
      }),
    ),
  )
})

test('one tag never stands for two representations of a cluster', () => {
  fc.assert(
    fc.property(...plays, (calls, each) => {
      const seen = new Map<string, string>()
      play(calls, each, ({ sent, step }) => {
        const { reply } = step()
        const tag = reply.headers['etag']
        if (tag === undefined || sent.method === 'DELETE') return
        const made = sent.method === 'POST' && typeof sent.body?.['name'] === 'string' ? `/${sent.body['name']}` : ''
        const key = `${sent.path}${made} ${tag}`
        const body = JSON.stringify(reply.body)

        expect(seen.get(key) ?? body).toBe(body)
        seen.set(key, body)
      })
    }),
    { numRuns: 300 },
  )
})
