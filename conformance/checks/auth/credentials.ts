import { Blocked } from '../../api.ts'
import { answerOf } from '../../history.ts'
import { createBody } from '../../naming.ts'
import { met, unmet } from '../../need.ts'
import { operationFor } from '../../resources.ts'
import { shapeAt } from '../../generate/shape.ts'
import { at } from '../../../specs/json.ts'
import type { Auth } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api, Handle, Principal } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** Credentials as resources: made, shown once, revoked. */
export interface CredentialNeed {
  readonly create: string
  readonly revoke: string
  /** Where credentials are listed; absent where the contract has no such operation. */
  readonly list?: string
  /** JSON pointer of the raw token in the answer to the create. */
  readonly secret: string
  /** Name of the member that limits how long a credential works. */
  readonly expires?: string
  /** An operation that a new credential may use, and that changes nothing. */
  readonly probe: string
  /** A valid create body, for the weakest role that may use the probe, under this name where clients choose it. */
  readonly body: (name: string) => JsonObject
  /** An instant in the provider's own form. */
  readonly instant: (milliseconds: number) => Json
}

export function credentials(reading: Reading): Need<CredentialNeed> {
  const need = reading.document()
  const probe = reading.operation('list')
  if (need.kind === 'unmet') return need
  if (probe.kind === 'unmet') return probe
  const contract = need.value
  const { auth } = contract.behaviour
  const { resource, secret, expires } = auth.credentials
  const create = operationFor(contract, resource, 'create')
  const revoke = operationFor(contract, resource, 'delete')
  const list = operationFor(contract, resource, 'list')
  if (create === undefined || revoke === undefined) return unmet('the contract has no operations to make and revoke credentials')
  const value: CredentialNeed = {
    create: create.id,
    revoke: revoke.id,
    ...(list && { list: list.id }),
    secret: `/${secret.replace(/^\//, '')}`,
    ...(expires !== undefined && { expires }),
    probe: probe.value.id,
    body: bodyFor(contract, auth, probe.value.id),
    instant: (milliseconds) => written(contract, milliseconds),
  }
  return met(value, auth, create.behaviour, revoke.behaviour)
}

function bodyFor(contract: Contract, auth: Auth, probe: string): CredentialNeed['body'] {
  const { resource } = auth.credentials
  const roles = Object.entries(auth.roles)
  const fitting = roles.findLast(([, { allows }]) => allows?.some(({ operations }) => operations.includes(probe)))
  const [name] = fitting ?? roles[0] ?? []
  const changes = name === undefined ? {} : roleIn(contract, name)
  return (own) => createBody(contract, resource, { name: own, changes })
}

/** The member that gives a new credential a role; nothing where a create does not take one. */
export function roleIn(contract: Contract, role: string): JsonObject {
  const { credentials } = contract.behaviour.auth
  const create = operationFor(contract, credentials.resource, 'create')
  const takes = create?.requestBody !== undefined && shapeAt(contract.document, create.requestBody.schema)?.properties.has(credentials.role) === true
  return takes ? { [credentials.role]: role } : {}
}

/** An instant as the provider writes it. */
export function written(contract: Contract, milliseconds: number): Json {
  const { timestamps } = contract.behaviour.content
  return timestamps?.format === 'unix-seconds' ? Math.floor(milliseconds / 1000) : new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** A credential made by this scenario, revoked after it. */
export interface Minted {
  readonly handle: Handle
  /** The placeholder that evidence holds in place of the token. */
  readonly placeholder: string
  readonly as: Principal
}

/** Makes a credential, recorded as `mint`. Throws `Blocked` where none was made or its token was not shown. */
export async function mint(api: Api, need: CredentialNeed, changes: JsonObject = {}): Promise<Minted> {
  const exchange = await api.send('mint', { operation: need.create, body: { ...need.body(api.name()), ...changes } })
  const handle = api.own(exchange)
  const placeholder = at(answerOf(exchange)?.json, need.secret)
  if (handle === undefined || typeof placeholder !== 'string') {
    throw new Blocked(`no credential could be made: the create was answered with ${answerOf(exchange)?.status ?? 'nothing'}`)
  }
  return { handle, placeholder, as: { token: placeholder } }
}
