import { readable } from './readable.ts'
import { Reading } from './reading.ts'
import { primaryOf } from './resources.ts'
import { unmet } from './need.ts'
import type { Contract } from '../specs/contract.ts'
import type { Check } from './check.ts'
import type { Cost } from './cost.ts'
import type { Monitor } from './monitor.ts'
import type { Need } from './need.ts'
import type { Offer } from './offer.ts'

/** Everything that can stand in the list of checks. */
export type Test = Check | Monitor

/** One test, put to one resource type or to the provider as a whole. */
export interface Planned {
  readonly test: Test
  /** The resource type it works with. */
  readonly subject: string
  /** Present where the test is put to each resource type. */
  readonly resource?: string
  readonly reading: Reading
  /** Why it is not run. */
  readonly unmet?: string
}

/** From what harms nothing to what exhausts a limit, so that a run learns the worst before it does the most. */
const order: Record<Cost, number> = { safe: 0, refused: 1, mutating: 2, destructive: 3, burst: 4 }

/** What a run is going to do, in order. No traffic. */
export function plan(given: Contract, offer: Offer, tests: readonly Test[]): readonly Planned[] {
  const contract = readable(given)
  const primary = primaryOf(contract)
  const resources = Object.keys(contract.behaviour.resources)
  // Where few resources may be made, those checks come first that share one.
  const appetite = (test: Test) => (offer.isFrugal !== true || test.kind !== 'check' || test.uses === undefined ? 0 : test.uses === 'one' ? 1 : 2)
  const readings = new Map(resources.map((resource) => [resource, new Reading(contract, offer, resource)]))
  return tests
    .toSorted((a, b) => appetite(a) - appetite(b) || order[a.cost] - order[b.cost])
    .flatMap((test) =>
      (test.each === 'resource' ? resources : [test.each === 'first' ? firstOf(test, [primary, ...resources], readings) : primary]).flatMap((subject) => {
        const reading = readings.get(subject)
        if (reading === undefined) return []
        const allowed = offer.costs.has(test.cost)
        return [{ test, subject, reading, ...(test.each === 'resource' && { resource: subject }), ...(!allowed && { unmet: refusalOf(test.cost) }) }]
      }),
    )
}

/** The first resource type that a test can be put to. */
function firstOf(test: Test, subjects: readonly string[], readings: ReadonlyMap<string, Reading>): string {
  const found = subjects.find((subject) => {
    const reading = readings.get(subject)
    return reading !== undefined && test.prepare(reading).kind === 'met'
  })
  return found ?? subjects[0] ?? ''
}

function refusalOf(cost: Cost): string {
  return cost === 'burst' ? 'no place was named where limits may be exhausted' : `leave for ${cost} requests was not given`
}

/** What a test wants from the contract, or why it is not run. */
export function prepare<T>(planned: Planned, prepareTest: (reading: Reading) => Need<T>): Need<T> {
  return planned.unmet === undefined ? prepareTest(planned.reading) : unmet(planned.unmet)
}
