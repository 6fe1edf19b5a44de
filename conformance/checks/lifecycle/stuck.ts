import { kindOf, standingOf } from '../../judge/phase.ts'
import { monitor, shows } from '../../monitor.ts'
import { all, unmet } from '../../need.ts'
import { kept, unclear } from '../../verdict.ts'
import { birth } from './graph.ts'
import { between } from '../operation/words.ts'
import { livesIn } from './lives.ts'
import { kin } from './trace.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Look, Seen } from './lives.ts'

/** How often something is seen before it counts as stuck: where nobody looks, a server may well see no reason to go on. */
const enough = 10

const nothingStuck = monitor({
  id: 'life.nothing-stuck',
  proves: 'life.transient-resolves',
  each: 'resource',
  needs: (reading) => all({ kin: kin(reading), lifecycle: passing(reading) }),
  judge: (trace, { kin: own, lifecycle }) => unstuck(lifecycle, livesIn(trace, own)),
})

/** A lifecycle of which something that the run does leads through a transient phase. */
function passing(reading: Reading): Need<Lifecycle> {
  const found = all({ lifecycle: reading.lifecycle(), birth: birth(reading), create: reading.creatable() })
  if (found.kind === 'unmet') return found
  const { lifecycle } = found.value
  const passes = lifecycle.triggers['create']?.through.some(({ phase }) => kindOf(lifecycle, phase) === 'transient') === true
  return passes ? reading.lifecycle() : unmet(`a ${reading.resource} is made without passing through a phase`)
}

/** Judges that no transient phase lasts longer than declared, by the subject's own clock, however often it is looked at. */
export function unstuck(lifecycle: Lifecycle, lives: readonly Seen[]): Judgement {
  let left = 0
  for (const life of lives.filter(({ by }) => by === 'read')) {
    for (const stay of staysIn(lifecycle, life)) {
      const [first, last] = [stay[0], stay.at(-1)]
      const phase = first?.phase ?? ''
      const seconds = (between(first?.exchange, last?.exchange) ?? 0) / 1000
      const allowed = budget(lifecycle, phase)
      if (first !== undefined && last !== undefined && stay.length >= enough && seconds >= allowed)
        return shows(
          [first.exchange, last.exchange],
          `an end of ${phase} within ${allowed} seconds`,
          `still ${phase} after ${seconds} seconds and ${stay.length} looks`,
        )
      if (last !== life.samples.at(-1)) left += 1
    }
  }
  return left > 0 ? kept : unclear('nothing was seen to pass through a phase')
}

/** Looks in a row at one transient phase in which nothing was commanded. */
function staysIn(lifecycle: Lifecycle, { samples, commands }: Seen): readonly (readonly Look[])[] {
  const stays: Look[][] = []
  const isQuiet = (from: Look, to: Look) => commands === 'any' || !commands.some(({ sent }) => sent >= from.sent && sent <= to.received)
  for (const look of samples) {
    const stay = stays.at(-1)
    const before = stay?.at(-1)
    const isSame = before?.phase === look.phase && isQuiet(before, look)
    if (stay !== undefined && isSame) stay.push(look)
    else stays.push([look])
  }
  return stays.filter(([first]) => first !== undefined && isPassing(lifecycle, first))
}

/** Work that a member tells of in a phase that does not end by itself is not a phase. */
function isPassing(lifecycle: Lifecycle, { phase, json }: Look): boolean {
  return kindOf(lifecycle, phase) === 'transient' && standingOf(lifecycle, { json }) === 'transient'
}

/** Seconds that a phase may last: as long as the way to a settled phase, or to the end of a life, may take. */
function budget({ triggers, settles, vanishes }: Lifecycle, phase: string): number {
  const leaves = Object.values(triggers).some(({ through, to }) => to === 'gone' && through.some((step) => step.phase === phase))
  return Math.max(settles.withinSeconds, leaves ? (vanishes?.withinSeconds ?? 0) : 0)
}

export const stuckMonitors = [nothingStuck]
