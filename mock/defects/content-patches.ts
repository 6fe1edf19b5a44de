import { isObject } from '../../specs/json.ts'
import type { Behaviour } from '../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { typesOf } from './applies.ts'
import { editStored } from './content-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, jsonOf, withBehaviour, withJson } from './parts.ts'

const invalid = ['invalid-body', 'unknown-field'] as const

/** What goes wrong when a part of a resource is changed. */
export const contentPatchDefects: readonly Defect[] = [
  {
    id: 'content.patch-half-applied',
    violates: 'content.patch-atomic',
    sentence: 'Applies the valid members of a patch before it refuses the others.',
    wrap: doesAnyway(invalid, validPart),
  },
  {
    id: 'content.patch-skips-invalid',
    violates: 'content.patch-atomic',
    sentence: 'Applies the valid members of a patch and says nothing of the others.',
    wrap: accepts(invalid, validPart),
  },
  {
    id: 'content.patch-seen-torn',
    violates: 'content.patch-atomic',
    sentence: 'Shows the first reader of a patch only some of what changed.',
    applies: (contract) => typesOf(contract, 'update').some(({ writesWhileBusy }) => writesWhileBusy === undefined),
    wrap: tornReads,
  },
  {
    id: 'content.nested-replaced',
    violates: 'content.merge-patch',
    sentence: 'Replaces an object whole where it should change the named keys only.',
    wrap: editCall((call) => withBehaviour(call, replacing)),
  },
  {
    id: 'content.patch-is-put',
    violates: 'content.merge-patch',
    sentence: 'Clears what a patch does not name.',
    wrap: editStored((fields, _, call) => {
      const { changeable, sent } = namesIn(call)
      return Object.fromEntries(Object.entries(fields).filter(([name]) => !changeable.includes(name) || sent.includes(name)))
    }),
  },
  {
    id: 'content.list-appended',
    violates: 'content.list-replaced-whole',
    sentence: 'Adds the items of a list to those that are there.',
    wrap: editStored((fields, before, call) => {
      const { sent } = namesIn(call)
      return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, sent.includes(name) ? joined(before[name], value) : value]))
    }),
  },
  {
    id: 'content.empty-list-ignored',
    violates: 'content.list-replaced-whole',
    sentence: 'Takes an empty list for one that was not sent.',
    wrap: editCall((call) => {
      const body = behaviourOf(call)?.action === 'update' ? jsonOf(call) : undefined
      return isObject(body)
        ? withJson(call, Object.fromEntries(Object.entries(body).filter(([, value]) => !(Array.isArray(value) && value.length === 0))))
        : call
    }),
  },
]

/** The update with the members that would be accepted by themselves. */
function validPart(call: Call): Call {
  const schema = call.route.kind === 'found' ? call.route.operation.requestBody?.schema : undefined
  const body = behaviourOf(call)?.action === 'update' ? jsonOf(call) : undefined
  if (schema === undefined || !isObject(body)) return call
  return withJson(call, Object.fromEntries(Object.entries(body).filter(([name, value]) => call.contract.validate(schema, { [name]: value }).length === 0)))
}

function replacing(behaviour: Behaviour): Behaviour {
  const resources = Object.entries(behaviour.resources).map(([id, { merge, ...type }]) => {
    const rules = Object.entries(merge ?? {}).map(([name, rule]) => [name, { ...rule, how: 'replace' as const }] as const)
    return [id, { ...type, ...(merge && { merge: Object.fromEntries(rules) }) }] as const
  })
  return { ...behaviour, resources: Object.fromEntries(resources) }
}

/** Names that an update may change, and those that this one names. */
function namesIn(call: Call): { readonly changeable: readonly string[]; readonly sent: readonly string[] } {
  const schema = call.route.kind === 'found' ? call.route.operation.requestBody?.schema : undefined
  const properties = schema === undefined ? undefined : call.contract.schemaAt(schema)?.['properties']
  const body = jsonOf(call)
  return { changeable: Object.keys(isObject(properties) ? properties : {}), sent: Object.keys(isObject(body) ? body : {}) }
}

function joined(before: Json | undefined, after: Json): Json {
  return Array.isArray(before) && Array.isArray(after) ? [...before, ...after] : after
}

/** Remembers what each path last showed; the first read after an update mixes that with what is new. */
function tornReads(respond: Parameters<Defect['wrap']>[0]): ReturnType<Defect['wrap']> {
  const shown = new Map<string, JsonObject>()
  const torn = new Map<string, JsonObject>()
  return (call, around) => {
    const outcome = respond(call, around)
    const { body, refusal } = outcome.reply
    const action = behaviourOf(call)?.action
    const before = shown.get(call.target)
    if (refusal !== undefined || !isObject(body) || (action !== 'read' && action !== 'update')) return outcome
    shown.set(call.target, body)
    if (action === 'update' && before !== undefined) torn.set(call.target, before)
    const old = action === 'read' ? torn.get(call.target) : undefined
    torn.delete(action === 'read' ? call.target : '')
    return old === undefined ? outcome : { ...outcome, reply: { ...outcome.reply, body: mixed(old, body) } }
  }
}

/** The first leaf that differs is new; everything else is as it was. */
function mixed(old: JsonObject, next: JsonObject): JsonObject {
  for (const [name, value] of Object.entries(next)) {
    const before = old[name]
    if (JSON.stringify(before) === JSON.stringify(value)) continue
    return { ...old, [name]: isObject(before) && isObject(value) ? mixed(before, value) : value }
  }
  return old
}
