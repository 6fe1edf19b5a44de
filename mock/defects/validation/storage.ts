import { isObject, type JsonObject } from '../../../specs/json.ts'
import { follow } from '../../../specs/document.ts'
import type { Call } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { behaviourOf, editCall, jsonOf, withJson } from '../parts.ts'
import { rewritten } from './schema.ts'

/** Names of the members that a body has to have. */
function requiredIn(call: Call): readonly string[] {
  const schema = call.route.kind === 'found' ? call.route.operation.requestBody?.schema : undefined
  const required = schema === undefined ? undefined : follow(call.contract.document, schema)?.value['required']
  return Array.isArray(required) ? required.map(String) : []
}

/** Names of the members that a body need not have and that the representation has a place for; empty objects left out. */
function optionalIn(call: Call, body: JsonObject): readonly string[] {
  const required = requiredIn(call)
  const type = call.contract.behaviour.resources[behaviourOf(call)?.resource ?? '']
  const shown = follow(call.contract.document, `/components/schemas/${type?.schema ?? ''}`)?.value['properties']
  const isLost = (name: string) => isObject(shown) && shown[name] !== undefined && JSON.stringify(body[name]) !== '{}'
  return Object.keys(body).filter((name) => !required.includes(name) && isLost(name))
}

export const storageDefects: readonly Defect[] = [
  {
    id: 'val.optional-member-dropped',
    violates: 'val.valid-accepted-roundtrip',
    sentence: 'Forgets the last optional member of a create body that it could show.',
    wrap: editCall(
      rewritten((body, call) => {
        const optional = behaviourOf(call)?.action === 'create' ? optionalIn(call, body) : []
        return Object.fromEntries(Object.entries(body).filter(([name]) => name !== optional.at(-1)))
      }),
    ),
  },
  {
    id: 'val.update-drops-member',
    violates: 'val.valid-accepted-roundtrip',
    sentence: 'Stores only the first member of an update and answers as if it had stored all.',
    wrap: editCall(
      rewritten((body, call) => {
        const { action, mask, binds = {} } = behaviourOf(call) ?? {}
        // What tells which resource is meant, and which of its fields, is no field itself.
        const isField = (name: string) => ![mask?.at, ...Object.values(binds)].includes(`/${name}`)
        const [first] = Object.keys(body).filter(isField)
        return action === 'update' ? Object.fromEntries(Object.entries(body).filter(([name]) => name === first || !isField(name))) : body
      }),
    ),
  },
  {
    id: 'val.full-body-refused',
    violates: 'val.valid-accepted-roundtrip',
    sentence: 'Refuses a create with an optional member, although the schema allows it.',
    wrap: editCall((call) => {
      const body = behaviourOf(call)?.action === 'create' ? jsonOf(call) : undefined
      const required = requiredIn(call)
      return isObject(body) && Object.keys(body).some((name) => !required.includes(name)) ? withJson(call, []) : call
    }),
  },
]
