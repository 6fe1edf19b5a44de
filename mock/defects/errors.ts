import type { Refusal } from '../../specs/behaviour.ts'
import { refusals } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'
import type { Call, Reply } from '../call.ts'
import type { Defect } from '../defect.ts'
import type { Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { operationsOf } from './applies.ts'
import { addressOf, behaviourOf, editRefusal, editReply, jsonOf, withBehaviour } from './parts.ts'
import { isObject } from '../../specs/json.ts'

const invalid: readonly Refusal[] = ['invalid-body', 'unknown-field', 'empty-change', 'malformed-body']

/** What refusals say, and what they must not say. */
export const errorDefects: readonly Defect[] = [
  {
    id: 'err.plain-text',
    violates: 'err.envelope',
    sentence: 'Calls its errors text, so that clients that ask for the declared media type cannot read them.',
    wrap: editRefusal(['unauthenticated'], (reply) => ({ ...reply, headers: { ...reply.headers, 'content-type': 'text/plain; charset=utf-8' } })),
  },
  {
    id: 'err.other-envelope',
    violates: 'err.envelope',
    sentence: 'Answers what its framework refuses in the words of the framework.',
    applies: refusesEnvelope({ statusCode: 400, reason: 'Bad Request' }),
    wrap: editRefusal(['malformed-body', 'absent'], (reply) => ({ ...reply, body: { statusCode: reply.status, reason: 'Bad Request' } })),
  },
  {
    id: 'err.empty-envelope',
    violates: 'err.envelope',
    sentence: 'Sends the envelope of an error with nothing in it.',
    applies: refusesEnvelope({}),
    wrap: editRefusal(invalid, (reply) => ({ ...reply, body: {} })),
  },
  {
    id: 'err.absent-is-empty',
    violates: 'err.absent',
    sentence: 'Shows an empty object where there is nothing.',
    wrap: editRefusal(['absent'], (reply, call) => (behaviourOf(call)?.action === 'read' ? { status: 200, headers: reply.headers, body: {} } : reply)),
  },
  {
    id: 'err.absent-deleted',
    violates: 'err.absent',
    sentence: 'Confirms the deletion of what never was.',
    wrap: editRefusal(['absent'], (reply, call) => (behaviourOf(call)?.action === 'delete' ? { status: 204, headers: {} } : reply)),
  },
  {
    id: 'err.absent-made',
    violates: 'err.absent',
    sentence: 'Says that there is nothing to change, and makes it.',
    applies: (contract) => operationsOf(contract, 'update').length > 0,
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const resource = outcome.reply.refusal === 'absent' && behaviourOf(call)?.action === 'update' ? upserted(call, around) : undefined
      return resource === undefined ? outcome : { reply: outcome.reply, changes: [{ kind: 'put', resource }] }
    },
  },
  {
    id: 'err.vague',
    violates: 'err.field-pointer',
    sentence: 'Says that the input is invalid and not what of it.',
    wrap: editRefusal(invalid, (reply, call) => ({ ...reply, body: inOtherWords(call, reply, 'invalid input') })),
  },
  {
    id: 'err.crashes-on-invalid',
    violates: 'err.no-server-error',
    sentence: 'Throws at an invalid body and answers 500.',
    wrap: editRefusal(['invalid-body'], (reply) => ({ ...reply, status: 500 })),
  },
  {
    id: 'err.crashes-on-odd-path',
    violates: 'err.no-server-error',
    sentence: 'Takes every name for ASCII and answers 500 to any other.',
    wrap: editReply((reply, call) => (hasOdd(call) ? { ...refuse(call.contract, { refusal: 'internal' }), status: 500 } : reply)),
  },
  {
    id: 'err.stack-trace',
    violates: 'err.no-leak',
    sentence: 'Adds a stack trace to its refusals.',
    wrap: editRefusal(['absent', 'invalid-body', 'malformed-body'], (reply, call) => ({
      ...reply,
      body: inOtherWords(call, reply, 'Error: not found at Store.find (/srv/app/store.js:41:13)'),
    })),
  },
  {
    id: 'err.echoes-credential',
    violates: 'err.no-leak',
    sentence: 'Repeats the credential that it did not like.',
    wrap: editRefusal(['unauthenticated'], (reply, call) => ({
      ...reply,
      body: inOtherWords(call, reply, `cannot read ${call.header('authorization') ?? 'nothing'}`),
    })),
  },
  {
    id: 'err.one-conflict-for-all',
    violates: 'err.conflict-explains',
    sentence: 'Says "conflict" whatever the conflict is.',
    wrap: editRefusal(['name-taken', 'still-deleting', 'stale-tag'], (reply, call) => ({ ...reply, body: inOtherWords(call, reply, 'conflict') })),
  },
  {
    id: 'err.conflict-without-content',
    violates: 'err.conflict-explains',
    sentence: 'Refuses a conflict without a word.',
    wrap: editRefusal(['name-taken', 'still-deleting', 'stale-tag'], ({ status, headers, refusal }) => ({ status, headers, ...(refusal && { refusal }) })),
  },
]

/** True where this is not the body of any error: an envelope may have no member that has to be there. */
function refusesEnvelope(body: Json): NonNullable<Defect['applies']> {
  return (contract) => contract.validate(`/components/schemas/${contract.behaviour.errors.envelope.schema}`, body).length > 0
}

/** The body of a refusal in the provider's envelope, with these words and nothing else. */
function inOtherWords(call: Call, reply: Reply, words: string): Json {
  const refusal = refusals.find((one) => one === reply.refusal) ?? 'internal'
  const plain = withBehaviour(call, (behaviour) => {
    const known = behaviour.errors.refusals[refusal]
    return known === undefined
      ? behaviour
      : { ...behaviour, errors: { ...behaviour.errors, refusals: { ...behaviour.errors.refusals, [refusal]: { ...known, message: '{detail}' } } } }
  })
  return refuse(plain.contract, { refusal, detail: words }).body ?? {}
}

function hasOdd({ route }: Call): boolean {
  return route.kind === 'found' && Object.values(route.params).some((value) => /[^\x20-\x7e]/.test(value))
}

/** The resource that an update would have changed, made from nothing but the update. */
function upserted(call: Call, around: Parameters<ReturnType<Defect['wrap']>>[1]): Resource | undefined {
  const behaviour = behaviourOf(call)
  const body = jsonOf(call)
  const type = call.contract.behaviour.resources[behaviour?.resource ?? '']
  const address = addressOf(call, around, behaviour?.resource ?? '')
  if (behaviour === undefined || type === undefined || address === undefined || !isObject(body)) return undefined
  const fields = { ...body, [type.identity.field]: address.at(-1) ?? '' }
  const { view, now } = around
  return {
    type: behaviour.resource,
    address,
    uid: `made-${view.next}`,
    revision: view.next,
    born: view.next,
    created: now,
    updated: now,
    generation: 1,
    fields,
    settled: fields,
    settledGeneration: 1,
  }
}
