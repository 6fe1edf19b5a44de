import { Hono, type Context } from 'hono'
import { isObject, type JsonObject } from '../../specs/json.ts'
import type { Bindings } from '../bindings.ts'
import { deedIn } from '../capsule/noted.ts'
import type { Host } from '../host.ts'
import { watched, type Coming } from '../observe/observer.ts'
import { targetOf } from '../request.ts'
import { checkQuery, readBody, worldOf } from './ask.ts'
import { bearer, nearby } from './guard.ts'
import { handlers } from './handlers.ts'
import { document } from './openapi.ts'
import { operationIds, type OperationId } from './operations.ts'
import { failure, problem } from './problem.ts'
import { shared } from './shared.ts'
import { text } from './text.ts'
import { mounted } from './ui.ts'
import { ownVersion } from './version.ts'

export interface AdminOptions {
  /** Without a token the management interface answers loopback only. */
  readonly token?: string
  /** Version that is told; that of the package when absent. */
  readonly version?: string
}

type Env = { Bindings: Bindings }

/** The management interface, and pages over it for people. */
export function admin(host: Host, options: AdminOptions): Hono<Env> {
  const app = new Hono<Env>()
  const inside = operations(host, options.version ?? ownVersion())
  app.use('*', nearby(options.token))
  app.route('/ui', mounted({ host, operations: inside, token: options.token }))
  app.use('*', bearer(options.token))
  app.route('/', inside)
  return app
}

/** Routed by its own document: what is documented is served, and nothing else. */
function operations(host: Host, version: string): Hono<Env> {
  const app = new Hono<Env>()
  for (const [path, methods] of Object.entries<JsonObject>(document.paths)) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1')
    for (const [method, operation] of Object.entries(methods)) {
      if (isObject(operation)) app.on(method.toUpperCase(), route, (c) => observed(c, { host, version, operation }))
    }
    app.all(route, (c) => notAllowed(c.req.method, path, Object.keys(methods)))
  }
  app.all('*', (c) =>
    problem(
      404,
      `Nothing is served at ${c.req.path}. Served here: ${Object.keys(document.paths)
        .map((path) => `/__admin${path}`)
        .join(', ')}; pages for people at /__admin/ui.`,
    ),
  )
  app.onError(failure)
  return app
}

/** Routes are what the document names, so that the operation is known before it is looked for. */
function observed(c: Context<Env>, to: { host: Host; version: string; operation: JsonObject }): Response | Promise<Response> {
  const { observers } = to.host
  if (observers.length === 0) return answer(c, to)
  const { method, url, raw } = c.req
  const header = (name: string): string | undefined => raw.headers.get(name) ?? undefined
  const { full: target } = targetOf(url, undefined)
  const coming: Coming = { to: 'admin', method, url, target, world: worldOf(raw, c.req.query()), header, operation: text(to.operation['operationId']) }
  return watched(observers, coming, () => answer(c, to))
}

async function answer(c: Context<Env>, to: { host: Host; version: string; operation: JsonObject }): Promise<Response> {
  const { host, version, operation } = to
  const id = operationIds.find((known) => known === operation['operationId'])
  if (id === undefined) return problem(500, 'The operation has no handler.')
  const query = c.req.query()
  const wrong = checkQuery(operation, query)
  if (wrong !== undefined) return wrong
  const body = await readBody(operation, c.req.raw)
  if (body instanceof Response) return body
  const named = worldOf(c.req.raw, query)
  const tell = c.req.method === 'GET' ? undefined : host.tape?.asked(deedIn(c.req.raw, named, body))
  const handle = (): Response | Promise<Response> => handlers[id]({ host, version, named, world: () => host.world(named), params: c.req.param(), query, body })
  const done = await (host.replicas === undefined || ofProcess.has(id) ? handle() : shared(host.replicas, named, handle))
  tell?.()
  return done
}

/** What is told of the process alone, also while the store does not answer. */
const ofProcess: ReadonlySet<OperationId> = new Set(['getHealth', 'getReady', 'getMetrics', 'getVersion', 'getDocs'])

function notAllowed(method: string, path: string, declared: readonly string[]): Response {
  const methods = declared.map((name) => name.toUpperCase())
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  const response = method === 'OPTIONS' ? new Response(null, { status: 204 }) : problem(405, `${method} is not allowed at /__admin${path}. Allowed: ${allow}.`)
  response.headers.set('allow', allow)
  return response
}
