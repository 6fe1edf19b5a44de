import { createRequire } from 'node:module'
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { Violation } from './contract.ts'
import { follow } from './document.ts'
import { isDnsLabel, isQuantity } from './formats.ts'
import { at, isObject } from './json.ts'
import type { JsonObject } from './json.ts'
import { plainTest } from './plain.ts'

/** Judges a value by the schema at a JSON pointer of the document; compiled on first use, then kept. */
export type Validate = (where: string, value: unknown) => readonly Violation[]

const none: readonly Violation[] = []

/**
 * The validator of one document. The document is given to Ajv once and never dereferenced, so cycles and names survive.
 * Throws only where `where` names no schema, or one that Ajv cannot compile: `spec lint` finds those.
 */
export function validatorOf(document: JsonObject): Validate {
  let ajv: Ajv2020 | undefined
  const compiled = new Map<string, ValidateFunction>()
  const plain = new Map<string, ReturnType<typeof plainTest>>()
  return (where, value) => {
    if (!plain.has(where)) plain.set(where, plainTest(alone(document, where)))
    if (plain.get(where)?.(value) === true) return none
    let validate = compiled.get(where)
    if (validate === undefined) {
      validate = compile((ajv ??= newAjv(document)), where)
      compiled.set(where, validate)
    }
    return judge(validate, value)
  }
}

/** The schema at a pointer, references followed; undefined where something stands beside one, because both count then. */
function alone(document: JsonObject, where: string): JsonObject | undefined {
  const here = at(document, where)
  const isReference = isObject(here) && here['$ref'] !== undefined
  return isReference && Object.keys(here).length > 1 ? undefined : follow(document, where)?.value
}

/** Ajv takes 35 ms to import, so it comes with the first value to judge; `validate` is synchronous, hence `require`. */
const require = createRequire(import.meta.url)

/** As measured: references that stay references and code as it comes quarter the time to compile; meta-schemas would cost 50 ms. */
export const quick = { strict: false, logger: false, inlineRefs: false, meta: false, validateSchema: false, code: { optimize: false } } as const

function newAjv(document: JsonObject): Ajv2020 {
  const { Ajv2020: Ajv }: typeof import('ajv/dist/2020.js') = require('ajv/dist/2020.js')
  const { fullFormats }: typeof import('ajv-formats/dist/formats.js') = require('ajv-formats/dist/formats.js')
  const ajv = new Ajv(quick)
  for (const [name, format] of Object.entries(fullFormats)) ajv.addFormat(name, format)
  ajv.addFormat('k8s-quantity', isQuantity).addFormat('dns-label', isDnsLabel)
  return ajv.addSchema(document, 'contract', undefined, false)
}

function compile(ajv: Ajv2020, where: string): ValidateFunction {
  try {
    return ajv.compile({ $ref: `contract#${where.split('/').map(encodeURIComponent).join('/')}` })
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new Error(`Failed to compile the schema at '${where}': ${found}. Mend it in openapi.yaml; \`clusterproof spec lint\` shows its line.`, {
      cause: error,
    })
  }
}

/** A value so deep that it overflows the stack misses every schema. */
function judge(validate: ValidateFunction, value: unknown): readonly Violation[] {
  try {
    if (validate(value)) return none
  } catch (error) {
    if (error instanceof RangeError) return [{ at: '', keyword: 'depth', message: 'is nested too deeply' }]
    throw error
  }
  return (validate.errors ?? []).map(violation)
}

/** Ajv names the member that `required` and its kin miss in a different parameter for each keyword. */
const memberOf: Readonly<Record<string, string>> = {
  required: 'missingProperty',
  dependentRequired: 'missingProperty',
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
  propertyNames: 'propertyName',
}

export function violation(error: ErrorObject): Violation {
  const parameter = memberOf[error.keyword]
  const member: unknown = parameter === undefined ? undefined : error.params[parameter]
  return {
    at: error.instancePath,
    keyword: error.keyword,
    message: told(error),
    ...(typeof member === 'string' ? { member } : {}),
  }
}

/** A predicate for the value at `at`, e.g. `must be one of "shared", "dedicated"`. */
function told(error: ErrorObject): string {
  const { keyword, params } = error
  switch (keyword) {
    case 'required':
    case 'dependentRequired':
      return `must have the member '${String(params['missingProperty'])}'`
    case 'additionalProperties':
      return `must not have the member '${String(params['additionalProperty'])}'`
    case 'unevaluatedProperties':
      return `must not have the member '${String(params['unevaluatedProperty'])}'`
    case 'enum':
      return `must be one of ${listed(params['allowedValues'])}`
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`
    default:
      return error.message ?? `misses ${keyword}`
  }
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : String(values)
}
