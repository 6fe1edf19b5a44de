import { tokenIn } from './auth.ts'
import type { Call } from './call.ts'
import { fingerprint } from './ids.ts'
import type { Limiter } from './rate-limit.ts'
import type { Settings } from './settings.ts'

/** What a limit counts by, and against. */
interface Counting {
  readonly limiter: Limiter
  readonly limits: Settings['limits']
  readonly source: string
  readonly now: number
}

/** The call with what the rate limit has to say of it; this counts the call. */
export function limited(call: Call, { limiter, limits, source, now }: Counting): Call {
  const { rateLimit } = call.contract.behaviour
  const policy = limits === false ? undefined : limits === true ? rateLimit : limits
  if (call.route.kind !== 'found' || (call.route.operation.open && rateLimit?.publicToo === false)) return call
  const key = rateLimit?.key === 'credential' ? fingerprint(credentialIn(call) ?? source) : source
  const wait = limiter.take(key, now, policy)
  const left = policy === undefined || rateLimit?.fields === undefined ? undefined : limiter.left(key, policy)
  if (wait === undefined && left === undefined) return call
  return {
    ...call,
    ...(left !== undefined && policy !== undefined && { budget: { limit: policy.requests, ...left } }),
    ...(wait !== undefined && { throttled: { retryAfterSeconds: wait } }),
  }
}

/** The token that was sent, or whatever else stands in its place. */
export function credentialIn({ contract, header }: Call): string | undefined {
  const field = header('authorization')
  return field === undefined ? undefined : (tokenIn(contract.behaviour.auth, field) ?? field)
}
