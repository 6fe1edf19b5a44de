import { at, type Json } from '../specs/json.ts'
import { textAt, ways, type Answer, type Client } from './both-ways.test-kit.ts'
import type { MockOptions } from './create.ts'

export const START = Date.UTC(2026, 0, 1)
export const WORKSPACE = 'ws_acme0000000000a1'
const REGION = 'reg_acmeuse1000000a1'

/** A provider with long-running operations, and one cluster after another in it. */
export interface Yard {
  readonly client: Client
  readonly send: (method: string, path: string, more?: { readonly body?: object; readonly tag?: string; readonly key?: string }) => Promise<Answer>
  /** Starts a cluster; the long-running operation. */
  readonly create: (name?: string) => Promise<Json>
  /** Makes one that has settled; its identifier. */
  readonly make: () => Promise<string>
  /** An action on a cluster with its current tag, e.g. `:suspend`; `DELETE` without one. */
  readonly act: (id: string, action: string) => Promise<Answer>
  readonly cluster: (id: string) => Promise<Answer>
  readonly operation: (id: string) => Promise<Json>
  readonly wait: (id: string, seconds: number | string) => Promise<Answer>
  readonly cancel: (id: string) => Promise<Answer>
  /** Commands of the management interface. */
  readonly admin: (path: string, body: object) => Promise<Answer>
  /** Names of clusters in the workspace, by identifier. */
  readonly list: () => Promise<readonly string[]>
}

export const idOf = (json: Json | undefined): string => textAt(json, '/id')

/** A yard whose clock stands still unless told otherwise, over a socket or in process. */
export async function openYard(options: MockOptions = {}, way: (typeof ways)[number]['way'] = 'in process'): Promise<Yard> {
  const open = ways.find((one) => one.way === way)?.open
  if (open === undefined) throw new Error(`Failed to open a yard: there is no way ${way}.`)
  return yard(await open({ providers: ['akua'], clock: { scale: 0, at: START }, ...options }))
}

function yard(client: Client): Yard {
  const token = client.mock.contracts[0]?.behaviour.seed.principals['admin']?.token ?? ''
  const send: Yard['send'] = (method, path, { body, tag, key } = {}) => {
    const headers = { ...(tag === undefined ? {} : { 'if-match': tag }), ...(key === undefined ? {} : { 'idempotency-key': key }) }
    return client.send(method, `/v1${path}`, { token, headers, ...(body === undefined ? {} : { body }) })
  }
  const cluster: Yard['cluster'] = (id) => send('GET', `/clusters/${id}`)
  const create: Yard['create'] = async (name = 'sample') => parsed(await send('POST', '/clusters', { body: { name, region_id: REGION } }))
  const operation: Yard['operation'] = async (id) => parsed(await send('GET', `/operations/${id}`))
  const admin: Yard['admin'] = (path, body) => client.send('POST', `/__admin${path}`, { body })
  return {
    client,
    send,
    create,
    cluster,
    operation,
    admin,
    make: async () => {
      const { mock } = client
      const id = textAt(await create(), '/owner_id')
      if (mock.world().settings.pace === 'manual') await admin('/lifecycle/advance', { type: 'cluster', address: [WORKSPACE, id], steps: 9 })
      else if (mock.world().settings.pace === 'time') mock.clock.advance(20_000)
      return id
    },
    act: async (id, action) => {
      const tag = textAt((await cluster(id)).json, '/etag')
      return action === 'DELETE' ? send('DELETE', `/clusters/${id}`, { tag }) : send('POST', `/clusters/${id}${action}`, { tag })
    },
    wait: (id, seconds) => send('POST', `/operations/${id}:wait?timeout=${seconds}`),
    cancel: (id) => send('POST', `/operations/${id}:cancel`),
    list: async () => {
      const data = at(parsed(await send('GET', '/clusters?limit=100')), '/data')
      return Array.isArray(data) ? data.map((item: Json) => idOf(item)) : []
    },
  }
}

function parsed({ json, status, text }: Answer): Json {
  if (json === undefined || status >= 300) throw new Error(`Failed to do what a test needs first: status ${status} and ${text}.`)
  return json
}
