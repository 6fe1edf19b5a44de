import fc from 'fast-check'
import { essential } from './essence.ts'
import { drive } from './scenario.ts'
import { Tally } from './tally.ts'
import type { Json } from '../specs/json.ts'
import type { Attempt } from './check.ts'
import type { Scope } from './driver.ts'
import type { History } from './history.ts'
import type { Drive, Trouble } from './scenario.ts'
import type { Session } from './session.ts'
import type { Broken, Judgement } from './verdict.ts'

/** Scenarios tried to make a counterexample smaller; each sends requests. */
const shrinkLimit = 60

/** How often a counterexample is sent once more, until it is one again. */
const replays = 3

export interface PropertyOptions {
  readonly session: Session
  readonly scope: Scope
  readonly arbitrary: fc.Arbitrary<Attempt>
  readonly seed: number
  readonly runs: number
  /** fast-check's path to one scenario of an earlier run. */
  readonly path?: string
  /** Told of every scenario that was driven; `again` where it is a counterexample sent once more. */
  readonly driven?: (scenario: Json, drive: Drive, again: boolean) => void
  /** False where every scenario costs somebody money: nothing is sent only to make a counterexample smaller. */
  readonly shrink: boolean
  /** Where it is not to be made smaller by sending: the path of a smaller one, found elsewhere, that is worth one try. */
  readonly minimise?: (path: string) => Promise<string | undefined>
}

/** Everything that was learnt of one check; `combine` makes a verdict of it. */
export interface Outcome {
  readonly scenarios: number
  readonly kept: number
  /** Reasons of the scenarios that proved nothing. */
  readonly unclear: readonly string[]
  readonly trouble?: Trouble
  readonly found?: Found
}

/** A counterexample, driven once more to see whether it is one. */
export interface Found {
  /** The scenario as data; null for a monitor, which has none. */
  readonly scenario: Json
  readonly shrinks: number
  readonly path: string
  readonly again:
    | {
        readonly kind: 'confirmed'
        readonly broken: Broken
        readonly history: History
        readonly needed: readonly number[]
        readonly judge: (history: History) => Judgement
      }
    | { readonly kind: 'unconfirmed'; readonly because: string }
}

/** Puts a property to the subject, scenario after scenario, and makes the first counterexample as small as it gets. */
export async function putToTest(options: PropertyOptions): Promise<Outcome> {
  const { session, scope, arbitrary, seed, runs, path } = options
  const tally = new Tally()
  const known = new Map<string, boolean>()
  // Equal scenarios are sent once. fast-check's predicate: false for a broken promise and for nothing else.
  const holds = async (attempt: Attempt): Promise<boolean> => {
    const key = JSON.stringify(attempt.scenario)
    const before = known.get(key)
    if (before !== undefined) return before
    if (tally.inTrouble || (tally.failures > 0 && tally.scenarios >= runs + shrinkLimit)) return true
    const driven = await drive(session, scope, attempt)
    options.driven?.(attempt.scenario, driven, false)
    const kept = tally.count(driven.result)
    known.set(key, kept)
    return kept
  }
  const property = fc.asyncProperty(arbitrary, holds)
  const details = await fc.check(property, { seed, numRuns: runs, endOnFailure: !options.shrink, ...(path !== undefined && { path }) })
  if (!details.failed) return tally.outcome()
  const attempt = details.counterexample?.[0]
  if (attempt === undefined)
    return tally.outcome({ kind: 'trouble', verdict: 'errored', because: `no scenarios could be drawn: ${details.numSkips} draws were thrown away` })
  const smaller = options.shrink ? undefined : await minimised(options, details.counterexamplePath ?? '')
  if (smaller !== undefined) return { ...tally.outcome(), found: smaller }
  let again = await drive(session, scope, attempt)
  options.driven?.(attempt.scenario, again, true)
  // Where requests overlap, chance decides who comes first: what costs nothing may be tried some more.
  for (let replay = 1; options.shrink && replay < replays && again.result.kind === 'kept'; replay += 1) {
    again = await drive(session, scope, attempt)
    options.driven?.(attempt.scenario, again, true)
  }
  const found: Found = { scenario: attempt.scenario, shrinks: details.numShrinks, path: details.counterexamplePath ?? '', again: confirmation(again, attempt) }
  return { ...tally.outcome(), found }
}

/** A smaller counterexample than the one at this path, where there is one elsewhere and the subject fails over it too. */
async function minimised(options: PropertyOptions, path: string): Promise<Found | undefined> {
  const { session, scope, arbitrary, seed, minimise } = options
  const better = await minimise?.(path)
  if (better === undefined || better === path) return undefined
  let attempt: Attempt | undefined
  await fc.check(
    fc.asyncProperty(arbitrary, (drawn) => Promise.resolve(void (attempt ??= drawn))),
    { seed, path: better, numRuns: 1 },
  )
  if (attempt === undefined) return undefined
  const once = await drive(session, scope, attempt)
  options.driven?.(attempt.scenario, once, true)
  const again = confirmation(once, attempt)
  return again.kind === 'confirmed' ? { scenario: attempt.scenario, shrinks: better.split(':').length - 1, path: better, again } : undefined
}

/** What a counterexample is, after it was sent once more. */
export function confirmation({ result, history }: Drive, { judge }: Pick<Attempt, 'judge'>): Found['again'] {
  if (result.kind === 'broken') return { kind: 'confirmed', broken: result, history, needed: essential(history, result, judge), judge }
  const because = result.kind === 'kept' ? 'the promise was kept' : result.because
  return { kind: 'unconfirmed', because: `found once, but not when the same scenario was sent again: ${because}` }
}
