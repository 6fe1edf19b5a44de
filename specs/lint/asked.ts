import { rulesOf } from '../behaviour.ts'
import type { Behaviour, OperationBehaviour, Refusal, ResourceType, Rule as FieldRule } from '../behaviour.ts'
import { own, reporter } from './rule.ts'
import type { Rule } from './rule.ts'

const unanswered = reporter('refusal-missing', 'warning')

/** Refusals that the rest of the behaviour asks for, and that nothing puts into words. */
export const refusalMissingRule: Rule = ({ behaviour }) =>
  [...asked(behaviour)]
    .filter(([refusal]) => own(behaviour.errors.refusals, refusal) === undefined)
    .map(([refusal, because]) => unanswered(['errors', 'refusals'], `There is no refusal '${refusal}', but ${because}. Add it with a status and a message.`))

const always: readonly Refusal[] = [
  'not-routable',
  'method-not-allowed',
  'not-modelled',
  'unauthenticated',
  'invalid-parameter',
  'unsupported-media-type',
  'too-large',
  'malformed-body',
  'invalid-body',
  'absent',
  'internal',
]

/** Refusals by what is said besides the operations, each with its reason. */
function asked(behaviour: Behaviour): ReadonlyMap<Refusal, string> {
  const found = new Map<Refusal, string>(always.map((refusal) => [refusal, 'any API can be asked for it']))
  const { auth, content, idempotency } = behaviour
  if (behaviour.rateLimit !== undefined) found.set('rate-limited', 'there is a rate limit')
  if (auth.credentials.scope !== undefined) found.set('not-member', 'credentials have a scope')
  if (auth.context?.broad !== undefined) found.set('missing-context', 'there are credentials for several scopes')
  if (Object.values(auth.roles).some((role) => role.forbids !== undefined)) found.set('missing-role', 'a role forbids something')
  if (content.unknownFields.policy === 'refuse') found.set('unknown-field', 'unknown fields are refused')
  if (behaviour.connect !== undefined) found.set('deadline-exceeded', 'a call over the Connect protocol may say how long it waits')
  if (idempotency !== undefined) found.set('malformed-key', 'there are idempotency keys')
  if (idempotency?.reuse.policy === 'refuse' || idempotency?.inFlight.policy === 'refuse') found.set('key-reused', 'a key that is used again is refused')
  for (const resource of Object.values(behaviour.resources))
    askedOf(behaviour, resource).forEach((refusal) => found.set(refusal, `a ${resource.title} asks for it`))
  for (const [id, operation] of Object.entries(behaviour.operations))
    askedBy(behaviour, operation)
      .filter((refusal) => own(operation.refusals, refusal) === undefined)
      .forEach((refusal) => found.set(refusal, `'${id}' can end so`))
  return found
}

function askedOf({ resources }: Behaviour, type: ResourceType): readonly Refusal[] {
  const leaving = rulesOf(type, 'exists').some(({ resource }) => own(resources, resource)?.writesWhileDeleting !== undefined)
  return [
    ...(type.rules ?? []).flatMap(breaking),
    ...chosen([
      ['still-deleting', leaving],
      ['unusable-kubeconfig', type.kubeconfigs !== undefined],
      ['in-use', type.guards !== undefined],
      ['wrong-phase', type.writesWhileBusy !== undefined],
      ['immutable-field', Object.values(type.typed ?? {}).some(({ kinds }) => kinds.some(({ change }) => change?.policy === 'refuse'))],
    ]),
  ]
}

/** What a request gets that would break a rule. */
function breaking(rule: FieldRule): readonly Refusal[] {
  switch (rule.rule) {
    case 'exists':
      return rule.phases === undefined ? ['unknown-reference'] : ['unknown-reference', 'not-ready']
    case 'unique':
      return [rule.within === undefined ? 'rule-broken' : 'name-taken']
    case 'immutable':
      return ['immutable-field']
    case 'member-of':
      return ['rule-broken', 'in-use']
    case 'equal':
    case 'ordered':
    case 'combination':
    case 'append-only':
    case 'only-grows':
    case 'at-most-one':
    case 'exclusive-or':
    case 'all-or-none':
    case 'apart':
    case 'decodes-as':
    case 'offered':
    case 'one-minor-at-a-time':
      return ['rule-broken']
  }
}

function askedBy(behaviour: Behaviour, operation: OperationBehaviour): readonly Refusal[] {
  const { action, precondition } = operation
  const resource = own(behaviour.resources, operation.resource)
  const { context, credentials } = behaviour.auth
  const starts = action === 'act' && operation.trigger !== undefined
  const isBirth = action === 'create' || action === 'import'
  // Whether a scope is there that stands in no path is asked long before, as a matter of membership.
  const parents = (resource?.address.slice(0, -1) ?? []).filter((name) => context === undefined || name !== credentials.scope)
  return chosen([
    ['stale-tag', precondition !== undefined],
    ['missing-tag', precondition?.presence === 'required'],
    ['not-ready', operation.requires !== undefined],
    ['self-removal', operation.notOnCaller !== undefined],
    ['empty-change', operation.emptyChange?.policy === 'refuse'],
    ['name-taken', isBirth && resource?.identity.from === 'client'],
    ['parent-absent', (isBirth || action === 'list') && parents.length > 0],
    ['still-deleting', action === 'delete' && resource?.deletion?.asynchronous === true],
    ['wrong-phase', starts || operation.onlyWhere !== undefined || (action === 'delete' && startsSometimes(behaviour, operation))],
    ['already-done', action === 'cancel'],
    ['missing-key', operation.idempotency?.presence === 'required'],
    ['limit-reached', operation.quota !== undefined],
    ['malformed-cursor', operation.paging !== undefined],
  ])
}

/** True where a deletion does not start in every phase. */
function startsSometimes({ resources, lifecycles }: Behaviour, { resource, trigger = 'delete', chooses }: OperationBehaviour): boolean {
  const triggers = own(lifecycles, own(resources, resource)?.lifecycle)?.triggers
  return [trigger, ...Object.values(chooses?.triggers ?? {})].some((each) => own(triggers, each)?.from !== undefined)
}

function chosen(each: readonly (readonly [Refusal, boolean])[]): readonly Refusal[] {
  return each.flatMap(([refusal, holds]) => (holds ? [refusal] : []))
}
