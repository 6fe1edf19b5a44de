import { Withheld } from './api.ts'
import { Lookout } from './sightings.ts'
import type { RequestPlan } from './api.ts'
import type { Session } from './session.ts'
import type { Spending } from './spending.ts'

/**
 * Waits until requests that are sent together may each make one more of what may be there at a time: for deletions that are under way.
 * Throws `Withheld` where that does not help.
 */
export async function roomFor(session: Session, spending: Spending, plans: readonly RequestPlan[]): Promise<void> {
  const { attempts } = session.options.subject.patience
  for (let attempt = 1; ; attempt += 1) {
    const there = spending.inTheWay(plans)
    if (there.length === 0) return
    const going = there.filter(({ state }) => state === 'deleted')
    const isOver = spending.over !== undefined || session.options.signal?.aborted === true
    if (going.length === 0 || attempt > attempts || isOver)
      throw new Withheld(`${there.length} of that type are there, and the budget allows no more at the same time`)
    const lookout = new Lookout(session)
    for (const entry of going) if (!(await lookout.sees(entry))) session.ledger.turn(entry, 'gone')
    if (spending.inTheWay(plans).length > 0) await session.pause()
  }
}
