import type { OperationBehaviour } from '../behaviour.ts'
import { schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import type { Declared } from '../operations.ts'
import { parameterNames } from '../segment.ts'
import { choices, keys, lifecycleOf, own, reporter } from './rule.ts'
import type { Pair, Rule } from './rule.ts'

type Judge = (pair: Pair, modelled: { readonly id: string; readonly operation: OperationBehaviour; readonly declared: Declared }) => readonly Problem[]

const unknownOperation = reporter('operation-exists')
const unknownResource = reporter('resource-exists')
const badAddress = reporter('operation-address')
const badPrecondition = reporter('precondition-tag')
const unknownPhase = reporter('phase-exists')
const unknownTrigger = reporter('trigger-exists')
const unknownParameter = reporter('parameter-exists')
const misplaced = reporter('action-member')
const noSuccess = reporter('operation-success')
const noItems = reporter('list-items')

/** What `operations` says, against the document and the resources. */
export const operationRules: Rule = (pair) =>
  Object.entries(pair.behaviour.operations).flatMap(([id, operation]) => {
    const declared = pair.operations.get(id)
    if (declared !== undefined) return judges.flatMap((judge) => judge(pair, { id, operation, declared }))
    return [unknownOperation(['operations', id], `openapi.yaml has no operation '${id}'. Write one of its operationIds: ${choices(pair.operations.keys())}.`)]
  })

/** Operations that a caller may try and nobody modelled. */
export const modelledRule: Rule = ({ behaviour, operations }) =>
  [...operations.values()]
    .filter(({ id }) => own(behaviour.operations, id) === undefined)
    .map(({ id, where }) => ({
      in: 'openapi',
      at: where,
      severity: 'warning',
      rule: 'operation-modelled',
      message: `The operation '${id}' is not in behaviour.yaml, so the mock refuses it as not-modelled (501). Add it to \`operations\` there.`,
    }))

const resource: Judge = ({ behaviour }, { id, operation }) =>
  own(behaviour.resources, operation.resource) === undefined
    ? [unknownResource(['operations', id, 'resource'], `There is no resource '${operation.resource}'. Write one of ${choices(keys(behaviour.resources))}.`)]
    : []

/** Actions on one resource have all of its address in their path, actions on a collection all but the last. */
const address: Judge = ({ behaviour }, { id, operation, declared }) => {
  const full = own(behaviour.resources, operation.resource)?.address
  if (full === undefined) return []
  const onCollection = operation.action === 'list' || operation.action === 'create'
  const wanted = onCollection ? full.slice(0, -1) : full
  const found = parameterNames(declared.template)
  if (found.length === wanted.length && wanted.every((name) => found.includes(name))) return []
  const message = `${declared.method} ${declared.template} has the path parameters ${choices(found)}, but '${operation.action}' on '${operation.resource}' needs ${choices(wanted)}.`
  return [badAddress(['operations', id], `${message} Change the address of the resource, or the path.`)]
}

const precondition: Judge = ({ behaviour }, { id, operation, declared }) => {
  if (operation.precondition === undefined) return []
  const name = operation.precondition.on ?? operation.resource
  const compared = own(behaviour.resources, name)
  const path = ['operations', id, 'precondition']
  if (compared === undefined) {
    if (operation.precondition.on === undefined) return []
    return [unknownResource([...path, 'on'], `There is no resource '${name}'. Write one of ${choices(keys(behaviour.resources))}.`)]
  }
  if (compared.tag === undefined) return [badPrecondition(path, `The resource '${name}' has no tag to compare. Give it a \`tag\`, or remove the precondition.`)]
  const found = parameterNames(declared.template)
  const absent = compared.address.filter((parameter) => !found.includes(parameter))
  if (absent.length === 0) return []
  return [
    badPrecondition(
      path,
      `The path ${declared.template} does not tell which '${name}' is meant: it lacks ${choices(absent)}. Name another resource in \`on\`.`,
    ),
  ]
}

const phases: Judge = (pair, { id, operation }) => {
  const lifecycle = lifecycleOf(pair, own(pair.behaviour.resources, operation.resource))
  const after = operation.requires?.after
  const found: Problem[] = []
  if (after !== undefined && own(lifecycle?.phases, after) === undefined) {
    const message = `'${operation.resource}' has no phase '${after}'. Write one of ${choices(keys(lifecycle?.phases))}.`
    found.push(unknownPhase(['operations', id, 'requires', 'after'], message))
  }
  for (const [index, { trigger }] of (operation.triggers ?? []).entries()) {
    if (own(lifecycle?.triggers, trigger) !== undefined) continue
    const message = `The lifecycle of '${operation.resource}' has no trigger '${trigger}'. Write one of ${choices(keys(lifecycle?.triggers))}.`
    found.push(unknownTrigger(['operations', id, 'triggers', index, 'trigger'], message))
  }
  return found
}

const parameter: Judge = (_, { id, operation, declared }) => {
  const name = operation.notOnCaller?.parameter
  const found = parameterNames(declared.template)
  if (name === undefined || found.includes(name)) return []
  return [
    unknownParameter(
      ['operations', id, 'notOnCaller', 'parameter'],
      `The path ${declared.template} has no parameter '${name}'. Write one of ${choices(found)}.`,
    ),
  ]
}

/** Members that only some actions read. */
const readBy: Readonly<Record<string, readonly string[]>> = {
  items: ['list'],
  order: ['list'],
  shows: ['view'],
  triggers: ['update'],
  emptyChange: ['update'],
}

const members: Judge = (_, { id, operation }) =>
  Object.entries(readBy)
    .filter(([member, actions]) => Object.hasOwn(operation, member) && !actions.includes(operation.action))
    .map(([member, actions]) =>
      misplaced(['operations', id, member], `'${member}' means nothing to the action '${operation.action}', only to ${choices(actions)}. Remove it.`),
    )

const success: Judge = (_, { id, declared }) => {
  if ([...declared.responses.keys()].some((status) => status >= 200 && status < 300)) return []
  return [noSuccess(['operations', id], `openapi.yaml declares no 2xx response of '${id}', so nobody knows what success is. Declare one.`)]
}

const items: Judge = ({ document }, { id, operation, declared }) => {
  const schema = declared.responses.get(200)?.schema
  if (operation.action !== 'list' || schema === undefined) return []
  const below = schemaBelow(document, schema, operation.items ?? '')
  const type = below?.value['type']
  if (below !== undefined && (type === undefined || type === 'array')) return []
  const where = operation.items === undefined ? ['operations', id] : ['operations', id, 'items']
  return [
    noItems(where, `The answer of '${id}' has no array at '${operation.items ?? ''}'. Write in \`items\` the JSON pointer of the member that holds the list.`),
  ]
}

const judges: readonly Judge[] = [resource, address, precondition, phases, parameter, members, success, items]
