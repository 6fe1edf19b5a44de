import { met, unmet } from '../../need.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import type { Rule } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

export type Unique = Extract<Rule, { readonly rule: 'unique' }>

/** Rules about values among those of others, where a plain body has the value, the documented ones first. */
export function uniqueIn(reading: Reading): Need<readonly Unique[]> {
  const [rules, schema] = [reading.rules('unique'), reading.bodySchema('create')]
  if (rules.kind === 'unmet') return rules
  if (schema.kind === 'unmet') return schema
  const { contract, where } = schema.value
  const required = contract.schemaAt(where)?.['required']
  const isSent = (place: string) => Array.isArray(required) && required.some((name) => place === `/${String(name)}`)
  const names = rules.value.filter(({ at: places, within }) => within !== undefined && places.every(isSent))
  return names.length === 0 ? unmet(`no name of a ${reading.resource} has to be different from those of others`) : met(names)
}

/** The label of what is sent about the rule at this position. */
export function labelled(label: string, index: number): string {
  return index === 0 ? label : `${label} ${index + 1}`
}

/** The body with the values of another one at some places. */
export function alike(body: JsonObject, other: JsonObject, places: readonly string[]): JsonObject {
  return places.reduce<JsonObject>((made, place) => placed(made, [place, at(other, place) ?? null]), body)
}

export function placed(body: JsonObject, [place, value]: readonly [place: string, value: Json]): JsonObject {
  const made = withAt(body, place, value)
  return isObject(made) ? made : body
}
