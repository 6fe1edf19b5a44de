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
