import { Blocked } from '../../api.ts'
import { succeeded } from '../../history.ts'
import { kindOf } from '../../judge/phase.ts'
import { met } from '../../need.ts'
import { unclear } from '../../verdict.ts'
import { route } from './routes.ts'
import { look, perform, phaseAt, rest } from './steps.ts'
import type { Api } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Acting } from './acts.ts'
import type { Leg } from './routes.ts'

/** How many times as long as the attempt took the same work has to last where nobody disturbs it: no two take equally long. */
const margin = 3

/** Looks at undisturbed work that are never too few where it lasts: the attempt took as long as three requests. */
const most = 60

/** What sets work in motion, and what was to meet it under way. */
export interface Meeting {
  readonly start: Exchange | undefined
  readonly attempt: Exchange | undefined
}

/** The same work where nothing else was sent, and the looks that showed it under way. */
export interface Undisturbed {
  readonly start: Exchange | undefined
  readonly looks: readonly Exchange[]
}

/** Whether the subject's clock moves only when the suite moves it: then no work ends while a request is on its way. Leans on nothing. */
export function standsStill(reading: Reading): Need<boolean> {
  return met(reading.movableClock().kind === 'met')
}

/**
 * True where the attempt was answered so soon after the start that the work must have been under way: elsewhere it was seen to
 * last longer by far. All bounds are on the safe side: an attempt takes from the first byte of its start to the last byte of its
 * answer, and a work lasts from the last byte of the answer to its start to the first byte of a look at it.
 */
export function isSure({ start, attempt }: Meeting, alone: Undisturbed): boolean {
  if (start === undefined || attempt === undefined || alone.start === undefined || !succeeded(alone.start)) return false
  const begun = alone.start.received
  const lasted = Math.max(0, ...alone.looks.map(({ sent }) => sent - begun))
  return lasted > 0 && lasted >= margin * (attempt.received - start.sent)
}

/** The judgement of what was sent while work was under way. Where it was accepted, it accuses only if the work cannot have come to its end by then. */
export function unlessOver(judgement: Judgement, meeting: Meeting & { readonly alone: Undisturbed; readonly still: boolean }): Judgement {
  if (meeting.still || !succeeded(meeting.attempt) || isSure(meeting, meeting.alone)) return judgement
  return unclear('it was accepted when what was under way may have come to its end')
}

const labels = {
  way: (name: string, index: number) => `way to ${name} undisturbed (${index + 1})`,
  start: (name: string) => `${name} undisturbed`,
  look: (name: string) => `${name} undisturbed under way`,
} as const

/** Does in a new resource what an accepted attempt met, and looks at it until it has lasted long enough or is over. A subject of which the clock stands still needs none. */
export async function leaveAlone(api: Api, how: Acting, { leg, meeting }: { readonly leg: Leg; readonly meeting: Meeting }): Promise<void> {
  const { act, from } = leg
  const way = route(how.acts, how.home, (one) => one.act === act && one.from === from)
  if (way.length === 0) return
  try {
    const handle = await api.make('create undisturbed')
    for (const [index, one] of way.slice(0, -1).entries())
      if ((await perform(api, how, { label: labels.way(act.name, index), handle, act: one.act })) !== one.act.trigger.to) return
    const start = await api.send(labels.start(act.name), act.plan(handle.params))
    for (let turn = 0; turn < most; turn += 1) {
      const seen = await look(api, how, { label: labels.look(act.name), handle })
      if (!isTransient(how, seen) || isSure(meeting, { start, looks: [seen] })) break
    }
    await rest(api, how, { label: labels.start(act.name), handle })
  } catch (error) {
    // Without a second resource nothing is sure, which takes nothing away from what was seen of the first.
    if (!(error instanceof Blocked)) throw error
  }
}

/** What was seen of the work that was left alone. */
export function undisturbed(history: History, how: Acting, name: string): Undisturbed {
  return { start: history.find(labels.start(name)), looks: history.all(labels.look(name)).filter((seen) => isTransient(how, seen)) }
}

function isTransient({ lifecycle, sight }: Acting, exchange: Exchange): boolean {
  return kindOf(lifecycle, phaseAt(lifecycle, sight.at, exchange)) === 'transient'
}
