import type { Refusal } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { isObject, type Json, type JsonObject } from '../../specs/json.ts'
import { buildRoutes } from '../../specs/paths.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { operationsOf } from './applies.ts'
import { showsLastSecret, tokenOf, unbound } from './auth-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, editRefusal, editReply, jsonOf, withJson, withParams } from './parts.ts'

const acting = (call: Call, ...actions: readonly string[]): boolean => actions.includes(behaviourOf(call)?.action ?? '')

/** How what belongs to somebody else is refused: as such, or as if it were not there. */
const foreign: readonly Refusal[] = ['not-member', 'absent', 'parent-absent']

/** True where a call names a tenant in a header. */
function namesScope(call: Call): boolean {
  return call.header(call.contract.behaviour.auth.context?.header ?? '') !== undefined
}

/** What nobody may see or do who has no right to it. */
export const securityDefects: readonly Defect[] = [
  {
    id: 'sec.foreign-read',
    violates: 'sec.bola',
    sentence: 'Shows a resource to whoever knows its address.',
    wrap: accepts(foreign, (call, around) => (acting(call, 'read', 'view') ? unbound(call, around) : call)),
  },
  {
    id: 'sec.foreign-list',
    violates: 'sec.bola',
    sentence: 'Lists the resources of any tenant to anybody.',
    applies: scopeIsNamed,
    wrap: accepts(foreign, (call, around) => (acting(call, 'list') ? unbound(call, around) : call)),
  },
  {
    id: 'sec.foreign-create',
    violates: 'sec.bola',
    sentence: 'Makes resources in the tenant of somebody else.',
    applies: scopeIsNamed,
    wrap: accepts(foreign, (call, around) => (acting(call, 'create') ? unbound(call, around) : call)),
  },
  {
    id: 'sec.foreign-change-anyway',
    violates: 'sec.bola',
    sentence: 'Tells a stranger that the resource is not theirs, and changes it.',
    wrap: doesAnyway(foreign, (call, around) => (acting(call, 'update') ? unbound(call, around) : call)),
  },
  {
    id: 'sec.foreign-delete-anyway',
    violates: 'sec.bola',
    sentence: 'Tells a stranger that the resource is not theirs, and deletes it.',
    wrap: doesAnyway(foreign, (call, around) => (acting(call, 'delete') ? unbound(call, around) : call)),
  },
  {
    id: 'sec.header-names-tenant',
    violates: 'sec.bola',
    sentence: 'Believes the header that names a tenant, whoever sends it.',
    applies: ({ behaviour }) => behaviour.auth.context?.header !== undefined,
    wrap: accepts(['not-member'], (call, around) => (namesScope(call) ? unbound(call, around) : call)),
  },
  {
    id: 'sec.header-makes-anyway',
    violates: 'sec.bola',
    sentence: 'Refuses the header that names somebody else as the tenant, after it has made there what was asked for.',
    applies: ({ behaviour }) => behaviour.auth.context?.header !== undefined,
    wrap: doesAnyway(['not-member'], (call, around) => (namesScope(call) ? unbound(call, around) : call)),
  },
  {
    id: 'sec.lookup-by-name-alone',
    violates: 'sec.bola',
    sentence: 'Looks a resource up by its name alone, and takes the tenant in the path for decoration.',
    wrap: (respond, contract) => (call, around) => {
      const outcome = respond(call, around)
      if (outcome.reply.refusal !== 'absent' || !acting(call, 'read', 'view')) return outcome
      const tries = tenants(contract).map((tenant) => respond(withParams(unbound(call, around), tenant), around))
      return tries.find(({ reply }) => reply.refusal === undefined) ?? outcome
    },
  },
  {
    id: 'sec.secret-in-header',
    violates: 'sec.property-exposure',
    sentence: 'Adds the last secret that it made to its answers, for debugging.',
    wrap: showsLastSecret(
      'x-debug-key',
      (secret) => secret,
      (call) => !acting(call, 'create'),
    ),
  },
  {
    id: 'sec.secret-in-refusal',
    violates: 'sec.property-exposure',
    sentence: 'Names the credential that may not do this.',
    wrap: editRefusal(['missing-role', 'unauthenticated'], (reply, call) => ({ ...reply, body: { error: `not allowed for ${tokenOf(call) ?? 'nobody'}` } })),
  },
  {
    id: 'sec.method-override',
    violates: 'sec.method-integrity',
    sentence: 'Lets a header turn a GET into a DELETE.',
    applies: deletesByMethod,
    wrap: editCall((call) => (call.method === 'GET' ? asMethod(call, call.header('x-http-method-override')) : call)),
  },
  {
    id: 'sec.method-in-query',
    violates: 'sec.method-integrity',
    sentence: 'Lets the query turn a GET into a DELETE.',
    applies: deletesByMethod,
    wrap: editCall((call) =>
      call.method === 'GET' ? asMethod(call, new URLSearchParams(call.target.split('?', 2)[1] ?? '').get('_method') ?? undefined) : call,
    ),
  },
  {
    id: 'sec.trace-reflects',
    violates: 'sec.method-integrity',
    sentence: 'Answers TRACE with everything that was sent, credentials included.',
    wrap: editReply((reply, call) =>
      call.method === 'TRACE' ? { status: 200, headers: reply.headers, body: { received: `Authorization: ${call.header('authorization') ?? ''}` } } : reply,
    ),
  },
  {
    id: 'sec.decodes-twice',
    violates: 'sec.paths-and-params',
    sentence: 'Checks the tenant of the path as sent, and decodes and resolves it once more before it looks up.',
    wrap: (respond, contract) => {
      const routes = buildRoutes([contract])
      return (call, around) => {
        const outcome = respond(call, around)
        const resolved = outcome.reply.refusal === undefined ? undefined : resolvedPath(call)
        const match = resolved === undefined ? undefined : routes.match(call.method, resolved)
        return match?.kind === 'found'
          ? respond({ ...unbound(call, around), route: { kind: 'found', operation: match.operation, params: match.params } }, around)
          : outcome
      }
    },
  },
  {
    id: 'sec.query-is-tenant',
    violates: 'sec.paths-and-params',
    sentence: 'Checks the tenant in the path and looks up the one in the query.',
    wrap: editCall((call, around) => {
      const { scope } = call.contract.behaviour.auth.credentials
      const named = new URLSearchParams(call.target.split('?', 2)[1] ?? '').get(scope ?? '')
      return scope === undefined || named === null ? call : withParams(unbound(call, around), { [scope]: named })
    }),
  },
  {
    id: 'sec.evaluates-templates',
    violates: 'sec.inert-data',
    sentence: 'Renders what it is given as a template.',
    wrap: rewriting((text) => text.replaceAll('7*7', '49').replaceAll(/`|\$\(|#\{/g, '')),
  },
  {
    id: 'sec.strips-characters',
    violates: 'sec.inert-data',
    sentence: 'Removes what it takes for dangerous from texts, and says nothing of it.',
    wrap: rewriting((text) => text.replaceAll(/[^\w .,@/:-]/g, '')),
  },
  {
    id: 'sec.reflects-origin',
    violates: 'sec.cors-and-headers',
    sentence: 'Allows whatever origin asks, with credentials.',
    wrap: editReply((reply, call) => allowing(reply, call.header('origin'))),
  },
  {
    id: 'sec.reflects-origin-of-refused',
    violates: 'sec.cors-and-headers',
    sentence: 'Allows whatever origin asks, with credentials, wherever it refuses.',
    wrap: editReply((reply, call) => (reply.refusal === undefined ? reply : allowing(reply, call.header('origin')))),
  },
]

/** True where a request can name the tenant that it is about. */
function scopeIsNamed({ behaviour: { auth } }: Contract): boolean {
  return auth.context === undefined || auth.context.header !== undefined
}

function allowing<R extends { readonly headers: Readonly<Record<string, string>> }>(reply: R, origin: string | undefined): R {
  return origin === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' } }
}

/** Values of the parameter that credentials are bound to, as far as sample data names some. */
function tenants({ behaviour }: Contract): readonly Readonly<Record<string, string>>[] {
  const { scope } = behaviour.auth.credentials
  return Object.values(behaviour.seed.principals).flatMap(({ params }) =>
    scope === undefined || params[scope] === undefined ? [] : [{ [scope]: params[scope] }],
  )
}

/** True where a path has a DELETE beside what is read from it. */
function deletesByMethod(contract: Contract): boolean {
  return operationsOf(contract, 'delete').some(({ method }) => method === 'DELETE')
}

/** The call as if it had been sent with another method, where the path has it. */
function asMethod(call: Call, method: string | undefined): Call {
  const { route, contract, target } = call
  if (method === undefined) return call
  const elsewhere = route.kind === 'method-not-allowed' ? buildRoutes([contract]).match(method, target.split('?', 1)[0] ?? '') : undefined
  if (elsewhere?.kind === 'found') return { ...call, method, route: { kind: 'found', operation: elsewhere.operation, params: elsewhere.params } }
  if (route.kind !== 'found') return call
  const operation = [...call.contract.operations.values()].find((other) => other.template === route.operation.template && other.method === method)
  return operation === undefined ? call : { ...call, method, route: { ...route, operation } }
}

/** The path decoded twice, with dot segments resolved. */
function resolvedPath({ target }: Call): string | undefined {
  try {
    const path = decodeURIComponent(decodeURIComponent(target.split('?', 1)[0] ?? ''))
    return new URL(path.replaceAll('\\', '/'), 'http://mock.invalid').pathname
  } catch {
    return undefined
  }
}

/** Stores texts of a create in another form than they were sent. */
function rewriting(rewrite: (text: string) => string): Defect['wrap'] {
  return editCall((call) => {
    const body = acting(call, 'create') ? jsonOf(call) : undefined
    return isObject(body) ? withJson(call, rewritten(body, rewrite)) : call
  })
}

function rewritten(body: JsonObject, rewrite: (text: string) => string): JsonObject {
  const inner = (value: Json): Json => (typeof value === 'string' ? rewrite(value) : isObject(value) ? rewritten(value, rewrite) : value)
  return Object.fromEntries(Object.entries(body).map(([name, value]): [string, Json] => [name, inner(value)]))
}
