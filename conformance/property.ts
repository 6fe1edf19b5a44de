import fc from 'fast-check'
import { drive } from './scenario.ts'
import type { Json } from '../specs/json.ts'
import type { Attempt } from './check.ts'
import type { Scope } from './driver.ts'
import type { History } from './history.ts'
import type { Drive, Trouble } from './scenario.ts'
import type { Session } from './session.ts'
import type { Broken } from './verdict.ts'

/** Scenarios tried to make a counterexample smaller; each sends requests. */
const shrinkLimit = 60

export interface PropertyOptions {
  readonly session: Session
  readonly scope: Scope
  readonly arbitrary: fc.Arbitrary<Attempt>
  readonly seed: number
  readonly runs: number
  /** fast-check's path to one scenario of an earlier run. */
  readonly path?: string
  /** False where every scenario costs somebody money: the first counterexample is taken as it is. */
  readonly shrink: boolean
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
    { readonly kind: 'confirmed'; readonly broken: Broken; readonly history: History } | { readonly kind: 'unconfirmed'; readonly because: string }
}

/** Puts a property to the subject, scenario after scenario, and makes the first counterexample as small as it gets. */
export async function putToTest(options: PropertyOptions): Promise<Outcome> {
  const { session, scope, arbitrary, seed, runs, path } = options
  const tally = new Tally(options)
  const property = fc.asyncProperty(arbitrary, (attempt) => tally.holds(attempt))
  const details = await fc.check(property, { seed, numRuns: runs, endOnFailure: !options.shrink, ...(path !== undefined && { path }) })
  if (!details.failed) return tally.outcome()
  const attempt = details.counterexample?.[0]
  if (attempt === undefined) return tally.outcome(`no scenarios could be drawn: ${details.numSkips} draws were thrown away`)
  const found: Found = {
    scenario: attempt.scenario,
    shrinks: details.numShrinks,
    path: details.counterexamplePath ?? '',
    again: confirmation(await drive(session, scope, attempt)),
  }
  return { ...tally.outcome(), found }
}

function confirmation({ result, history }: Drive): Found['again'] {
  if (result.kind === 'broken') return { kind: 'confirmed', broken: result, history }
  const because = result.kind === 'kept' ? 'the promise was kept' : result.because
  return { kind: 'unconfirmed', because: `found once, but not when the same scenario was sent again: ${because}` }
}

/** Counts what comes of the scenarios of one check. Equal scenarios are sent once. */
class Tally {
  private readonly options: PropertyOptions
  private readonly known = new Map<string, boolean>()
  private scenarios = 0
  private kept = 0
  private failures = 0
  private readonly unclear: string[] = []
  private trouble: Trouble | undefined

  constructor(options: PropertyOptions) {
    this.options = options
  }

  /** fast-check's predicate: false for a broken promise and for nothing else. */
  async holds(attempt: Attempt): Promise<boolean> {
    const key = JSON.stringify(attempt.scenario)
    const known = this.known.get(key)
    if (known !== undefined) return known
    if (this.trouble !== undefined || (this.failures > 0 && this.scenarios >= this.options.runs + shrinkLimit)) return true
    const { result } = await drive(this.options.session, this.options.scope, attempt)
    const holds = result.kind !== 'broken'
    this.known.set(key, holds)
    this.scenarios += 1
    if (result.kind === 'broken') this.failures += 1
    else if (result.kind === 'kept') this.kept += 1
    else if (this.failures === 0 && result.kind === 'unclear') this.unclear.push(result.because)
    else if (this.failures === 0 && result.kind === 'trouble') this.trouble = result
    return holds
  }

  outcome(error?: string): Outcome {
    const { scenarios, kept, unclear } = this
    const trouble: Trouble | undefined = error === undefined ? this.trouble : { kind: 'trouble', verdict: 'errored', because: error }
    return { scenarios, kept, unclear, ...(trouble && { trouble }) }
  }
}
