import { at, isObject, pointer } from '../../specs/json.ts'
import { leaning, type Leaning } from './leaning.ts'
import type { Rule } from '../../specs/behaviour.ts'
import type { Contract, Json, Operation } from '../../specs/contract.ts'
import type { Basis } from '../../specs/statement.ts'
import type { Group } from './fact.ts'
import type { Reason } from './refusal.ts'

/** A refusal of the mock that the endpoint does not make. */
interface Refusing {
  readonly reason: Reason
  readonly group: Group
}

/** The statement that there is a refusal at all, where it is another than the one of its status. */
export function policyOf({ behaviour }: Contract, operation: Operation | undefined, { reason, group }: Refusing): Leaning | undefined {
  const { content, idempotency } = behaviour
  const about = operation?.behaviour
  const where = pointer(['operations', operation?.id ?? ''])
  const type = about && behaviour.resources[about.resource]
  const body = parsed(group.example.mock?.request.body)
  switch (reason.refusal) {
    case 'unknown-field':
      return leaning('/content/unknownFields', content.unknownFields, { amends: [{ at: '/content/unknownFields/policy', to: 'ignore' }] })
    case 'malformed-body':
      // What any parser reads was refused for a name that it holds twice.
      return body === undefined
        ? undefined
        : leaning('/content/duplicateKeys', content.duplicateKeys, { amends: [{ at: '/content/duplicateKeys/policy', to: 'last-wins' }] })
    case 'invalid-body':
      return content.nulls !== undefined && body !== undefined && holdsNull(body) ? leaning('/content/nulls', content.nulls) : undefined
    case 'too-large':
      return leaning('/content/maxBytes', content.maxBytes)
    case 'empty-change':
      return about?.emptyChange && leaning(`${where}/emptyChange`, about.emptyChange, { amends: [{ at: `${where}/emptyChange/policy`, to: 'accept' }] })
    case 'key-reused':
      return idempotency && leaning('/idempotency/reuse', idempotency.reuse, { amends: [{ at: '/idempotency/reuse/policy', to: 'replay' }] })
    case 'missing-key':
      return about?.idempotency && leaning(`${where}/idempotency`, about.idempotency, { amends: [{ at: `${where}/idempotency/presence`, to: 'optional' }] })
    case 'missing-tag':
      return about?.precondition && leaning(`${where}/precondition`, about.precondition, { amends: [{ at: `${where}/precondition/presence`, to: 'optional' }] })
    case 'stale-tag':
    case 'malformed-tag':
      return about?.precondition?.basis === 'documented' ? undefined : about?.precondition && leaning(`${where}/precondition`, about.precondition)
    case 'missing-role':
      return forbids(behaviour.auth.roles, group.example.mock?.principal ?? '', operation?.id ?? '')
    case 'immutable-field':
    case 'rule-broken':
      return type && about && ruled(type, { resource: about.resource, immutable: reason.refusal === 'immutable-field', body })
    case 'wrong-phase':
      return type?.writesWhileBusy && about && leaning(pointer(['resources', about.resource, 'writesWhileBusy']), type.writesWhileBusy)
    case 'still-deleting':
      return type?.writesWhileDeleting && about && leaning(pointer(['resources', about.resource, 'writesWhileDeleting']), type.writesWhileDeleting)
    case 'absent':
      return type?.repeatedDeletion && about?.action === 'delete'
        ? leaning(pointer(['resources', about.resource, 'repeatedDeletion']), type.repeatedDeletion)
        : undefined
    default:
      return undefined
  }
}

function forbids(roles: Contract['behaviour']['auth']['roles'], principal: string, operation: string): Leaning | undefined {
  const list = roles[principal]?.forbids ?? []
  const index = list.findIndex(({ operations }) => operations.includes(operation))
  const found = list[index]
  return found && leaning(pointer(['auth', 'roles', principal, 'forbids', index]), found)
}

/** The weakest of the rules that the body touches: which of them was meant, an answer need not tell. */
function ruled(
  type: { readonly rules?: readonly Rule[] },
  { resource, immutable, body }: { readonly resource: string; readonly immutable: boolean; readonly body: Json | undefined },
): Leaning | undefined {
  const touched = (type.rules ?? []).flatMap((rule, index) => {
    const places = 'at' in rule ? [rule.at].flat() : []
    const fits = (rule.rule === 'immutable') === immutable && places.some((place) => at(body, place) !== undefined)
    return fits ? [leaning(pointer(['resources', resource, 'rules', index]), rule)] : []
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
