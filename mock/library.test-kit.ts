import type { Behaviour } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import { at, isObject, type JsonObject } from '../specs/json.ts'
import { readOperations } from '../specs/operations.ts'
import { validatorOf } from '../specs/schemas.ts'
import { createApp } from './app.ts'
import { Host } from './host.ts'
import { fingerprint } from './ids.ts'
import type { Resource } from './record.ts'
import { buildRoutes } from '../specs/paths.ts'
import { defaults } from './settings.ts'
import type { Change } from './store.ts'

/** A library nobody runs: branches with books, listed in pages. For what no other pretended provider has. */
const said = { basis: 'documented', source: 'library rules' } as const
const paged = {
  limit: { parameter: 'limit', min: 1, max: 20, default: 5 },
  cursor: 'cursor',
  more: '/more',
  next: '/next',
  outside: { policy: 'refuse', ...said },
  ...said,
} as const
export const START = Date.UTC(2026, 1, 1)
export const NORTH = 'north-pass'
export const BOTH = 'pass-of-two'

const text = (more: JsonObject = {}): JsonObject => ({ type: 'string', ...more })
const query = (name: string, schema: JsonObject, more: JsonObject = {}): JsonObject => ({ name, in: 'query', schema, ...more })
const page = [query('limit', { type: 'integer' }), query('cursor', text())]
const inPath = (name: string): JsonObject => ({ name, in: 'path', required: true, schema: text({ pattern: '^[a-z0-9-]{1,40}$' }) })
const ok: JsonObject = { '200': { description: 'done', content: { 'application/json': { schema: true } } } }
const get = (operationId: string, parameters: readonly JsonObject[]): JsonObject => ({ operationId, parameters: [...parameters], responses: ok })
const book = { type: 'object', properties: { title: text(), shelf: text(), notes: text(), number: { type: 'integer' } }, required: ['title'] }
const post: JsonObject = { operationId: 'addBook', responses: ok, requestBody: { content: { 'application/json': { schema: book } } } }
const badge = { name: 'Library-Badge', in: 'header', schema: text({ minLength: 3, maxLength: 5 }) }
const ignored = { name: 'Accept', in: 'header', schema: text({ maxLength: 1 }) }

const document: JsonObject = {
  openapi: '3.1.1',
  servers: [{ url: 'https://library.example/l' }],
  paths: {
    '/branches': { get: get('listBranches', page) },
    '/branches/{branch}/books': {
      parameters: [inPath('branch')],
      get: get('listBooks', [...page, query('shelf', text()), query('title', text()), badge, ignored]),
      post,
    },
    '/branches/{branch}/arrivals': { parameters: [inPath('branch')], get: get('listArrivals', []) },
    '/branches/{branch}/clamped': { parameters: [inPath('branch')], get: get('listClamped', page) },
    '/branches/{branch}/asked': {
      parameters: [inPath('branch')],
      get: get('listAsked', [
        query('since', { type: 'number', minimum: 0 }, { required: true }),
        query('lent', { type: 'boolean' }),
        query('word', text({ minLength: 2 })),
      ]),
    },
    '/branches/{branch}/books/{book}': { parameters: [inPath('branch'), inPath('book')], delete: { operationId: 'dropBook', responses: ok } },
  },
}

const behaviour: Behaviour = {
  behaviour: 1,
  provider: { id: 'library', title: 'Library' },
  auth: {
    scheme: 'bearer',
    credentials: { resource: 'pass', secret: 'token', role: 'role', scope: 'branch' },
    context: { header: 'library-branch', broad: 'wide', ...said },
    roles: {},
    ...said,
  },
  errors: {
    envelope: { mediaType: 'application/json', schema: 'Problem', body: { why: '{message}' }, ...said },
    refusals: { 'invalid-parameter': { status: 400, message: '{detail}', ...said }, 'malformed-cursor': { status: 400, message: '{detail}', ...said } },
  },
  content: {
    mediaTypes: { request: ['application/json'], response: 'application/json', ...said },
    maxBytes: { bytes: 65_536, ...said },
    maxDepth: { levels: 16, ...said },
    unknownFields: { policy: 'ignore', ...said },
    duplicateKeys: { policy: 'last-wins', ...said },
  },
  checkOrder: { stages: ['limit', 'authenticate', 'parameters', 'membership', 'role', 'content', 'existence', 'precondition', 'conflict'], ...said },
  resources: {
    branch: {
      title: 'branch',
      address: ['branch'],
      identity: { from: 'client', field: 'branch', ...said },
      schema: 'Branch',
      shows: { '/branch': { is: 'id' } },
    },
    pass: { title: 'pass', address: ['branch', 'pass'], identity: { from: 'client', field: 'pass', ...said }, schema: 'Pass' },
    wide: { title: 'wide pass', address: ['wide'], identity: { from: 'client', field: 'wide', ...said }, schema: 'Pass' },
    book: {
      title: 'book',
      address: ['branch', 'book'],
      identity: { from: 'server', field: 'id', pattern: 'b-{hex8}', ...said },
      schema: 'Book',
      shows: { '/id': { is: 'id' } },
      lifecycle: 'shelf',
      deletion: { asynchronous: true, ...said },
    },
  },
  lifecycles: {
    shelf: {
      at: '/state',
      phases: { shelved: { kind: 'settled', ...said }, leaving: { kind: 'transient', ...said } },
      triggers: {
        create: { through: [], to: 'shelved', ...said },
        delete: { through: [{ phase: 'leaving', seconds: 5 }], to: 'gone', ...said },
      },
      settles: { withinSeconds: 60, ...said },
    },
  },
  operations: {
    listBranches: { action: 'list', resource: 'branch', items: '/data', paging: paged, ...said },
    listBooks: {
      action: 'list',
      resource: 'book',
      items: '/data',
      paging: paged,
      filters: { shelf: { at: '/shelf', ...said }, title: { at: '/title', ...said } },
      together: { parameters: ['shelf', 'title'], ...said },
      omits: { places: ['/notes', '/not/there'], ...said },
      ...said,
    },
    listArrivals: { action: 'list', resource: 'book', items: '/data', newestFirst: said, ...said },
    listClamped: { action: 'list', resource: 'book', items: '/data', paging: { ...paged, outside: { policy: 'clamp', ...said } }, ...said },
    listAsked: { action: 'list', resource: 'book', items: '/data', ...said },
    addBook: { action: 'create', resource: 'book', ...said },
    dropBook: { action: 'delete', resource: 'book', ...said },
  },
  seed: {
    principals: { admin: { token: NORTH, params: { branch: 'north' } } },
    resources: {
      branch: ['north', 'south', 'west'].map((name) => ({ address: [name], fields: {} })),
      pass: [{ address: ['north', 'p1'], fields: { role: 'librarian' }, secret: NORTH }],
    },
  },
}

export function library(): Contract {
  const { declared } = readOperations(document)
  const known = behaviour.operations
  return {
    id: 'library',
    title: 'Library',
    folder: 'library',
    basePath: '/l',
    roots: ['/l'],
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
}

/** A server of the library, its clock standing still. It is also read by a pass that is good for two branches. */
export function openLibrary(seed = 1) {
  const contract = library()
  const host = new Host({
    contracts: [contract],
    seed,
    clock: { scale: 0, at: new Date(START).toISOString() },
    settings: defaults,
    journalSize: 10,
    maxWorlds: 3,
    defects: [],
  })
  const store = host.world().store(contract)
  store.commit([put('wide', ['w1'], { born: store.next, secret: fingerprint(BOTH), scopes: ['north', 'south'] })])
  return { contract, host, store, app: createApp(host, buildRoutes([contract]), {}) }
}

export function put(type: string, address: readonly string[], more: Partial<Resource> & { readonly born: number }): Change {
  const record = { type, address, uid: `${more.born}`, revision: more.born, created: 0, updated: 0, generation: 1 }
  return { kind: 'put', resource: { ...record, fields: {}, settled: {}, settledGeneration: 1, ...more } }
}
