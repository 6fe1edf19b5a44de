import { sameQuantity } from '../../generate/quantity.ts'
import { isBlank, standsFor } from '../../judge/effect.ts'
import { spelledAt } from '../../judge/spelling.ts'
import { addedIn, sameJson, view } from '../../judge/view.ts'
import { at, isObject, pointer, steps } from '../../../specs/json.ts'
import { memberOf, shapeOf } from './places.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'

/** What decides whether a value may read back in another form than it was sent. */
export interface Reader {
  readonly type: ResourceType
  readonly contract: Contract
}

/** The first place at which a representation shows something else than was sent; undefined where it shows all of it. Blanks may be left out. */
export function lost({ type, contract }: Reader, sent: Json, found: Json | undefined): string | undefined {
  const shown = view(found, addedIn(type))
  const all = places(sent).filter((place) => {
    const value = at(sent, place)
    if (value === undefined || isExempt({ type, contract }, place, value)) return false
    return !equal({ type, contract }, place, { sent: value, shown: at(shown, place) })
  })
  return all.find((place) => spelledAt(type, place, { sent, shown }).length === 0) ?? all[0]
}

/** Values that mean no change, secrets, and what the representation has no place for. */
function isExempt({ type, contract }: Reader, place: string, value: Json): boolean {
  if (type.secrets?.some((secret) => place === secret || place.startsWith(`${secret}/`)) === true) return true
  if (type.merge?.[memberOf(place)]?.ignore?.some((ignored) => sameJson(ignored, value)) === true) return true
  return shapeOf(contract, `/components/schemas/${type.schema}`, `/${memberOf(place)}`) === undefined
}

function equal({ type, contract }: Reader, place: string, { sent, shown }: { readonly sent: Json; readonly shown: Json | undefined }): boolean {
  if (isBlank(sent) && (shown === undefined || shown === null)) return !isRequired({ type, contract }, place)
  if (Array.isArray(sent)) return standsFor(sent, shown)
  if (typeof sent !== 'string' || typeof shown !== 'string') return sameJson(sent, shown)
  if (sent === shown) return true
  if (type.quantities?.[place] !== undefined) return sameQuantity(sent, shown)
  if (type.lowerCase?.includes(memberOf(place)) === true) return sent.toLowerCase() === shown.toLowerCase()
  const isInstant = shapeOf(contract, `/components/schemas/${type.schema}`, place)?.keywords['format'] === 'date-time'
  return isInstant && Date.parse(sent) === Date.parse(shown)
}

/** True where a representation cannot leave out what stands there: elsewhere a server may well do so with what is blank. */
function isRequired({ type, contract }: Reader, place: string): boolean {
  const path = steps(place)
  const holder = shapeOf(contract, `/components/schemas/${type.schema}`, pointer(path.slice(0, -1)))
  return holder?.required.has(path.at(-1) ?? '') === true
}

/** Pointers of everything in a value that is no object; arrays are taken whole, empty objects left out. */
function places(value: Json, place = ''): readonly string[] {
  if (!isObject(value)) return [place]
  return Object.entries(value).flatMap(([name, member]) => places(member, `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
}
