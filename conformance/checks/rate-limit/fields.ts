import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, header } from '../../history.ts'
import { all } from '../../need.ts'
import { allOf, told } from '../../judge/status.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import type { RateLimit } from '../../../specs/behaviour.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

type Fields = NonNullable<RateLimit['fields']>

interface Told {
  readonly list: OperationNeed
  readonly rules: RateLimit
  readonly fields: Fields
}

function telling(reading: Reading): Need<Told> {
  return all({
    list: reading.operation('list'),
    rules: reading.rateLimit(),
    fields: reading.stated(({ rateLimit }) => rateLimit?.fields, 'the contract names no header fields that tell of a rate limit'),
  })
}

/** Few requests, one after the other: enough to see a counter move, too few to use one up. */
const asked = 5
/** Seconds by which clocks may differ. */
const skew = 60

const asking = {
  cost: 'burst',
  each: 'provider',
  runs: 1,
  needs: telling,
  scenario: () => fc.constant(null),
  drive: async (api: Api, { list }: Told): Promise<void> => {
    for (let count = 0; count < asked; count += 1) await api.send('asked', { operation: list.id, mayBeThrottled: true })
  },
} as const

/** The three fields stand together, are decimal integers, and agree with each other and with the window. */
const legacyTriple = check({
  ...asking,
  id: 'rl.legacy-triple',
  judge: (history, told) => allOf(answersIn(history).map((exchange) => sound(exchange, told))),
})

/** What is left never grows within a window, and does not stay the same either. */
const remainingMonotone = check({
  ...asking,
  id: 'rl.remaining-monotone',
  judge: (history, { fields }) => {
    const seen = answersIn(history).map((exchange) => ({ exchange, reset: numberIn(exchange, fields.reset), left: numberIn(exchange, fields.remaining) }))
    const [first] = seen
    if (first === undefined || seen.some(({ left }) => left === undefined)) return unclear('no answer told what is left')
    // A window that ends meanwhile gives all of it back; seconds from now count down by themselves.
    if (fields.resetIn === 'epoch-seconds' && seen.some(({ reset }) => reset !== first.reset)) return unclear('another window began meanwhile')
    for (const [index, { exchange, left = 0 }] of seen.entries()) {
      const before = seen[index - 1]?.left
      if (before !== undefined && left > before) return broken(`no more than ${before} left`, `${left} left`, exchange.label)
    }
    const last = seen.at(-1)
    const moved = last === undefined || first.left === 0 || (last.left ?? 0) < (first.left ?? 0)
    return moved ? kept : broken(`less than ${first.left} left after ${seen.length} requests`, `${last.left} left`, last.exchange.label)
  },
})

function answersIn(history: History): readonly Exchange[] {
  return history.all('asked').filter((exchange) => answerOf(exchange) !== undefined)
}

function sound(exchange: Exchange, { fields, rules }: Told): Judgement {
  const names = [fields.limit, fields.remaining, fields.reset]
  const missing = names.find((name) => header(answerOf(exchange), name) === undefined)
  if (missing !== undefined) return broken(`the header field ${missing}`, `${told(exchange)} without it`, exchange.label)
  const [limit, left, reset] = names.map((name) => numberIn(exchange, name))
  if (limit === undefined || left === undefined || reset === undefined)
    return broken('decimal integers', names.map((name) => header(answerOf(exchange), name)).join(', '), exchange.label)
  if (left > limit) return broken(`no more left than the limit of ${limit}`, `${left} left`, exchange.label)
  const ahead = fields.resetIn === 'seconds' ? reset : reset - Math.floor(Date.parse(header(answerOf(exchange), 'date') ?? '') / 1000)
  if (Number.isNaN(ahead)) return kept
  const isNear = ahead >= (fields.resetIn === 'seconds' ? 0 : -skew) && ahead <= Math.max(rules.windowSeconds, 86_400) + skew
  return isNear ? kept : broken(`an end of the window in ${fields.resetIn}, within a day`, `${fields.reset}: ${reset}`, exchange.label)
}

function numberIn(exchange: Exchange, name: string): number | undefined {
  const text = header(answerOf(exchange), name)?.trim() ?? ''
  return /^\d+$/.test(text) ? Number(text) : undefined
}

export const fieldChecks: readonly Check[] = [legacyTriple, remainingMonotone]
