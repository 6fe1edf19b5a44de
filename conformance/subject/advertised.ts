import { header } from '../history.ts'
import { waitIn } from '../retry-after.ts'
import type { RateLimit } from '../../specs/behaviour.ts'
import type { Answer } from '../history.ts'

/** What an answer says of how much may be sent, in seconds of the subject's clock. */
export interface Advertised {
  /** Requests a second that are allowed on the whole. */
  readonly perSecond?: number
  /** Requests that are left, and seconds until there are more again. */
  readonly left?: { readonly requests: number; readonly seconds: number }
  /** Seconds until anything may be sent at all. */
  readonly rest?: number
}

/** Seconds since 1970 cannot be mistaken for seconds from now. */
const epoch = 1_000_000_000

/**
 * Reads what is in use: RateLimit and RateLimit-Policy of draft-ietf-httpapi-ratelimit-headers in its older and newer forms, the three
 * RateLimit or X-RateLimit fields before it, the fields that the contract names, and Retry-After.
 */
export function advertisedIn(answer: Answer, fields?: RateLimit['fields'], now?: string): Advertised {
  const perSecond = policyIn(answer)
  const left = leftIn(answer, fields)
  const rest = answer.status === 429 || answer.status === 503 ? waitIn(answer, now) : undefined
  return { ...(perSecond !== undefined && { perSecond }), ...(left && { left }), ...(rest !== undefined && { rest }) }
}

/** The narrowest of the policies, e.g. `"default";q=100;w=60` or `100;w=60`. */
function policyIn(answer: Answer): number | undefined {
  const text = [header(answer, 'ratelimit-policy'), header(answer, 'ratelimit-limit'), header(answer, 'x-ratelimit-limit')].join(',')
  const rates = text.split(',').flatMap((policy) => {
    const [quota, window] = [/(?:\bq=|^\s*)(\d+)/.exec(policy)?.[1], /\bw=(\d+)/.exec(policy)?.[1]]
    return quota === undefined || window === undefined || Number(window) === 0 ? [] : [Number(quota) / Number(window)]
  })
  return rates.length === 0 ? undefined : Math.min(...rates)
}

function leftIn(answer: Answer, fields: RateLimit['fields']): Advertised['left'] {
  const whole = header(answer, 'ratelimit') ?? ''
  const [newer, older] = [/\br=(\d+)(?:.*?\bt=(\d+))?/.exec(whole), /\bremaining=(\d+).*?\breset=(\d+)/.exec(whole)]
  const [, requests, seconds] = newer ?? older ?? []
  if (requests !== undefined && seconds !== undefined) return { requests: Number(requests), seconds: Number(seconds) }
  for (const names of [fields, ...['ratelimit', 'x-ratelimit', 'x-rate-limit'].map((name) => ({ remaining: `${name}-remaining`, reset: `${name}-reset` }))]) {
    const [remaining, reset] = [numberIn(answer, names?.remaining), numberIn(answer, names?.reset)]
    if (remaining === undefined || reset === undefined) continue
    const until = reset > epoch ? reset - Date.parse(header(answer, 'date') ?? '') / 1000 : reset
    if (!Number.isNaN(until)) return { requests: remaining, seconds: Math.max(0, until) }
  }
  return undefined
}

function numberIn(answer: Answer, name: string | undefined): number | undefined {
  const value = name === undefined ? undefined : header(answer, name.toLowerCase())
  return value !== undefined && /^\d+$/.test(value.trim()) ? Number(value) : undefined
}
