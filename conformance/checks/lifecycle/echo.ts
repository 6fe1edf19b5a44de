import { shapeAt } from '../../generate/shape.ts'
import { sameQuantity } from '../../generate/quantity.ts'
import { map } from '../../need.ts'
import { leaning } from '../../judge/leaning.ts'
import { addedIn, sameJson, view } from '../../judge/view.ts'
import { at, isObject } from '../../../specs/json.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** JSON pointers of what was asked for and is not shown so. Members that a representation does not declare are left out. */
export type Unlike = (asked: JsonObject, shown: Json | undefined) => readonly string[]

/** Compares what was asked for with what is shown, by the rules of the resource type under test. */
export function echo(reading: Reading): Need<Unlike> {
  return map(reading.document(), (contract) => {
    const shape = shapeAt(contract.document, `/components/schemas/${reading.type.schema}`)
    return (asked, shown) =>
      Object.entries(asked)
        .filter(([name]) => shape?.properties.has(name) !== false)
        .flatMap(([name, value]) => unlike(reading.type, `/${name}`, { asked: value, shown: at(view(shown, addedIn(reading.type)), `/${name}`) }))
  })
}

/** A finding over a member that was sent. Where it is not shown at all, it leans on what says that it is. */
export function echoed({ echo: says }: ResourceType, shown: Json | undefined, finding: Judgement): Judgement {
  return shown === undefined && says !== undefined ? leaning(finding, [says]) : finding
}

function unlike(type: ResourceType, place: string, pair: { readonly asked: Json; readonly shown: Json | undefined }): readonly string[] {
  const { asked, shown } = pair
  if (type.secrets?.includes(place) === true || sameJson(asked, shown)) return []
  if (isObject(asked) && isObject(shown))
    return Object.entries(asked).flatMap(([name, value]) => unlike(type, `${place}/${name}`, { asked: value, shown: shown[name] }))
  return sameAt(type, place, pair) ? [] : [place]
}

/** Equality of two values of one field: quantities by amount, folded text without regard to case. */
export function sameAt(type: ResourceType, place: string, { asked, shown }: { readonly asked: Json | undefined; readonly shown: Json | undefined }): boolean {
  if (sameJson(asked, shown)) return true
  if (typeof asked !== 'string' || typeof shown !== 'string') return false
  if (type.lowerCase?.includes(place.slice(1)) === true) return asked.toLowerCase() === shown.toLowerCase()
  return type.quantities?.[place] !== undefined && sameQuantity(asked, shown)
}
