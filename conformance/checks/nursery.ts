import { map } from '../need.ts'
import { operationFor, parentOf, vanishes } from '../resources.ts'
import type { Api } from '../api.ts'
import type { Need } from '../need.ts'
import type { Reading } from '../reading.ts'

/** Finds the path parameters under which new resources of the type under test are made. */
export type Nursery = (api: Api) => Promise<Readonly<Record<string, string>>>

/** Nothing where the principal's own parameters are enough; those of a parent that the run makes or finds where they are not. */
export function nursery(reading: Reading): Need<Nursery> {
  return map(reading.document(), (contract): Nursery => {
    const parent = parentOf(contract, reading.resource)
    const made = parent !== undefined && operationFor(contract, parent, 'create') !== undefined && vanishes(contract, parent)
    return async (api) => (made || !reading.isPlaced() ? api.parents() : {})
  })
}
