import type { Behaviour } from '../../specs/behaviour.ts'
import { overConnect, wiresOf } from '../../specs/connect.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, type Json, type JsonObject } from '../../specs/json.ts'
import { readOperations } from '../../specs/operations.ts'
import { buildRoutes } from '../../specs/paths.ts'
import { validatorOf } from '../../specs/schemas.ts'
import { createApp } from '../app.ts'
import type { Defect } from '../defect.ts'
import { Host } from '../host.ts'
import { defaults } from '../settings.ts'

/** A harbour nobody runs, with boats: one service that is called over REST as well as over Connect. */
const said = { basis: 'documented', source: 'harbour rules' } as const
const guessed = { basis: 'assumed', source: 'made up' } as const
export const TOKEN = 'harbour-key'
export const SERVICE = '/harbour.v1.BoatService'

const text = (more: JsonObject = {}): JsonObject => ({ type: 'string', ...more })
const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({ type: 'object', properties, required: [...required] })
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })
const answer = (status: number, schema: JsonObject): JsonObject => ({ [status]: { description: 'done', content: { 'application/json': { schema } } } })
const body = (name: string): JsonObject => ({ requestBody: { required: true, content: { 'application/json': { schema: ref(name) } } } })
const boat = { name: 'boat', in: 'path', required: true, schema: text({ minLength: 1 }) }

const document: JsonObject = {
  openapi: '3.1.1',
  servers: [{ url: 'https://harbour.example/v1' }],
  paths: {
    '/boats': {
      get: { operationId: 'listBoats', responses: answer(200, object({ boats: { type: 'array', items: ref('Boat') } })) },
      post: { operationId: 'buildBoat', responses: answer(201, ref('Boat')), ...body('BoatOrder') },
    },
    '/boats/{boat}': {
      parameters: [boat],
      get: { operationId: 'getBoat', responses: answer(200, ref('Boat')) },
      patch: { operationId: 'changeBoat', responses: answer(200, ref('Boat')), ...body('BoatChange') },
      delete: { operationId: 'scrapBoat', responses: answer(202, ref('Boat')) },
    },
  },
  components: {
    schemas: {
      Boat: object({ id: text(), name: text(), flag: text(), state: text() }),
      BoatOrder: object({ name: text({ minLength: 1, maxLength: 20 }), flag: text() }, ['name']),
      BoatChange: object({ id: text(), name: text({ minLength: 1, maxLength: 20 }), flag: text() }),
      BoatName: object({ id: text() }, ['id']),
      Nothing: object({}),
      Trouble: object({ code: text(), message: text() }, ['code']),
    },
  },
}

const badRequest = { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: '{field}', description: '{detail}' }] }
const resourceInfo = { '@type': 'type.googleapis.com/google.rpc.ResourceInfo', resourceType: '{resource}', resourceName: '{id}', description: '{detail}' }

const behaviour: Behaviour = {
  behaviour: 1,
  provider: { id: 'harbour', title: 'Harbour' },
  auth: {
    scheme: 'bearer',
    credentials: { resource: 'key', secret: 'token', role: 'role', scope: 'harbour' },
    context: { ...said },
    roles: { guest: { title: 'guest', forbids: [{ operations: ['scrapBoat'], ...said }] } },
    ...said,
  },
  errors: {
    envelope: { mediaType: 'application/json', schema: 'Trouble', body: { code: '{code}', message: '{message}', details: '{details}' }, ...said },
    refusals: {
      unauthenticated: { status: 401, code: '16', message: '{detail}', ...said },
      'missing-role': { status: 403, code: '7', message: '{detail}', ...said },
      'rate-limited': { status: 429, code: '8', message: '{detail}', ...said },
      'not-routable': { status: 404, code: '5', message: '{detail}', ...guessed },
      'too-large': { status: 413, code: '8', message: '{detail}', ...guessed },
      'malformed-body': { status: 400, code: '3', message: '{detail}', ...said },
      'invalid-body': { status: 422, code: '3', message: '{detail}', details: [badRequest], ...said },
      absent: { status: 404, code: '5', message: '{detail}', details: [resourceInfo], ...said },
      'wrong-phase': { status: 400, code: '9', message: '{detail}', ...said },
    },
  },
  content: {
    mediaTypes: { request: ['application/json'], response: 'application/json', ...said },
    maxBytes: { bytes: 65_536, ...said },
    maxDepth: { levels: 16, ...said },
    unknownFields: { policy: 'ignore', ...said },
    duplicateKeys: { policy: 'refuse', ...said },
  },
  checkOrder: { stages: ['limit', 'authenticate', 'parameters', 'membership', 'role', 'content', 'existence', 'precondition', 'conflict'], ...said },
  resources: {
    key: { title: 'key', address: ['harbour', 'key'], identity: { from: 'client', field: 'key', ...said }, schema: 'Key' },
    boat: {
      title: 'boat',
      address: ['harbour', 'boat'],
      identity: { from: 'server', field: 'id', pattern: 'b-{hex8}', ...said },
      schema: 'Boat',
      shows: { '/id': { is: 'id' }, '/state': { is: 'phase' } },
      tag: { header: true, strength: 'strong', movesWithPhase: true, ...said },
      lifecycle: 'hull',
      deletion: { asynchronous: true, ...said },
    },
  },
  lifecycles: {
    hull: {
      at: '/state',
      phases: { KEEL: { kind: 'transient', ...said }, AFLOAT: { kind: 'settled', ...said }, BREAKING: { kind: 'transient', ...said } },
      triggers: {
        create: { through: [{ phase: 'KEEL', seconds: 60 }], to: 'AFLOAT', ...said },
        delete: { through: [{ phase: 'BREAKING', seconds: 60 }], to: 'gone', ...said },
      },
      settles: { withinSeconds: 600, ...said },
    },
  },
  operations: {
    listBoats: { action: 'list', resource: 'boat', items: '/boats', ...said },
    buildBoat: { action: 'create', resource: 'boat', location: said, ...said },
    getBoat: { action: 'read', resource: 'boat', ...said },
    changeBoat: { action: 'update', resource: 'boat', binds: { boat: '/id' }, ...said },
    scrapBoat: { action: 'delete', resource: 'boat', ...guessed },
  },
  connect: {
    error: 'Trouble',
    services: {
      'harbour.v1.BoatService': {
        ListBoats: { operation: 'listBoats', request: 'Nothing' },
        BuildBoat: { operation: 'buildBoat', request: 'BoatOrder' },
        GetBoat: { operation: 'getBoat', request: 'BoatName', binds: { boat: '/id' } },
        ChangeBoat: { operation: 'changeBoat', request: 'BoatChange', binds: { boat: '/id' } },
        ScrapBoat: { operation: 'scrapBoat', request: 'BoatName', binds: { boat: '/id' } },
      },
    },
    basis: 'client',
    source: 'harbour client',
  },
  seed: {
    principals: { admin: { token: TOKEN, params: { harbour: 'north' } } },
    resources: {
      key: [
        { address: ['north', 'k1'], fields: { role: 'owner' }, secret: TOKEN },
        { address: ['north', 'k2'], fields: { role: 'guest' }, secret: 'guest-key' },
      ],
    },
  },
}

export function harbour(): Contract {
  const { declared } = readOperations(document)
  const known = behaviour.operations
  const rest: Omit<Contract, 'connect'> = {
    id: 'harbour',
    title: 'Harbour',
    folder: 'harbour',
    basePath: '/v1',
    roots: ['/v1'],
    wire: 'rest',
    hash: '',
    document,
    behaviour,
    operations: new Map([...declared].map(([id, operation]) => [id, known[id] === undefined ? operation : { ...operation, behaviour: known[id] }])),
    validate: validatorOf(document),
    schemaAt: (where) => {
      const found = at(document, where)
      return isObject(found) ? found : undefined
    },
  }
  const connect = overConnect(rest)
  return connect === undefined ? rest : { ...rest, connect }
}

/** A server of the harbour, its clock standing still. */
export function openHarbour(more: { readonly defects?: readonly Defect[]; readonly settings?: Partial<typeof defaults> } = {}) {
  const contract = harbour()
  const host = new Host({
    contracts: [contract],
    seed: 1,
    clock: { scale: 0, at: '2026-02-01T14:00:00Z' },
    settings: { ...defaults, ...more.settings, defects: (more.defects ?? []).map(({ id }) => id) },
    journalSize: 10,
    maxWorlds: 3,
    defects: more.defects ?? [],
  })
  return { contract, host, app: createApp(host, buildRoutes(wiresOf(contract)), {}) }
}

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Json | undefined
}

export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: Json
  readonly raw?: string | Uint8Array<ArrayBuffer>
}

/** Sends requests to a server without a socket, as the owner unless told otherwise. */
export function caller(app: { readonly request: (path: string, init: RequestInit) => Response | Promise<Response> }) {
  const send = async (path: string, { method = 'GET', headers = {}, json, raw }: Sent = {}): Promise<Told> => {
    const body = raw ?? (json === undefined ? undefined : JSON.stringify(json))
    const init: RequestInit = { method, headers: { authorization: `Bearer ${TOKEN}`, ...headers }, ...(body === undefined ? {} : { body }) }
    const response = await app.request(path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }
  const json = { 'content-type': 'application/json' }
  return {
    send,
    rest: (method: string, path: string, body?: Json) => send(`/v1${path}`, { method, headers: json, ...(body === undefined ? {} : { json: body }) }),
    /** A unary call; the message may also be bytes as they are. */
    call: (name: string, message: Json, headers: Readonly<Record<string, string>> = {}) =>
      send(`${SERVICE}/${name}`, { method: 'POST', headers: { ...json, ...headers }, json: message }),
  }
}

function parsed(text: string): Json | undefined {
  if (text === '') return undefined
  const value: Json = JSON.parse(text)
  return value
}
