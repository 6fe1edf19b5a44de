import { stages } from '../behaviour.ts'
import type { Behaviour, OperationBehaviour, Refusal } from '../behaviour.ts'
import { choices, own, reporter, schemaNames } from './rule.ts'
import type { Rule } from './rule.ts'

const unknownSchema = reporter('schema-exists')
const missingStage = reporter('check-order')
const undeclared = reporter('refusal-status', 'warning')
const unanswered = reporter('refusal-missing', 'warning')

/** The order of checks names every stage. */
export const checkOrderRule: Rule = ({ behaviour }) => {
  const missing = stages.filter((stage) => !behaviour.checkOrder.stages.includes(stage))
  if (missing.length === 0) return []
  return [
    missingStage(
      ['checkOrder', 'stages'],
      `The order of checks misses ${choices(missing)}. List all nine: where the vendor does not check one, its place is free.`,
    ),
  ]
}

export const envelopeRule: Rule = ({ document, behaviour }) => {
  const { schema } = behaviour.errors.envelope
  if (schemaNames(document).includes(schema)) return []
  return [unknownSchema(['errors', 'envelope', 'schema'], `components.schemas has no '${schema}'. Write one of ${choices(schemaNames(document))}.`)]
}

/** A status that the document never mentions is one that its readers do not expect. Statuses nobody documents are assumptions, and say so. */
export const refusalStatusRule: Rule = ({ behaviour, operations }) => {
  const declared = new Set([...operations.values()].flatMap(({ responses }) => [...responses.keys()]))
  return Object.entries(behaviour.errors.refusals)
    .filter(([, reply]) => reply.basis === 'documented' && !declared.has(reply.status))
    .map(([name, { status }]) =>
      undeclared(
        ['errors', 'refusals', name, 'status'],
        `No operation of openapi.yaml declares the status ${status}. Declare it where it can come, or call the statement assumed.`,
      ),
    )
}

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

function asked(behaviour: Behaviour): ReadonlyMap<Refusal, string> {
  const found = new Map<Refusal, string>(always.map((refusal) => [refusal, 'any API can be asked for it']))
  if (behaviour.rateLimit !== undefined) found.set('rate-limited', 'there is a rate limit')
  if (behaviour.auth.credentials.scope !== undefined) found.set('not-member', 'credentials have a scope')
  if (Object.values(behaviour.auth.roles).some((role) => role.forbids !== undefined)) found.set('missing-role', 'a role forbids something')
  if (behaviour.content.unknownFields.policy === 'refuse') found.set('unknown-field', 'unknown fields are refused')
  if (Object.values(behaviour.resources).some((resource) => resource.immutable !== undefined)) found.set('immutable-field', 'there are immutable fields')
  for (const [id, operation] of Object.entries(behaviour.operations))
    askedBy(behaviour, operation).forEach((refusal) => found.set(refusal, `'${id}' can end so`))
  return found
}

function askedBy(behaviour: Behaviour, operation: OperationBehaviour): readonly Refusal[] {
  const resource = own(behaviour.resources, operation.resource)
  const required = operation.precondition?.presence === 'required'
  return [
    ...(operation.precondition === undefined ? [] : (['stale-tag'] as const)),
    ...(required ? (['missing-tag'] as const) : []),
    ...(operation.requires === undefined ? [] : (['not-ready'] as const)),
    ...(operation.notOnCaller === undefined ? [] : (['self-removal'] as const)),
    ...(operation.emptyChange?.policy === 'refuse' ? (['empty-change'] as const) : []),
    ...(operation.action === 'create' && resource?.identity.from === 'client' ? (['name-taken'] as const) : []),
    ...((operation.action === 'create' || operation.action === 'list') && resource !== undefined && resource.address.length > 1
      ? (['parent-absent'] as const)
      : []),
    ...(operation.action === 'delete' && resource?.deletion?.asynchronous === true ? (['still-deleting'] as const) : []),
  ]
}
