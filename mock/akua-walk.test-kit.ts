import { plainKubeconfig } from '../conformance/generate/kubeconfig.ts'
import { at, type JsonObject } from '../specs/json.ts'
import { ACME, CONFIG, REGION, type clientOf, type Given, type Told } from './akua.test-kit.ts'
import type { Mock } from './create.ts'

/** One call of a walk. Path parameters are filled in from what earlier calls kept. */
interface Step {
  readonly id: string
  readonly query?: Given['query']
  readonly body?: (known: Readonly<Record<string, string>>) => JsonObject
  readonly key?: string
  /** The operation whose answer shows the etag to send. */
  readonly tagOf?: string
  /** What later calls need of the answer: where it stands, by the name of the path parameter. */
  readonly keeps?: Readonly<Record<string, string>>
  /** How long the clock then goes on. */
  readonly seconds?: number
}

const made = { cluster_id: '/owner_id', operation_id: '/id' }

/** Every modelled operation once, in an order in which each finds what it needs. */
const steps: readonly Step[] = [
  { id: 'workspaces.create', body: () => ({ name: 'Another', slug: 'another' }) },
  { id: 'workspaces.list' },
  { id: 'workspaces.get' },
  { id: 'workspaces.update', tagOf: 'workspaces.get', body: () => ({ name: 'Acme Works' }) },
  { id: 'workspaces.getAccessState' },
  { id: 'regions.create', body: () => ({ name: 'north', icon: 'https://example.com/north.svg' }) },
  { id: 'regions.list' },
  { id: 'quotas.list' },
  { id: 'quotas.get' },
  { id: 'apiTokens.create', body: () => ({ name: 'ci', expires_at: 4_102_444_800 }), keeps: { token_id: '/id' } },
  { id: 'apiTokens.list' },
  { id: 'apiTokens.revoke' },
  { id: 'clusters.import', body: () => ({ name: 'brought', region_id: REGION, kubeconfig: plainKubeconfig('north') }) },
  { id: 'clusters.create', body: () => ({ name: 'made', region_id: REGION, network_profile: 'linux_cilium' }), key: 'make-it-once', keeps: made, seconds: 20 },
  { id: 'clusters.list', query: { limit: '1' } },
  { id: 'clusters.get' },
  { id: 'clusters.update', tagOf: 'clusters.get', body: () => ({ name: 'renamed' }) },
  { id: 'clusters.getKubeconfig' },
  { id: 'clusters.exec', tagOf: 'clusters.get', body: () => ({ namespace: 'default', pod: 'web-0', command: ['ls'] }) },
  { id: 'clusters.getCapabilities' },
  { id: 'clusters.refreshCapabilities', keeps: { operation_id: '/id' } },
  { id: 'operations.cancel' },
  { id: 'operations.get' },
  { id: 'operations.wait', query: { timeout: '1' } },
  { id: 'clusters.getComputeSettings' },
  { id: 'clusters.updateComputeSettings', tagOf: 'clusters.getComputeSettings', body: () => ({ max_machines: 7 }) },
  { id: 'clusters.createWorkerBootstrap', keeps: { worker_bootstrap_id: '/id' } },
  { id: 'clusters.listWorkerBootstraps' },
  { id: 'clusters.getWorkerBootstrap' },
  { id: 'clusters.revokeWorkerBootstrap', tagOf: 'clusters.getWorkerBootstrap', seconds: 20 },
  { id: 'clusters.suspend', tagOf: 'clusters.get', seconds: 20 },
  { id: 'clusters.resume', tagOf: 'clusters.get', seconds: 20 },
  { id: 'computeConfigs.list' },
  { id: 'computeConfigs.get' },
  {
    id: 'machines.create',
    body: ({ cluster_id = '' }) => ({ cluster_id, instance_type: 'cx22', compute_config_id: CONFIG, name: 'worker-2' }),
    keeps: { machine_id: '/owner_id' },
    seconds: 20,
  },
  { id: 'machines.list' },
  { id: 'machines.get' },
  { id: 'machines.update', tagOf: 'machines.get', body: () => ({ name: null }) },
  { id: 'machines.delete', tagOf: 'machines.get', key: 'delete-it-once', seconds: 20 },
  { id: 'clusters.delete', tagOf: 'clusters.get' },
  { id: 'operations.list' },
]

/** Walks through all operations; what the client made of each answer, by operationId, in order. */
export async function walk(mock: Mock, { call }: ReturnType<typeof clientOf>): Promise<ReadonlyMap<string, Told>> {
  let path: Readonly<Record<string, string>> = { workspace_id: ACME, metric: 'compute/machines', compute_config_id: CONFIG }
  const told = new Map<string, Told>()
  for (const { id, query = {}, body, key, tagOf, keeps = {}, seconds = 0 } of steps) {
    const tag = tagOf === undefined ? {} : { 'if-match': textOf(await call(tagOf, { path }), '/etag') }
    const headers = { ...tag, ...(key === undefined ? {} : { 'idempotency-key': key }) }
    const answer = await call(id, { path, query, headers, ...(body && { body: body(path) }) })
    told.set(id, answer)
    path = { ...path, ...Object.fromEntries(Object.entries(keeps).map(([name, where]) => [name, textOf(answer, where)])) }
    mock.clock.advance(seconds * 1000)
  }
  return told
}

/** A text in an answer; empty where there is none. */
export function textOf(told: Told, where: string): string {
  const found = told.kind === 'success' ? at(told.json, where) : undefined
  return typeof found === 'string' ? found : ''
}
