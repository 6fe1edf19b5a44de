import { answerOf, succeeded } from '../history.ts'
import { idIn } from '../resources.ts'
import { all, map } from '../need.ts'
import { at } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'
import type { Api, RequestPlan } from '../api.ts'
import type { Exchange } from '../history.ts'
import type { Need } from '../need.ts'
import type { Reading } from '../reading.ts'

type Params = Readonly<Record<string, string>>

/** How the state of one resource is looked at: by its own read or, where it has none, in its list. */
export interface Sight {
  readonly by: 'read' | 'list'
  readonly plan: (params: Params) => RequestPlan
  /** What an exchange shows of the resource with this identifier; undefined where it shows nothing. */
  readonly shown: (exchange: Exchange | undefined, id: string | undefined) => Json | undefined
  /** `unclear` where the answer tells neither. */
  readonly presence: (exchange: Exchange | undefined, id: string | undefined) => 'there' | 'gone' | 'unclear'
}

/** The best sight the contract offers of the resource type under test. */
export function sight(reading: Reading): Need<Sight> {
  const read = reading.operation('read')
  if (read.kind === 'unmet') return listSight(reading)
  return map(all({ read, absent: reading.refusal('absent') }), ({ read: { id: operation }, absent }) => ({
    by: 'read',
    plan: (params) => ({ operation, params }),
    shown: (exchange) => (succeeded(exchange) ? answerOf(exchange)?.json : undefined),
    presence: (exchange) => {
      if (succeeded(exchange)) return 'there'
      const status = answerOf(exchange)?.status ?? 0
      return [404, 410, ...absent.statuses].includes(status) ? 'gone' : 'unclear'
    },
  }))
}

/**
 * The sight of the list alone, for what a list must say besides. Evidence: to accuse over what it does not show, need
 * `reading.items()` too.
 */
export function listSight(reading: Reading): Need<Sight> {
  return map(reading.sighted(), ({ id: operation, items }) => {
    const shown: Sight['shown'] = (exchange, id) => (id === undefined ? undefined : itemsAt(exchange, items).find((item) => idIn(reading.type, item) === id))
    return {
      by: 'list',
      plan: (params) => ({ operation, params }),
      shown,
      presence: (exchange, id) => {
        if (!succeeded(exchange) || id === undefined) return 'unclear'
        return shown(exchange, id) === undefined ? 'gone' : 'there'
      },
    }
  })
}

/** The items of a list answer; none where it was refused or has another shape. */
export function itemsAt(exchange: Exchange | undefined, items: string): readonly Json[] {
  const found = succeeded(exchange) ? at(answerOf(exchange)?.json, items) : undefined
  return Array.isArray(found) ? (found as readonly Json[]) : []
}

/** The identifier of what a request was sent to: the last that its message names, or the last segment of its path. */
export function idInPath(exchange: Exchange | undefined): string | undefined {
  const named = Object.values(exchange?.named ?? {}).at(-1)
  if (named !== undefined) return named
  const segment = exchange?.request.target.split('?')[0]?.split('/').at(-1)
  return segment === undefined ? undefined : decodeURIComponent(segment)
}

/** What a request was sent to: its path and query, and whatever its message names in their place. */
export function addressed({ request, named = {} }: Pick<Exchange, 'request' | 'named'>): string {
  return [request.target, ...Object.values(named).map(encodeURIComponent)].join('/')
}

/** A read that is repeated until something is so. */
export interface Awaited {
  readonly label: string
  readonly plan: RequestPlan
  readonly enough: (exchange: Exchange) => boolean
  /** Declared time for it to become so, in seconds of the subject's clock. */
  readonly withinSeconds: number
}

/**
 * Reads as long as the patience of the subject lasts and, where that was too short, once more after the declared time:
 * whoever is found to be late had all the time that was promised.
 */
export async function within(api: Api, { label, plan, enough, withinSeconds }: Awaited): Promise<Exchange> {
  const last = await api.poll(label, plan, enough)
  if (enough(last)) return last
  await api.wait(withinSeconds)
  return api.poll(label, plan, enough)
}
