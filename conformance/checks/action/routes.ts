import { isPlain, startsIn } from './acts.ts'
import type { Act, Acting } from './acts.ts'

/** An act, and the settled phase in which it is done. */
export interface Leg {
  readonly from: string
  readonly act: Act
}

/** Longest round of acts: each may take a real subject many minutes. */
const longest = 8

/** Acts one after the other, from a new resource on, so that each is done in each phase in which it starts, as far as acts lead there. */
export function round({ acts, home }: Pick<Acting, 'acts' | 'home'>): readonly Leg[] {
  const legs: Leg[] = []
  const key = ({ from, act }: Leg) => `${from} ${act.name}`
  for (let here = home; legs.length < longest; here = legs.at(-1)?.act.trigger.to ?? home) {
    const done = new Set(legs.map(key))
    const next = route(acts, here, (leg) => !done.has(key(leg)))
    if (next.length === 0) break
    legs.push(...next)
  }
  return legs
}

/** The shortest way from a phase that ends with a leg that is wanted; none where no acts lead to one. */
export function route(acts: readonly Act[], from: string, wanted: (leg: Leg) => boolean): readonly Leg[] {
  const seen = new Set([from])
  let ways: readonly (readonly Leg[])[] = [[]]
  while (ways.length > 0) {
    const longer = ways.flatMap((way) => legsFrom(acts, way.at(-1)?.act.trigger.to ?? from).map((leg) => [...way, leg]))
    const found = longer.find((way) => way.some((leg, index) => index === way.length - 1 && wanted(leg)))
    if (found !== undefined) return found
    ways = longer.filter((way) => {
      const to = way.at(-1)?.act.trigger.to ?? from
      return !seen.has(to) && seen.add(to).size > 0
    })
  }
  return []
}

function legsFrom(acts: readonly Act[], phase: string): readonly Leg[] {
  return acts.filter((act) => isPlain(act) && startsIn(act, phase)).map((act) => ({ from: phase, act }))
}

/** The acts that lead from a phase to one in which the given act starts; undefined where none do. */
export function wayTo(acts: readonly Act[], from: string, act: Act): readonly Leg[] | undefined {
  if (startsIn(act, from)) return []
  const way = route(acts, from, ({ act: last }) => startsIn(act, last.trigger.to))
  return way.length > 0 ? way : undefined
}
