import { History } from './history.ts'
import { ofTrace } from './runnable/runnable.ts'
import { asSent } from './readable.ts'
import { guarded, tourWith } from './scenario.ts'
import { tour } from './tour.ts'
import type { Exchange } from './history.ts'
import type { Watch } from './monitor.ts'
import type { Planned } from './plan.ts'
import type { Outcome } from './property.ts'
import type { Session } from './session.ts'

/** Sends the traffic that monitors look at: one tour for each resource type they are put to. */
export async function tours(session: Session, planned: readonly Planned[]): Promise<void> {
  const readings = new Map(planned.map(({ subject, reading }) => [subject, reading]))
  for (const [index, [resource, reading]] of [...readings].entries()) {
    const isFirst = index === 0
    await tourWith(session, { check: 'tour', resource, count: 0 }, (api) => tour(api, reading, { offer: session.options.offer, isFirst }))
  }
}

/** Judges a whole trace by one monitor: what a property's scenarios are to a check. */
export async function judgeTrace(trace: readonly Exchange[], watch: Watch): Promise<Outcome> {
  const result = await guarded(() => Promise.resolve(watch.judge(trace.map(asSent))))
  const nothing: Outcome = { scenarios: 1, kept: 0, unclear: [] }
  switch (result.kind) {
    case 'kept':
      return { ...nothing, kept: 1 }
    case 'unclear':
      return { ...nothing, unclear: [result.because] }
    case 'trouble':
      return { ...nothing, trouble: result }
    case 'broken': {
      const shown = trace.filter(({ number }) => result.shown?.includes(number) === true)
      return {
        ...nothing,
        found: {
          scenario: null,
          shrinks: 0,
          path: '',
          again: { kind: 'confirmed', broken: result, history: new History(shown), needed: shown.map(({ number }) => number), judge: ofTrace(watch.judge) },
        },
      }
    }
  }
}
