import type { Json } from '../../specs/json.ts'
import { createMock, type Mock, type MockOptions } from '../create.ts'
import type { FaultStart } from './plan.ts'
import { planFor } from './read.ts'

export const TOKEN = 'kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
export const CLUSTERS = '/api/v1/tenants/acme/clusters'
export const NOON = '2026-02-01T12:00:00Z'

/** Reading a contract takes longer than most tests: what was read for one serves all that want the same. */
const mocks = new Map<string, Promise<Mock>>()

/** A mock in its first state, with some faults planned for the default world, whose clock stands still. */
export async function faulty(faults: readonly FaultStart[], options: MockOptions = {}): Promise<Mock> {
  const all: MockOptions = { providers: ['kupe'], clock: { scale: 0, at: NOON }, ...options }
  const key = JSON.stringify(all)
  const mock = await (mocks.get(key) ?? createMock(all))
  mocks.set(key, Promise.resolve(mock))
  mock.reset()
  mock.world().faults.set(planFor(faults, mock.contracts))
  return mock
}

interface Sent {
  readonly method?: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

export function request(path: string, { method = 'GET', body, headers = {} }: Sent = {}): Request {
  return new Request(`http://mock.invalid${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
}

/** A request without a socket. */
export function ask(mock: Mock, path: string, sent?: Sent): Promise<Response> {
  return mock.fetch(request(path, sent))
}

export function make(mock: Mock, name: string, headers: Sent['headers'] = {}): Promise<Response> {
  return ask(mock, CLUSTERS, { method: 'POST', headers, body: { name, displayName: name, type: 'shared' } })
}

/** What the fault's header says of some requests in a row. */
export async function struck(mock: Mock, path: string, times: number): Promise<readonly (string | null)[]> {
  const answers: (string | null)[] = []
  for (let i = 0; i < times; i += 1) answers.push((await ask(mock, path)).headers.get('x-mock-fault'))
  return answers
}

/** The body of an answer; null where there is none. */
export async function jsonOf(answer: Response | Promise<Response>): Promise<Json> {
  return JSON.parse((await (await answer).text()) || 'null')
}
