import type { Behaviour, OperationBehaviour, Refusal } from '../../specs/behaviour.ts'
import type { Sourced } from '../../specs/statement.ts'
import type { JsonObject } from '../../specs/json.ts'
import type { Noted } from '../journal.ts'

/** The statements of the contract behind an answer: which, how sure they are, and where they are from. */
export function statementsBehind(noted: Noted): readonly JsonObject[] {
  const { contract, route, refusal } = noted
  const { behaviour } = contract
  const own = route.kind === 'found' ? behaviour.operations[route.operation.id] : undefined
  const id = route.kind === 'found' ? route.operation.id : ''
  if (refusal === undefined) return own === undefined ? [] : [told(`/operations/${id}`, own)]
  const rule = ruleBehind(noted, refusal)
  const exception = own?.refusals?.[refusal]
  const general = behaviour.errors.refusals[refusal]
  const words = exception !== undefined ? told(`/operations/${id}/refusals/${refusal}`, exception) : general && told(`/errors/refusals/${refusal}`, general)
  return [...(rule === undefined ? [] : [rule]), words ?? { basis: 'assumed', source: 'RFC 9110 section 15: the contract does not say how it refuses this' }]
}

/** What there is to look into: the contract, and what it says of one operation. */
interface Within {
  readonly behaviour: Behaviour
  readonly own: OperationBehaviour
  readonly id: string
  readonly role: string
}

type Looked = (within: Within) => JsonObject | undefined

const precondition: Looked = ({ own, id }) => own.precondition && told(`/operations/${id}/precondition`, own.precondition)
const auth: Looked = ({ behaviour }) => told('/auth', behaviour.auth)

/** Refusals that rest on more than what is said of the whole operation. */
const special: Partial<Record<Refusal, Looked>> = {
  'stale-tag': precondition,
  'missing-tag': precondition,
  'malformed-tag': precondition,
  'missing-key': ({ own, id }) => own.idempotency && told(`/operations/${id}/idempotency`, own.idempotency),
  'malformed-key': ({ behaviour }) => behaviour.idempotency && told('/idempotency/key', behaviour.idempotency.key),
  'key-reused': ({ behaviour }) => behaviour.idempotency && told('/idempotency/reuse', behaviour.idempotency.reuse),
  'rate-limited': ({ behaviour }) => behaviour.rateLimit && told('/rateLimit', behaviour.rateLimit),
  unauthenticated: auth,
  'not-member': auth,
  'missing-role': ({ behaviour, id, role }) => forbidding(behaviour.auth.roles[role]?.forbids ?? [], { id, role }),
  'not-ready': ({ own, id }) => own.requires && told(`/operations/${id}/requires`, own.requires),
  'limit-reached': ({ own, id }) => own.quota && told(`/operations/${id}/quota`, own.quota),
}

/** What the contract says that made the request one to refuse. */
function ruleBehind({ contract, route, trace }: Noted, refusal: Refusal): JsonObject | undefined {
  const { behaviour } = contract
  const id = route.kind === 'found' ? route.operation.id : ''
  const own = behaviour.operations[id]
  if (own === undefined) return undefined
  const look = special[refusal]
  return look === undefined ? told(`/operations/${id}`, own) : look({ behaviour, own, id, role: trace?.seen?.caller?.role ?? '' })
}

function forbidding(
  forbids: readonly (Sourced & { readonly operations: readonly string[] })[],
  at: { readonly id: string; readonly role: string },
): JsonObject | undefined {
  const index = forbids.findIndex(({ operations }) => operations.includes(at.id))
  const found = forbids[index]
  return found && told(`/auth/roles/${at.role}/forbids/${index}`, found)
}

/** `at` is a JSON pointer into the contract's behaviour. */
function told(at: string, { basis, source }: Sourced): JsonObject {
  return { at, basis, source }
}
