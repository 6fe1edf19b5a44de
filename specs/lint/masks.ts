import type { Mask } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { placeNamed } from './places.ts'
import { choices, reporter } from './rule.ts'
import type { Judge, Pair, Path } from './rule.ts'

const noBody = reporter('mask-body')
const twice = reporter('mask-path')

/** A mask and the fields that it may name are members of the body. */
export const masks: Judge = (pair, { id, operation: { mask, action }, declared }) => {
  if (mask === undefined || action !== 'update') return []
  const path = ['operations', id, 'mask']
  const schema = declared.requestBody?.schema
  if (schema === undefined) return [noBody(path, `openapi.yaml declares no body of '${id}', so no mask comes with it. Declare one there, or remove this.`)]
  const body = { schemas: [schema], called: `the body of '${id}'` }
  return [
    ...placeNamed(pair, [...path, 'at'], { ...body, at: mask.at }),
    ...named(mask, path).flatMap(({ name, where }) => placeNamed(pair, where, { ...body, at: placeOf(name) })),
    ...repeated(mask, path),
    ...excepted(mask, path),
  ]
}

/** Where the message of another wire has the mask, too. */
export function maskPlaced(
  pair: Pair,
  path: Path,
  of: { readonly mask: Mask | undefined; readonly schema: string; readonly called: string },
): readonly Problem[] {
  return of.mask === undefined ? [] : placeNamed(pair, path, { at: of.mask.at, schemas: [of.schema], called: of.called })
}

/** JSON pointer of a path in dots; a name with a dot in it has no path. */
function placeOf(path: string): string {
  return `/${path.replaceAll('.', '/')}`
}

interface Named {
  readonly name: string
  readonly where: Path
}

function named({ paths }: Mask, path: Path): readonly Named[] {
  return paths.flatMap(({ names }, index) => names.map((name, place) => ({ name, where: [...path, 'paths', index, 'names', place] })))
}

function repeated(mask: Mask, path: Path): readonly Problem[] {
  const all = named(mask, path)
  return all
    .filter(({ name }, index) => all.findIndex((other) => other.name === name) < index)
    .map(({ name, where }) => twice(where, `The path '${name}' stands here twice. Keep one of the two.`))
}

function excepted({ clears, ...mask }: Mask, path: Path): readonly Problem[] {
  const known = mask.paths.flatMap(({ names }) => names)
  return (clears.except ?? []).flatMap((name, index) =>
    known.includes(name) ? [] : [twice([...path, 'clears', 'except', index], `No mask names '${name}'. Write one of ${choices(known)}, or remove it.`)],
  )
}
