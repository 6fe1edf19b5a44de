import { standsFor } from './effect.ts'
import { holder, touches } from '../rules/places.ts'
import { at, placesAt, withAt } from '../../specs/json.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'
import type { Sourced } from '../../specs/statement.ts'

/** What a finding leans on besides, where nothing differs at a place but texts and numbers that a server may well show otherwise. */
export function spelledAt(
  { spelling = [] }: Pick<ResourceType, 'spelling'>,
  place: string,
  bodies: { readonly sent: Json; readonly shown: Json | undefined },
): readonly Sourced[] {
  const stated = spelling.filter(({ places }) => touches(places.map(holder), place))
  const patterns = stated.flatMap(({ places }) => places)
  const [sent, shown] = [bodies.sent, bodies.shown].map((body) => at(unspelled(body, patterns), place))
  return standsFor(sent, shown) ? stated : []
}

/** A body in which these texts are all alike, and these numbers. */
function unspelled(body: Json | undefined, patterns: readonly string[]): Json | undefined {
  const spots = patterns.flatMap((pattern) => placesAt(body, pattern))
  return spots.reduce<Json | undefined>((made, spot) => {
    const value = at(made, spot)
    if (typeof value === 'number') return withAt(made ?? null, spot, 1)
    return typeof value === 'string' && value !== '' ? withAt(made ?? null, spot, 'text') : made
  }, body)
}
