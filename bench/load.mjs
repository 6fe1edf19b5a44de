// Load and its measure: requests per second of one server, the two compared in turns so that a drifting machine hurts both.
import autocannon from 'autocannon'

export const token = 'Bearer kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ'
export const clusters = '/api/v1/tenants/acme/clusters'
/** Prism serves the document's paths at the root. */
export const prismClusters = '/tenants/acme/clusters'
export const cluster = (name) => ({ name, displayName: 'Bench', type: 'shared', version: '1.32', resources: { cpu: '4', memory: '16Gi', storage: '100Gi' } })
const json = { authorization: token, 'content-type': 'application/json' }

export async function create(url, path, body) {
  const answer = await fetch(url + path, { method: 'POST', headers: json, body: JSON.stringify(body) })
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`Failed to create a cluster at ${url}: status ${answer.status}, ${text}`)
  return JSON.parse(text)
}

/** Requests per second of reading one cluster for some seconds with 16 connections. */
export async function reads(url, path, seconds) {
  return rate(await autocannon({ url: url + path, connections: 16, duration: seconds, headers: { authorization: token } }))
}

let made = 0
/** Requests per second of creating clusters, each with a name of its own. */
export async function creates(url, path, seconds) {
  const requests = [{ method: 'POST', path, headers: json, setupRequest: (request) => ({ ...request, body: JSON.stringify(cluster(`bench-${++made}`)) }) }]
  return rate(await autocannon({ url, connections: 16, duration: seconds, requests }))
}

/** One vendor that is spoken over two wires: the same operations, each way. */
export const wires = {
  headers: { authorization: 'Bearer CW-SECRET-ad0000015a6d706c6561646d696e3031', 'content-type': 'application/json' },
  cluster: 'c41b7e09-52d8-4f6c-8a3d-7e15b09f2d64',
  create: { rest: '/v1beta1/cks/clusters', connect: '/coreweave.cks.v1beta1.ClusterService/CreateCluster' },
  read: { rest: '/v1beta1/cks/clusters', connect: '/coreweave.cks.v1beta1.ClusterService/GetCluster' },
}

/** Requests per second of creating clusters over one of the wires. */
export async function createsOver(url, wire, seconds) {
  const network = { podCidrName: 'pod cidr', serviceCidrName: 'service cidr', internalLbCidrNames: ['internal lb cidr'] }
  const body = (name) => ({ name, zone: 'US-EAST-04A', vpcId: '0a6c1f52-8d3e-4b7a-8f10-2c94d1e6a7b3', version: 'v1.35', network })
  const setupRequest = (request) => ({ ...request, body: JSON.stringify(body(`bench-${++made}`)) })
  const requests = [{ method: 'POST', path: wires.create[wire], headers: wires.headers, setupRequest }]
  return rate(await autocannon({ url, connections: 16, duration: seconds, requests }))
}

/** Requests per second of reading one cluster over one of the wires. */
export async function readsOver(url, wire, { id, seconds }) {
  const request =
    wire === 'rest'
      ? { method: 'GET', path: `${wires.read.rest}/${id}`, headers: { authorization: wires.headers.authorization } }
      : { method: 'POST', path: wires.read.connect, headers: wires.headers, body: JSON.stringify({ id }) }
  return rate(await autocannon({ url, connections: 16, duration: seconds, requests: [request] }))
}

function rate(result) {
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`Failed to load ${result.url}: ${result.non2xx} refusals, ${result.errors} errors.`)
  return result.requests.total / result.duration
}

/** Medians of `rounds` measurements of two things, taken in turns after one that does not count, and the median of their ratios. */
export async function inTurns(rounds, one, other) {
  await one()
  await other()
  const [ones, others] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    ones.push(await one())
    others.push(await other())
  }
  return { one: median(ones), other: median(others), ratio: median(ones.map((value, i) => value / others[i])) }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
