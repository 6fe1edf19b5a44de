import { at, withAt } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'

type Where = Readonly<Record<string, readonly Json[]>>

/** Whether a rule is about this body: true where it says nothing of when it holds. */
export function isMeant({ where = {} }: { readonly where?: Where }, body: Json | undefined): boolean {
  return Object.entries(where).every(([place, values]) => values.some((value) => value === at(body, place)))
}

/** The body made one that the rule is about, by the first of the values that it wants. */
export function meant({ where = {} }: { readonly where?: Where }, body: Json): Json {
  return Object.entries(where).reduce<Json>((made, [place, values]) => {
    const [first] = values
    return first === undefined || isMeant({ where: { [place]: values } }, made) ? made : withAt(made, place, first)
  }, body)
}
