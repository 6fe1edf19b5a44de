import { idParameter } from '../../resources.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Handle } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** Operations that the document protects, or that it leaves open. */
export function operationsThat(reading: Reading, are: 'open' | 'protected'): Need<readonly Operation[]> {
  const every = reading.everyOperation()
  if (every.kind === 'unmet') return every
  const chosen = every.value.filter(({ open }) => open === (are === 'open'))
  if (chosen.length === 0) return { kind: 'unmet', because: `no operation of the document is ${are}` }
  return { kind: 'met', value: chosen, leansOn: chosen.flatMap(({ behaviour }) => (behaviour?.basis === 'documented' ? [behaviour] : [])) }
}

/** Names of the parameters in an operation's path, in order. */
export function pathParameters({ template }: Pick<Operation, 'template'>): readonly string[] {
  return [...template.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '')
}

/** Operations that change nothing and whose path is known once this resource is: its own, and those of what it lies in. */
export function readableAt(operations: readonly Operation[], handle: Handle, type: ResourceType): readonly Operation[] {
  const own = idParameter(type)
  return operations.filter((operation) => {
    if (operation.method.toUpperCase() !== 'GET') return false
    const isOwn = operation.behaviour?.resource === handle.resource
    return pathParameters(operation).every((name) => handle.params[name] !== undefined && (isOwn || name !== own))
  })
}
