import { loadContract } from '../../specs/load.ts'
import { Reading } from '../reading.ts'
import { readable } from '../readable.ts'

export const foundry = readable(await loadContract('fixtures/foundry'))

/** The contract of the made-up foundry, read for one of its resource types. */
export function reading(resource: 'furnace' | 'smith'): Reading {
  return new Reading(
    foundry,
    {
      principals: new Set(['admin']),
      costs: new Set(['destructive', 'mutating']),
      params: { works: 'north' },
      otherParams: {},
      mayChangeGiven: false,
      known: new Map(),
      othersKnown: new Map(),
      shown: new Map(),
      othersShown: new Map(),
    },
    resource,
  )
}
