import type { Violation } from '../contract.ts'
import { schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import { isObject, pointer, steps } from '../json.ts'
import type { Json } from '../json.ts'
import { validatorOf } from '../schemas.ts'
import { placeNamed } from './places.ts'
import { reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const unmade = reporter('serves-create')
const invalid = reporter('serves-valid')

/** What a resource has that is made for others to name could be sent to make one. */
export const servesRules: Rule = (pair) =>
  Object.entries(pair.behaviour.resources).flatMap(([name, { serves }]) => {
    if (serves === undefined) return []
    const path = ['resources', name, 'serves']
    const [id] = Object.entries(pair.behaviour.operations).find(([, { action, resource }]) => action === 'create' && resource === name) ?? []
    const schema = id === undefined ? undefined : pair.operations.get(id)?.requestBody?.schema
    if (schema === undefined) return [unmade(path, `No operation with a body creates a '${name}', so none can be made for others. Model one, or remove this.`)]
    const sent = { schemas: [schema], called: `the body of '${id}'` }
    const fields = [...path, 'fields']
    const unknown = leaves(serves.fields).flatMap((at) => placeNamed(pair, [...fields, ...steps(at)], { ...sent, at }))
    return unknown.length > 0
      ? unknown
      : Object.entries(serves.fields).flatMap(([member, value]) => valid(pair, [...fields, member], { schema, member, value }))
  })

/** JSON pointers of all that has no members of its own. */
function leaves(value: Json, at = ''): readonly string[] {
  const inner = isObject(value) || Array.isArray(value) ? Object.entries(value) : []
  return inner.length === 0 ? [at] : inner.flatMap(([key, member]: [string, Json]) => leaves(member, at + pointer([key])))
}

/** Member by member: which others a body must have besides, is not said here. */
function valid({ document }: Pair, path: Path, of: { readonly schema: string; readonly member: string; readonly value: Json }): readonly Problem[] {
  const where = schemaBelow(document, of.schema, pointer([of.member]))?.where
  if (where === undefined) return []
  return violations(() => validatorOf(document)(where, of.value)).map(({ at, message }) =>
    invalid(
      [...path, ...steps(at)],
      `'${[of.member, ...steps(at)].join('.')}' ${message}, as openapi.yaml says of the body that makes one. Write what it allows.`,
    ),
  )
}

/** Of a schema that cannot be compiled the linter tells elsewhere. */
function violations(judge: () => readonly Violation[]): readonly Violation[] {
  try {
    return judge()
  } catch {
    return []
  }
}
