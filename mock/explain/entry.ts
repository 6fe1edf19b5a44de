import type { OperationBehaviour } from '../../specs/behaviour.ts'
import { digits } from '../ids.ts'
import type { Entry, Noted } from '../journal.ts'
import { readQuery } from '../query.ts'
import { idOf } from '../record.ts'
import { isSecretName } from './masked.ts'
import { stoodAfter } from './stood.ts'

/** How many digits of a hash are told: enough to tell a few thousand apart. */
const DIGITS = 16

/** A kept request as it is told. */
export function entryOf(noted: Noted, requestId: string): Entry {
  const { number, contract, route, method, status, refusal, ifMatch, headers } = noted
  const target = withoutSecrets(noted.target)
  const operation = route.kind === 'found' ? route.operation.id : undefined
  const { etag: tag, 'retry-after': retryAfter } = headers
  return {
    number,
    requestId,
    at: new Date(noted.at).toISOString(),
    realAt: new Date(noted.real).toISOString(),
    provider: contract.id,
    method,
    target,
    ...(operation !== undefined && { operation }),
    status,
    ...(refusal !== undefined && { refusal }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(tag !== undefined && { tag }),
    ...(noted.key !== undefined && { key: keyHash(noted.key) }),
    ...(noted.body !== undefined && { body: { bytes: noted.body.bytes, hash: noted.body.hash.slice(0, DIGITS) } }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...((noted.hidden || namesSecret(noted)) && { secretInUrl: true }),
    ...(noted.faults !== undefined && noted.faults.length > 0 && { faults: noted.faults }),
    ...(noted.lost && { lost: true as const }),
    ...(noted.client !== undefined && { client: noted.client.slice(0, DIGITS / 2) }),
    ...met(noted),
  }
}

/** What a request was about, as far as it came to that. */
function met(noted: Noted): Partial<Entry> {
  const operation = operationOf(noted)
  if (operation === undefined) return {}
  const seen = noted.trace?.seen
  const { action, paging } = operation
  const resource = aboutOf(noted, operation)
  const cursor = paging === undefined ? undefined : seen?.query[paging.cursor]
  const caller = seen?.caller
  const next = seen?.next
  const standing = noted.refusal === undefined ? stoodAfter(noted) : undefined
  return {
    action,
    ...(resource !== undefined && { resource }),
    ...(caller !== undefined && { caller: idOf(caller.credential) }),
    ...(standing !== undefined && standing.phase !== '' && { phase: standing.phase, settled: standing.settled }),
    ...(typeof cursor === 'string' && { cursor }),
    ...(next !== undefined && { next }),
  }
}

/** What a request led to, where that is modelled. */
export function operationOf({ route, contract }: Noted): OperationBehaviour | undefined {
  return route.kind === 'found' ? contract.behaviour.operations[route.operation.id] : undefined
}

/** The resource that a request was about: the one that was found or made, or else the one that its path names. */
export function aboutOf({ contract, route, trace }: Noted, { action, resource: type }: OperationBehaviour): Entry['resource'] {
  const seen = trace?.seen
  if (seen?.address !== undefined) return { type, address: seen.address }
  if (route.kind !== 'found' || ['create', 'import', 'list', 'overview', 'tell'].includes(action)) return undefined
  const address = (contract.behaviour.resources[type]?.address ?? []).map((name) => (seen ?? route).params[name])
  return address.length > 0 && address.every((value) => value !== undefined) ? { type, address } : undefined
}

/** Whether the query has a parameter that is called like a secret. What the operation declares, e.g. a page token, is none. */
function namesSecret({ target, route }: Noted): boolean {
  if (!target.includes('?')) return false
  const declared = route.kind === 'found' ? route.operation.parameters.map(({ name }) => name) : []
  return readQuery(target).some(({ name }) => isSecretName(name) && !declared.includes(name))
}

/** What is told of an idempotency key. */
export function keyHash(key: string): string {
  return digits(key).slice(0, DIGITS)
}

/** A request target that may be shown: what looks like a credential in the query is replaced. */
export function withoutSecrets(target: string): string {
  return target.replaceAll(/([?&])([^=&]*)=([^&]*)/g, (all, mark: string, name: string) =>
    isSecretName(name) || /key/i.test(name) ? `${mark}${name}=***` : all,
  )
}
