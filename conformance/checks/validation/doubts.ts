import { list } from '../../generate/shape.ts'
import { sameJson } from '../../judge/view.ts'
import { namePlace } from '../../naming.ts'
import { usualAt } from '../replace/needs.ts'
import { at } from '../../../specs/json.ts'
import { shapeOf } from './places.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Target } from './target.ts'

/** Keywords that tell what a value looks like, apart from how long it may be. */
const forms: readonly string[] = ['*', 'pattern', 'format', 'enum']

/** Keywords that tell how great a number may be. */
const bounds: readonly string[] = ['minimum', 'maximum']

/** What whoever says that a body has to be taken leans on: statements by which the documents do not vouch for a value in it. */
export function doubtsOf(target: Target, action: 'create' | 'update', sent: Json | undefined): readonly Sourced[] {
  const name = namePlace(target.type)
  return (target.type.unsure ?? []).filter(({ at: place, keywords }) => {
    const value = at(sent, place)
    if (place === name || value === undefined) return false
    if (keywords.some((one) => forms.includes(one))) return true
    return keywords.some((one) => bounds.includes(one)) && !toldAt(target, action, place).some((one) => sameJson(one, value))
  })
}

/** Values that the document shows at a place of a body, or that stand there where nothing is said. */
function toldAt({ type, contract, ...writes }: Target, action: 'create' | 'update', place: string): readonly Json[] {
  const where = writes[action]?.schema.where
  if (where === undefined) return []
  return [...usualAt({ contract, type, where }, place), ...list(shapeOf(contract, where, place)?.keywords['examples'])]
}
