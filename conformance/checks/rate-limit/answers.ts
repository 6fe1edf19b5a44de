import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { enveloped } from '../errors/enveloped.ts'
import { formOf } from '../../retry-after.ts'
import { bursting, exhaust, throttledIn } from './burst.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Answer, Exchange, History } from '../../history.ts'
import type { Sight } from '../../monitor.ts'
import type { RefusalNeed } from '../../needed.ts'
import type { Judgement } from '../../verdict.ts'
import type { BurstNeed } from './burst.ts'

const shape = {
  cost: 'burst',
  each: 'provider',
  runs: 1,
  scenario: () => fc.constant(null),
  drive: async (api: Api, { burst }: BurstNeed) => void (await exhaust(api, burst)),
} as const

/** Judges every throttled answer; unclear where there was none. */
function everyThrottled(history: History, refusal: RefusalNeed, see: (answer: Answer) => Sight): Judgement {
  return allOf(
    throttledIn(history, refusal).map((exchange) => {
      const answer = answerOf(exchange)
      const sight = answer && see(answer)
      if (sight === undefined) return unclear('a throttled answer shows nothing of it')
      return sight === 'kept' ? kept : broken(sight.expected, sight.actual, exchange.label)
    }),
  )
}

/** What stands before an API answers these by itself when it is overloaded: no word of its limits. */
const overload = [502, 503, 504]

export const shape429 = check({
  ...shape,
  id: 'rl.429-shape',
  needs: (reading) => all({ burst: bursting(reading), envelope: reading.envelope(), contract: reading.document() }),
  drive: (api, { burst }) => shape.drive(api, burst),
  judge: (history, { burst: { refusal }, envelope, contract }) => {
    const stopped = history.all('burst').find((exchange) => !succeeded(exchange))
    const status = answerOf(stopped)?.status
    if (stopped === undefined) return unclear('nothing was throttled')
    if (status === undefined || overload.includes(status)) return unclear(`the burst ended with ${told(stopped)}`)
    if (!refusal.statuses.includes(status)) return broken(`status ${refusal.statuses.join(' or ')} for too many requests`, told(stopped), 'burst')
    return everyThrottled(history, refusal, (answer) => enveloped(contract, envelope, answer))
  },
})

export const retryAfterSyntax = check({
  ...shape,
  id: 'rl.retry-after-syntax',
  needs: bursting,
  judge: (history) => {
    const values = history.exchanges.flatMap((exchange) => valuesOf(exchange).map((value) => ({ value, exchange })))
    return allOf(
      values.map(({ value, exchange }) =>
        formOf(value) === undefined ? broken('whole seconds or an IMF-fixdate', `Retry-After: ${value}`, exchange.label) : kept,
      ),
    )
  },
})

function valuesOf(exchange: Exchange): readonly string[] {
  return (answerOf(exchange)?.headers ?? []).filter(([name]) => name === 'retry-after').map(([, value]) => value)
}

export const retryAfterPresent = check({
  ...shape,
  id: 'rl.retry-after-present',
  needs: (reading) => {
    const need = all({ burst: bursting(reading), retryAfter: reading.retryAfter() })
    return need.kind === 'met' && !need.value.retryAfter.always ? unmet('the contract does not promise Retry-After on every 429') : need
  },
  drive: (api, { burst }) => shape.drive(api, burst),
  judge: (history, { burst: { refusal }, retryAfter: { format } }) =>
    everyThrottled(history, refusal, (answer) => {
      const value = header(answer, 'retry-after')
      if (value !== undefined && formOf(value) === format) return 'kept'
      return {
        expected: `a Retry-After field in ${format === 'date' ? 'the form of a date' : 'seconds'}`,
        actual: value === undefined ? 'status 429 without it' : `Retry-After: ${value}`,
      }
    }),
})

export const notStored = check({
  ...shape,
  id: 'rl.429-not-stored',
  needs: bursting,
  judge: (history, { refusal }) => everyThrottled(history, refusal, storing),
})

/** Whether an answer may be kept by a cache although it must not (RFC 9111 section 3, RFC 6585 section 4). */
export function storing(answer: Answer): Sight {
  const directives = answer.headers
    .filter(([name]) => name === 'cache-control')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((directive) => directive.trim())
  const expected = 'nothing that lets a cache store it'
  if (directives.includes('no-store')) return 'kept'
  const inviting = directives.find((directive) => directive === 'public' || /^(?:s-maxage|max-age)="?0*[1-9]/.test(directive))
  if (inviting !== undefined) return { expected, actual: `Cache-Control: ${inviting}` }
  const age = header(answer, 'age')
  if (age !== undefined && Number(age) > 0) return { expected, actual: `Age: ${age}: it was stored` }
  const fresh = Date.parse(header(answer, 'expires') ?? '') > Date.parse(header(answer, 'date') ?? '')
  return fresh ? { expected, actual: `Expires: ${header(answer, 'expires')}` } : 'kept'
}

export const limitEnforced = check({
  ...shape,
  id: 'rl.limit-enforced',
  needs: (reading) => all({ burst: bursting(reading), limit: reading.rateLimit() }),
  drive: (api, { burst }) => shape.drive(api, burst),
  judge: (history, { burst: { refusal }, limit }) => {
    if (throttledIn(history, refusal).length > 0) return kept
    const most = within(history.all('burst').filter(succeeded), limit.windowSeconds)
    // Two windows that touch may let twice the number pass without breaking the promise.
    if (most <= limit.requests * 2) return unclear(`no more than ${most} requests fitted into ${limit.windowSeconds} seconds`)
    return broken(`a throttling after ${limit.requests} requests in ${limit.windowSeconds} seconds`, `${most} were served`, 'burst')
  },
})

/** The largest number of answers that lie within so many seconds of the subject's own clock. */
function within(exchanges: readonly Exchange[], seconds: number): number {
  const instants = exchanges.map((exchange) => Date.parse(header(answerOf(exchange), 'date') ?? '') / 1000).filter((instant) => !Number.isNaN(instant))
  return Math.max(0, ...instants.map((from) => instants.filter((instant) => instant >= from && instant < from + seconds).length))
}

export const throttledAnswerChecks: readonly Check[] = [shape429, retryAfterSyntax, retryAfterPresent, notStored, limitEnforced]
