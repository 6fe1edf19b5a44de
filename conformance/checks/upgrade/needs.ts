import { all, map, met, unmet } from '../../need.ts'
import { laterOn } from '../../rules/next.ts'
import { strongest } from '../../needed.ts'
import { at, isObject, steps, withAt } from '../../../specs/json.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { changeable, look } from '../rule/steps.ts'
import { Blocked } from '../../api.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Api, Handle } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Changeable } from '../rule/steps.ts'

/** A version that updates raise by one minor step at a time. */
export interface Upgradeable {
  readonly changing: Changeable
  readonly create: string
  /** Place of the version. */
  readonly place: string
  /** Those on offer as far as the contract knows, in ascending order, and what says so. */
  readonly offered: readonly Json[]
  readonly offers: readonly Sourced[]
  readonly lifecycle: Lifecycle | undefined
  /** The trigger that a change of the version starts, where it starts one. */
  readonly trigger: Lifecycle['triggers'][string] | undefined
}

/** Leans on the rule about the version. */
export function upgradeable(reading: Reading): Need<Upgradeable> {
  const [rule] = strongest(rulesOf(reading.type, 'one-minor-at-a-time'))
  if (rule === undefined) return unmet(`a ${reading.resource} has no version that is raised step by step`)
  const { at: place } = rule
  const offers = rulesOf(reading.type, 'offered').filter((one) => one.at === place)
  const found = reading.lifecycle()
  const lifecycle = found.kind === 'met' ? found.value : undefined
  const needs = all({ changing: changeable(reading), create: reading.creatable(), update: reading.operation('update'), rule: met(rule, rule) })
  return map(needs, ({ changing, create, update }) => {
    const name = update.operation.behaviour?.triggers?.find(({ changes }) => changes === steps(place)[0])?.trigger
    const trigger = name === undefined ? undefined : lifecycle?.triggers[name]
    return { changing, create: create.id, place, offered: offers.flatMap(({ values }) => values), offers, lifecycle, trigger }
  })
}

/** One that the run has already, where some minor versions more are on offer, else one of its own. */
export async function behind(api: Api, { changing, place }: Upgradeable, by: number): Promise<Handle> {
  const handle = await api.borrow()
  const before = await look(api, changing, { handle, label: 'at first' })
  return laterOn(changing.type, place, { before, by }) === undefined ? api.make('create') : handle
}

/** One of its own with this version. */
export async function withVersion(api: Api, { create, place }: Upgradeable, version: Json): Promise<Handle> {
  const body = withAt(api.body(), place, version)
  const made = api.own(await api.send('create', { operation: create, body }), isObject(body) ? body : {})
  if (made === undefined) throw new Blocked(`none could be made with ${JSON.stringify(version)} at ${place}`)
  await api.settle('settling', made)
  return made
}

/** True where a later version is on offer for what is shown; undefined where the contract knows nothing of the version. */
export function hasNext({ offered, place }: Upgradeable, shown: Json | undefined): boolean | undefined {
  const index = offered.findIndex((version) => version === at(shown, place))
  return index < 0 ? undefined : index < offered.length - 1
}
