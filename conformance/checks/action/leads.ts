import fc from 'fast-check'
import { check } from '../../check.ts'
import { acting } from './acts.ts'
import { strongestOf } from './findings.ts'
import { round } from './routes.ts'
import { led, perform } from './steps.ts'
import { all, map, unmet } from '../../need.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Acting } from './acts.ts'
import type { Leg } from './routes.ts'

/** What leads from a new resource on, each act from wherever it starts. */
export function rounds(reading: Reading): Need<{ readonly acting: Acting; readonly legs: readonly Leg[] }> {
  const found = map(acting(reading), (value) => ({ acting: value, legs: round(value) }))
  if (found.kind === 'unmet' || found.value.legs.length > 0) return found
  return unmet(`nothing sets a new ${reading.resource} in motion`)
}

/** Label of a leg of the round. */
const label = ({ act }: Leg, index: number) => `${index + 1}: ${act.name}`

export const leads = check({
  id: 'act.leads',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ way: rounds(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { way }) => {
    const handle = await api.make('create')
    for (const [index, leg] of way.legs.entries()) {
      const end = await perform(api, way.acting, { label: label(leg, index), handle, act: leg.act })
      // What follows would begin in a phase that nobody planned.
      if (end !== leg.act.trigger.to) return
    }
  },
  judge: (history, { way: { acting: found, legs } }) => {
    const tried = legs.map((leg, index) => ({ label: label(leg, index), act: leg.act })).filter((one) => history.find(one.label) !== undefined)
    return strongestOf(tried.map((one) => led(history, found, one)))
  },
})
