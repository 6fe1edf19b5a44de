import { isObject, type JsonObject } from '../../specs/json.ts'
import type { ClockStart } from '../clock.ts'
import { DEFAULT_WORLD, type Host, type WorldOptions } from '../host.ts'
import type { World } from '../world.ts'
import { nothing, told } from './answer.ts'
import type { Handler } from './ask.ts'
import { problem } from './problem.ts'
import { text } from './text.ts'

export const listWorlds: Handler = ({ host }) => told({ worlds: host.worlds().map(summary) })

export const getWorld: Handler = ({ host, params }) => {
  const found = open(host, params['name'])
  return found === undefined ? unknown(host, params['name']) : told(summary(found))
}

export const openWorld: Handler = ({ host, params, body }) => told(summary(host.world(params['name'], ownOf(body))))

/** The copy takes the place of what was in a world of its name; sent twice it is made twice. */
export const forkWorld: Handler = ({ host, params, body }) => {
  const from = open(host, params['name'])
  return from === undefined ? unknown(host, params['name']) : told(summary(host.fork(from, text(body['to']))))
}

export const deleteWorld: Handler = ({ host, params }) => {
  const { name = '' } = params
  if (name === DEFAULT_WORLD) return problem(409, `The world "${DEFAULT_WORLD}" is always there. Use POST /__admin/reset?world=${DEFAULT_WORLD} to empty it.`)
  return host.forget(name) ? nothing() : unknown(host, name)
}

/** The world that was named; without a name all of them, so that parallel tests that name theirs leave the others alone. */
export const reset: Handler = ({ host, named, world }) => {
  const names = named === undefined ? host.worlds().map(({ name }) => name) : [named]
  if (named === undefined) host.reset()
  else world().reset()
  return told({ worlds: names })
}

function open(host: Host, name: string | undefined): World | undefined {
  return host.worlds().find((world) => world.name === name)
}

function unknown(host: Host, name: string | undefined): Response {
  return problem(
    404,
    `No world "${name ?? ''}" is open. Open are: ${host
      .worlds()
      .map((world) => world.name)
      .join(', ')}.`,
  )
}

/** Read from a body that its schema has judged. */
function ownOf({ seed, clock }: JsonObject): WorldOptions {
  return { ...(typeof seed === 'number' && { seed }), ...(isObject(clock) && { clock: startOf(clock) }) }
}

function startOf({ at, scale }: JsonObject): ClockStart {
  return { ...((typeof at === 'string' || typeof at === 'number') && { at }), ...(typeof scale === 'number' && { scale }) }
}

export function summary({ name, seed, journal, clock }: World): JsonObject {
  return { name, seed, requests: journal.total, clock: { ...clock.state() } }
}
