import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Contract, Operation } from '../specs/contract.ts'
import { isObject, type Json, type JsonObject } from '../specs/json.ts'
import { textAt, type Answer, type Client, type Sending, type ways } from './both-ways.test-kit.ts'
import type { Mock } from './create.ts'

/** Sample data of Akua. */
export const START = '2026-02-01T14:00:00Z'
export const NOW = Date.parse(START) / 1000
export const OWNER = 'sk_akua_ad0000015a6d706c6561646d696e3031'
export const MEMBER = 'sk_akua_0ead00015a6d706c6572656164303031'
export const STRANGER = 'sk_akua_07e500015a6d706c656f746865723031'
/** A person's login, good for both sample workspaces. */
export const SESSION = 's4mpl3s3ss10nt0k3nf0rb0thw0rksp4'
export const ACME = 'ws_acme0000000000a1'
export const GLOBEX = 'ws_globex00000000b2'
export const REGION = 'reg_acmeuse1000000a1'
export const CONFIG = 'ccfg_acmehetzner000a1'
/** A cluster with a machine. */
export const SAMPLE = 'clu_acmesample0000a1'
export const WORKER = 'mch_acmeworker0000a1'

/** Opens the mock of Akua for the tests of a `describe`, empties it before each, and looks after each that no undeclared status was sent. */
export function akuaFor(open: (typeof ways)[number]['open']) {
  let client: Client
  beforeAll(async () => {
    client = await open({ providers: ['akua'], clock: { scale: 0, at: START } })
  })
  beforeEach(() => client.mock.reset())
  afterEach(() => expect(undeclared(client.mock)).toEqual([]))
  afterAll(() => client?.mock.close())
  return { client: () => client, akua: workspaceOf(() => client) }
}

/** What tests of clusters and of what lies around them do again and again, as the owner of a workspace unless told otherwise. */
function workspaceOf(client: () => Client) {
  const send = (method: string, path: string, sending: Sending = {}): Promise<Answer> => client().send(method, `/v1${path}`, { token: OWNER, ...sending })
  const etag = async (path: string): Promise<string> => textAt((await send('GET', path)).json, '/etag')
  /** A write with the current etag of what it is about: the path without its action. */
  const write = async (method: string, path: string, { headers, ...sending }: Sending = {}): Promise<Answer> =>
    send(method, path, { ...sending, headers: { 'if-match': await etag(path.replace(/:[a-z]+$/, '')), ...headers } })
  const pass = (seconds: number): void => client().mock.clock.advance(seconds * 1000)
  /** Makes a managed cluster that is active; its path. */
  const make = async (name = 'made'): Promise<string> => {
    const { json } = await send('POST', '/clusters', { body: { name, region_id: REGION } })
    pass(20)
    return `/clusters/${textAt(json, '/owner_id')}`
  }
  /** What a list shows, a page at a time; all of it at once without a limit. */
  const list = async (path: string, limit = 100): Promise<readonly JsonObject[]> => {
    const found: JsonObject[] = []
    for (let cursor = ''; ;) {
      const { json } = await send('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`)
      const data: readonly Json[] = isObject(json) && Array.isArray(json['data']) ? json['data'] : []
      found.push(...data.filter((item) => isObject(item)))
      const next = textAt(json, '/next_cursor')
      if (next === '' || data.length === 0) return found
      cursor = `&cursor=${encodeURIComponent(next)}`
    }
  }
  return { send, etag, write, pass, make, list }
}

/** Answers since the last reset whose status the contract does not declare for their operation. */
export function undeclared({ contracts, world }: Mock): readonly string[] {
  return world()
    .journal.list()
    .flatMap(({ operation = '', status }) => {
      const responses = contracts[0]?.operations.get(operation)?.responses
      return responses === undefined || responses.has(status) || status === 501 ? [] : [`${operation} ${status}`]
    })
}

/** What the client is told to send: the four parts of its `--input`. */
export interface Given {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: JsonObject
}

export interface Exchanged {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

/** An error as the client understands it. */
export interface Decoded {
  readonly code: number
  readonly message: string
  readonly path?: readonly string[]
  readonly metadata?: Readonly<Record<string, string>>
}

/** What the client makes of an answer. */
export type Told =
  | { readonly kind: 'success'; readonly json: Json | undefined; readonly headers: Exchanged['headers'] }
  | { readonly kind: 'refusal'; readonly status: number; readonly error: Decoded }
  /** A status that is not the declared one (`transport_error`), a body that misses its schema or is no envelope. */
  | { readonly kind: 'misunderstood'; readonly why: string }

/** Headers that the client adds to every request, as they were seen in a probe. */
export const traces = {
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  b3: '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1',
  'user-agent': 'akua-cli/0.10.1 (linux; x64) bun/1.3.0',
}

/** Sends exactly what is given over a connection of its own, and follows nothing. */
export function exchange(url: string, sent: { method: string; headers: Readonly<Record<string, string>>; body?: string }): Promise<Exchanged> {
  const length = { 'content-length': String(Buffer.byteLength(sent.body ?? '')) }
  const headers = sent.method === 'GET' ? sent.headers : { ...length, ...sent.headers }
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: sent.method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }))
      response.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(sent.body)
  })
}

/** The target of an operation, its values and its colons spelled as the client spells them, unless told otherwise. */
export function targetOf({ template }: Operation, { path = {}, query = {} }: Given, colon = '%3A'): string {
  const spelled = template
    .split(/(\{[^}]+\})/)
    .map((part) => (part.startsWith('{') ? encodeURIComponent(path[part.slice(1, -1)] ?? '') : part.replaceAll(':', colon)))
  const search = new URLSearchParams(query).toString()
  return spelled.join('') + (search === '' ? '' : `?${search}`)
}

/** The vendor's client, as section 12 of the fact sheet tells of it: no retries, no keys, no etags of its own. */
export function clientOf(mock: Mock, token = OWNER) {
  const [contract] = mock.contracts
  if (contract === undefined) throw new Error('Failed to make a client: the mock serves no provider.')
  const operationOf = (id: string): Operation => {
    const found = contract.operations.get(id)
    if (found === undefined) throw new Error(`Failed to call ${id}: the contract has no such operation.`)
    return found
  }
  const ask = (id: string, given: Given = {}, colon?: string): Promise<Exchanged> => {
    const operation = operationOf(id)
    // An optional body that is left out becomes the text `null`.
    const content = operation.requestBody === undefined ? {} : { body: JSON.stringify(given.body ?? null) }
    const type = operation.requestBody === undefined ? {} : { 'content-type': 'application/json' }
    const headers = { authorization: `Bearer ${token}`, ...traces, ...type, ...given.headers }
    return exchange(mock.url + targetOf(operation, given, colon), { method: operation.method, headers, ...content })
  }
  const call = async (id: string, given: Given = {}): Promise<Told> => understood(contract, operationOf(id), await ask(id, given))
  return { contract, ask, call }
}

/** Reads an answer by the client's rules. */
function understood(contract: Contract, { responses }: Operation, { status, headers, text }: Exchanged): Told {
  if (status >= 400) {
    const error = decoded(text)
    return error === undefined ? { kind: 'misunderstood', why: `status ${status} with no envelope: ${text}` } : { kind: 'refusal', status, error }
  }
  const [declared] = [...responses.values()].filter((response) => response.status < 300)
  if (status !== declared?.status) return { kind: 'misunderstood', why: `status ${status} where ${declared?.status} is declared` }
  if (declared.schema === undefined)
    return text === '' ? { kind: 'success', json: undefined, headers } : { kind: 'misunderstood', why: 'content where there is none' }
  const json = parsed(text)
  const [violation] = contract.validate(declared.schema, json)
  if (violation !== undefined) return { kind: 'misunderstood', why: `${violation.at} ${violation.member ?? ''} ${violation.message}` }
  return { kind: 'success', json, headers }
}

/** The first error of an envelope; undefined where the client would keep no more than the text. */
export function decoded(text: string): Decoded | undefined {
  const json = parsed(text)
  if (!isObject(json) || json['success'] !== false || !isObject(json['result'])) return undefined
  const errors: readonly Json[] = Array.isArray(json['errors']) ? json['errors'] : []
  const all = errors.map(entry)
  return all.includes(undefined) ? undefined : all[0]
}

function entry(error: Json): Decoded | undefined {
  if (!isObject(error)) return undefined
  const { code, message, path, metadata } = error
  if (typeof code !== 'number' || !Number.isInteger(code) || typeof message !== 'string') return undefined
  const where = path === undefined ? [] : Array.isArray(path) ? (path as readonly Json[]).filter((step) => typeof step === 'string') : undefined
  if (where === undefined || (Array.isArray(path) && where.length !== path.length)) return undefined
  const facts = metadata === undefined ? {} : isObject(metadata) ? textsOf(metadata) : undefined
  if (facts === undefined) return undefined
  return { code, message, ...(path === undefined ? {} : { path: where }), ...(metadata === undefined ? {} : { metadata: facts }) }
}

function textsOf(metadata: JsonObject): Readonly<Record<string, string>> | undefined {
  const texts = Object.entries(metadata).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []))
  return texts.length === Object.keys(metadata).length ? Object.fromEntries(texts) : undefined
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
