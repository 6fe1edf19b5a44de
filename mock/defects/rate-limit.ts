import type { Contract } from '../../specs/contract.ts'
import type { Call } from '../call.ts'
import { httpDate } from '../clock.ts'
import type { Defect } from '../defect.ts'
import { accepts, doesAnyway, editCall, editRefusal, withoutReplyHeader } from './parts.ts'

/** What happens to a client that asks too often. */
export const rateLimitDefects: readonly Defect[] = [
  {
    id: 'rl.reset-in-milliseconds',
    violates: 'rl.legacy-triple',
    sentence: 'Tells the end of the window in milliseconds.',
    applies: tellsFields,
    wrap: editField('reset', (value) => `${value}000`),
  },
  {
    id: 'rl.no-remaining',
    violates: 'rl.legacy-triple',
    sentence: 'Tells the limit and not what is left of it.',
    applies: tellsFields,
    wrap: editField('remaining', () => undefined),
  },
  {
    id: 'rl.remaining-is-limit',
    violates: 'rl.remaining-monotone',
    sentence: 'Tells the whole limit as what is left of it, however many requests there were.',
    applies: tellsFields,
    wrap: editField('remaining', (_, { limit }) => String(limit)),
  },
  {
    id: 'rl.remaining-is-used',
    violates: 'rl.remaining-monotone',
    sentence: 'Tells what was used in the place of what is left.',
    applies: tellsFields,
    wrap: editField('remaining', (value, { limit }) => String(limit - Number(value))),
  },
  {
    id: 'rl.throttles-with-403',
    violates: 'rl.429-shape',
    sentence: 'Answers too many requests with 403, which reads like a missing right.',
    wrap: editRefusal(['rate-limited'], (reply) => ({ ...reply, status: 403 })),
  },
  {
    id: 'rl.throttles-without-envelope',
    violates: 'rl.429-shape',
    sentence: 'Lets its gateway throttle, which knows nothing of the envelope of errors.',
    wrap: editRefusal(['rate-limited'], (reply) => ({ ...reply, body: { status: 'throttled' } })),
  },
  {
    id: 'rl.retry-after-fraction',
    violates: 'rl.retry-after-syntax',
    sentence: 'Tells the wait in fractions of a second.',
    wrap: editRefusal(['rate-limited'], (reply) => ({ ...reply, headers: { ...reply.headers, 'retry-after': '0.5' } })),
  },
  {
    id: 'rl.retry-after-iso-date',
    violates: 'rl.retry-after-syntax',
    sentence: 'Tells the end of the wait as an RFC 3339 instant.',
    wrap: editRefusal(['rate-limited'], (reply, _, { now }) => ({
      ...reply,
      headers: { ...reply.headers, 'retry-after': new Date(now + 1000).toISOString() },
    })),
  },
  {
    id: 'rl.no-retry-after',
    violates: 'rl.retry-after-present',
    sentence: 'Throttles and does not say for how long.',
    wrap: editRefusal(['rate-limited'], (reply) => withoutReplyHeader(reply, 'retry-after')),
  },
  {
    id: 'rl.retry-after-in-other-form',
    violates: 'rl.retry-after-present',
    sentence: 'Tells the wait in the form that its documents do not name.',
    wrap: editRefusal(['rate-limited'], (reply, call, { now }) => {
      const value = call.contract.behaviour.rateLimit?.retryAfter.format === 'date' ? '1' : httpDate(now + 1000)
      return { ...reply, headers: { ...reply.headers, 'retry-after': value } }
    }),
  },
  {
    id: 'rl.retry-after-too-short',
    violates: 'rl.retry-after-honest',
    sentence: 'Says one second and means a quarter of an hour.',
    wrap: (respond) => {
      let until = 0
      return (call, around) => {
        if (call.throttled !== undefined && until <= around.now) until = around.now + 900_000
        return respond(around.now < until ? { ...call, throttled: { retryAfterSeconds: 1 } } : call, around)
      }
    },
  },
  {
    id: 'rl.retry-after-in-the-past',
    violates: 'rl.retry-after-honest',
    sentence: 'Names an instant that has gone by as the end of the wait.',
    wrap: editRefusal(['rate-limited'], (reply, _, { now }) => ({ ...reply, headers: { ...reply.headers, 'retry-after': httpDate(now - 60_000) } })),
  },
  {
    id: 'rl.cacheable-429',
    violates: 'rl.429-not-stored',
    sentence: 'Puts the same caching rule on every answer, throttlings included.',
    wrap: editRefusal(['rate-limited'], (reply) => ({ ...reply, headers: { ...reply.headers, 'cache-control': 'public, max-age=60' } })),
  },
  {
    id: 'rl.counts-too-late',
    violates: 'rl.throttled-no-effect',
    sentence: 'Counts a request after it was done, and answers 429 to a write that happened.',
    wrap: doesAnyway(['rate-limited'], unthrottled),
  },
  {
    id: 'rl.limit-on-paper',
    violates: 'rl.limit-enforced',
    sentence: 'Declares a limit and enforces none.',
    wrap: accepts(['rate-limited'], unthrottled),
  },
  {
    id: 'rl.trusts-forwarded-for',
    violates: 'rl.partition-isolation',
    sentence: 'Counts by whatever address a client claims to come from.',
    wrap: editCall((call) => (call.header('x-forwarded-for') === undefined ? call : unthrottled(call))),
  },
  {
    id: 'rl.trusts-forwarded',
    violates: 'rl.partition-isolation',
    sentence: 'Ignores X-Forwarded-For and trusts its standard successor all the same.',
    wrap: editCall((call) => (call.header('forwarded') === undefined ? call : unthrottled(call))),
  },
]

function unthrottled(call: Call): Call {
  const { throttled: _, ...rest } = call
  return rest
}

type Field = 'limit' | 'remaining' | 'reset'

function tellsFields({ behaviour }: Contract): boolean {
  return behaviour.rateLimit?.fields !== undefined
}

/** Another value of one of the fields that tell of the limit; none where it is undefined. */
function editField(field: Field, edit: (value: string, budget: NonNullable<Call['budget']>) => string | undefined): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    const name = call.contract.behaviour.rateLimit?.fields?.[field]
    const { [name ?? '']: value, ...others } = outcome.reply.headers
    if (name === undefined || value === undefined || call.budget === undefined) return outcome
    const edited = edit(value, call.budget)
    return { ...outcome, reply: { ...outcome.reply, headers: { ...others, ...(edited !== undefined && { [name]: edited }) } } }
  }
}
