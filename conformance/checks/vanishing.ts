import { all, map, met } from '../need.ts'
import { idParameter } from '../resources.ts'
import { sight, within } from './sight.ts'
import type { Api, Handle } from '../api.ts'
import type { Exchange } from '../history.ts'
import type { Need } from '../need.ts'
import type { OperationNeed } from '../needed.ts'
import type { Reading } from '../reading.ts'
import type { Sight } from './sight.ts'

/** How a resource of the type under test is deleted, and how it is seen to be gone. */
export interface Vanishing {
  readonly remove: OperationNeed
  readonly sight: Sight
  /** Declared time from the delete to its end, in seconds; 0 where none is declared. */
  readonly withinSeconds: number
  readonly ask: (api: Api, label: string, handle: Pick<Handle, 'params'>) => Promise<Exchange>
  /** Looks until it is gone; the last look. */
  readonly wait: (api: Api, label: string, handle: Pick<Handle, 'params'>) => Promise<Exchange>
}

export function vanishing(reading: Reading): Need<Vanishing> {
  const own = idParameter(reading.type)
  return map(all({ remove: reading.operation('delete'), sight: sight(reading), time: time(reading) }), ({ remove, sight: seen, time: withinSeconds }) => ({
    remove,
    sight: seen,
    withinSeconds,
    ask: (api, label, { params }) => api.send(label, { operation: remove.id, params }),
    wait: (api, label, { params }) => {
      const enough = (exchange: Exchange) => seen.presence(exchange, params[own]) !== 'there'
      return within(api, { label, plan: seen.plan(params), enough, withinSeconds })
    },
  }))
}

function time(reading: Reading): Need<number> {
  const name = reading.type.lifecycle ?? ''
  const told = reading.stated((behaviour) => behaviour.lifecycles?.[name]?.vanishes, '')
  return told.kind === 'unmet' ? met(0) : map(told, ({ withinSeconds }) => withinSeconds)
}
