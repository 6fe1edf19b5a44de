import type { Rule as FieldRule } from '../behaviour.ts'
import { schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import type { Json } from '../json.ts'
import { isAllowed } from './allowed.ts'
import { requestSchemas } from './places.ts'
import { choices, reporter } from './rule.ts'
import type { Pair, Path } from './rule.ts'

const badPair = reporter('rule-ordered')
const badRow = reporter('rule-combination')

interface Ruled {
  readonly name: string
  readonly rule: FieldRule
}

/** Rules about values that go together: there are as many values as places, and each could be sent. */
export function together(pair: Pair, path: Path, { name, rule }: Ruled): readonly Problem[] {
  if (rule.rule === 'ordered') return numbers(pair, path, { name, at: rule.at })
  if (rule.rule !== 'combination') return []
  return rule.values.flatMap((row, index) => {
    const where = [...path, 'values', index]
    if (row.length !== rule.at.length)
      return [badRow(where, `There are ${row.length} values for the ${rule.at.length} places ${choices(rule.at)}. Write one for each, or null for any.`)]
    const unsent = row.map((value, place) => ({ value, place })).filter(({ value, place }) => !couldBeSent(pair, { name, at: rule.at[place] ?? '', value }))
    return unsent.map(({ value, place }) =>
      badRow([...where, place], `No request body of '${name}' allows ${JSON.stringify(value)} at '${rule.at[place]}'. Write a value that openapi.yaml allows.`),
    )
  })
}

/** Schemas of a place that are known in request bodies of a type. */
function schemasAt(pair: Pair, name: string, at: string) {
  return requestSchemas(pair, name).flatMap((schema) => schemaBelow(pair.document, schema, at) ?? [])
}

function couldBeSent(pair: Pair, { name, at, value }: { readonly name: string; readonly at: string; readonly value: Json }): boolean {
  const found = schemasAt(pair, name, at)
  return value === null || found.length === 0 || found.some(({ where }) => isAllowed(pair, where, value))
}

const numeric: readonly unknown[] = ['integer', 'number']

function numbers(pair: Pair, path: Path, { name, at }: { readonly name: string; readonly at: readonly [string, string] }): readonly Problem[] {
  if (at[0] === at[1]) return [badPair([...path, 'at', 1], `'${at[1]}' is never greater than itself. Write another place.`)]
  return at.flatMap((place, index) => {
    const types = schemasAt(pair, name, place).flatMap(({ value: { type } }) => (type === undefined ? [] : Array.isArray(type) ? type : [type]))
    if (types.length === 0 || types.some((type) => numeric.includes(type))) return []
    return [badPair([...path, 'at', index], `What stands at '${place}' is no number, so there is no greater one. Write the place of a number.`)]
  })
}
