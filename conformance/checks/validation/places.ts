import { shapeAt } from '../../generate/shape.ts'
import { at, steps } from '../../../specs/json.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Shape } from '../../generate/shape.ts'

/** Shape of the schema that governs a place of a body: a JSON pointer, array items by their number. Undefined where none does. */
export function shapeOf(contract: Contract, schema: string, place: string): Shape | undefined {
  let where: string | undefined = schema
  for (const step of steps(place)) {
    const shape: Shape | undefined = where === undefined ? undefined : shapeAt(contract.document, where)
    where = shape?.properties.get(step) ?? (/^\d+$/.test(step) ? shape?.items : undefined)
  }
  return where === undefined ? undefined : shapeAt(contract.document, where)
}

/** Places of a schema that hold no declared members of their own, objects first met at most three deep. */
export function leavesOf(contract: Contract, schema: string, place = ''): readonly { readonly place: string; readonly shape: Shape }[] {
  const shape = shapeAt(contract.document, schema)
  if (shape === undefined) return []
  if (shape.properties.size === 0 || place.split('/').length > 3) return place === '' ? [] : [{ place, shape }]
  return [...shape.properties].flatMap(([name, below]) => leavesOf(contract, below, `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
}

/** True for text in which everything is allowed but its length. */
export function isFreeText({ keywords, types, branches }: Shape): boolean {
  return types.includes('string') && branches.length === 0 && ['enum', 'const', 'pattern', 'format'].every((keyword) => keywords[keyword] === undefined)
}

/** True for an object whose members nobody declares, so that any may be sent. */
export function isFreeForm({ types, properties, closed, branches }: Shape): boolean {
  return types.includes('object') && properties.size === 0 && !closed && branches.length === 0
}

/** The text in a place of a value; empty where there is none. */
export function textIn(value: Json | undefined, place: string): string {
  const found = at(value, place)
  return typeof found === 'string' ? found : ''
}

/** The first step of a pointer: the member of the body that a place lies in. */
export function memberOf(place: string): string {
  return steps(place)[0] ?? ''
}
