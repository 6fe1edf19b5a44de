import type { Auth, Scheme } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import type { Caller, Check, Context } from './context.ts'
import { isThere } from './existence.ts'
import { fingerprint } from './ids.ts'
import type { Moment } from './moment.ts'
import type { Resource } from './record.ts'

/** Finds the caller by its token (RFC 6750 section 2.1, or the vendor's own word before it); open operations ignore whatever stands in the header. */
export const authenticate: Check = (context) => {
  if (context.operation.open) return undefined
  const caller = callerOf(context)
  if (typeof caller === 'string') {
    const { challenge, scheme } = context.moment.contract.behaviour.auth
    return { refusal: 'unauthenticated', detail: caller, headers: { 'www-authenticate': challenge ?? words[scheme] } }
  }
  context.caller = caller
  return undefined
}

function callerOf({ call, moment }: Context): Caller | string {
  const field = call.header('authorization')
  if (field === undefined) return 'no credentials were sent'
  const { auth } = moment.contract.behaviour
  const token = tokenIn(auth, field)
  if (token === undefined) return `the Authorization header holds no ${auth.scheme === 'bearer' ? 'bearer token' : `"${words[auth.scheme]} <token>"`}`
  const credential = moment.view.credential(fingerprint(token))
  const { credentials, context } = auth
  const isOne = credential !== undefined && [credentials.resource, context?.broad].includes(credential.type)
  if (!isOne) return 'the token is unknown or revoked'
  if (isExpired(credential, credentials.expires, moment)) return 'the token has expired'
  const role = credential.fields[credentials.role] ?? credentials.defaultRole
  const { caller: name, scopes } = credential
  return { role: typeof role === 'string' ? role : '', scope: scopeOf(credential, moment.contract), name, credential, ...(scopes && { scopes }) }
}

/** The token in an Authorization header, whatever the word before it; undefined where it is of no form that the contract has. */
export function tokenIn(auth: Auth, field: string): string | undefined {
  return formOf(auth).exec(field)?.[1]
}

/** How the words are written; schemes are compared without case (RFC 9110 section 11.1). */
const words: Readonly<Record<Scheme, string>> = { bearer: 'Bearer', token: 'Token' }
const bearer = /^bearer +([^\s]+)$/i
const forms = new WeakMap<Auth, RegExp>()

/** What a header with a token looks like. */
function formOf(auth: Auth): RegExp {
  if (auth.scheme === 'bearer' && auth.also === undefined) return bearer
  let form = forms.get(auth)
  if (form === undefined) {
    form = new RegExp(`^(?:${[auth.scheme, ...(auth.also?.schemes ?? [])].join('|')}) +([^\\s]+)$`, 'i')
    forms.set(auth, form)
  }
  return form
}

/** The value of the path parameter that credentials are bound to. */
function scopeOf(credential: Resource, { behaviour }: Contract): string | undefined {
  const address = behaviour.resources[credential.type]?.address ?? []
  return credential.address[address.indexOf(behaviour.auth.credentials.scope ?? '')]
}

function isExpired(credential: Resource, field: string | undefined, moment: Moment): boolean {
  const until = field === undefined ? undefined : credential.fields[field]
  const end = typeof until === 'string' ? Date.parse(until) : typeof until === 'number' ? until * 1000 : Infinity
  return end <= moment.now
}

/** A credential is bound to one scope, e.g. a tenant; any other is refused alike, whether it exists or not. */
export const membership: Check = (context) => {
  const { moment, operation, caller } = context
  const { credentials, context: told } = moment.contract.behaviour.auth
  const { scope } = credentials
  if (operation.open || scope === undefined || caller === undefined) return undefined
  const { ignores } = context.behaviour
  const params = ignores === undefined ? context.params : without(context.params, ignores.parameters)
  const wanted = told?.header === undefined ? undefined : context.call.header(told.header)
  for (const one of [params[scope], wanted])
    if (one !== undefined && !mayActIn(caller, one)) return { refusal: 'not-member', detail: `not a member of this ${scope}` }
  if ((told === undefined && ignores === undefined) || params[scope] !== undefined || !needsScope(context, scope)) return undefined
  const own = wanted ?? (told?.header === undefined ? looked(context, { caller, scope, params }) : ownOf(caller))
  if (own === undefined)
    return told?.header === undefined
      ? { refusal: 'missing-context', detail: `this credential is good for no ${scope}` }
      : { refusal: 'missing-context', detail: `this credential is good for several: name one in ${told.header}`, path: ['headers', told.header] }
  context.params = { ...params, [scope]: own }
  return undefined
}

function mayActIn(caller: Caller, scope: string): boolean {
  return caller.scope === scope || caller.scopes?.includes(scope) === true
}

function ownOf({ scope, scopes }: Caller): string | undefined {
  return scope ?? (scopes?.length === 1 ? scopes[0] : undefined)
}

/** The scope where nothing can name one: of several, the one in which the addressed resource is, or else the first. */
function looked(context: Context, { caller, scope, params }: { caller: Caller; scope: string; params: Context['params'] }): string | undefined {
  const { scopes = [] } = caller
  const first = caller.scope ?? scopes[0]
  if (scopes.length === 0 || (scopes.length === 1 && scopes[0] === first)) return first
  const all = caller.scope === undefined ? scopes : [caller.scope, ...scopes]
  return all.find((one) => isThere({ ...context, params: { ...params, [scope]: one } })) ?? first
}

function without(params: Context['params'], names: readonly string[]): Context['params'] {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)))
}

/** Whether the operation is about something that lies in a scope: the scopes themselves do not. */
function needsScope({ type, behaviour }: Context, scope: string): boolean {
  const { action } = behaviour
  if (action === 'tell') return false
  return type.address.includes(scope) && !(type.address.length === 1 && (action === 'list' || action === 'create' || action === 'overview'))
}

export const role: Check = ({ moment, operation, caller }) => {
  if (caller === undefined) return undefined
  const { forbids = [], title = caller.role } = moment.contract.behaviour.auth.roles[caller.role] ?? {}
  const forbidden = forbids.some(({ operations }) => operations.includes(operation.id))
  return forbidden ? { refusal: 'missing-role', detail: `the role ${title} may not do this` } : undefined
}
