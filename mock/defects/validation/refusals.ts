import type { Refusal } from '../../../specs/behaviour.ts'
import { isObject } from '../../../specs/json.ts'
import type { Call, Respond } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { placesOf, typesOf } from '../applies.ts'
import { behaviourOf, doesAnyway, editReply, editRefusal, jsonOf, withoutRules, withoutViolations, withParams } from '../parts.ts'
import { bumped } from './fields.ts'

const ofBodies: readonly Refusal[] = ['invalid-body', 'unknown-field']

/** The call under a schema that nothing violates, and rules that nothing breaks, as long as its body is an object. */
function unchecked(call: Call): Call {
  return isObject(jsonOf(call)) ? withoutRules(withoutViolations(call, () => true)) : call
}

/** Rewrites the last path parameter, which names the resource itself. */
function named(edit: (name: string) => string): Defect['wrap'] {
  return (respond: Respond) => (call, around) => {
    if (call.route.kind !== 'found') return respond(call, around)
    const type = call.contract.behaviour.resources[behaviourOf(call)?.resource ?? '']
    const last = type?.address.at(-1)
    const name = last === undefined ? undefined : call.route.params[last]
    return respond(last === undefined || name === undefined ? call : withParams(call, { [last]: edit(name) }), around)
  }
}

export const refusalDefects: readonly Defect[] = [
  {
    id: 'val.status-of-server',
    violates: 'val.sync-status',
    sentence: 'Answers an invalid body as if the server had failed.',
    wrap: editRefusal(ofBodies, (reply) => ({ ...reply, status: 500 })),
  },
  {
    id: 'val.status-of-conflict',
    violates: 'val.sync-status',
    sentence: 'Answers text that is not JSON with the status of a conflict.',
    wrap: editRefusal(['malformed-body'], (reply) => ({ ...reply, status: 409 })),
  },
  {
    id: 'val.invalid-accepted-for-later',
    violates: 'val.sync-status',
    sentence: 'Accepts an invalid body and lets it fail later.',
    wrap: editRefusal(ofBodies, (reply) => ({ ...reply, status: 202 })),
  },
  {
    id: 'val.row-before-validation',
    violates: 'val.reject-no-effect',
    sentence: 'Makes a resource before it validates the rest of its body.',
    wrap: doesAnyway(ofBodies, (call) => (behaviourOf(call)?.action === 'create' ? unchecked(call) : call)),
  },
  {
    id: 'val.version-before-validation',
    violates: 'val.reject-no-effect',
    sentence: 'Counts an update as a new version before it validates it.',
    applies: (contract) => typesOf(contract, 'update').some((type) => type.tag !== undefined || placesOf(type, 'revision').length > 0),
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const isUpdate = behaviourOf(call)?.action === 'update' && outcome.reply.refusal !== undefined && ofBodies.includes(outcome.reply.refusal)
      return isUpdate ? bumped(outcome, call, around) : outcome
    },
  },
  {
    id: 'val.refused-by-turns',
    violates: 'val.reject-no-effect',
    sentence: 'Refuses every other invalid body with another status.',
    wrap: (respond) => {
      let refused = 0
      return (call, around) => {
        const outcome = respond(call, around)
        if (outcome.reply.refusal === undefined || !ofBodies.includes(outcome.reply.refusal)) return outcome
        refused += 1
        return refused % 2 === 0 ? { ...outcome, reply: { ...outcome.reply, status: outcome.reply.status === 422 ? 400 : 422 } } : outcome
      }
    },
  },
  {
    id: 'val.parameter-cut',
    violates: 'val.params',
    sentence: 'Ends a path parameter at a NUL, a query or a fragment that was percent-encoded.',
    wrap: named((name) => ['\u0000', '?', '#'].reduce((rest, end) => rest.split(end)[0] ?? '', name)),
  },
  {
    id: 'val.parameter-trimmed',
    violates: 'val.params',
    sentence: 'Trims path parameters.',
    wrap: named((name) => name.trim()),
  },
  {
    id: 'val.parameter-resolved',
    violates: 'val.params',
    sentence: 'Takes a path parameter with slashes for a path and reads its last segment.',
    wrap: named((name) => name.split('/').at(-1) ?? ''),
  },
  {
    id: 'val.parameter-fails',
    violates: 'val.params',
    sentence: 'Fails over a path parameter that it cannot look up.',
    wrap: editReply((reply, { route }) => {
      const isOdd = route.kind === 'found' && Object.values(route.params).some((value) => value.includes('\0'))
      return reply.refusal === 'invalid-parameter' || (reply.refusal === 'absent' && isOdd) ? { ...reply, status: 500 } : reply
    }),
  },
]
