import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { Bindings } from '../bindings.ts'
import { problem } from './problem.ts'

type Guard = MiddlewareHandler<{ Bindings: Bindings }>

/**
 * Lets in the machine's own processes, and others only where there is a token. A loopback peer may still be a browser that a foreign
 * page steers: its `Host` (DNS rebinding) and `Origin` give it away. A request without a socket comes from this very process.
 */
export function nearby(token: string | undefined): Guard {
  return async (c, next) => {
    const socket = c.env?.incoming?.socket
    const refusal = socket === undefined ? undefined : fromOutside(c.req.raw, socket.remoteAddress ?? '', token !== undefined)
    return refusal === undefined ? next() : problem(403, refusal)
  }
}

/** Lets in whoever has the token, where there is one. */
export function bearer(token: string | undefined): Guard {
  return async (c, next) => {
    if (token === undefined || isBearer(c.req.raw.headers.get('authorization'), token)) return next()
    const response = problem(401, 'This management interface needs the token the mock was started with. Send it as "Authorization: Bearer <token>".')
    response.headers.set('www-authenticate', 'Bearer')
    return response
  }
}

function fromOutside(request: Request, peer: string, hasToken: boolean): string | undefined {
  const local = isLoopback(peer)
  if (!local && !hasToken)
    return `The management interface answers loopback only, and ${peer} is not. Start the mock with an admin token to use it from elsewhere.`
  const host = request.headers.get('host') ?? ''
  if (local && !namesLoopback(host)) return `The Host "${host}" is not this machine. Use localhost, 127.0.0.1 or [::1].`
  const origin = request.headers.get('origin')
  const authority = origin?.replace(/^https?:\/\//i, '')
  if (authority === undefined || namesLoopback(authority) || (!local && authority === host)) return undefined
  return `Pages of "${origin}" may not use the management interface. Allowed are pages of localhost, 127.0.0.1 and [::1].`
}

/** An address of RFC 1122 section 3.2.1.3 or RFC 4291 section 2.5.3, also as an IPv4-mapped one. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address)
}

function namesLoopback(authority: string): boolean {
  const host = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(authority)?.[1]?.toLowerCase() ?? ''
  return host === 'localhost' || host === '[::1]' || (isLoopback(host) && !host.startsWith(':'))
}

export function isBearer(field: string | null, token: string): boolean {
  return isSame(/^bearer +(.+)$/i.exec(field ?? '')?.[1] ?? '', token)
}

/** Compares hashes, so that the time it takes tells neither the token nor its length. */
export function isSame(sent: string, token: string): boolean {
  return timingSafeEqual(hash(sent), hash(token))
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
