import { Blocked, Inconclusive, Withheld } from './api.ts'
import { Driver } from './driver.ts'
import { Frugal } from './frugal.ts'
import { Interrupted } from './session.ts'
import { isPutOff } from './away.ts'
import { unclear } from './verdict.ts'
import { restore } from './restore.ts'
import { discard } from './sweep.ts'
import type { Api } from './api.ts'
import type { Attempt } from './check.ts'
import type { Scope } from './driver.ts'
import type { History } from './history.ts'
import type { Lack } from './lack.ts'
import type { Session } from './session.ts'
import type { Judgement } from './verdict.ts'

/** Why a scenario could not be judged. */
export interface Trouble {
  readonly kind: 'trouble'
  readonly verdict: 'blocked' | 'inconclusive' | 'errored' | 'skipped'
  readonly because: string
  /** Of a `skipped` one: what the run went without. */
  readonly lacks?: Lack
}

export interface Drive {
  readonly result: Judgement | Trouble
  readonly history: History
}

/** Drives one scenario, judges it and deletes what it made. Never throws. */
export async function drive(session: Session, scope: Scope, attempt: Pick<Attempt, 'drive' | 'judge'>): Promise<Drive> {
  const driver = driverFor(session, scope)
  const result = await guarded(async () => {
    await attempt.drive(driver)
    return answered(driver.history(), attempt.judge(driver.history()))
  })
  // What tidying up sends was not judged, and must not be when somebody judges again.
  const history = driver.history()
  const tidied = await guarded(() => tidy(session, driver))
  const failed = tidied !== undefined && result.kind !== 'trouble' ? tidied : result
  return { result: failed, history }
}

/** What is broken in the answer of a service that is away was not put to it. */
function answered(history: History, result: Judgement): Judgement {
  if (result.kind !== 'broken' || !isPutOff(history.find(result.at))) return result
  return unclear(`the service was away when it was asked ${JSON.stringify(result.at)}: status 503`)
}

function driverFor(session: Session, scope: Scope): Driver {
  return session.lives === undefined ? new Driver(session, scope) : new Frugal(session, scope, session.lives)
}

/** Drives without judging; for traffic that monitors look at. */
export async function tourWith(session: Session, scope: Scope, steps: (api: Api) => Promise<void>): Promise<Trouble | undefined> {
  const driver = driverFor(session, scope)
  const trouble = await guarded(() => steps(driver))
  return (await guarded(() => tidy(session, driver))) ?? (trouble || undefined)
}

/** Deletes what a scenario made and restores what it was given. */
async function tidy(session: Session, driver: Driver): Promise<void> {
  await discard(session, await driver.leavings())
  for (const resource of driver.changed) await restore(session, resource)
}

/** The outcome of some steps, or what kept them from having one. */
export async function guarded<T>(steps: () => Promise<T>): Promise<T | Trouble> {
  try {
    return await steps()
  } catch (error) {
    return troubleOf(error)
  }
}

export function troubleOf(error: unknown): Trouble {
  const because = error instanceof Error ? error.message : String(error)
  if (error instanceof Withheld) return { kind: 'trouble', verdict: 'skipped', because, lacks: error.lacks }
  if (error instanceof Blocked) return { kind: 'trouble', verdict: 'blocked', because }
  if (error instanceof Inconclusive || error instanceof Interrupted) return { kind: 'trouble', verdict: 'inconclusive', because }
  return { kind: 'trouble', verdict: 'errored', because }
}
