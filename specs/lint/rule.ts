import type { Behaviour, Lifecycle, OperationBehaviour, ResourceType } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { isObject, pointer } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { Declared } from '../operations.ts'

/** Both files of a provider, each already of the right shape, whose agreement is in question. */
export interface Pair {
  readonly document: JsonObject
  readonly behaviour: Behaviour
  readonly operations: ReadonlyMap<string, Declared>
}

/** Says what is wrong between the two files. Pure. */
export type Rule = (pair: Pair) => readonly Problem[]

/** Steps to a place in behaviour.yaml. */
export type Path = readonly (string | number)[]

/** One operation that both files know. */
export interface Modelled {
  readonly id: string
  readonly operation: OperationBehaviour
  readonly declared: Declared
}

/** Says what is wrong with one operation. Pure. */
export type Judge = (pair: Pair, modelled: Modelled) => readonly Problem[]

/** Makes problems of one rule; `path` are the steps to the place in behaviour.yaml. */
export function reporter(rule: string, severity: Problem['severity'] = 'error') {
  return (path: Path, message: string): Problem => ({ in: 'behaviour', at: pointer(path), severity, rule, message })
}

/** A member of its own; what `Object.prototype` has is no name. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, key: string | undefined): T | undefined {
  return record !== undefined && key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

export function lifecycleOf(pair: Pair, resource: ResourceType | undefined): Lifecycle | undefined {
  return own(pair.behaviour.lifecycles, resource?.lifecycle)
}

/** `'a', 'b'`, or `none` — what a name could have been. */
export function choices(names: Iterable<string>): string {
  return [...names].map((name) => `'${name}'`).join(', ') || 'none'
}

export function keys(record: object | undefined): readonly string[] {
  return Object.keys(record ?? {})
}

/** Names of the schemas in `components.schemas`. */
export function schemaNames(document: JsonObject): readonly string[] {
  const components = document['components']
  const schemas = isObject(components) ? components['schemas'] : undefined
  return isObject(schemas) ? Object.keys(schemas) : []
}
