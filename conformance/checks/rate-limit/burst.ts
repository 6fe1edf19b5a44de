import { answerOf, succeeded } from '../../history.ts'
import { all, met, unmet } from '../../need.ts'
import type { RateLimit } from '../../../specs/behaviour.ts'
import type { Api } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { RefusalNeed } from '../../needed.ts'

/** A cheap request to repeat, and how often. */
export interface Burst {
  readonly operation: string
  /** Requests after which a limit must have been met: twice the declared number, because counters are often distributed. */
  readonly most: number
  readonly windowSeconds: number
}

export interface BurstNeed {
  readonly burst: Burst
  readonly refusal: RefusalNeed
}

/** Requests under way at once. */
const together = 16
/** More is never sent, whatever limit is declared. */
const cap = 1000

/**
 * What is needed to meet the limit. Leans on how throttling is answered and not on the numbers: they only decide how long is
 * tried, and a verdict that needs them says so.
 */
export function bursting(reading: Reading): Need<BurstNeed> {
  return all({ burst: size(reading), refusal: reading.refusal('rate-limited') })
}

function size(reading: Reading): Need<Burst> {
  const list = reading.operation('list')
  const limit = reading.rateLimit()
  if (list.kind === 'unmet') return list
  if (limit.kind === 'unmet') return limit
  const most = mostFor(limit.value)
  return most > cap
    ? unmet(`a limit of ${limit.value.requests} requests is too large to be met on purpose`)
    : met({ operation: list.value.id, most, windowSeconds: limit.value.windowSeconds })
}

function mostFor({ requests }: RateLimit): number {
  return requests * 2 + 10
}

/** Sends requests until one of them does not succeed: the first alone, because the limit may be exhausted already. */
export async function exhaust(api: Api, { operation, most }: Burst): Promise<Exchange | undefined> {
  const send = () => api.send('burst', { operation, mayBeThrottled: true, mayBeLost: true })
  for (let sent = 0; sent < most;) {
    const answers = await Promise.all(Array.from({ length: sent === 0 ? 1 : Math.min(together, most - sent) }, send))
    sent += answers.length
    const refused = answers.find((exchange) => !succeeded(exchange))
    if (refused !== undefined) return refused
  }
  return undefined
}

/** Answers that told the client to slow down. */
export function throttledIn(history: History, { statuses }: RefusalNeed): readonly Exchange[] {
  return history.exchanges.filter((exchange) => statuses.includes(answerOf(exchange)?.status ?? 0))
}
