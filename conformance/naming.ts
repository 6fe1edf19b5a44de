import { at, isObject, withAt } from '../specs/json.ts'
import { knownOf, withKnown } from './generate/known.ts'
import { minimal } from './generate/minimal.ts'
import { shapeAt } from './generate/shape.ts'
import { operationFor, resourceOf } from './resources.ts'
import { rulesOf } from '../specs/behaviour.ts'
import type { ResourceType } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'

/** Members in which people look for what a resource is called, where nothing else tells resources of its type apart. */
const labels = ['name', 'displayName', 'display_name', 'label', 'title', 'description']

/** What a name is made of. */
export interface NameParts {
  /** The mark of the check; where there is a run, of the check in this run. */
  readonly mark: string
  readonly number: number
  /** The run, where others use the endpoint too. */
  readonly runId?: string | undefined
}

/**
 * A name that tells whose it is: `cp-` (for Clusterproof), the run, the mark of the check, a number. Where the field's grammar does
 * not admit that, the first of a few other spellings that it does.
 */
export function nameFor(contract: Contract, resource: string, { mark, number, runId }: NameParts): string {
  const { type } = resourceOf(contract, resource)
  const where = nameSchema(contract, resource)
  const keywords = where === undefined ? undefined : shapeAt(contract.document, where)?.keywords
  const email = type.identity.field.toLowerCase().includes('email') || keywords?.['format'] === 'email'
  const ofRun = runId === undefined ? [] : [`cp-${runId}-${mark}-${number}`, `cp${runId}${mark}${number}`, `cp-${runId}-${mark}-${number}@example.com`]
  const spellings = [
    ...(email ? ofRun.toReversed() : ofRun),
    ...(email ? [`cp-${mark}-${number}@example.com`] : []),
    `cp-${mark}-${number}`,
    `cp${mark}${number}`,
    `cp-${mark}-${number}@example.com`,
    `${mark.slice(0, 2)}${number}`,
    `CP_${mark}_${number}`.toUpperCase(),
  ]
  const admitted = where === undefined ? undefined : spellings.find((name) => contract.validate(where, name).length === 0)
  return admitted ?? spellings[0] ?? `cp-${mark}-${number}`
}

/** True for a name that this run made up, so that nobody else's resource has it. Without a run, all of the endpoint is the run's own. */
export function isMarked(name: string, runId: string | undefined): boolean {
  return runId === undefined ? /^cp/i.test(name) : name.toLowerCase().includes(runId)
}

/** Pointers of the members that may say what a resource is called, best first. */
export function namePlaces(type: ResourceType): readonly string[] {
  return [...new Set([...[namePlace(type) ?? []].flat(), ...labels.map((label) => `/${label}`)])]
}

/** What a body calls the resource: the name that this run made up, where there is one. */
export function nameIn(type: ResourceType, body: Json, runId: string | undefined): string | undefined {
  const texts = namePlaces(type)
    .map((place) => at(body, place))
    .filter((value) => typeof value === 'string')
  return texts.find((text) => isMarked(text, runId)) ?? texts[0]
}

/** Pointer of the schema of the member that holds a client-chosen identifier; undefined where the server chooses it. */
export function nameSchema(contract: Contract, resource: string): string | undefined {
  const { type } = resourceOf(contract, resource)
  const create = operationFor(contract, resource, 'create')
  if (type.identity.from !== 'client' || create?.requestBody === undefined) return undefined
  const field = type.identity.field.replace(/^\//, '')
  return shapeAt(contract.document, create.requestBody.schema)?.properties.get(field)
}

/** Where a body has what tells resources of one type apart: the identifier that clients choose, or else a text that no other may have. */
export function namePlace(type: ResourceType): string | undefined {
  const { from, field } = type.identity
  if (from === 'client') return field.startsWith('/') ? field : `/${field}`
  return rulesOf(type, 'unique').find(({ within }) => within !== undefined)?.at[0]
}

/** What a plain body is made of besides its schema. */
export interface Plain {
  readonly name: string
  readonly changes?: JsonObject
  /** Identifiers of what bodies refer to, by the name of their path parameter. */
  readonly ids?: ReadonlyMap<string, string>
  /** What those resources show, by the same name. */
  readonly shown?: ReadonlyMap<string, Json>
  /** The one that stands in for the sample. */
  readonly kubeconfig?: string | undefined
  readonly action?: 'create' | 'import'
  /** The run, where what has no name of its own shall carry one wherever people look for it. */
  readonly runId?: string | undefined
}

/**
 * The plainest valid create body: required members only, with this name; changes are laid over it, member by member. Where the
 * server chooses the identifier, a member called `name` gets the name, so that people see whose it is.
 */
export function createBody(
  contract: Contract,
  resource: string,
  { name, changes, ids = new Map(), shown = new Map(), kubeconfig, action = 'create', runId }: Plain,
): JsonObject {
  const create = operationFor(contract, resource, action)
  if (create?.requestBody === undefined) return { ...changes }
  const { type } = resourceOf(contract, resource)
  const { field, from } = type.identity
  const plain = withKnown(minimal(contract.document, create.requestBody.schema), knownOf(contract, resource, { ids, shown, kubeconfig }))
  const named: Json =
    from === 'client'
      ? withAt(plain, field.startsWith('/') ? field : `/${field}`, name)
      : labelled(contract, { plain, name, where: create.requestBody.schema, runId })
  return { ...(isObject(named) ? named : {}), ...changes }
}

interface Labelling {
  readonly plain: Json
  readonly name: string
  readonly where: string
  readonly runId: string | undefined
}

function labelled(contract: Contract, { plain, name, where, runId }: Labelling): Json {
  if (!isObject(plain)) return plain
  const named = Object.keys(plain).filter((member) => member === 'name' && typeof plain[member] === 'string')
  const declared = shapeAt(contract.document, where)?.properties ?? new Map<string, string>()
  const places = runId === undefined ? named : [...named, ...labels.filter((label) => declared.has(label))]
  return places.map((place) => ({ ...plain, [place]: name })).find((body) => contract.validate(where, body).length === 0) ?? plain
}
