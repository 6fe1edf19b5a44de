import type { ResourceType } from '../../specs/behaviour.ts'
import { isObject, pointer, steps, type Json } from '../../specs/json.ts'

/** What stands in place of a secret. */
export const MASK = '***'

/** Names whose values are nobody's business, whatever a contract says of them. */
const secretive = /token|secret|passw|credential|kubeconfig|private|api[-_]?key|access[-_]?key/i

export function isSecretName(name: string): boolean {
  return secretive.test(name)
}

/** JSON pointers of what a contract does not show, or shows but once. */
export function placesOf(type: ResourceType | undefined): readonly string[] {
  return [...(type?.secrets ?? []), ...Object.keys(type?.kubeconfigs ?? {}), ...(type?.writeOnly ?? []).flatMap(({ places }) => places)]
}

/** A value at a place as it may be told: without the secrets that the contract names, nor what is called like one. */
export function masked(value: Json, where: string, secret: readonly string[]): Json {
  const path = steps(where)
  if (secret.some((place) => covers(steps(place), path)) || path.some(isSecretName)) return value === null ? null : MASK
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => masked(item, where + pointer([index]), secret))
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, masked(item, where + pointer([name]), secret)]))
  return value
}

/** Whether a place is the other one, or around it; `*` is any item. */
function covers(outer: readonly string[], inner: readonly string[]): boolean {
  return outer.length <= inner.length && outer.every((step, index) => step === '*' || step === inner[index])
}

/** The values of named parameters as they may be told. */
export function maskedParameters(values: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isSecretName(name) ? MASK : value]))
}
