import type { Idempotency, OperationBehaviour } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, type Json } from '../../specs/json.ts'
import type { Call, Outcome, Reply, Respond, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import { digits } from '../ids.ts'
import { collectionOf, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { viewWith, type Remembered } from '../store.ts'
import { behaviourOf, withBehaviour, withHeader } from './parts.ts'

/** True where keys are understood. Everything else would be a question to what a check happens to send. */
export const keyed: NonNullable<Defect['applies']> = ({ behaviour }) => behaviour.idempotency !== undefined

/** True where what starts long-running work and makes something understands keys. */
export const startsWork: NonNullable<Defect['applies']> = ({ operations }) =>
  [...operations.values()].some(({ behaviour: one }) => one?.idempotency !== undefined && one.longRunning !== undefined && one.action === 'create')

export function rulesOf({ contract }: Pick<Call, 'contract'>): Idempotency | undefined {
  return contract.behaviour.idempotency
}

/** The key that a call carries, where its operation understands one. */
export function keyIn(call: Call): string | undefined {
  const rules = rulesOf(call)
  return rules === undefined || behaviourOf(call)?.idempotency === undefined ? undefined : call.header(rules.header)
}

/** The call under another key, or without one. */
export function withKey(call: Call, key: string | undefined): Call {
  const rules = rulesOf(call)
  const { lines: _, ...rest } = call
  return rules === undefined ? call : withHeader(rest, rules.header, key)
}

/** The call as if its operation had no precondition. */
export function unconditional(call: Call): Call {
  return withOperation(call, (behaviour) => {
    const { precondition: _, ...rest } = behaviour
    return rest
  })
}

/** A key of digits that depends on nothing but its ingredients. */
export function madeKey(call: Call, ...ingredients: readonly string[]): string {
  const { minLength, maxLength } = rulesOf(call)?.key ?? { minLength: 1, maxLength: 64 }
  return digits(...ingredients)
    .slice(0, maxLength)
    .padEnd(minLength, '0')
}

/** The bytes of a call's body, as text. */
export function bytesOf({ body }: Call): string {
  return body.kind === 'bytes' ? Buffer.from(body.bytes).toString('latin1') : ''
}

/** The surroundings with another memory of what was answered before; without one where it is not told. */
export function remembering(around: Surroundings, recall: (key: string) => Remembered | undefined = () => undefined): Surroundings {
  return { ...around, view: viewWith(around.view, { remembered: recall }) }
}

/** A wrap that asks the contract nothing. */
export type Wrap = (respond: Respond) => Respond

/** What a repeat is answered with, and what was kept of the first answer. */
export interface Repeat {
  readonly call: Call
  readonly around: Surroundings
  readonly respond: Respond
  readonly outcome: Outcome
  readonly known: Remembered
  readonly key: string
}

/** Edits what happens to repeats: calls whose key is known and that get an earlier result. Everything else is left alone. */
export function ofRepeats(edit: (repeat: Repeat) => Outcome): Wrap {
  return (respond) => (call, around) => {
    const repeat = repeatOf(respond, call, around)
    return repeat === undefined ? respond(call, around) : edit(repeat)
  }
}

export function repeatOf(respond: Respond, call: Call, around: Surroundings): Repeat | undefined {
  const key = keyIn(call)
  if (key === undefined) return undefined
  const seen: Remembered[] = []
  const recall = (name: string): Remembered | undefined => {
    const found = around.view.remembered(name)
    if (found !== undefined) seen.push(found)
    return found
  }
  const outcome = respond(call, remembering(around, recall))
  const [known] = seen
  const isNew = outcome.reply.refusal !== undefined || outcome.changes.some(({ kind }) => kind === 'remember')
  return known === undefined || isNew ? undefined : { call, around, respond, outcome, known, key }
}

/** What happens to a repeat where its key is not known. */
export function anew({ respond, call, around }: Repeat): Outcome {
  return respond(call, remembering(around))
}

/** True where a repeat has another body than the first request. */
export function isOther({ respond, call, around }: Repeat): boolean {
  const strict = (rules: Idempotency): Idempotency => ({ ...rules, reuse: { ...rules.reuse, policy: 'refuse' } })
  return respond(withRules(call, strict), around).reply.refusal === 'key-reused'
}

/** The call under other rules for keys. */
export function withRules(call: Call, edit: (rules: Idempotency) => Idempotency): Call {
  return withBehaviour(call, (behaviour) => (behaviour.idempotency === undefined ? behaviour : { ...behaviour, idempotency: edit(behaviour.idempotency) }))
}

/** The call as if its operation had another behaviour. */
export function withOperation(call: Call, edit: (behaviour: OperationBehaviour) => OperationBehaviour): Call {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour === undefined) return call
  return { ...call, route: { ...route, operation: { ...route.operation, behaviour: edit(route.operation.behaviour) } } }
}

/** The kept resource that an earlier answer was about. */
export function aboutOf({ known, around }: Repeat): Resource | undefined {
  return known.resource === undefined ? undefined : found(around, known.resource)
}

/** Where a resource is kept. */
export type Place = Pick<Resource, 'type' | 'address'>

export function found({ view }: Surroundings, { type, address }: Place): Resource | undefined {
  return view.get(collectionOf(type, address.slice(0, -1)), address.at(-1) ?? '')
}

/** Edits what happens to repeats, with the place of what the first request made or changed; also to those that are refused for their body. */
export function ofFirsts(edit: (repeat: Repeat, place: Place) => Outcome | undefined): Wrap {
  return (respond) => {
    const places = new Map<string, Place>()
    return (call, around) => {
      const repeat = repeatOf(respond, lenient(call), around)
      const place = places.get(repeat?.key ?? '')
      const edited = repeat === undefined || place === undefined ? undefined : edit(repeat, place)
      if (edited !== undefined) return edited
      const outcome = respond(call, around)
      const key = keyIn(call)
      if (key !== undefined && outcome.about !== undefined) places.set(key, outcome.about.work?.target ?? outcome.about)
      return outcome
    }
  }
}

/** The call under rules by which another body gets the first result. */
export function lenient(call: Call): Call {
  return withRules(call, (rules) => ({ ...rules, reuse: { ...rules.reuse, policy: 'replay' } }))
}

/** True where the answer to what makes something outlives it. */
export const outlives: NonNullable<Defect['applies']> = ({ operations }) =>
  [...operations.values()].some(({ behaviour: one }) => {
    const makes = one?.action === 'create' || one?.action === 'import'
    return makes && one.idempotency !== undefined && (one.idempotency.replay === 'stored' || one.longRunning !== undefined)
  })

/** The refusal of a key, in the vendor's words. */
export function keyRefused({ contract }: Pick<Call, 'contract'>, detail = 'the key is in use'): Reply {
  return refuse(contract, { refusal: 'key-reused', detail })
}

/** A server error, in the vendor's words. */
export function crashed({ contract }: Pick<Call, 'contract'>): Outcome {
  return { reply: refuse(contract, { refusal: 'internal', detail: 'it crashed' }), changes: [] }
}

/** Where a representation of this call's resource type tells its identifier. */
export function idAt(contract: Contract, call: Call, body: Json | undefined): string | undefined {
  const identity = contract.behaviour.resources[behaviourOf(call)?.resource ?? '']?.identity
  const places = [...(identity?.elsewhere ?? []), `/${identity?.field.replace(/^\//, '') ?? ''}`]
  return places.map((place) => at(body, place)).find((value) => typeof value === 'string')
}
