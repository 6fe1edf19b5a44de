import { at, isObject, withAt } from '../../specs/json.ts'
import { violationsOf } from './violations.ts'
import { list, shapeAt } from './shape.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { Violation } from '../../specs/contract.ts'
import type { Shape } from './shape.ts'

/** A body with exactly one violation of its schema: plain data, so that it can be part of a scenario. */
export type Mutant = {
  readonly body: Json
  /** JSON pointer of the violation in the body; for `required` and unknown members, of the member. */
  readonly at: string
  /** JSON Schema keyword that is violated. */
  readonly keyword: string
  /** What was done, e.g. `one below` or `another letter case`. */
  readonly variant: string
}

/** Judges a value by the schema the mutants are made for. */
export type Judge = (value: Json) => readonly Violation[]

/** A schema of the document, and how to tell whether a value violates it. */
export interface Target {
  readonly document: JsonObject
  /** JSON pointer of the schema. */
  readonly where: string
  readonly judge: Judge
}

/**
 * Every violation of the schema that the base has a place for, one at a time. Each is confirmed: it is left out unless the
 * schema itself says that the keyword is violated there, which catches what `anyOf` or a second keyword would hide.
 */
export function mutantsOf({ document, where, judge }: Target, base: Json): readonly Mutant[] {
  return candidates(document, where, base).filter((mutant) => confirmed(mutant, judge(mutant.body)))
}

/** True where the violation the mutant was made for is among those found, and none lies elsewhere. */
export function confirmed(mutant: Mutant, found: readonly Violation[]): boolean {
  const place = (violation: Violation) => (violation.member === undefined ? violation.at : `${violation.at}/${violation.member}`)
  const here = (violation: Violation) =>
    place(violation) === mutant.at || place(violation).startsWith(`${mutant.at}/`) || mutant.at.startsWith(place(violation))
  return found.some((violation) => violation.keyword === mutant.keyword && here(violation)) && found.every(here)
}

function candidates(document: JsonObject, where: string, base: Json): Mutant[] {
  const mutants: Mutant[] = []
  const visit = (schema: string, place: string, depth: number): void => {
    const shape = shapeAt(document, schema)
    const current = at(base, place)
    if (shape === undefined || current === undefined || depth > 8) return
    for (const { keyword, variant, value } of violationsOf(shape, current)) mutants.push({ body: withAt(base, place, value), at: place, keyword, variant })
    mutants.push(...memberMutants(shape, base, place))
    for (const [name, below] of shape.properties) visit(below, `${place}/${escaped(name)}`, depth + 1)
    if (shape.items !== undefined && list(current).length > 0) visit(shape.items, `${place}/0`, depth + 1)
    for (const branch of shape.branches.slice(0, 1)) visit(branch, place, depth + 1)
  }
  visit(where, '', 0)
  return mutants
}

/** A required member left out, and members that nobody declared. */
function memberMutants(shape: Shape, base: Json, place: string): Mutant[] {
  const current = at(base, place)
  if (!isObject(current)) return []
  const mutants: Mutant[] = []
  for (const name of shape.required) {
    const member = `${place}/${escaped(name)}`
    if (at(base, member) !== undefined) mutants.push({ body: withAt(base, member, undefined), at: member, keyword: 'required', variant: 'left out' })
  }
  if (!shape.closed) return mutants
  const keyword = shape.keywords['additionalProperties'] === false ? 'additionalProperties' : 'unevaluatedProperties'
  for (const [variant, name] of strangers(shape)) {
    const member = `${place}/${name}`
    mutants.push({ body: withAt(base, member, 1), at: member, keyword, variant })
  }
  return mutants
}

/** Names that are not declared: a foreign one, and near misses of a declared one. */
function strangers(shape: Shape): (readonly [variant: string, name: string])[] {
  const [known] = shape.properties.keys()
  const names: (readonly [string, string])[] = [['unknown member', 'zzUnknown']]
  if (known !== undefined && /^[a-z]\w+$/i.test(known)) {
    names.push(['member in another letter case', known[0] === known[0]?.toLowerCase() ? known.toUpperCase() : known.toLowerCase()])
    names.push(['member misspelt', `${known}x`])
  }
  return names.filter(([, name]) => !shape.properties.has(name))
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
