import type { JsonObject } from '../../specs/json.ts'
import type { Host } from '../host.ts'
import { savedOf } from '../saving.ts'
import type { Snapshot } from '../snapshots.ts'
import { written } from '../state/document.ts'
import { nothing, told } from './answer.ts'
import type { Handler } from './ask.ts'
import { problem } from './problem.ts'
import { text } from './text.ts'
import { summary } from './worlds.ts'

export const listSnapshots: Handler = ({ host, named }) => told({ snapshots: host.snapshots(named).list().map(shown) })

export const saveSnapshot: Handler = ({ host, named, world, params }) => told(shown(host.snapshots(named).save(world(), params['name'] ?? '')))

/** A snapshot of another world may be loaded too: that is how many worlds begin alike. */
export const loadSnapshot: Handler = ({ host, named, params, body }) => {
  const from = body['from'] === undefined ? named : text(body['from'])
  const world = host.load(params['name'] ?? '', named, from)
  return world === undefined ? unknown(host, params['name'], from) : told(summary(world))
}

export const deleteSnapshot: Handler = ({ host, named, params }) =>
  host.snapshots(named).delete(params['name'] ?? '') ? nothing() : unknown(host, params['name'], named)

export const getState: Handler = ({ host, named }) => new Response(written(savedOf(host, named)), { headers: { 'content-type': 'application/json' } })

function shown({ name, at, kept }: Snapshot): JsonObject {
  return { name, at: new Date(at).toISOString(), seed: kept.seed, resources: [...kept.facts()].filter((fact) => fact.at[0] === 'resource').length }
}

function unknown(host: Host, name: string | undefined, world: string | undefined): Response {
  const names = host
    .snapshots(world)
    .list()
    .map((snapshot) => snapshot.name)
  return problem(404, `There is no snapshot "${name ?? ''}"${world === undefined ? '' : ` of world "${world}"`}. Saved are: ${names.join(', ') || 'none'}.`)
}
