import type { OperationBehaviour } from '../behaviour.ts'
import { at } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { answering, telling, texts } from './answers.ts'
import { binds } from './binds.ts'
import { disagreement, keyed } from './idempotency.ts'
import { filters, items, order, pages } from './lists.ts'
import { masks } from './masks.ts'
import { members } from './members.ts'
import { pathParameterNamed, resourceNamed } from './names.ts'
import { chosen, ignored, together } from './queries.ts'
import { representation } from './representation.ts'
import { choices, own, reporter } from './rule.ts'
import type { Judge, Pair, Rule } from './rule.ts'
import { parameterNames } from '../segment.ts'
import { cleared, overviewed, stored, upgraded } from './stored.ts'
import { phases, quota, started } from './triggers.ts'
import { readable, replacing } from './whole.ts'
import { answer, cancelled, waiting } from './work.ts'

const unknownOperation = reporter('operation-exists')
const badAddress = reporter('operation-address')
const badPrecondition = reporter('precondition-tag')
const badPresence = reporter('precondition-header')
const noSuccess = reporter('operation-success')

/** What `operations` says, against the document and the resources. */
export const operationRules: Rule = (pair) =>
  Object.entries(pair.behaviour.operations).flatMap(([id, operation]) => {
    const declared = pair.operations.get(id)
    if (declared !== undefined) return judges.flatMap((judge) => judge(pair, { id, operation, declared }))
    return [unknownOperation(['operations', id], `openapi.yaml has no operation '${id}'. Write one of its operationIds: ${choices(pair.operations.keys())}.`)]
  })

/** Operations that a caller may try and nobody modelled, unless the document says so itself by the tag `unmodelled`. */
export const modelledRule: Rule = ({ behaviour, document, operations }) =>
  [...operations.values()]
    .filter(({ id, where }) => own(behaviour.operations, id) === undefined && !isLeftOut(document, where))
    .map(({ id, where }) => ({
      in: 'openapi',
      at: where,
      severity: 'warning',
      rule: 'operation-modelled',
      message: `The operation '${id}' is not in behaviour.yaml, so the mock refuses it as not-modelled (501). Add it to \`operations\` there.`,
    }))

function isLeftOut(document: JsonObject, where: string): boolean {
  const tags = at(document, `${where}/tags`)
  return Array.isArray(tags) && tags.includes('unmodelled')
}

const resource: Judge = (pair, { id, operation }) => resourceNamed(pair, ['operations', id, 'resource'], operation.resource)

/** Actions on one resource have all of its address in their path, actions on a collection all but the last; what is told of none may have any of it. */
const address: Judge = (pair, { id, operation, declared }) => {
  const full = own(pair.behaviour.resources, operation.resource)?.address
  if (full === undefined) return []
  const found = parameterNames(declared.template)
  const whole = isOnCollection(operation) ? full.slice(0, -1) : full
  const wanted = whole.filter((name) => found.includes(name) || (operation.action !== 'tell' && name !== scopeElsewhere(pair)))
  if (found.length === wanted.length && wanted.every((name) => found.includes(name))) return []
  const message = `${declared.method} ${declared.template} has the path parameters ${choices(found)}, but '${operation.action}' on '${operation.resource}' needs ${choices(wanted)}.`
  return [badAddress(['operations', id], `${message} Change the address of the resource, or the path.`)]
}

function isOnCollection({ action }: OperationBehaviour): boolean {
  return action === 'list' || action === 'overview' || action === 'create' || action === 'import'
}

/** The parameter that no path needs to have, because the credential or a header tells it. */
function scopeElsewhere({ behaviour }: Pair): string | undefined {
  return behaviour.auth.context === undefined ? undefined : behaviour.auth.credentials.scope
}

const precondition: Judge = (pair, { id, operation, declared }) => {
  if (operation.precondition === undefined) return []
  const name = operation.precondition.on ?? operation.resource
  const compared = own(pair.behaviour.resources, name)
  const path = ['operations', id, 'precondition']
  if (compared === undefined) return resourceNamed(pair, [...path, 'on'], operation.precondition.on)
  if (compared.tag === undefined) return [badPrecondition(path, `The resource '${name}' has no tag to compare. Give it a \`tag\`, or remove the precondition.`)]
  const found = parameterNames(declared.template)
  const absent = compared.address.filter((parameter) => !found.includes(parameter) && parameter !== scopeElsewhere(pair))
  if (absent.length === 0) return []
  return [
    badPrecondition(
      path,
      `The path ${declared.template} does not tell which '${name}' is meant: it lacks ${choices(absent)}. Name another resource in \`on\`.`,
    ),
  ]
}

/** Where the document declares the header of a precondition, both say whether it may be left out. */
const presence: Judge = (_, { id, operation, declared }) => {
  const said = operation.precondition
  const header = declared.parameters.find((each) => each.in === 'header' && each.name.toLowerCase() === said?.header)
  if (said === undefined || header === undefined || header.required === (said.presence === 'required')) return []
  return [badPresence(['operations', id, 'precondition', 'presence'], disagreement(id, header))]
}

const parameter: Judge = (_, modelled) =>
  pathParameterNamed(modelled, ['operations', modelled.id, 'notOnCaller', 'parameter'], modelled.operation.notOnCaller?.parameter)

const success: Judge = (_, { id, declared }) => {
  if ([...declared.responses.keys()].some((status) => status >= 200 && status < 300)) return []
  return [noSuccess(['operations', id], `openapi.yaml declares no 2xx response of '${id}', so nobody knows what success is. Declare one.`)]
}

const ofAny: readonly Judge[] = [resource, address, precondition, presence, parameter, members, success, representation, binds, keyed, together, ignored]
const ofLists: readonly Judge[] = [items, pages, order, filters, readable]
const ofChanges: readonly Judge[] = [phases, started, masks, quota, answer, cancelled, waiting, replacing, stored, cleared, upgraded, chosen]
const ofAnswers: readonly Judge[] = [answering, texts, telling, overviewed]
const judges: readonly Judge[] = [...ofAny, ...ofLists, ...ofChanges, ...ofAnswers]
