import { follow } from '../../../specs/document.ts'
import { isObject } from '../../../specs/json.ts'
import type { Violation } from '../../../specs/contract.ts'
import type { Call, Reply } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { refuse } from '../../refuse.ts'
import { jsonOf, withBehaviour, withoutViolations } from '../parts.ts'

const isUnknown = ({ keyword }: Violation) => keyword === 'additionalProperties' || keyword === 'unevaluatedProperties'

/** The call under a contract with this policy, and a schema that no unknown member violates. */
function under(call: Call, policy: 'refuse' | 'ignore'): Call {
  return withBehaviour(withoutViolations(call, isUnknown), (behaviour) => ({
    ...behaviour,
    content: { ...behaviour.content, unknownFields: { ...behaviour.content.unknownFields, policy } },
  }))
}

/** The refusal of a body that has a member which its schema does not declare; undefined where all are declared. */
function refusalOf(call: Call): Reply | undefined {
  const schema = call.route.kind === 'found' ? call.route.operation.requestBody?.schema : undefined
  const properties = schema === undefined ? undefined : follow(call.contract.document, schema)?.value['properties']
  const body = jsonOf(call)
  if (!isObject(properties) || !isObject(body)) return undefined
  const stranger = Object.keys(body).find((name) => !Object.hasOwn(properties, name))
  return stranger === undefined ? undefined : refuse(call.contract, { refusal: 'unknown-field', detail: stranger })
}

export const strangerDefects: readonly Defect[] = [
  {
    id: 'val.unknown-other-policy',
    violates: 'val.unknown-field',
    sentence: 'Ignores unknown members where the contract refuses them, and refuses them where it ignores them.',
    wrap: (respond) => (call, around) => {
      if (call.contract.behaviour.content.unknownFields.policy === 'refuse') return respond(under(call, 'ignore'), around)
      const outcome = respond(call, around)
      const reply = outcome.reply.refusal === undefined ? refusalOf(call) : undefined
      return reply === undefined ? outcome : { reply, changes: [] }
    },
  },
  {
    id: 'val.unknown-stored',
    violates: 'val.unknown-field',
    sentence: 'Stores members that it does not know and shows them again.',
    wrap: (respond) => (call, around) => respond(under(call, 'refuse'), around),
  },
  {
    id: 'val.unknown-done-anyway',
    violates: 'val.unknown-field',
    sentence: 'Refuses a body with an unknown member, and yet does what it says.',
    wrap: (respond) => (call, around) => {
      const { reply, changes } = respond(under(call, 'ignore'), around)
      return { reply: (reply.refusal === undefined ? refusalOf(call) : undefined) ?? reply, changes }
    },
  },
]
