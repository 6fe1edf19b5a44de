import { standingOf } from '../../judge/phase.ts'
import { monitor, shows } from '../../monitor.ts'
import { all, met, unmet } from '../../need.ts'
import { kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { birth } from './graph.ts'
import { livesIn } from './lives.ts'
import { kin } from './trace.ts'
import type { Lifecycle, Shown } from '../../../specs/behaviour.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Seen } from './lives.ts'

/** A member that is there once a phase is reached, whatever was asked for. */
export interface Implied {
  readonly place: string
  readonly phase: string
}

/** Only of the phase in which a new resource settles: others need not come about in a run. */
function implied(reading: Reading): Need<readonly Implied[]> {
  const born = birth(reading)
  if (born.kind === 'unmet') return born
  const found = Object.entries(reading.type.shows ?? {}).flatMap(([place, shown]) =>
    shown.after === born.value.end && isSure(shown) ? [{ place, phase: shown.after }] : [],
  )
  return found.length > 0 ? met(found) : unmet(`no phase of a ${reading.resource} implies a member of it`)
}

/** What is shown only to some, or in some other way before, follows from more than the phase. */
function isSure({ otherwise, where, beside, only, first }: Shown): boolean {
  return [otherwise, where, beside, only, first].every((condition) => condition === undefined)
}

const phaseImplies = monitor({
  id: 'life.phase-implies',
  each: 'resource',
  needs: (reading) => all({ implied: implied(reading), kin: kin(reading), lifecycle: reading.lifecycle() }),
  judge: (trace, { implied: places, kin: own, lifecycle }) => follows(lifecycle, places, livesIn(trace, own)),
})

/** Judges that whoever is shown in a phase, with nothing under way, is shown with what that phase implies. */
export function follows(lifecycle: Lifecycle, places: readonly Implied[], lives: readonly Seen[]): Judgement {
  let seen = 0
  for (const { by, samples } of lives) {
    for (const { phase, json, exchange } of samples) {
      if (by !== 'read' || standingOf(lifecycle, { json }) === 'transient') continue
      const due = places.filter((one) => one.phase === phase)
      const missing = due.find(({ place }) => (at(json, place) ?? null) === null)
      if (missing !== undefined) return shows([exchange], `something at ${missing.place} in the phase ${phase}`, 'nothing')
      seen += due.length
    }
  }
  return seen > 0 ? kept : unclear('nothing was seen in a phase that implies something')
}

export const impliedMonitors = [phaseImplies]
