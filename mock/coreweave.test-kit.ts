import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { undeclared } from './akua.test-kit.ts'
import { textAt, ways, type Answer, type Client, type Sending } from './both-ways.test-kit.ts'

/** Sample data of CoreWeave CKS. */
export const START = '2026-02-01T14:00:00Z'
export const ADMIN = 'CW-SECRET-ad0000015a6d706c6561646d696e3031'
export const VIEWER = 'CW-SECRET-0ead00015a6d706c6572656164303031'
export const STRANGER = 'CW-SECRET-07e500015a6d706c656f746865723031'
export const ZONE = 'US-EAST-04A'
export const ORGANIZATION = 'abc123'
export const VPCS = '/networking/vpcs'
export const CLUSTERS = '/cks/clusters'
/** A cluster that runs, and the VPC that it lies in. */
export const SAMPLE = 'c41b7e09-52d8-4f6c-8a3d-7e15b09f2d64'
export const SAMPLE_VPC = '0a6c1f52-8d3e-4b7a-8f10-2c94d1e6a7b3'

export const prefixes = [
  { name: 'pod cidr', value: '10.0.0.0/13' },
  { name: 'service cidr', value: '10.16.0.0/22' },
  { name: 'lb b', value: '10.32.4.0/22' },
  { name: 'lb a', value: '10.32.8.0/22' },
  { name: 'lb c', value: '10.32.12.0/22' },
] as const
export const network = { podCidrName: 'pod cidr', serviceCidrName: 'service cidr', internalLbCidrNames: ['lb b', 'lb a'] } as const
export const policy = Buffer.from('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n').toString('base64')

/** Opens the mock of CoreWeave on a port for the tests of a file, empties it before each, and looks after each that no undeclared status was sent. */
export function coreweave() {
  let client: Client
  beforeAll(async () => {
    client = await ways[0].open({ providers: ['coreweave'], clock: { scale: 0, at: START } })
  })
  beforeEach(() => client.mock.reset())
  afterEach(() => expect(undeclared(client.mock)).toEqual([]))
  afterAll(() => client?.mock.close())
  return organizationOf(() => client)
}

export type Organization = ReturnType<typeof organizationOf>

/** What tests of clusters and VPCs do again and again, as an administrator unless told otherwise. */
function organizationOf(client: () => Client) {
  const send = (method: string, path: string, sending: Sending = {}): Promise<Answer> => client().send(method, `/v1beta1${path}`, { token: ADMIN, ...sending })
  const pass = (seconds: number): void => client().mock.clock.advance(seconds * 1000)
  /** Makes a VPC that is ready; its identifier. */
  const vpc = async (body: JsonObject = {}): Promise<string> => {
    const { json, text } = await send('POST', VPCS, { body: { name: 'net', zone: ZONE, vpcPrefixes: prefixes, ...body } })
    pass(10)
    return textAt(json, '/vpc/id') || expect.fail(text)
  }
  /** The body of a cluster that nothing stands against, in a VPC of its own unless told otherwise. */
  const order = async (body: JsonObject = {}): Promise<JsonObject> => {
    const vpcId = typeof body['vpcId'] === 'string' ? body['vpcId'] : await vpc()
    return { name: 'made', zone: ZONE, version: 'v1.34', network, ...body, vpcId }
  }
  /** Makes a cluster that runs; its path. */
  const cluster = async (body: JsonObject = {}): Promise<string> => {
    const { json, text } = await send('POST', CLUSTERS, { body: await order(body) })
    pass(30)
    return `${CLUSTERS}/${textAt(json, '/cluster/id') || expect.fail(text)}`
  }
  /** What a read shows, unwrapped. */
  const shown = async (path: string): Promise<JsonObject> => {
    const { json, text } = await send('GET', path)
    const found = at(json, path.startsWith(VPCS) ? '/vpc' : '/cluster')
    return isObject(found) ? found : expect.fail(text)
  }
  const change = (path: string, body: JsonObject): Promise<Answer> => send('PATCH', path, { body })
  /** What is done to a lifecycle by hand. */
  const trigger = (type: string, path: string, name: string): Promise<Answer> =>
    client().send('POST', '/__admin/lifecycle/trigger', { body: { type, address: [ORGANIZATION, path.split('/').at(-1) ?? ''], trigger: name } })
  return { client, send, pass, vpc, order, cluster, shown, change, trigger }
}

/** The refusal of an answer, by number, with the field that it blames. */
export function refusalIn({ status, json }: Answer): { readonly status: number; readonly code: Json | undefined; readonly field: string } {
  return { status, code: at(json, '/code'), field: textAt(json, '/details/0/fieldViolations/0/field') }
}

/** A change that is no valid argument, because of this field. */
export const invalid = (field: string) => ({ status: 400, code: 3, field })
/** What is not possible as things stand. */
export const precondition = { status: 400, code: 9, field: '' }
