import type { Contract } from '../specs/contract.ts'
import type { Caller, Check, Context } from './context.ts'
import { fingerprint } from './ids.ts'
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
  const { credentials } = moment.contract.behaviour.auth
  if (credential === undefined || credential.type !== credentials.resource) return 'the token is unknown or revoked'
  if (isExpired(credential, credentials.expires, moment.now)) return 'the token has expired'
  const role = credential.fields[credentials.role]
  return { role: typeof role === 'string' ? role : '', scope: scopeOf(credential, moment.contract), name: credential.caller, credential }
}

/** The value of the path parameter that credentials are bound to. */
function scopeOf(credential: Resource, { behaviour }: Contract): string | undefined {
  const address = behaviour.resources[credential.type]?.address ?? []
  return credential.address[address.indexOf(behaviour.auth.credentials.scope ?? '')]
}

function isExpired(credential: Resource, field: string | undefined, now: number): boolean {
  const until = field === undefined ? undefined : credential.fields[field]
  return typeof until === 'string' && Date.parse(until) <= now
}

/** A credential is bound to one scope, e.g. a tenant; any other is refused alike, whether it exists or not. */
export const membership: Check = ({ moment, operation, params, caller }) => {
  const { scope } = moment.contract.behaviour.auth.credentials
  if (operation.open || scope === undefined || params[scope] === undefined) return undefined
  return params[scope] === caller?.scope ? undefined : { refusal: 'not-member', detail: `not a member of this ${scope}` }
}

export const role: Check = ({ moment, operation, caller }) => {
  if (caller === undefined) return undefined
  const forbids = moment.contract.behaviour.auth.roles[caller.role]?.forbids ?? []
  const forbidden = forbids.some(({ operations }) => operations.includes(operation.id))
  return forbidden ? { refusal: 'missing-role', detail: `the role ${caller.role} may not do this` } : undefined
}
