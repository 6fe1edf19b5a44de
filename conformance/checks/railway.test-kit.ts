import fc from 'fast-check'
import { loadContract } from '../../specs/load.ts'
import { History } from '../history.ts'
import { Reading } from '../reading.ts'
import { exchange } from './exchanges.test-kit.ts'
import type { Json } from '../../specs/json.ts'
import type { Check } from '../check.ts'
import type { Judgement } from '../verdict.ts'

/** A track that bodies of trains name, as the run has found it. */
const track = { id: 'trk-1', gauge: 'broad', stations: ['north', 'south', 'west', 'east'].map((name) => ({ name, mile: 0 })) }

export const railway = await loadContract('fixtures/railway')

/** The contract of the made-up railway, read for one of its resource types. */
export function reading(resource: 'track' | 'train' | 'depot'): Reading {
  return new Reading(
    railway,
    {
      principals: new Set(['admin']),
      costs: new Set(['destructive', 'mutating']),
      params: {},
      otherParams: {},
      mayChangeGiven: false,
      known: new Map([['track', track.id]]),
      othersKnown: new Map(),
      shown: new Map([['track', track]]),
      othersShown: new Map(),
    },
    resource,
  )
}

/** One exchange in short: a label, a status, what was sent and what is shown. */
export interface Told {
  readonly label: string
  readonly status?: number
  readonly body?: Json
  readonly json?: Json
}

/** What a check on a train says of a history, for the first scenario of which this is true. */
export function judged(check: Check, told: readonly Told[], wanted: (scenario: Json) => boolean = () => true): Judgement | undefined {
  const need = check.prepare(reading('train'))
  if (need.kind === 'unmet') throw new Error(need.because)
  const attempt = fc.sample(need.value, { numRuns: 50, seed: 1 }).find(({ scenario }) => wanted(scenario))
  return attempt?.judge(new History(told.map(({ label, ...made }) => exchange(label, { method: made.body === undefined ? 'GET' : 'PATCH', ...made }))))
}
