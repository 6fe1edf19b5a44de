import { at, isObject, withAt } from '../../specs/json.ts'
import { isJson } from '../../specs/media-type.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import type { Json, JsonObject } from '../../specs/json.ts'
import type { Principal, RequestPlan } from '../api.ts'
import type { Credential, Subject } from './subject.ts'
import type { WireRequest } from './wire.ts'

/** Name of a principal as evidence shows it. */
export function nameOf(principal: Principal): string {
  return typeof principal === 'string' ? principal : 'literal'
}

/** The operation a plan names. Throws when the contract has none of that name. */
export function operationOf(contract: Contract, plan: RequestPlan): Operation {
  const operation = contract.operations.get(plan.operation)
  if (operation !== undefined) return operation
  throw new Error(`Failed to build a request: the contract has no operation ${JSON.stringify(plan.operation)}. Use an id from the document.`)
}

/** The contract as it reads over the wire that a plan names. Throws where the provider does not speak it. */
export function spoken(contract: Contract, { wire }: RequestPlan): Contract {
  if (wire === undefined || wire === contract.wire) return contract
  if (contract.connect !== undefined) return contract.connect
  throw new Error(`Failed to build a request: ${contract.title} is not spoken over ${wire}. Need it with reading.wire.`)
}

/** Path parameters of a request: the subject's, then the principal's own, then the plan's. */
export function paramsOf(subject: Subject, plan: RequestPlan): Readonly<Record<string, string>> {
  const credential = credentialOf(subject, plan.as ?? 'admin') ?? subject.principals.admin
  return { ...subject.params, ...credential.params, ...plan.params }
}

/** The request a plan stands for, with placeholders where secrets go; `Wire` wants them revealed. */
export function requestOf(contract: Contract, subject: Subject, plan: RequestPlan): WireRequest {
  const operation = operationOf(contract, plan)
  const params = paramsOf(subject, plan)
  const body = plan.raw === undefined ? textOf(bound(operation, plan, params)) : naming(plan.raw, membersFor(operation, plan, params))
  const defaults: [string, string | undefined][] = [
    ['accept', acceptOf(contract, operation)],
    ['content-type', body === undefined ? undefined : (operation.requestBody?.mediaType ?? 'application/json')],
    ['authorization', authorizationOf(contract, subject, plan.as ?? 'admin')],
    // Servers may refuse calls without it (https://connectrpc.com/docs/protocol#unary-request).
    ['connect-protocol-version', contract.wire === 'connect' ? '1' : undefined],
  ]
  const given = Object.entries(plan.headers ?? {})
  const named = new Set(given.map(([name]) => name.toLowerCase()))
  const headers: (readonly [string, string])[] = []
  for (const [name, value] of defaults) if (value !== undefined && !named.has(name)) headers.push([name, value])
  for (const [name, value] of given) if (value !== '' || !isDefault(name)) headers.push([name, value])
  headers.push(...(plan.lines ?? []))
  return { method: plan.method ?? operation.method.toUpperCase(), target: targetOf(contract, subject, plan), headers, ...(body !== undefined && { body }) }
}

/** What the operation is declared to answer with; where that is no JSON, refusals may be JSON all the same. */
function acceptOf({ behaviour }: Contract, { responses }: Operation): string {
  const { response } = behaviour.content.mediaTypes
  const declared = [...responses.values()].find(({ status }) => status >= 200 && status < 300)?.mediaType
  return declared === undefined || isJson(declared) ? response : `${declared}, ${response};q=0.5`
}

/** The body with the members that repeat a path parameter, or stand for one, unless the plan has its own. */
function bound({ behaviour, requestBody }: Operation, { body, method }: RequestPlan, params: Readonly<Record<string, string>>): Json | undefined {
  const binds = Object.entries(behaviour?.binds ?? {})
  if (requestBody === undefined || method === 'GET' || method === 'HEAD' || (body === undefined ? !requestBody.required : !isObject(body))) return body
  return binds.reduce<Json>((made, [name, place]) => {
    const value = params[name]
    return value === undefined || at(made, place) !== undefined ? made : withAt(made, place, value)
  }, body ?? {})
}

/** Members of a message that stand for path parameters, because its path has no place for them. */
function membersFor({ behaviour, template }: Operation, { path, method }: RequestPlan, params: Readonly<Record<string, string>>): JsonObject {
  if (path !== undefined || method === 'GET' || method === 'HEAD') return {}
  const binds = Object.entries(behaviour?.binds ?? {}).filter(([name]) => !template.includes(`{${name}}`))
  return Object.fromEntries(binds.flatMap(([name, place]) => (params[name] === undefined ? [] : [[place.slice(1), params[name]]])))
}

/** A raw text with these members put in first, where it begins like an object; else, and where it has them already, as it is. */
function naming(raw: string | Uint8Array, members: JsonObject): string | Uint8Array {
  const own = JSON.stringify(members).slice(1, -1)
  if (own === '') return raw
  if (typeof raw !== 'string') return Buffer.from(String(naming(Buffer.from(raw).toString('latin1'), members)), 'latin1')
  const known = parsed(raw)
  if (isObject(known) && Object.keys(members).some((name) => known[name] !== undefined)) return raw
  return raw.replace(/^([^\w"[{]*\{)(\s*\})?/, (_, open: string, close: string | undefined) => open + own + (close ?? ','))
}

function parsed(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text)
    return json
  } catch {
    return undefined
  }
}

function textOf(body: Json | undefined): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body)
}

function isDefault(name: string): boolean {
  return ['accept', 'content-type', 'authorization', 'connect-protocol-version'].includes(name.toLowerCase())
}

function targetOf(contract: Contract, subject: Subject, plan: RequestPlan): string {
  const query = plan.query === undefined || plan.query === '' ? '' : `?${plan.query}`
  if (plan.path?.startsWith('/') === true) return contract.basePath + plan.path + query
  const { template, id } = operationOf(contract, plan)
  const params = paramsOf(subject, plan)
  const path = template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined)
      throw new Error(`Failed to build a request to ${id}: nothing is known for the path parameter ${name}. Give it with the plan or the subject.`)
    return encodeURIComponent(value)
  })
  return path + (plan.path ?? '') + query
}

function authorizationOf(contract: Contract, subject: Subject, principal: Principal): string | undefined {
  if (typeof principal === 'object') return 'token' in principal ? `${schemeOf(contract)} ${principal.token}` : principal.authorization
  if (principal === 'nobody') return undefined
  if (credentialOf(subject, principal) !== undefined) return `${schemeOf(contract)} {${principal}}`
  throw new Error(`Failed to build a request: no credential for the principal ${principal} was given. Need it with reading.principal.`)
}

/** The word before a token, as people write it. */
export function schemeOf({ behaviour }: Pick<Contract, 'behaviour'>): 'Bearer' | 'Token' {
  return behaviour.auth.scheme === 'token' ? 'Token' : 'Bearer'
}

function credentialOf(subject: Subject, principal: Principal): Credential | undefined {
  return typeof principal === 'string' && principal !== 'nobody' ? subject.principals[principal] : undefined
}
