import { Hono } from 'hono'
import { wiresOf } from '../specs/connect.ts'
import type { Contract } from '../specs/contract.ts'
import type { Json } from '../specs/json.ts'
import { isJson } from '../specs/media-type.ts'
import type { Match, Routes } from '../specs/paths.ts'
import { admin, type AdminOptions } from './admin/app.ts'
import { failure, problem } from './admin/problem.ts'
import type { Bindings } from './bindings.ts'
import type { Body, Call, Reply, Route } from './call.ts'
import { noted, requestIn } from './capsule/noted.ts'
import { codecOf } from './connect/codec.ts'
import { paramsOf } from './connect/params.ts'
import { ConnectionLost, overWire, type Line } from './faults/wire.ts'
import { nearMisses } from './explain/near-misses.ts'
import { Host } from './host.ts'
import { LightResponse } from './light-response.ts'
import { watched, type Told } from './observe/observer.ts'
import { bodyOf, NO_BODY, targetOf, WORLD_HEADER } from './request.ts'
import { textOf } from './texts.ts'

/** The whole server: the vendors' paths, and the management interface below `/__admin`. */
export function createApp(host: Host, routes: Routes, options: AdminOptions): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>()
  app.route('/__admin', admin(host, options))
  // Not `async`: an answer that needs no waiting is returned as it is, and the server then takes its short way out.
  app.all('*', (c): Response | Promise<Response> => {
    const request = c.req.raw
    const header = headerReader(request, c.env?.incoming)
    const lines = c.env?.incoming?.rawHeaders && linesOf(c.env.incoming.rawHeaders)
    const target = targetOf(request.url, header(WORLD_HEADER))
    const match = routes.match(request.method === 'HEAD' ? 'GET' : request.method, target.path)
    const { contract } = match
    if (contract === undefined) {
      const { method, url } = request
      const answer = (): Response => nowhere(host, { method, path: target.path })
      if (host.observers.length === 0) return answer()
      return watched(host.observers, { to: 'nowhere', method, url, target: target.full, world: target.world, header }, answer)
    }
    const answer = (body: Body): Response | Promise<Response> => {
      const call: Call = {
        contract,
        route: routeOf(match, { header, body }),
        method: request.method,
        target: target.full,
        header,
        body,
        ...(lines && { lines }),
      }
      const source = c.env?.incoming?.socket?.remoteAddress ?? 'in-process'
      const as = { location: target.prefix, light: c.env?.incoming !== undefined }
      const asked = { call, world: target.world, source, gone: () => request.signal, as, ends: c.env, url: request.url }
      const answering = host.observers.length === 0 ? () => answered(host, asked) : () => looked(host, asked)
      return host.tape === undefined ? answering() : noted(host.tape, requestIn(request, call, source), answering)
    }
    if (request.method === 'GET' || request.method === 'HEAD') return answer(NO_BODY)
    return bodyOf(request, header, contract.behaviour.content.maxBytes.bytes).then(answer)
  })
  app.onError((error) => failed(error))
  return app
}

interface Asked {
  readonly call: Call
  readonly world: string | undefined
  readonly source: string
  /** Asked for only where an answer waits: making the signal costs something. */
  readonly gone: () => AbortSignal
  readonly as: Shape
  readonly ends: Line['ends']
  readonly url: string
}

/** How an answer is handed over. */
interface Shape {
  /** What stands before the vendor's path where a path names the world, and so before the path in `Location`. */
  readonly location: string
  /** True behind a socket. */
  readonly light: boolean
}

/** Answered while observers look on. */
function looked(host: Host, asked: Asked): Response | Promise<Response> {
  const { call, world, url } = asked
  const { method, target, header } = call
  return watched(host.observers, { to: 'vendor', method, url, target, world, header, call }, (told) => answered(host, asked, told))
}

function answered(host: Host, { call, world, source, gone, as, ends }: Asked, told?: Told): Response | Promise<Response> {
  const sent = (reply: Reply): Response | Promise<Response> => {
    told?.reply(reply)
    const wire = reply.touched?.wire
    // A client must not send its next request on a connection that is about to be closed.
    const last = as.light && host.isStopping ? { ...reply, headers: { ...reply.headers, connection: 'close' } } : reply
    const response = responseOf(call, last, as)
    return wire === undefined ? response : overWire(wire, response, { ends, gone: gone(), closing: host.closing })
  }
  try {
    const reply = host.replicas?.handle(world, call, { source, gone }) ?? host.world(world).handle(call, source, gone)
    return reply instanceof Promise ? reply.then(sent).catch((error: unknown) => failed(error, told)) : sent(reply)
  } catch (error) {
    return failed(error, told)
  }
}

/** A connection that was to be broken is broken where there is no socket, too. */
function failed(error: unknown, told?: Told): Response {
  if (error instanceof ConnectionLost) throw error
  told?.failed(error)
  return failure(error)
}

/**
 * Reads a header by its lower-case name. Behind a socket it asks Node's own table: the web `Headers` of a request would be
 * built for every call, at a fifth of the cost of a whole GET.
 */
function headerReader(request: Request, incoming: Bindings['incoming']): Call['header'] {
  if (incoming === undefined) return (name) => request.headers.get(name) ?? undefined
  const { headers } = incoming
  return (name) => {
    const value = headers[name]
    return typeof value === 'string' ? value : value?.join(', ')
  }
}

/** Read on demand: hardly any call looks at the lines themselves. */
function linesOf(raw: readonly string[]): NonNullable<Call['lines']> {
  return () => raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []))
}

/** Over Connect, the message tells what stands in the path over REST. */
function routeOf(match: Match, { header, body }: Pick<Call, 'header' | 'body'>): Route {
  switch (match.kind) {
    case 'found': {
      const { contract, operation } = match
      const params = contract.wire === 'connect' ? paramsOf(operation, body, codecOf(header('content-type'))) : match.params
      return { kind: 'found', operation, params }
    }
    case 'method-not-allowed':
      return { kind: 'method-not-allowed', allow: match.contract.wire === 'connect' ? match.allow : allowed(match.allow) }
    case 'none':
      return { kind: 'none' }
  }
}

/** Methods of a path, with those that every path has (RFC 9110 sections 9.3.2 and 9.3.7). */
function allowed(methods: readonly string[]): readonly string[] {
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
}

function responseOf(call: Call, reply: Reply, { location, light }: Shape): Response {
  const Answer = light ? LightResponse : Response
  const headers = location === '' ? reply.headers : located(reply.headers, location)
  const text = hasNoContent(reply.status) ? null : (reply.text ?? (reply.body === undefined ? null : written(call, reply, reply.body)))
  if (call.method !== 'HEAD') return new Answer(text, { status: reply.status, headers })
  const length = text === null ? {} : { 'content-length': String(Buffer.byteLength(text)) }
  return new Answer(null, { status: reply.status, headers: { ...headers, ...length } })
}

/** Headers whose `Location` leads back into the world that the request's path named, as any proxy below a path does it. */
function located(headers: Reply['headers'], prefix: string): Reply['headers'] {
  const { location } = headers
  return location?.startsWith('/') === true ? { ...headers, location: `${prefix}${location}` } : headers
}

/** A refusal is JSON on every wire (https://connectrpc.com/docs/protocol#unary-response); a text of another media type stands as it is. */
function written({ contract, header, method }: Call, { refusal, headers }: Reply, body: Json): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string' && contract.wire === 'rest' && !isJson(headers['content-type'] ?? '')) return body
  const codec = contract.wire === 'connect' && refusal === undefined ? codecOf(header('content-type')) : undefined
  if (codec !== undefined) return codec.encode(body)
  return method === 'GET' ? textOf(body) : JSON.stringify(body)
}

function hasNoContent(status: number): boolean {
  return status === 204 || status === 304
}

/** A path of none of the vendors: our own words, because no vendor's are right. */
function nowhere(host: Host, request: { readonly method: string; readonly path: string }): Response {
  const roots = host.contracts.flatMap(wiresOf).map(({ id, roots }: Contract) => `${id} at ${roots.map((root) => (root === '' ? '/' : root)).join(' and ')}`)
  const [near] = nearMisses(host.contracts.flatMap(wiresOf), request)
  const meant = near === undefined ? '' : ` Did you mean ${near.method} ${near.template} (${near.operation})?`
  return problem(404, `Nothing is served at ${request.path}.${meant} Served here: ${roots.join(', ')}; the management interface at /__admin.`)
}
