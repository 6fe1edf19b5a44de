import type { Problem } from '../finding.ts'
import { pathParameterNamed } from './names.ts'
import { placeNamed } from './places.ts'
import { reporter } from './rule.ts'
import type { Judge, Modelled, Pair, Path } from './rule.ts'

const noBody = reporter('bind-body')

/** Members of a body that stand for path parameters. */
export interface Bound {
  readonly binds: Readonly<Record<string, string>> | undefined
  /** JSON pointer of the body's schema. */
  readonly schema: string | undefined
  readonly called: string
}

/** The parameters are those of the path, and the members stand in the body. */
export function boundTo(pair: Pair, path: Path, { modelled, binds, schema, called }: Bound & { readonly modelled: Modelled }): readonly Problem[] {
  if (binds === undefined) return []
  if (schema === undefined) return [noBody(path, `openapi.yaml declares no ${called}, so nothing in it repeats a parameter. Declare one, or remove this.`)]
  return Object.entries(binds).flatMap(([parameter, at]) => [
    ...pathParameterNamed(modelled, [...path, parameter], parameter),
    ...placeNamed(pair, [...path, parameter], { at, schemas: [schema], called: `the ${called}` }),
  ])
}

export const binds: Judge = (pair, modelled) => {
  const { id, operation, declared } = modelled
  const schema = declared.requestBody?.schema
  return boundTo(pair, ['operations', id, 'binds'], { modelled, binds: operation.binds, schema, called: `body of '${id}'` })
}
