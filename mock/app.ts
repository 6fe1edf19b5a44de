import { Hono } from 'hono'
import type { Contract } from '../specs/contract.ts'
import type { Match, Routes } from '../specs/paths.ts'
import { admin, type AdminOptions } from './admin/app.ts'
import { problem } from './admin/problem.ts'
import type { Call, Reply, Route } from './call.ts'
import { Host } from './host.ts'
import { bodyOf, targetOf, WORLD_HEADER } from './request.ts'

/** What `@hono/node-server` tells of the connection; absent when `fetch` is called without a socket. */
export interface Bindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } }
}

/** The whole server: the vendors' paths, and the management interface below `/__admin`. */
export function createApp(host: Host, routes: Routes, options: AdminOptions): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>()
  app.route('/__admin', admin(host, options))
  app.all('*', async (c) => {
    const request = c.req.raw
    const target = targetOf(request.url, request.headers.get(WORLD_HEADER))
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const match = routes.match(method, target.path)
    const contract = match.contract
    if (contract === undefined) return nowhere(host, target.path)
    const body = await bodyOf(request, contract.behaviour.content.maxBytes.bytes)
    const call: Call = { contract, route: routeOf(match), method: request.method, target: target.full, header: (name) => request.headers.get(name) ?? undefined, body }
    try {
      const world = host.world(target.world)
      const reply = world.handle(call, c.env?.incoming?.socket?.remoteAddress ?? 'in-process')
      return responseOf(request.method, reply)
    } catch (error) {
      if (error instanceof RangeError) return problem(400, error.message)
      throw error
    }
  })
  app.onError((error) => problem(500, `The mock failed: ${error.message}`))
  return app
}

function routeOf(match: Match): Route {
  switch (match.kind) {
    case 'found':
      return { kind: 'found', operation: match.operation, params: match.params }
    case 'method-not-allowed':
      return { kind: 'method-not-allowed', allow: allowed(match.allow) }
    case 'none':
      return { kind: 'none' }
  }
}

/** Methods of a path, with those that every path has (RFC 9110 sections 9.3.2 and 9.3.7). */
function allowed(methods: readonly string[]): readonly string[] {
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
}

function responseOf(method: string, reply: Reply): Response {
  const text = reply.body === undefined || isBodiless(reply.status) ? null : JSON.stringify(reply.body)
  if (method !== 'HEAD') return new Response(text, { status: reply.status, headers: reply.headers })
  const length = text === null ? {} : { 'content-length': String(Buffer.byteLength(text)) }
  return new Response(null, { status: reply.status, headers: { ...reply.headers, ...length } })
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 304
}

/** A path of none of the vendors: our own words, because no vendor's are right. */
function nowhere(host: Host, path: string): Response {
  const roots = host.contracts.map((contract: Contract) => `${contract.id} at ${contract.basePath === '' ? '/' : contract.basePath}`)
  return problem(404, `Nothing is served at ${path}. Served here: ${roots.join(', ')}; the management interface at /__admin.`)
}
