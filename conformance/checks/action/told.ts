import { map } from '../../need.ts'
import type { Shown } from '../../../specs/behaviour.ts'
import type { Api, Handle } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** A place in an answer, and what the contract says is shown there. */
export interface Place {
  readonly operation: string
  readonly place: string
  readonly shown: Shown
  /** Where the same answer shows the phase, if it does. */
  readonly phaseAt: string | undefined
}

/** Where reads and views of the type under test show something of a kind. */
export function placesWhere(reading: Reading, suits: (shown: Shown) => boolean): Need<readonly Place[]> {
  return map(reading.document(), (contract) =>
    [...contract.operations.values()].flatMap(({ id, behaviour }) => {
      if (behaviour?.resource !== reading.resource || (behaviour.action !== 'read' && behaviour.action !== 'view')) return []
      const shows = behaviour.action === 'view' ? (behaviour.shows ?? {}) : (reading.type.shows ?? {})
      const phase = Object.entries(shows).find(([, { is }]) => is === 'phase')?.[0]
      return Object.entries(shows).flatMap(([place, shown]) => (suits(shown) ? [{ operation: id, place, shown, phaseAt: phase }] : []))
    }),
  )
}

/** Asks for every answer that shows one of the places. */
export async function lookAt(api: Api, places: readonly Place[], { handle, when }: { readonly handle: Handle; readonly when: string }): Promise<void> {
  for (const operation of new Set(places.map((one) => one.operation))) await api.send(`${operation} ${when}`, { operation, params: handle.params })
}
