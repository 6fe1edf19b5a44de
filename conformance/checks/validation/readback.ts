import { sameQuantity } from '../../generate/quantity.ts'
import { addedIn, sameJson, view } from '../../judge/view.ts'
import { at, isObject } from '../../../specs/json.ts'
import { memberOf, shapeOf } from './places.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'

/** What decides whether a value may read back in another form than it was sent. */
export interface Reader {
  readonly type: ResourceType
  readonly contract: Contract
}

/** The first place at which a representation shows something else than was sent; undefined where it shows all of it. */
export function lost({ type, contract }: Reader, sent: Json, found: Json | undefined): string | undefined {
  const shown = view(found, addedIn(type))
  return places(sent).find((place) => {
    const value = at(sent, place)
    if (value === undefined || isExempt({ type, contract }, place, value)) return false
    return !equal({ type, contract }, place, { sent: value, shown: at(shown, place) })
  })
}

/** Values that mean no change, secrets, and what the representation has no place for. */
function isExempt({ type, contract }: Reader, place: string, value: Json): boolean {
  if (type.secrets?.some((secret) => place === secret || place.startsWith(`${secret}/`)) === true) return true
  if (type.merge?.[memberOf(place)]?.ignore?.some((ignored) => sameJson(ignored, value)) === true) return true
  return shapeOf(contract, `/components/schemas/${type.schema}`, `/${memberOf(place)}`) === undefined
}

function equal({ type, contract }: Reader, place: string, { sent, shown }: { readonly sent: Json; readonly shown: Json | undefined }): boolean {
  if (typeof sent !== 'string' || typeof shown !== 'string') return sameJson(sent, shown)
  if (sent === shown) return true
  if (type.quantities?.[place] !== undefined) return sameQuantity(sent, shown)
  if (type.lowerCase?.includes(memberOf(place)) === true) return sent.toLowerCase() === shown.toLowerCase()
  const isInstant = shapeOf(contract, `/components/schemas/${type.schema}`, place)?.keywords['format'] === 'date-time'
  return isInstant && Date.parse(sent) === Date.parse(shown)
}

/** Pointers of everything in a value that is no object; arrays are taken whole, empty objects left out. */
function places(value: Json, place = ''): readonly string[] {
  if (!isObject(value)) return [place]
  return Object.entries(value).flatMap(([name, member]) => places(member, `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
}
