import type { LongRunning, Started } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, withAll, withAt, type Json, type JsonObject } from '../../specs/json.ts'
import type { Call, Outcome, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import type { Moment } from '../moment.ts'
import { collectionOf, type Ended, type Resource } from '../record.ts'
import type { Change } from '../store.ts'
import { behaviourOf } from './parts.ts'

/** A long-running operation in an answer. */
export interface Told {
  readonly rules: LongRunning
  readonly call: Call
  readonly around: Surroundings
  /** How it stands, by the contract's word. */
  readonly end: keyof LongRunning['states'] | undefined
  readonly listed: boolean
  /** Where the answer is to the request that started it: what it tells of that. */
  readonly started: Started | undefined
}

/** True where there are long-running operations. */
export function hasWork({ behaviour }: Contract): boolean {
  return behaviour.longRunning !== undefined
}

/** True where a long-running operation may be waited for. */
export function hasWaits({ behaviour }: Contract): boolean {
  return behaviour.longRunning?.wait !== undefined
}

/** True where some action has a counterpart that undoes it. */
export function hasRoundTrips({ behaviour, operations }: Contract): boolean {
  const triggers = Object.values(behaviour.lifecycles ?? {}).flatMap((lifecycle) => Object.entries(lifecycle.triggers))
  const acted = new Set([...operations.values()].flatMap((operation) => (operation.behaviour?.action === 'act' ? (operation.behaviour.trigger ?? []) : [])))
  const known = triggers.filter(([name]) => acted.has(name)).map(([, trigger]) => trigger)
  return known.some((there) => known.some((back) => back.from?.includes(there.to) === true && there.from?.includes(back.to) === true))
}

/** Edits each long-running operation that an answer shows, by itself or in a list. */
export function editTold(edit: (told: JsonObject, scene: Told) => Json): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    const rules = call.contract.behaviour.longRunning
    const behaviour = behaviourOf(call)
    const { reply } = outcome
    if (rules === undefined || behaviour === undefined || reply.refusal !== undefined || reply.body === undefined) return outcome
    if (behaviour.longRunning === undefined && behaviour.resource !== rules.resource) return outcome
    const listed = behaviour.action === 'list'
    const one = (told: Json): Json =>
      isObject(told) ? edit(told, { rules, call, around, end: endIn(rules, told), listed, started: behaviour.longRunning }) : told
    const where = behaviour.items ?? ''
    const items = listed ? at(reply.body, where) : undefined
    return { ...outcome, reply: { ...reply, body: Array.isArray(items) ? withAt(reply.body, where, items.map(one)) : one(reply.body) } }
  }
}

function endIn({ states, state }: LongRunning, told: Json): Told['end'] {
  const word = at(told, state)
  return (['running', 'succeeded', 'failed', 'cancelled'] as const).find((end) => states[end] === word)
}

/** What it showed while it was under way. */
export function asRunning(told: JsonObject, rules: LongRunning): Json {
  return withAll(told, [
    [rules.state, rules.states.running],
    [rules.done, false],
    [rules.completed, null],
    [rules.response, null],
    [rules.error, null],
  ])
}

/** An instant in a body, moved by some seconds. */
export function moved(instant: Json | undefined, seconds: number): Json {
  if (typeof instant === 'number') return instant + seconds
  return typeof instant === 'string' ? new Date(Date.parse(instant) + seconds * 1000).toISOString() : (instant ?? null)
}

/** Where a long-running operation tells when it was made. */
export function beginningOf({ call, rules }: Pick<Told, 'call' | 'rules'>): string | undefined {
  const shows = call.contract.behaviour.resources[rules.resource]?.shows ?? {}
  return Object.entries(shows).find(([, { is }]) => is === 'created')?.[0]
}

/** The kept record of the long-running operation that a call addresses. */
export function recordOf(call: Call, around: Surroundings): Resource | undefined {
  const { route, contract } = call
  const { longRunning, resources } = contract.behaviour
  const name = resources[longRunning?.resource ?? '']?.address.at(-1) ?? ''
  const id = route.kind === 'found' ? (route.params[name] ?? '') : ''
  // The scope stands in no path where the credential tells it: then every scope is looked at.
  const scopes = Object.values(contract.behaviour.seed.principals).map(({ params }) => params)
  const parents = (resources[longRunning?.resource ?? '']?.address ?? []).slice(0, -1)
  for (const params of scopes) {
    const found = around.view.get(
      collectionOf(
        longRunning?.resource ?? '',
        parents.map((parent) => params[parent] ?? ''),
      ),
      id,
    )
    if (found !== undefined) return found
  }
  return undefined
}

/** An outcome that tells of work which is never done: its long-running operation ends at once, and its target stays as it is. */
export function emptyHanded({ reply, changes, ...rest }: Outcome, { now }: Moment | Surroundings): Outcome {
  const ended: Ended = { as: 'succeeded', at: now }
  const kept = changes.flatMap((change): readonly Change[] => {
    if (change.kind !== 'put' || change.resource.work === undefined) return change.kind === 'remember' ? [change] : []
    return [{ kind: 'put', resource: { ...change.resource, work: { ...change.resource.work, ended } } }]
  })
  return { ...rest, reply, changes: kept }
}
