import { findRpcDetails } from './connect/descriptors.test-kit.ts'
import { Code, ConnectError } from '@connectrpc/connect'
import { compressionGzip, createConnectTransport } from '@connectrpc/connect-node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../specs/json.ts'
import { connectClient } from './connect-client.test-kit.ts'
import { createMock, type Mock } from './create.ts'

const TOKEN = 'CW-SECRET-ad0000015a6d706c6561646d696e3031'
const VIEWER = 'CW-SECRET-0ead00015a6d706c6572656164303031'
const prefixes = ['pod', 'service', 'lb-1', 'lb-2'].map((name, index) => ({ name, value: `10.${16 * index}.0.0/16` }))

let mock: Mock
let client: ReturnType<typeof connectClient>
beforeEach(async () => {
  mock = await createMock({ providers: ['coreweave'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  await mock.listen()
  client = opened()
})
afterEach(() => mock.close())

type Options = Partial<Parameters<typeof createConnectTransport>[0]>
function opened(options: Options = {}, token = TOKEN) {
  const transport = createConnectTransport({ baseUrl: mock.url, httpVersion: '1.1', useBinaryFormat: false, ...options } as Parameters<
    typeof createConnectTransport
  >[0])
  return connectClient(transport, { authorization: `Bearer ${token}` })
}

const later = (seconds: number) => mock.clock.advance(seconds * 1000)
const rest = async (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  return (await fetch(`${mock.url}/v1beta1${path}`, { ...init, headers })).json() as Promise<JsonObject>
}
const failure = async (call: Promise<unknown>): Promise<ConnectError> =>
  call.then(
    () => Promise.reject(new Error('It was accepted.')),
    (error: unknown) => ConnectError.from(error),
  )

const makeVPC = () => client.one('CreateVPC', { name: 'research', zone: 'US-EAST-04A', vpcPrefixes: prefixes })
const clusterOf = (vpc: JsonObject, more = {}) => ({
  name: 'research',
  zone: 'US-EAST-04A',
  vpcId: String(vpc['id']),
  version: 'v1.34',
  network: { podCidrName: 'pod', serviceCidrName: 'service', internalLbCidrNames: ['lb-1'] },
  ...more,
})
async function made(): Promise<{ readonly vpc: string; readonly cluster: string }> {
  const vpc = await makeVPC()
  later(60)
  const cluster = await client.one('CreateCluster', clusterOf(vpc))
  later(60)
  return { vpc: String(vpc['id']), cluster: String(cluster['id']) }
}

describe('the life of a VPC and a cluster, by the client that Connect gives its users', () => {
  test('runs from CREATING over UPDATING, UPGRADING and DELETING to not found', async () => {
    const vpc = await makeVPC()
    expect(vpc).toMatchObject({ name: 'research', status: 'STATUS_CREATING', hostPrefixes: [{ name: 'host primary', type: 'PRIMARY' }] })
    const id = String(vpc['id'])
    later(60)
    expect(await client.one('GetVPC', { id })).toMatchObject({ id, status: 'STATUS_READY', vpcPrefixes: prefixes })

    const cluster = await client.one('CreateCluster', clusterOf(vpc, { kubelet: { maxPods: 64, nested: { a: [null, true] } } }))
    const named = { id: String(cluster['id']) }
    expect(cluster).toMatchObject({ status: 'STATUS_CREATING', vpcId: id, version: 'v1.34', kubelet: { maxPods: 64, nested: { a: [null, true] } } })
    expect(cluster['createdAt']).toBe(cluster['updatedAt'])
    expect(await client.one('GetCluster', named)).toEqual(cluster)
    later(60)
    expect(await client.one('GetCluster', named)).toMatchObject({ status: 'STATUS_RUNNING', isUpgradeable: true })

    expect(await client.one('UpdateCluster', { ...named, public: true, updateMask: 'public' })).toMatchObject({ status: 'STATUS_UPDATING', public: true })
    later(60)
    expect(await client.one('GetCluster', named)).toMatchObject({ status: 'STATUS_RUNNING', public: true })
    expect(await client.one('UpdateCluster', { ...named, version: 'v1.35', updateMask: 'version' })).toMatchObject({
      status: 'STATUS_UPGRADING',
      version: 'v1.35',
    })
    later(60)

    expect(await client.one('DeleteCluster', named)).toMatchObject({ ...named, status: 'STATUS_DELETING' })
    later(60)
    expect((await failure(client.one('GetCluster', named))).code).toBe(Code.NotFound)
    expect(await client.one('DeleteVPC', { id })).toMatchObject({ id, status: 'STATUS_DELETING' })
    later(60)
    expect((await failure(client.one('GetVPC', { id }))).code).toBe(Code.NotFound)
  })

  test('changes only the fields that the mask names, and clears those that come without a value', async () => {
    const { cluster: id } = await made()
    const oidc = { issuerUrl: 'https://login.example.com', clientId: 'kubernetes', signingAlgorithms: ['SIGNING_ALGORITHM_RS256'] }
    const update = async (more: JsonObject) => {
      const answer = await client.one('UpdateCluster', { id, ...more })
      later(60)
      return answer
    }

    expect(await update({ oidc, additionalServerSans: ['a.example.com'], updateMask: 'oidc' })).toMatchObject({ oidc })
    expect(await client.one('GetCluster', { id })).not.toHaveProperty('additionalServerSans')
    const network = { internalLbCidrNames: ['lb-1', 'lb-2'], serviceNodePortRange: { start: 30_000, end: 32_767 } }
    expect(await update({ network, updateMask: 'network.internalLbCidrNames,network.serviceNodePortRange' })).toMatchObject({ network })
    expect(await update({ updateMask: 'oidc.clientId' })).toMatchObject({ oidc: { issuerUrl: oidc.issuerUrl } })
    expect(await update({ updateMask: 'oidc' })).not.toHaveProperty('oidc')
    expect(await client.one('GetCluster', { id })).toMatchObject({ network, status: 'STATUS_RUNNING' })
  })

  test('is the same over REST: what one wire does, the other shows', async () => {
    const { vpc, cluster } = await made()
    const other = await rest('/cks/clusters', { method: 'POST', body: JSON.stringify(clusterOf({ id: vpc }, { name: 'other' })) })
    const otherId = String((other['cluster'] as JsonObject)['id'])

    expect(await rest(`/cks/clusters/${cluster}`)).toMatchObject({ cluster: { id: cluster, name: 'research', status: 'STATUS_RUNNING' } })
    expect(await client.one('GetCluster', { id: otherId })).toMatchObject({ name: 'other', status: 'STATUS_CREATING' })
    later(60)
    expect(await client.one('GetCluster', { id: otherId })).toMatchObject({ status: 'STATUS_RUNNING' })
    const listed = (await client.call('ListClusters', {}))['items'] as readonly JsonObject[]
    expect(listed.map(({ id }) => id)).toEqual(((await rest('/cks/clusters'))['items'] as readonly JsonObject[]).map(({ id }) => id))
    await rest(`/cks/clusters/${cluster}`, { method: 'DELETE' })
    expect(await client.one('GetCluster', { id: cluster })).toMatchObject({ status: 'STATUS_DELETING' })
  })
})

describe('a refusal, as that client reads it', () => {
  test('of what is not there says what, by a detail of its type', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const error = await failure(client.one('GetCluster', { id }))

    expect(error).toMatchObject({ code: Code.NotFound, rawMessage: 'cluster not found' })
    expect(findRpcDetails(error, 'ResourceInfo')).toEqual([{ resourceType: 'cluster', resourceName: id, description: 'cluster not found' }])
  })

  test('of an invalid field names the field', async () => {
    const error = await failure(client.one('CreateVPC', { name: 'x'.repeat(31), zone: 'US-EAST-04A' }))

    expect(error.code).toBe(Code.InvalidArgument)
    expect(findRpcDetails(error, 'BadRequest')).toEqual([{ fieldViolations: [{ field: 'name', description: expect.stringContaining('name') }] }])
  })

  test('of a broken rule names the field too', async () => {
    const vpc = await makeVPC()
    later(60)
    const error = await failure(client.one('CreateCluster', clusterOf(vpc, { zone: 'US-WEST-01A' })))

    expect(error.code).toBe(Code.InvalidArgument)
    expect(findRpcDetails(error, 'BadRequest')).toMatchObject([{ fieldViolations: [{ field: 'zone' }] }])
  })

  test('of a taken name is AlreadyExists', async () => {
    await makeVPC()
    const error = await failure(makeVPC())

    expect(error.code).toBe(Code.AlreadyExists)
    expect(findRpcDetails(error, 'ResourceInfo')).toMatchObject([{ resourceType: 'VPC' }])
  })

  test('of a VPC in use is FailedPrecondition, and the VPC stays', async () => {
    const { vpc: id } = await made()
    const error = await failure(client.one('DeleteVPC', { id }))

    expect(error.code).toBe(Code.FailedPrecondition)
    expect(findRpcDetails(error, 'PreconditionFailure')).toMatchObject([{ violations: [{ type: 'IN_USE' }] }])
    expect(await client.one('GetVPC', { id })).toMatchObject({ status: 'STATUS_READY' })
  })

  test.each([
    ['no such token', 'CW-SECRET-00000000000000000000000000000000', Code.Unauthenticated],
    ['a token of a viewer', VIEWER, Code.PermissionDenied],
  ])('for %s has the code for it', async (_, token, code) => {
    expect((await failure(opened({}, token).one('CreateVPC', { name: 'a', zone: 'US-EAST-04A' }))).code).toBe(code)
  })

  test('of binary messages comes at once, and says why and what is spoken', async () => {
    const error = await failure(opened({ useBinaryFormat: true }).one('CreateVPC', { name: 'a', zone: 'US-EAST-04A' }))

    expect(error.code).toBe(Code.Unimplemented)
    expect(error.rawMessage).toMatch(/numbers of their fields.*application\/json.*WithProtoJSON/)
    expect(error.metadata.get('accept-post')).toBe('application/json')
    expect((await client.call('ListVPCs', {}))['items']).toHaveLength(1)
  })

  test('of compressed messages says which codings there are', async () => {
    const error = await failure(opened({ sendCompression: compressionGzip, compressMinBytes: 0 }).one('CreateVPC', { name: 'a', zone: 'US-EAST-04A' }))

    expect(error).toMatchObject({ code: Code.Unimplemented, rawMessage: expect.stringContaining('supported encodings are identity') })
  })

  test('of a call by GET allows POST', async () => {
    const error = await failure(opened({ useHttpGet: true }).one('GetVPC', { id: 'a' }))

    expect(error.rawMessage).toMatch(/GET/)
    expect(error.metadata.get('allow')).toBe('POST')
  })
})
