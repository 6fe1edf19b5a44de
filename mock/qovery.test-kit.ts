import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { isObject, type Json, type JsonObject } from '../specs/json.ts'
import { undeclared } from './akua.test-kit.ts'
import { textAt, ways, type Answer, type Client, type Sending } from './both-ways.test-kit.ts'

/** Sample data of Qovery. */
export const START = '2026-02-01T14:00:00Z'
export const ADMIN = 'qov_ad0000015a6d706c6561646d696e303100000001'
export const VIEWER = 'qov_0ead00015a6d706c657265616430303100000001'
export const STRANGER = 'qov_07e500015a6d706c656f74686572303100000001'
export const ORG = '4d1f7c2e-6a83-4b59-9e07-c8a25d3f1b64'
export const GLOBEX = 'a97e03b5-1c4d-4f28-8b6a-52d0e7f93c18'
/** The organization of the administrator, and its clusters. */
export const HERE = `/organization/${ORG}`
export const CLUSTERS = `${HERE}/cluster`
/** A cluster with credentials, one that an environment lies on, and one of another organization. */
export const SAMPLE = 'c52d8f10-7b3a-4e69-9d84-1a6e0f5b73c2'
export const CROWDED = 'e8074ab6-29df-4c15-8a3e-b4d9157c602f'
export const FOREIGN = '36b9e2d4-f05a-4871-9c6b-7d82a41e5f90'
export const AWS = '5f0b8e4d-91c7-4d26-a3f8-7e2c6b1d9048'
export const SCALEWAY = '92a4d7f3-0e6c-4b18-85d9-c3f71b60e25a'
export const ON_PREMISE = '0d83f6c1-4a97-4e52-b60d-28e9c5a7f314'
export const NOBODY = '11111111-2222-4333-8444-555555555555'
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const YAML = { 'content-type': 'application/x-yaml' } as const
/** The least that a cluster needs. */
export const least = { name: 'made', region: 'eu-west-3', cloud_provider: 'AWS' } as const
/** Where a cluster of each cloud with a catalogue lies. */
export const clouds = {
  AWS: { region: 'eu-west-3', cloud_provider: 'AWS' },
  AZURE: { region: 'francecentral', cloud_provider: 'AZURE' },
  GCP: { region: 'europe-west9', cloud_provider: 'GCP' },
  SCW: { region: 'fr-par', cloud_provider: 'SCW' },
} as const

/** Opens the mock of Qovery on a port for the tests of a file, empties it before each, and looks after each that no undeclared status was sent. */
export function qovery() {
  let client: Client
  beforeAll(async () => {
    client = await ways[0].open({ providers: ['qovery'], clock: { scale: 0, at: START } })
  })
  beforeEach(() => client.mock.reset())
  afterEach(() => expect(undeclared(client.mock)).toEqual([]))
  afterAll(() => client?.mock.close())
  return organizationOf(() => client)
}

/** The identifier of a cluster, from its path. */
export const idOf = (path: string): string => path.split('/').at(-1) ?? ''

/** What tests of clusters do again and again, as an administrator unless told otherwise. */
function organizationOf(client: () => Client) {
  const send = (method: string, path: string, { token = ADMIN, headers, ...sending }: Sending = {}): Promise<Answer> =>
    client().send(method, path, { ...sending, headers: { authorization: `Token ${token}`, ...headers } })
  const pass = (seconds: number): void => client().mock.clock.advance(seconds * 1000)
  /** Makes a cluster; its path. */
  const make = async (body: JsonObject = {}): Promise<string> => {
    const { json, text } = await send('POST', CLUSTERS, { body: { ...least, ...body } })
    return `${CLUSTERS}/${textAt(json, '/id') || expect.fail(text)}`
  }
  /** Makes a cluster and deploys it; its path. */
  const deployed = async (body: JsonObject = {}): Promise<string> => {
    const path = await make(body)
    await send('POST', `${path}/deploy`)
    pass(10)
    return path
  }
  const objectAt = async (path: string): Promise<JsonObject> => {
    const { json, text } = await send('GET', path)
    return isObject(json) ? json : expect.fail(text)
  }
  const list = async (path: string): Promise<readonly JsonObject[]> => items((await objectAt(path))['results'])
  /** A cluster as the list shows it: there is no other way to read one. */
  const shown = async (path: string): Promise<JsonObject> => {
    const found = (await list(CLUSTERS)).find((item) => item['id'] === idOf(path))
    return found ?? expect.fail(`No cluster ${path}`)
  }
  const status = (path: string): Promise<JsonObject> => objectAt(`${path}/status`)
  /** The status alone, or that of the answer where there is none. */
  const phase = async (path: string): Promise<string> => {
    const { status: code, json } = await send('GET', `${path}/status`)
    return textAt(json, '/status') || String(code)
  }
  const edit = (path: string, body: JsonObject = {}): Promise<Answer> => send('PUT', path, { body: { ...least, ...body } })
  /** What is done to a lifecycle by hand. */
  const trigger = (path: string, name: string): Promise<Answer> =>
    client().send('POST', '/__admin/lifecycle/trigger', { body: { type: 'cluster', address: [ORG, idOf(path)], trigger: name } })
  return { client, send, pass, make, deployed, objectAt, list, shown, status, phase, edit, trigger }
}

/** What a refusal tells: its status, which the body tells again, and what exactly was wrong. */
export function refusalIn({ status, json, headers }: Answer): JsonObject {
  const { status: told, error, title, detail, type } = isObject(json) ? json : {}
  expect({ told, error: error === title, type, media: headers.get('content-type') }).toEqual({
    told: status,
    error: true,
    type: 'about:blank',
    media: 'application/json',
  })
  return { status, detail: detail ?? null }
}

/** A refusal with this status that names what was wrong. */
export const refused = (status: number, detail: RegExp | string = /./) => ({ status, detail: expect.stringMatching(detail) })

/** The objects in a list. */
export function items(found: Json | undefined): readonly JsonObject[] {
  return Array.isArray(found) ? (found as readonly Json[]).filter((item) => isObject(item)) : expect.fail(`No list: ${JSON.stringify(found)}`)
}

export const featureOf = (cluster: JsonObject, id: string): JsonObject | undefined => items(cluster['features']).find((feature) => feature['id'] === id)
