import { pointer, steps } from '../../specs/json.ts'
import { holder } from '../rules/places.ts'
import { shapeAt } from './shape.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Shape } from './shape.ts'

/** The nearest member that a body may do without, of a place and of what is around it; undefined where all of that is required. `*` is cut off. */
export function optionalAbove({ document }: Pick<Contract, 'document'>, where: string, place: string): string | undefined {
  const path = steps(holder(place))
  let schema: string | undefined = where
  let found: string | undefined
  for (const [index, step] of path.entries()) {
    const shape: Shape | undefined = schema === undefined ? undefined : shapeAt(document, schema)
    if (shape !== undefined && !shape.required.has(step)) found = pointer(path.slice(0, index + 1))
    schema = shape?.properties.get(step)
  }
  return found
}
