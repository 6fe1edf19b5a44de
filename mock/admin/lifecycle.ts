import type { Lifecycle } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { JsonObject } from '../../specs/json.ts'
import { isReachable } from '../existence.ts'
import { courseOf, type Standing } from '../lifecycle.ts'
import { lifecycleOf, present, stands, triggered, type Moment } from '../moment.ts'
import type { Progress, Resource } from '../record.ts'
import { versionOf } from '../version.ts'
import type { World } from '../world.ts'
import { told } from './answer.ts'
import type { Ask, Handler } from './ask.ts'
import { problem } from './problem.ts'
import { text, texts } from './text.ts'

/** A resource that moves, and all that is needed to move it. */
interface Moving {
  readonly world: World
  readonly moment: Moment
  readonly resource: Resource
  readonly standing: Standing
  readonly lifecycle: Lifecycle
  readonly progress: Progress
}

export const listResources: Handler = ({ host, world, query }) => {
  const { provider, type } = query
  const contracts = host.contracts.filter(({ id }) => provider === undefined || id === provider)
  const resources = contracts.flatMap((contract) => {
    const moment = momentOf(world(), contract)
    const all = [...world().store(contract).all()].filter((resource) => (type === undefined || resource.type === type) && isReachable(moment, resource))
    return all.map((resource) => summary(moment, resource)).filter(({ phase }) => phase !== 'gone')
  })
  return told({ resources })
}

/** Takes steps by hand. They count whatever the pace is; a lifecycle never goes back. */
export const advanceLifecycle: Handler = (ask) => {
  const moving = find(ask)
  if (moving instanceof Response) return moving
  const { world, moment, resource, standing, lifecycle, progress } = moving
  const { steps = 1 } = ask.body
  const last = courseOf(lifecycle, progress)?.through.length ?? 0
  const moved = Math.min(last, standing.step + Number(steps))
  const changed = { ...resource, progress: { ...progress, moved } }
  world.commit(moment.contract, [{ kind: 'note', resource: changed }])
  return told(summary(moment, changed))
}

export const triggerLifecycle: Handler = (ask) => {
  const moving = find(ask)
  if (moving instanceof Response) return moving
  const { world, moment, resource, standing, lifecycle } = moving
  const trigger = text(ask.body['trigger'])
  const known = Object.keys(lifecycle.triggers)
  if (!known.includes(trigger)) return problem(400, `Failed to start "${trigger}": it is no trigger of ${resource.type}. Allowed: ${known.join(', ')}.`)
  const changed = triggered(moment, resource, trigger)
  if (changed === undefined) {
    const from = lifecycle.triggers[trigger]?.from ?? []
    return problem(409, `Failed to start "${trigger}": the ${resource.type} is ${standing.phase}. It starts from ${from.join(', ')}.`)
  }
  world.commit(moment.contract, [{ kind: 'put', resource: changed }])
  return told(summary(moment, changed))
}

function find({ host, world, body }: Ask): Moving | Response {
  const { type, provider } = body
  const having = host.contracts.filter(({ id, behaviour }) => (provider === undefined || id === provider) && Object.hasOwn(behaviour.resources, text(type)))
  const [contract] = having
  if (contract === undefined)
    return problem(400, `There is no type "${text(type)}"${provider === undefined ? '' : ` of "${text(provider)}"`}. ${typesOf(host.contracts)}`)
  if (having.length > 1)
    return problem(400, `Several providers have the type "${text(type)}". Name one as "provider": ${having.map(({ id }) => id).join(', ')}.`)
  return moving(world(), contract, { type: text(type), address: texts(body['address']) })
}

function moving(world: World, contract: Contract, of: { type: string; address: readonly string[] }): Moving | Response {
  const moment = momentOf(world, contract)
  const resource = present(moment, of.type, of.address)
  const lifecycle = lifecycleOf(moment, of.type)
  if (lifecycle === undefined) return problem(409, `A ${of.type} has no lifecycle.`)
  if (resource === undefined || !isReachable(moment, resource))
    return problem(404, `There is no ${of.type} at ${JSON.stringify(of.address)}. GET /__admin/resources lists all.`)
  if (resource.progress === undefined) return problem(409, `The ${of.type} at ${JSON.stringify(of.address)} was never set in motion.`)
  return { world, moment, resource, lifecycle, standing: stands(moment, resource), progress: resource.progress }
}

/** A world at this instant, by the rules of a contract. */
export function momentOf(world: World, contract: Contract): Moment {
  return { view: world.store(contract), contract, settings: world.settings, now: world.clock.now(), seed: world.seed }
}

function summary(moment: Moment, resource: Resource): JsonObject & { readonly phase: string } {
  const standing = stands(moment, resource)
  const { type, address } = resource
  const version = String(versionOf(moment, resource, standing))
  return { provider: moment.contract.id, type, address, phase: standing.phase, settled: standing.settled, version, triggers: startable(moment, resource) }
}

/** What may be set in motion now, by its name. */
export function startable(moment: Moment, resource: Resource): readonly string[] {
  const lifecycle = lifecycleOf(moment, resource.type)
  if (lifecycle === undefined || resource.progress === undefined) return []
  return Object.keys(lifecycle.triggers).filter((name) => name !== 'create' && triggered(moment, resource, name) !== undefined)
}

function typesOf(contracts: readonly Contract[]): string {
  return `Allowed: ${contracts.map(({ id, behaviour }) => `${Object.keys(behaviour.resources).join(', ')} (${id})`).join('; ')}.`
}
