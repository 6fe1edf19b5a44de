import { at, isObject, pointer } from '../../specs/json.ts'
import { leaning, type Leaning } from './leaning.ts'
import type { Behaviour, OperationBehaviour, Refusal, ResourceType } from '../../specs/behaviour.ts'
import type { Contract, Json, Operation } from '../../specs/contract.ts'
import type { Basis, Sourced } from '../../specs/statement.ts'
import type { Group } from './fact.ts'
import type { Reason } from './refusal.ts'

/** A refusal of the mock that the endpoint does not make. */
interface Refusing {
  readonly reason: Reason
  readonly group: Group
}

/** What a policy may be looked for in. */
interface Ground {
  readonly behaviour: Behaviour
  readonly operation: string
  readonly about: OperationBehaviour | undefined
  readonly type: ResourceType | undefined
  /** What was sent, where it is JSON. */
  readonly body: Json | undefined
  readonly principal: string
}

/** The statement that there is a refusal at all, where it is another than the one of its status. */
export function policyOf({ behaviour }: Contract, operation: Operation | undefined, { reason, group }: Refusing): Leaning | undefined {
  const about = operation?.behaviour
  const request = group.example.mock
  return policies[reason.refusal]?.({
    behaviour,
    operation: operation?.id ?? '',
    about,
    type: about && behaviour.resources[about.resource],
    body: parsed(request?.request.body),
    principal: request?.principal ?? '',
  })
}

const policies: Readonly<Partial<Record<Refusal, (ground: Ground) => Leaning | undefined>>> = {
  'unknown-field': ({ behaviour }) => chosen('/content/unknownFields', behaviour.content.unknownFields, { policy: 'ignore' }),
  // What any parser reads was refused for a name that it holds twice.
  'malformed-body': ({ behaviour, body }) =>
    body === undefined ? undefined : chosen('/content/duplicateKeys', behaviour.content.duplicateKeys, { policy: 'last-wins' }),
  'invalid-body': ({ behaviour: { content }, body }) => (body !== undefined && holdsNull(body) ? chosen('/content/nulls', content.nulls) : undefined),
  'too-large': ({ behaviour }) => chosen('/content/maxBytes', behaviour.content.maxBytes),
  'key-reused': ({ behaviour }) => chosen('/idempotency/reuse', behaviour.idempotency?.reuse, { policy: 'replay' }),
  'empty-change': ({ operation, about }) => chosen(pointer(['operations', operation, 'emptyChange']), about?.emptyChange, { policy: 'accept' }),
  'missing-key': ({ operation, about }) => chosen(pointer(['operations', operation, 'idempotency']), about?.idempotency, { presence: 'optional' }),
  'missing-tag': ({ operation, about }) => chosen(pointer(['operations', operation, 'precondition']), about?.precondition, { presence: 'optional' }),
  'stale-tag': precondition,
  'malformed-tag': precondition,
  'missing-role': ({ behaviour, principal, operation }) => forbids(behaviour.auth.roles, principal, operation),
  'immutable-field': (ground) => ruled(ground, true),
  'rule-broken': (ground) => ruled(ground, false),
  'wrong-phase': ({ about, type }) => chosen(pointer(['resources', about?.resource ?? '', 'writesWhileBusy']), type?.writesWhileBusy),
  'still-deleting': ({ about, type }) => chosen(pointer(['resources', about?.resource ?? '', 'writesWhileDeleting']), type?.writesWhileDeleting),
  absent: ({ about, type }) =>
    about?.action === 'delete' ? chosen(pointer(['resources', about.resource, 'repeatedDeletion']), type?.repeatedDeletion) : undefined,
}

/** A statement, and the members of it that would be otherwise. */
function chosen(where: string, stated: Sourced | undefined, otherwise: Readonly<Record<string, string>> = {}): Leaning | undefined {
  const amends = Object.entries(otherwise).map(([name, to]) => ({ at: where + pointer([name]), to }))
  return stated && leaning(where, stated, amends.length === 0 ? {} : { amends })
}

/** Where conditions are documented, what is said of the refusal itself decides. */
function precondition({ operation, about }: Ground): Leaning | undefined {
  return about?.precondition?.basis === 'documented' ? undefined : chosen(pointer(['operations', operation, 'precondition']), about?.precondition)
}

function forbids(roles: Contract['behaviour']['auth']['roles'], principal: string, operation: string): Leaning | undefined {
  const list = roles[principal]?.forbids ?? []
  const index = list.findIndex(({ operations }) => operations.includes(operation))
  const found = list[index]
  return found && leaning(pointer(['auth', 'roles', principal, 'forbids', index]), found)
}

/** The weakest of the rules that the body touches: which of them was meant, an answer need not tell. */
function ruled({ about, type, body }: Ground, immutable: boolean): Leaning | undefined {
  const touched = (type?.rules ?? []).flatMap((rule, index) => {
    const places = 'at' in rule ? [rule.at].flat() : []
    const fits = (rule.rule === 'immutable') === immutable && places.some((place) => at(body, place) !== undefined)
    return fits ? [leaning(pointer(['resources', about?.resource ?? '', 'rules', index]), rule)] : []
  })
  return touched.toSorted((a, b) => strength(a.basis) - strength(b.basis))[0]
}

function strength(basis: Basis): number {
  return ['assumed', 'client', 'documented'].indexOf(basis)
}

function parsed(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined
  try {
    const found: Json = JSON.parse(text)
    return found
  } catch {
    return undefined
  }
}

function holdsNull(value: Json): boolean {
  return value === null || (Array.isArray(value) ? (value as readonly Json[]).some(holdsNull) : isObject(value) && Object.values(value).some(holdsNull))
}
