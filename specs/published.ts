import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { Violation } from './contract.ts'
import { isObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { quick, violation } from './schemas.ts'

/** Compiling takes a hundred times as long as judging. */
const compiled = new WeakMap<JsonObject, ValidateFunction>()

/** All that a published schema does not allow in a value; empty where it fits. */
export function violationsOf(schema: JsonObject, value: Json): readonly Violation[] {
  const validate = compiled.get(schema) ?? new Ajv2020({ ...quick, allErrors: true, formats: fullFormats }).compile(schema)
  compiled.set(schema, validate)
  return validate(value) ? [] : (validate.errors ?? []).map(violation)
}

/** A value that came from outside, where it is JSON; YAML, for one, knows more. */
export function jsonIn(value: unknown): Json | undefined {
  return isJson(value, 0) ? value : undefined
}

function isJson(value: unknown, depth: number): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (depth > 100) return false
  if (Array.isArray(value)) return value.every((one) => isJson(one, depth + 1))
  return isObject(value) && Object.values(value).every((one) => isJson(one, depth + 1))
}
