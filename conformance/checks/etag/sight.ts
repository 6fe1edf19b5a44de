import { answerOf, succeeded } from '../../history.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { idIn, idParameter, itemsIn } from '../../resources.ts'
import { map, unmet } from '../../need.ts'
import type { Json } from '../../../specs/json.ts'
import type { RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** How to see one resource: by a read of it or, where there is none, in the list it stands in. */
export interface Sight {
  readonly plan: (params: Readonly<Record<string, string>>) => RequestPlan
  /** What an answer shows of it; undefined where it shows nothing. */
  readonly seen: (exchange: Exchange | undefined, params: Readonly<Record<string, string>>) => Json | undefined
  /** Whether two answers show the same of it, what moves by itself aside. */
  readonly same: (a: Json | undefined, b: Json | undefined) => boolean
}

export function sight(reading: Reading): Need<Sight> {
  const read = reading.operation('read')
  const list = reading.operation('list')
  const same = (a: Json | undefined, b: Json | undefined) => (a === undefined || b === undefined ? a === b : differences(view(a, volatileIn(reading.type)), view(b, volatileIn(reading.type))).length === 0)
  if (read.kind === 'met') return map(read, ({ id }) => ({ same, plan: (params) => ({ operation: id, params }), seen: (exchange) => (succeeded(exchange) ? answerOf(exchange)?.json : undefined) }))
  if (list.kind === 'unmet') return unmet(`a ${reading.resource} can be neither read nor listed`)
  return map(list, ({ id, operation: { behaviour } }) => ({
    same,
    plan: (params) => ({ operation: id, params }),
    seen: (exchange, params) => {
      const items = behaviour === undefined ? [] : itemsIn({ behaviour }, answerOf(exchange)?.json)
      return items.find((item) => idIn(reading.type, item)?.toLowerCase() === params[idParameter(reading.type)]?.toLowerCase())
    },
  }))
}
