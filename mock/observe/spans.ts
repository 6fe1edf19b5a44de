import type { Attributes, Context, Span, TextMapGetter } from '@opentelemetry/api'
import { peer } from '../backing/peer.ts'
import { DEFAULT_WORLD } from '../host.ts'
import { requestIdIn } from '../world.ts'
import type { Coming, Ending, Observer } from './observer.ts'
import { targetShown } from './shown.ts'

type Telemetry = typeof import('@opentelemetry/api')

/** Methods that are told by their own names (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'])

const fields: TextMapGetter<Coming['header']> = { keys: () => ['traceparent', 'tracestate', 'baggage'], get: (header, name) => header(name) }

/**
 * A span for each request to a vendor's path, with the attributes that OpenTelemetry has for a server. It goes on with the trace that the
 * request names, or with the span that an instrumented server has begun. Nothing comes of it where the process has registered no SDK.
 *
 * @throws PeerError where `@opentelemetry/api` is not installed.
 */
export async function spanning(version: string, load: () => Promise<Telemetry> = () => import('@opentelemetry/api')): Promise<Observer> {
  const telemetry = await peer('@opentelemetry/api', load, 'make spans')
  const { trace, context, propagation, SpanKind } = telemetry
  // Asked for anew each time: an SDK may be registered later than the mock is made.
  return {
    begin: (coming) => {
      if (coming.to === 'admin') return { end: () => undefined }
      const around = context.active()
      const isInside = trace.getSpan(around) !== undefined
      const parent: Context = isInside ? around : propagation.extract(around, coming.header, fields)
      const kind = isInside ? SpanKind.INTERNAL : SpanKind.SERVER
      const span = trace.getTracer('clusterproof', version).startSpan(nameOf(coming), { kind, attributes: attributesOf(coming) }, parent)
      const own = trace.setSpan(parent, span)
      return { within: (work) => context.with(own, work), end: (ending) => end(telemetry, { span, coming, ending }) }
    },
  }
}

function end({ SpanStatusCode }: Telemetry, { span, coming, ending }: { readonly span: Span; readonly coming: Coming; readonly ending: Ending }): void {
  const { status, error } = ending
  if (span.isRecording()) {
    span.setAttributes(foundIn(coming, ending))
    if (error instanceof Error) span.recordException(error)
    if (status === undefined || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}

function routeOf({ call }: Coming): string | undefined {
  return call?.route.kind === 'found' ? call.route.operation.template : undefined
}

function methodOf({ method }: Coming): string {
  return METHODS.has(method) ? method : '_OTHER'
}

/** "HTTP" stands for a method that is none (the convention's own words). */
function nameOf(coming: Coming): string {
  const method = methodOf(coming)
  const route = routeOf(coming)
  return `${method === '_OTHER' ? 'HTTP' : method}${route === undefined ? '' : ` ${route}`}`
}

function attributesOf(coming: Coming): Attributes {
  const { call, url, world = DEFAULT_WORLD, method } = coming
  const [path = '', query] = targetShown(coming).split('?', 2)
  const { protocol, hostname, port } = new URL(url)
  const route = routeOf(coming)
  const agent = coming.header('user-agent')
  return {
    'http.request.method': methodOf(coming),
    ...(METHODS.has(method) ? {} : { 'http.request.method_original': method }),
    'url.scheme': protocol.slice(0, -1),
    'url.path': path,
    ...(query !== undefined && { 'url.query': query }),
    'server.address': hostname,
    ...(port !== '' && { 'server.port': Number(port) }),
    ...(agent !== undefined && { 'user_agent.original': agent }),
    ...(route !== undefined && { 'http.route': route }),
    ...(call !== undefined && { 'clusterproof.provider': call.contract.id }),
    ...(call?.route.kind === 'found' && { 'clusterproof.operation': call.route.operation.id }),
    'clusterproof.world': world,
  }
}

function foundIn({ call }: Coming, { status, reply, error }: Ending): Attributes {
  const faults = reply?.touched?.ids ?? []
  const id = call === undefined || reply === undefined ? undefined : requestIdIn(call.contract, reply)
  const kind = error instanceof Error ? error.name : status === undefined ? 'unanswered' : status >= 500 ? String(status) : undefined
  return {
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(kind !== undefined && { 'error.type': kind }),
    ...(id !== undefined && { 'clusterproof.request_id': id }),
    ...(reply?.refusal !== undefined && { 'clusterproof.refusal': reply.refusal }),
    ...(faults.length > 0 && { 'clusterproof.faults': [...faults] }),
  }
}
