import { plainKubeconfig } from '../conformance/generate/kubeconfig.ts'
import type { Idempotency } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import { at, type JsonObject } from '../specs/json.ts'
import { buildRoutes } from '../specs/paths.ts'
import { createApp } from './app.ts'
import { textAt, type Answer, type Sending } from './both-ways.test-kit.ts'
import { Host } from './host.ts'
import { defaults } from './settings.ts'

/** What tests of idempotency keys send to Akua, whose contract knows them. */
export type Send = (path: string, sending?: Sending, method?: string) => Promise<Answer>

export const START = '2026-02-01T14:00:00Z'
export const KEY = 'idempotency-key'
export const region = 'reg_acmeuse1000000a1'

export const body = (name: string): JsonObject => ({ name, region_id: region, kubeconfig: plainKubeconfig('north') })
export const keyed = (key: string, more: Sending = {}): Sending => ({ ...more, headers: { [KEY]: key, ...more.headers } })
export const tagOf = ({ json }: Answer): string => textAt(json, '/etag')
export const idOf = ({ json }: Answer): string => textAt(json, '/id')

export function tokenOf({ behaviour }: Contract, principal: string): string {
  return behaviour.seed.principals[principal]?.token ?? ''
}

/** How many clusters some requests made. */
export async function growth(send: Send, act: () => Promise<void>): Promise<number> {
  const before = await clusters(send)
  await act()
  return (await clusters(send)) - before
}

async function clusters(send: Send): Promise<number> {
  const { json } = await send('/clusters?limit=100', {}, 'GET')
  const data = at(json, '/data')
  return Array.isArray(data) ? data.length : 0
}

/** A contract under other rules for keys. */
export function under({ behaviour, ...contract }: Contract, rules: Partial<Idempotency>): { readonly send: Send; readonly host: Host } {
  const { idempotency } = behaviour
  if (idempotency === undefined) throw new Error('the contract has no keys')
  return served({ ...contract, behaviour: { ...behaviour, idempotency: { ...idempotency, ...rules } } })
}

/** A contract that is served in process. */
export function served(contract: Contract): { readonly send: Send; readonly host: Host } {
  const settings = { contracts: [contract], seed: 1, clock: { at: START, scale: 0 }, settings: defaults, journalSize: 10, maxWorlds: 1, defects: [] }
  const host = new Host(settings)
  const app = createApp(host, buildRoutes([contract]), {})
  const send: Send = async (path, { token = tokenOf(contract, 'admin'), body: sent, headers } = {}, method = 'POST') => {
    const content = typeof sent === 'object' ? { body: JSON.stringify(sent) } : {}
    const fields = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }
    const response = await app.fetch(new Request(`http://mock.invalid/v1${path}`, { method, headers: fields, ...content }))
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: text === '' ? undefined : JSON.parse(text), tag: '' }
  }
  return { send, host }
}
