import { at, isObject, withAll, withAt, type Json } from '../../../specs/json.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import type { Violation } from '../../../specs/contract.ts'
import type { Call, Outcome, Respond, Surroundings } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { collectionOf, idOf, type Resource } from '../../record.ts'
import { placesOf, typesOf } from '../applies.ts'
import { during, eachItem, textAt, withBody, type Scene } from '../lifecycle-parts.ts'
import { accepts, addressOf, behaviourOf, doesAnyway, jsonOf, withoutRules, withoutViolations } from '../parts.ts'
import { rewritten } from './schema.ts'

const isUnknown = ({ keyword }: Violation) => keyword === 'additionalProperties' || keyword === 'unevaluatedProperties'

/** The call under rules that know no immutable fields. */
function forgiving(call: Call): Call {
  return withoutRules(withoutViolations(call, isUnknown), ['immutable'])
}

/** The call without the immutable fields in its body or, where that stands for the whole resource, with them as they are. */
function withoutImmutable(call: Call, around: Surroundings): Call {
  const behaviour = behaviourOf(call)
  const type = call.contract.behaviour.resources[behaviour?.resource ?? '']
  const fixed = new Set(rulesOf(type ?? {}, 'immutable').flatMap(({ at: places }) => places.map((place) => place.slice(1))))
  const before = behaviour?.replaces === undefined ? {} : (addressedBy(call, around)?.fields ?? {})
  const kept = (name: string): readonly (readonly [string, Json])[] => (before[name] === undefined ? [] : [[name, before[name]]])
  return rewritten((body) => Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (fixed.has(name) ? kept(name) : [[name, value] as const]))))(
    call,
  )
}

function onUpdate(edit: (call: Call, around: Surroundings) => Call): (call: Call, around: Surroundings) => Call {
  return (call, around) => (behaviourOf(call)?.action === 'update' ? edit(call, around) : call)
}

/** Takes over what an update says of immutable fields that it does not declare, and that are ignored therefore. */
function heeding(respond: Respond): Respond {
  return (call, around) => {
    const outcome = respond(call, around)
    const type = call.contract.behaviour.resources[behaviourOf(call)?.resource ?? '']
    const named = rulesOf(type ?? {}, 'immutable').flatMap(({ at: places }) => places.flatMap((place) => pairAt(jsonOf(call), place)))
    const before = addressedBy(call, around)
    if (behaviourOf(call)?.action !== 'update' || outcome.reply.refusal !== undefined || before === undefined || named.length === 0) return outcome
    const put = outcome.changes.flatMap((change) => (change.kind === 'put' ? [change.resource] : []))[0] ?? before
    return { ...outcome, changes: [{ kind: 'put', resource: { ...put, fields: withAll(put.fields, named) } }] }
  }
}

function pairAt(body: Json | undefined, place: string): readonly (readonly [string, Json])[] {
  const value = at(body, place)
  return value === undefined ? [] : [[place, value]]
}

/** The instant of creation that a body names, where the representation shows one at its top level. */
function creationIn(call: Call): { readonly member: string; readonly at: number } | undefined {
  const shows = call.contract.behaviour.resources[behaviourOf(call)?.resource ?? '']?.shows ?? {}
  const member = Object.entries(shows)
    .find(([, shown]) => shown.is === 'created')?.[0]
    .slice(1)
  const body = jsonOf(call)
  const sent = member === undefined || !isObject(body) ? undefined : body[member]
  const instant = typeof sent === 'string' ? Date.parse(sent) : typeof sent === 'number' ? sent * 1000 : Number.NaN
  return member === undefined || Number.isNaN(instant) ? undefined : { member, at: instant }
}

/** The resource that a call addresses, as it is now. */
export function addressedBy(call: Call, around: Surroundings): Resource | undefined {
  const type = behaviourOf(call)?.resource ?? ''
  const values = addressOf(call, around, type)
  return values && around.view.get(collectionOf(type, values.slice(0, -1)), values.at(-1) ?? '')
}

/** A refusal that moves the version of the resource it refused to change. */
export function bumped(outcome: Outcome, call: Call, around: Surroundings): Outcome {
  const resource = addressedBy(call, around)
  return resource === undefined ? outcome : { ...outcome, changes: [{ kind: 'put', resource: { ...resource, revision: around.view.next } }] }
}

/** Notes what a write claims of the server's own fields, and shows what was claimed before. */
function claiming(claimed: Map<string, readonly (readonly [string, Json])[]>, outcome: Outcome, scene: Scene): Outcome {
  const { call, action, type, resource, moment } = scene
  const made = outcome.changes.flatMap((each) => (each.kind === 'put' && each.resource.type === type ? [each.resource] : []))[0]
  const written = action === 'update' ? resource : action === 'create' ? made : undefined
  const claims = claimsIn(call)
  if (written !== undefined && claims.length > 0) claimed.set(`${type}/${idOf(written)}`, claims)
  const { field } = moment.contract.behaviour.resources[type]?.identity ?? { field: '' }
  const shown = (body: Json, id: string): Json => (isObject(body) ? withAll(body, claimed.get(`${type}/${id}`) ?? []) : body)
  if (action === 'list') return { ...outcome, reply: eachItem(outcome.reply, scene, (items) => items.map((item) => shown(item, textAt(item, `/${field}`)))) }
  const one = resource ?? made
  return one === undefined ? outcome : { ...outcome, reply: withBody(outcome.reply, (body) => shown(body, idOf(one))) }
}

/** What a body says of places that the server shows and requests do not hold; the identifier and secrets left out. */
function claimsIn(call: Call): readonly (readonly [string, Json])[] {
  const shows = call.contract.behaviour.resources[behaviourOf(call)?.resource ?? '']?.shows ?? {}
  const schema = call.route.kind === 'found' ? call.route.operation.requestBody?.schema : undefined
  const requested = schema === undefined ? undefined : call.contract.schemaAt(schema)?.['properties']
  const body = jsonOf(call)
  return Object.entries(shows).flatMap(([place, { is }]) => {
    const value = at(body, place)
    const isRequested = isObject(requested) && Object.hasOwn(requested, place.split('/')[1] ?? '')
    return value === undefined || isRequested || is === 'id' || is === 'secret' ? [] : [[place, value] as const]
  })
}

export const fieldDefects: readonly Defect[] = [
  {
    id: 'val.creation-date-from-client',
    violates: 'val.output-only',
    sentence: 'Takes the instant of creation from the client.',
    applies: (contract) => typesOf(contract, 'create', 'update').some((type) => placesOf(type, 'created').some((place) => place.lastIndexOf('/') === 0)),
    wrap: (respond) => (call, around) => {
      const named = creationIn(call)
      if (named === undefined) return respond(call, around)
      const { reply, changes } = respond(rewritten((body) => withAt(body, `/${named.member}`, undefined))(call), around)
      return {
        reply,
        changes:
          changes.length === 0
            ? redated(call, around, named.at)
            : changes.map((change) => ('resource' in change ? { ...change, resource: { ...change.resource, created: named.at } } : change)),
      }
    },
  },
  {
    id: 'val.server-fields-stored',
    violates: 'val.output-only',
    sentence: 'Keeps what a body says of fields of the server, whether it refuses or ignores them, and shows that from then on.',
    wrap: (respond, contract) => {
      const claimed = new Map<string, readonly (readonly [string, Json])[]>()
      return during(['create', 'update', 'read', 'list'], (outcome, scene) => claiming(claimed, outcome, scene))(respond, contract)
    },
  },
  {
    id: 'val.immutable-rest-applied',
    violates: 'val.immutable-whole',
    sentence: 'Ignores the immutable fields of an update and applies the rest of it.',
    wrap: accepts(['unknown-field', 'immutable-field'], onUpdate(withoutImmutable)),
  },
  {
    id: 'val.immutable-half-applied',
    violates: 'val.immutable-whole',
    sentence: 'Refuses an update that names an immutable field, and yet applies the rest of it.',
    wrap: doesAnyway(['unknown-field', 'immutable-field'], onUpdate(withoutImmutable)),
  },
  {
    id: 'val.immutable-changed',
    violates: 'val.immutable',
    sentence: 'Changes immutable fields.',
    wrap: (respond, contract) => {
      const forgives = accepts(['unknown-field', 'immutable-field'], onUpdate(forgiving))(respond, contract)
      return contract.behaviour.content.unknownFields.policy === 'ignore' ? heeding(forgives) : forgives
    },
  },
  {
    id: 'val.empty-change-accepted',
    violates: 'val.empty-change',
    sentence: 'Accepts an update that names no field.',
    wrap: accepts(['empty-change'], (call) => withoutViolations(call, ({ keyword }) => keyword === 'minProperties')),
  },
  {
    id: 'val.empty-change-clears',
    violates: 'val.empty-change',
    sentence: 'Refuses an update that names no field, and yet clears a field.',
    wrap: (respond) => (call, around) => {
      const { reply } = respond(call, around)
      const resource = reply.refusal === 'empty-change' && JSON.stringify(jsonOf(call)) === '{}' ? addressedBy(call, around) : undefined
      if (resource === undefined) return respond(call, around)
      const fields = Object.fromEntries(Object.entries(resource.fields).slice(0, -1))
      return { reply, changes: [{ kind: 'put', resource: { ...resource, fields, revision: around.view.next } }] }
    },
  },
]

function redated(call: Call, around: Surroundings, created: number): Outcome['changes'] {
  const resource = addressedBy(call, around)
  return resource === undefined || behaviourOf(call)?.action !== 'update' ? [] : [{ kind: 'put', resource: { ...resource, created } }]
}
