import type { Merge } from '../specs/behaviour.ts'
import { isObject, type Json, type JsonObject } from '../specs/json.ts'

/** The fields after an update: what was sent, laid over what was there, field by field as the contract says. */
export function merged(fields: JsonObject, sent: JsonObject, rules: Readonly<Record<string, Merge>>): JsonObject {
  const result = new Map<string, Json>(Object.entries(fields))
  for (const [name, value] of Object.entries(sent)) {
    const rule: Merge = (Object.hasOwn(rules, name) ? rules[name] : undefined) ?? { how: 'replace' }
    if (rule.ignore?.some((ignored) => JSON.stringify(ignored) === JSON.stringify(value)) === true) continue
    const next = rule.how === 'keys' && isObject(value) ? byKey(result.get(name), value, rule) : value
    if (next === undefined || next === null) result.delete(name)
    else result.set(name, next)
  }
  return Object.fromEntries(result)
}

function byKey(before: Json | undefined, sent: JsonObject, rule: Merge): Json | undefined {
  if (Object.keys(sent).length === 0) return rule.empty === 'clear' ? undefined : before
  return { ...(isObject(before) ? before : {}), ...sent }
}
