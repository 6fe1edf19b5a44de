import { idParameter } from '../../resources.ts'
import { isObject } from '../../../specs/json.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Handle } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** Operations that the document protects, or that it leaves open. */
export function operationsThat(reading: Reading, are: 'open' | 'protected'): Need<readonly Operation[]> {
  const every = reading.everyOperation()
  if (every.kind === 'unmet') return every
  const all = every.value.filter(({ open }) => open === (are === 'open'))
  // What only a client knows of need not be there, and need not be refused as if it were.
  const documented = all.filter(({ behaviour }) => behaviour?.basis === 'documented')
  const chosen = documented.length > 0 ? documented : all
  if (chosen.length === 0) return { kind: 'unmet', because: `no operation of the document is ${are}` }
  return { kind: 'met', value: chosen, leansOn: chosen.flatMap(({ behaviour }) => behaviour ?? []) }
}

/** Names of the parameters in an operation's path, in order, and of those that its message holds in place of the path. */
export function pathParameters({ template, behaviour }: Pick<Operation, 'template' | 'behaviour'>): readonly string[] {
  const inPath = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '')
  return [...new Set([...inPath, ...Object.keys(behaviour?.binds ?? {})])]
}

/** True for what changes nothing: by its method, or where every method is the same, by what it does. */
export function isSafe({ method, behaviour }: Operation): boolean {
  return method.toUpperCase() === 'GET' || behaviour?.action === 'read' || behaviour?.action === 'list'
}

/** Operations that change nothing and whose address is known once this resource is: its own, and those of what it lies in. */
export function readableAt(operations: readonly Operation[], handle: Handle, type: ResourceType): readonly Operation[] {
  const own = idParameter(type)
  return operations.filter((operation) => {
    if (!isSafe(operation)) return false
    const isOwn = operation.behaviour?.resource === handle.resource
    return pathParameters(operation).every((name) => handle.params[name] !== undefined && (isOwn || name !== own))
  })
}

/** A body that this operation refuses: a member that nobody declared where that is refused, else the first violation of its schema. */
export function invalidBody(reading: Reading, action: 'create' | 'update'): JsonObject {
  const schema = reading.bodySchema(action)
  const mutants = reading.everyMutant(action)
  const first = mutants.kind === 'met' ? mutants.value.find(({ at, body }) => at !== '' && isObject(body))?.body : undefined
  const isRefused = schema.kind === 'met' && schema.value.contract.validate(schema.value.where, stranger).length > 0
  return isRefused || !isObject(first) ? stranger : first
}

const stranger: JsonObject = { clusterproof: 'no such member' }
