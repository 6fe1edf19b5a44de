// Worlds with very many clusters. A cluster is made over the API once; the others are facts like it, as requests would have left them.
import { cluster, clusters, token } from './load.mjs'

/** What the mocks that are filled are made with: one by one, so that all of them begin alike. */
export const options = { providers: ['kupe', 'akua'], lifecycle: 'immediate', journalSize: 0 }
const PER_TENANT = 100

const headers = { authorization: token, 'content-type': 'application/json' }
export const akua = { authorization: 'Bearer sk_akua_ad0000015a6d706c6561646d696e3031', 'content-type': 'application/json' }
const WORKSPACE = 'ws_acme0000000000a1'

export async function sent(mock, method, path, { body, as = headers } = {}) {
  const answer = await mock.fetch(new Request(`http://mock.invalid${path}`, { method, headers: as, ...(body && { body: JSON.stringify(body) }) }))
  const text = await answer.text()
  if (!answer.ok) throw new Error(`Failed to ${method} ${path}: status ${answer.status}, ${text}`)
  return JSON.parse(text)
}

/** One cluster of each kind, made over the API, as the mock keeps them. */
export async function samples(mock) {
  const [kupe, other] = mock.contracts
  await sent(mock, 'POST', clusters, { body: cluster('sample') })
  const operation = await sent(mock, 'POST', '/v1/clusters', { as: akua, body: { name: 'sample', region_id: 'reg_acmeuse1000000a1' } })
  const of = (contract, collection, id) => ({ contract: contract.id, record: mock.world().store(contract).get(collection, id) })
  return { tenants: of(kupe, 'cluster/acme', 'sample'), workspace: of(other, `cluster/${WORKSPACE}`, operation.owner_id) }
}

/** Half of them in tenants of 100 (the first of them `acme`), half in one workspace. `first`: the revision that is free. */
export function* facts({ tenants, workspace }, count, first) {
  const half = count / 2
  for (let i = 0; i < half; i += 1) {
    const tenant = Math.floor(i / PER_TENANT)
    const address = [tenant === 0 ? 'acme' : `tenant-${tenant}`, `bench-${i}`]
    yield like(tenants, { address, number: i, first, fields: { name: `bench-${i}` } })
    yield like(workspace, { address: [WORKSPACE, `clu_${String(i).padStart(16, '0')}`], number: i, first, fields: { name: `bench-${i}` } })
  }
  yield { at: ['next', tenants.contract], value: first + count * STRIDE }
  yield { at: ['next', workspace.contract], value: first + count * STRIDE }
}

/** Revisions that a resource has to itself (mock/record.ts). */
const STRIDE = 16

/** Parsed from a text, so that nothing is shared between two clusters. */
function like({ contract, record }, { address, number, first, fields }) {
  const own = { ...JSON.parse(JSON.stringify(record.fields)), ...fields }
  const revision = first + number * STRIDE
  const uid = `00000000-0000-8000-a000-${String(number).padStart(12, '0')}`
  return { at: ['resource', contract, record.type, ...address], value: { ...record, address, uid, revision, born: revision, fields: own, settled: own } }
}

/** What is timed of a mock that holds them. */
export const looks = {
  get: (mock) => sent(mock, 'GET', `${clusters}/bench-50`),
  list: (mock) => sent(mock, 'GET', clusters),
  page: (mock) => sent(mock, 'GET', '/v1/clusters?limit=100', { as: akua }),
  patch: (mock, turn) =>
    sent(mock, 'PATCH', `${clusters}/bench-50`, { body: { resources: { cpu: String(1 + (turn % 60)), memory: '16Gi', storage: '100Gi' } } }),
  create: (mock, turn) => sent(mock, 'POST', clusters, { body: cluster(`made-${turn}`) }),
}
