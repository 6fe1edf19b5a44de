import { header } from './history.ts'
import type { Answer } from './history.ts'

const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** The form of a Retry-After value; undefined where it is neither (RFC 9110 sections 10.2.3 and 5.6.7). */
export function formOf(value: string): 'seconds' | 'date' | undefined {
  if (/^\d+$/.test(value)) return 'seconds'
  return httpDate.test(value) && new Date(value).toUTCString() === value ? 'date' : undefined
}

/**
 * Seconds that an answer asks to wait; undefined where it cannot be told. An instant is read by the answer's own Date, because
 * no other clock is the subject's; where it has none, by `now`, for whoever knows that both clocks are the same.
 */
export function waitIn(answer: Answer | undefined, now?: string): number | undefined {
  const value = header(answer, 'retry-after')
  const form = value === undefined ? undefined : formOf(value)
  if (value === undefined || form === undefined) return undefined
  if (form === 'seconds') return Number(value)
  const wait = (Date.parse(value) - Date.parse(header(answer, 'date') ?? now ?? '')) / 1000
  return Number.isNaN(wait) ? undefined : wait
}
