import type { Problem } from '../finding.ts'
import { pointer } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { Declared } from '../operations.ts'
import { validatorOf } from '../schemas.ts'
import { schemaNames } from './rule.ts'

/** Schemas that cannot be compiled. The loader compiles none before it is needed, so only the linter asks. */
export function schemaProblems(document: JsonObject, operations: ReadonlyMap<string, Declared>): readonly Problem[] {
  const named = schemaNames(document).map((name) => pointer(['components', 'schemas', name]))
  const validate = validatorOf(document)
  return [...new Set([...named, ...[...operations.values()].flatMap(places)])].flatMap((at) => {
    try {
      validate(at, null)
      return []
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return [{ in: 'openapi', at, severity: 'error', rule: 'schema-compiles', message } as const]
    }
  })
}

function places({ parameters, requestBody, responses }: Declared): readonly string[] {
  const bodies = [requestBody?.schema, ...[...responses.values()].map(({ schema }) => schema)]
  return [...parameters.map(({ schema }) => schema), ...bodies.filter((schema) => schema !== undefined)]
}
