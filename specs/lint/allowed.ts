import type { Json, JsonObject } from '../json.ts'
import { validatorOf } from '../schemas.ts'
import type { Validate } from '../schemas.ts'
import type { Pair } from './rule.ts'

const validators = new WeakMap<JsonObject, Validate>()

/** Whether the schema at a JSON pointer of the document allows a value. Of a schema that cannot be compiled the linter tells elsewhere. */
export function isAllowed({ document }: Pair, where: string, value: Json): boolean {
  const validate = validators.get(document) ?? validatorOf(document)
  validators.set(document, validate)
  try {
    return validate(where, value).length === 0
  } catch {
    return true
  }
}

/** The same of a value in a query, where `2` and `true` come as text. */
export function isAllowedAsText(pair: Pair, where: string, value: Json): boolean {
  return isAllowed(pair, where, value) || isAllowed(pair, where, typeof value === 'string' ? spoken(value) : JSON.stringify(value))
}

function spoken(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
}
