import type { Behaviour, OperationBehaviour, Refusal, RuleKind } from '../../specs/behaviour.ts'
import type { Contract, Violation } from '../../specs/contract.ts'
import { at, isObject, withAt, type Json, type JsonObject } from '../../specs/json.ts'
import { authenticate, membership } from '../auth.ts'
import type { Call, Outcome, Reply, Surroundings } from '../call.ts'
import { codecOf } from '../connect/codec.ts'
import { paramsOf as namedBy } from '../connect/params.ts'
import type { Context } from '../context.ts'
import type { Defect } from '../defect.ts'
import { present } from '../moment.ts'

/** Edits answers. What is done stays as it was. */
export function editReply(edit: (reply: Reply, call: Call, around: Surroundings) => Reply): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    return { ...outcome, reply: edit(outcome.reply, call, around) }
  }
}

/** Edits the representations, or other JSON objects, in answers to some kinds of action that were not refused. */
export function editBody(actions: readonly OperationBehaviour['action'][], edit: (body: JsonObject, call: Call, around: Surroundings) => Json): Defect['wrap'] {
  return editReply((reply, call, around) => {
    const { action, representation = '' } = behaviourOf(call) ?? {}
    const body = reply.refusal === undefined ? at(reply.body, representation) : undefined
    if (action === undefined || !actions.includes(action) || !isObject(body)) return reply
    return { ...reply, body: withAt(reply.body, representation, edit(body, call, around)) }
  })
}

/** Edits calls before anything looks at them. */
export function editCall(edit: (call: Call, around: Surroundings) => Call): Defect['wrap'] {
  return (respond) => (call, around) => respond(edit(call, around), around)
}

/** Says yes where it should say no: a call refused for one of these reasons is done after all, in the edited form. */
export function accepts(reasons: readonly Refusal[], instead: (call: Call, around: Surroundings) => Call): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    return isRefusedFor(outcome, reasons) ? respond(instead(call, around), around) : outcome
  }
}

/** Says no but does it anyway: the refusal is answered, and the changes of the edited call happen. */
export function doesAnyway(reasons: readonly Refusal[], instead: (call: Call, around: Surroundings) => Call): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    return isRefusedFor(outcome, reasons) ? { reply: outcome.reply, changes: respond(instead(call, around), around).changes } : outcome
  }
}

/** Answers a refusal in another way: another status, other headers, another body. */
export function editRefusal(reasons: readonly Refusal[], edit: (reply: Reply, call: Call, around: Surroundings) => Reply): Defect['wrap'] {
  return editReply((reply, call, around) => (reply.refusal !== undefined && reasons.includes(reply.refusal) ? edit(reply, call, around) : reply))
}

function isRefusedFor(outcome: Outcome, reasons: readonly Refusal[]): boolean {
  return outcome.reply.refusal !== undefined && reasons.includes(outcome.reply.refusal)
}

/** The behaviour of the operation that a call leads to. */
export function behaviourOf(call: Call): OperationBehaviour | undefined {
  return call.route.kind === 'found' ? call.route.operation.behaviour : undefined
}

/**
 * The path parameters of a call, and the scope where it stands in no path: then it is the caller's own or the one that the call
 * names, by the rules of the mock itself. Without the scope where there is no such caller or no right to it.
 */
export function paramsOf(call: Call, around: Surroundings): Readonly<Record<string, string>> {
  const { route, contract } = call
  const behaviour = behaviourOf(call)
  const type = contract.behaviour.resources[behaviour?.resource ?? '']
  if (route.kind !== 'found') return {}
  if (contract.behaviour.auth.context === undefined || behaviour === undefined || type === undefined) return route.params
  const { operation, params } = route
  const context: Context = { call, operation, behaviour, type, params, query: {}, body: {}, moment: { ...around, contract } }
  const refused = authenticate(context) ?? membership(context)
  return refused === undefined ? context.params : params
}

/** The address of the resource of this type that a call is about, scope included; undefined where the call does not tell all of it. */
export function addressOf(call: Call, around: Surroundings, type: string): readonly string[] | undefined {
  return valuesOf(call, around, call.contract.behaviour.resources[type]?.address)
}

/** The address of what a resource of this type lies in, as far as a call tells it: also for lists and creates. */
export function parentsOf(call: Call, around: Surroundings, type: string): readonly string[] | undefined {
  return valuesOf(call, around, call.contract.behaviour.resources[type]?.address.slice(0, -1))
}

function valuesOf(call: Call, around: Surroundings, names: readonly string[] | undefined): readonly string[] | undefined {
  const params = paramsOf(call, around)
  const values = names?.flatMap((name) => params[name] ?? [])
  return values?.length === names?.length ? values : undefined
}

/**
 * The call with the scope among its parameters where it stands in no path, whoever calls: the first in which something lies that
 * the path addresses. The caller's own comes first, then the one that the call names, then the administrator's.
 */
export function located(call: Call, around: Surroundings): Call {
  const { auth, resources, seed } = call.contract.behaviour
  const { scope } = auth.credentials
  const address = resources[behaviourOf(call)?.resource ?? '']?.address ?? []
  if (auth.context === undefined || scope === undefined || !address.includes(scope)) return call
  const all = around.view.list(typeAt(call.contract, [scope]) ?? '').map((one) => one.address[0])
  const told = [paramsOf(call, around)[scope], call.header(auth.context.header ?? ''), seed.principals['admin']?.params[scope], ...all]
  const calls = told.flatMap((value) => (value === undefined ? [] : [withParams(call, { [scope]: value })]))
  return calls.find((one) => leads(one, around, address)) ?? calls[0] ?? call
}

/** Whether something is there at as much of an address as the path tells. */
function leads(call: Call, around: Surroundings, address: readonly string[]): boolean {
  const params = call.route.kind === 'found' ? call.route.params : {}
  const known = address.slice(0, address.findIndex((name) => params[name] === undefined) >>> 0)
  const type = typeAt(call.contract, known)
  const values = known.flatMap((name) => params[name] ?? [])
  return type !== undefined && present({ ...around, contract: call.contract }, type, values) !== undefined
}

/** The first resource type with this address. */
function typeAt({ behaviour }: Contract, address: readonly string[]): string | undefined {
  return Object.entries(behaviour.resources).find(([, type]) => type.address.join() === address.join())?.[0]
}

/** The call with another value of a header, or without it. Names are in lower case. */
export function withHeader(call: Call, name: string, value: string | undefined): Call {
  const { lines } = call
  const others = lines && (() => [...lines().filter(([other]) => other.toLowerCase() !== name), ...(value === undefined ? [] : [[name, value] as const])])
  return { ...call, header: (asked) => (asked === name ? value : call.header(asked)), ...(others && { lines: others }) }
}

/** The call's JSON body, or undefined where it has none that can be read. */
export function jsonOf(call: Call): Json | undefined {
  if (call.body.kind !== 'bytes') return undefined
  try {
    const value: Json = JSON.parse(new TextDecoder().decode(call.body.bytes))
    return value
  } catch {
    return undefined
  }
}

/** The call with another JSON body. */
export function withJson(call: Call, body: Json): Call {
  return withBytes(call, new TextEncoder().encode(JSON.stringify(body)))
}

/** The call with another body. */
export function withBytes(call: Call, bytes: Uint8Array): Call {
  return reread({ ...call, body: { kind: 'bytes', bytes } })
}

/** The call as it reads once more: over Connect, the message tells what stands in the path over REST. */
export function reread(call: Call): Call {
  const { route, contract, body } = call
  if (contract.wire !== 'connect' || route.kind !== 'found') return call
  return { ...call, route: { ...route, params: { ...route.params, ...namedBy(route.operation, body, codecOf(call.header('content-type'))) } } }
}

/** The call with other path parameters. */
export function withParams(call: Call, params: Readonly<Record<string, string>>): Call {
  return call.route.kind === 'found' ? { ...call, route: { ...call.route, params: { ...call.route.params, ...params } } } : call
}

/** The call under rules that differ from the contract's. */
export function withBehaviour(call: Call, edit: (behaviour: Behaviour) => Behaviour): Call {
  return { ...call, contract: { ...call.contract, behaviour: edit(call.contract.behaviour) } }
}

/** The call under rules between fields of which those of some kinds are left out; all, where none is named. */
export function withoutRules(call: Call, kinds?: readonly RuleKind[]): Call {
  return withBehaviour(call, (behaviour) => ({
    ...behaviour,
    resources: Object.fromEntries(
      Object.entries(behaviour.resources).map(([name, type]) => [
        name,
        { ...type, rules: (type.rules ?? []).filter(({ rule }) => kinds?.includes(rule) === false) },
      ]),
    ),
  }))
}

/** The call under a schema that overlooks some violations. */
export function withoutViolations(call: Call, overlooked: (violation: Violation) => boolean): Call {
  const contract: Contract = {
    ...call.contract,
    validate: (where, value) => call.contract.validate(where, value).filter((violation) => !overlooked(violation)),
  }
  return { ...call, contract }
}

/** A header of an answer removed. */
export function withoutReplyHeader(reply: Reply, name: string): Reply {
  return { ...reply, headers: Object.fromEntries(Object.entries(reply.headers).filter(([key]) => key !== name)) }
}
