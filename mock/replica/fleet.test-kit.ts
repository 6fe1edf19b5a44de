import type { Backing } from '../backing/backing.ts'
import { createMock, type Mock, type MockOptions } from '../create.ts'
import type { Json } from '../../specs/json.ts'

export const START = '2026-02-01T14:00:00Z'
const ADMIN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
const AKUA = 'sk_akua_ad0000015a6d706c6561646d696e3031'
export const CLUSTERS = '/api/v1/tenants/acme/clusters'

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly json: Json
}

/** Mocks that share one backing, as several processes would. */
export interface Fleet {
  readonly mocks: readonly Mock[]
  /** Sends a request to one of them, with the admin's token. */
  readonly send: (
    to: number,
    request: `${string} ${string}`,
    more?: { readonly body?: object; readonly headers?: Readonly<Record<string, string>> },
  ) => Promise<Answered>
  readonly close: () => Promise<void>
}

/** `backing` is called once for each mock. The clock stands still unless told otherwise. */
export async function fleet(count: number, backing: (index: number) => Promise<Backing>, options: MockOptions = {}): Promise<Fleet> {
  const backings = await Promise.all(Array.from({ length: count }, (_, index) => backing(index)))
  const mocks = await Promise.all(backings.map((store) => createMock({ providers: ['kupe', 'akua'], clock: { scale: 0, at: START }, ...options, store })))
  return {
    mocks,
    send: async (to, request, { body, headers } = {}) => {
      const [method = '', path = ''] = request.split(' ')
      const mock = mocks[to]
      if (mock === undefined) throw new Error(`there is no mock ${to}`)
      const token = path.startsWith('/v1') ? AKUA : ADMIN
      const content = body === undefined ? {} : { body: JSON.stringify(body) }
      const fields = { ...(path.startsWith('/__admin') ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json', ...headers }
      const response = await mock.fetch(new Request(`http://mock.invalid${path}`, { method, headers: fields, ...content }))
      const text = await response.text()
      return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) }
    },
    close: async () => {
      await Promise.all(mocks.map((mock) => mock.close()))
    },
  }
}

export function cluster(name: string): object {
  return { name, displayName: name, type: 'shared', version: '1.31', resources: { cpu: '1000m', memory: '2Gi', storage: '10Gi' } }
}

export function akuaCluster(name: string): object {
  return { name, region_id: 'reg_acmeuse1000000a1' }
}
