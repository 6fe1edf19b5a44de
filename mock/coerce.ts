import type { Contract } from '../specs/contract.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import { along } from './along.ts'

/**
 * A body with numbers and booleans in place of texts that stand for one where its schema wants one. A body that satisfies its
 * schema stays as it is. `where` is a JSON pointer into the document.
 */
export function coerced(contract: Pick<Contract, 'document' | 'validate'>, where: string, body: Json): Json {
  if (contract.validate(where, body).length === 0) return body
  return along(contract, where, { value: body, own: ({ value: schema }, value) => (typeof value === 'string' ? read(value, typesOf(schema)) : value) })
}

function read(text: string, types: readonly Json[]): Json {
  if (types.includes('string')) return text
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  const number = (types.includes('number') || types.includes('integer')) && isNumber.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(number) && (types.includes('number') || Number.isInteger(number)) ? number : text
}

/** As JSON writes it (RFC 8259 section 6). */
const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function typesOf({ type }: JsonObject): readonly Json[] {
  return Array.isArray(type) ? type : type === undefined ? [] : [type]
}
