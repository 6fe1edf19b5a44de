import type { Contract } from '../specs/contract.ts'
import type { Caller, Check, Context } from './context.ts'
import { fingerprint } from './ids.ts'
import type { Moment } from './moment.ts'
import type { Resource } from './record.ts'

/** Finds the caller by its bearer token (RFC 6750 section 2.1); open operations ignore whatever stands in the header. */
export const authenticate: Check = (context) => {
  if (context.operation.open) return undefined
  const caller = callerOf(context)
  if (typeof caller === 'string') {
    const challenge = context.moment.contract.behaviour.auth.challenge ?? 'Bearer'
    return { refusal: 'unauthenticated', detail: caller, headers: { 'www-authenticate': challenge } }
  }
  context.caller = caller
  return undefined
}

function callerOf({ call, moment }: Context): Caller | string {
  const field = call.header('authorization')
  if (field === undefined) return 'no credentials were sent'
  const token = /^bearer +([^\s]+)$/i.exec(field)?.[1]
  if (token === undefined) return 'the Authorization header holds no bearer token'
  const credential = moment.view.credential(fingerprint(token))
  const { credentials, context } = moment.contract.behaviour.auth
  const isOne = credential !== undefined && [credentials.resource, context?.broad].includes(credential.type)
  if (!isOne) return 'the token is unknown or revoked'
  if (isExpired(credential, credentials.expires, moment)) return 'the token has expired'
  const role = credential.fields[credentials.role] ?? credentials.defaultRole
  const { caller: name, scopes } = credential
  return { role: typeof role === 'string' ? role : '', scope: scopeOf(credential, moment.contract), name, credential, ...(scopes && { scopes }) }
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
  const { moment, operation, params, caller } = context
  const { credentials, context: told } = moment.contract.behaviour.auth
  const { scope } = credentials
  if (operation.open || scope === undefined || caller === undefined) return undefined
  const wanted = told?.header === undefined ? undefined : context.call.header(told.header)
  for (const one of [params[scope], wanted])
    if (one !== undefined && !mayActIn(caller, one)) return { refusal: 'not-member', detail: `not a member of this ${scope}` }
  if (told === undefined || params[scope] !== undefined || !needsScope(context, scope)) return undefined
  const own = wanted ?? caller.scope ?? (caller.scopes?.length === 1 ? caller.scopes[0] : undefined)
  if (own === undefined)
    return { refusal: 'missing-context', detail: `this credential is good for several: name one in ${told.header}`, path: ['headers', told.header ?? ''] }
  context.params = { ...params, [scope]: own }
  return undefined
}

function mayActIn(caller: Caller, scope: string): boolean {
  return caller.scope === scope || caller.scopes?.includes(scope) === true
}

/** Whether the operation is about something that lies in a scope: the scopes themselves do not. */
function needsScope({ type, behaviour }: Context, scope: string): boolean {
  return type.address.includes(scope) && !(type.address.length === 1 && (behaviour.action === 'list' || behaviour.action === 'create'))
}

export const role: Check = ({ moment, operation, caller }) => {
  if (caller === undefined) return undefined
  const forbids = moment.contract.behaviour.auth.roles[caller.role]?.forbids ?? []
  const forbidden = forbids.some(({ operations }) => operations.includes(operation.id))
  return forbidden ? { refusal: 'missing-role', detail: `the role ${caller.role} may not do this` } : undefined
}
