import type { Pace } from './lifecycle.ts'
import type { Behaviour, OperationBehaviour } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { readOperations } from '../specs/operations.ts'
import { buildRoutes } from '../specs/paths.ts'
import { validatorOf } from '../specs/schemas.ts'
import { createApp } from './app.ts'
import { Host } from './host.ts'
import { defaults } from './settings.ts'

/** Telescopes that are booked, opened and looked through: for actions that keep parts, choose triggers and tell of many at once. */
const said = { basis: 'documented', source: 'house rules' } as const
export const START = Date.UTC(2026, 1, 1)
export const KEY = 'key-of-anna'
/** Good for two sites, and bound to the first. */
export const WIDE = 'key-of-both'

const text = (more: JsonObject = {}): JsonObject => ({ type: 'string', ...more })
const yaml = { 'application/x-yaml': { schema: text({ maxLength: 200 }) } }
const json = (schema: Json): JsonObject => ({ 'application/json': { schema } })
const done = (status: number, content?: JsonObject): JsonObject => ({ [status]: { description: 'done', ...(content && { content }) } })
const ok = done(200, json(true))
const inPath = (name: string): JsonObject => ({ name, in: 'path', required: true, schema: text({ pattern: '^[a-z0-9-]{1,40}$' }) })
const query = (name: string, schema: JsonObject): JsonObject => ({ name, in: 'query', schema })

interface Said {
  readonly responses?: JsonObject
  readonly parameters?: readonly JsonObject[]
  readonly content?: JsonObject
  readonly open?: true
}

function operation(operationId: string, { responses = ok, parameters = [], content, open }: Said = {}): JsonObject {
  const body = content === undefined ? {} : { requestBody: { required: true, content } }
  return { operationId, responses, parameters: [...parameters], ...body, ...(open && { security: [] }) }
}

const booking = { type: 'object', properties: { days: { type: 'integer' }, why: text() }, required: ['why'] }
const named = json({ type: 'object', properties: { name: text(), lens: text() } })
const how = query('how', text({ enum: ['KEEP', 'FORGET', 'ALONG'] }))
const telescope = [inPath('site'), inPath('telescope')]
const one = '/sites/{site}/telescopes/{telescope}'

const document: JsonObject = {
  openapi: '3.1.1',
  servers: [{ url: 'https://observatory.example/o' }],
  paths: {
    '/sites': { get: operation('listSites'), post: operation('addSite', { content: named }) },
    '/sites/{site}': { parameters: [inPath('site')], delete: operation('dropSite', { responses: done(204) }) },
    '/sites/{site}/lenses/{lens}': { parameters: [inPath('site'), inPath('lens')], delete: operation('dropLens', { responses: done(204) }) },
    '/sites/{site}/telescopes': { parameters: [inPath('site')], get: operation('listTelescopes'), post: operation('addTelescope', { content: named }) },
    [one]: {
      parameters: telescope,
      get: operation('readTelescope'),
      delete: operation('dropTelescope', { responses: done(204), parameters: [how, query('hurry', { type: 'boolean' })] }),
    },
    [`${one}/open`]: {
      parameters: telescope,
      post: operation('open', { responses: done(201, json(true)), parameters: [query('rehearsal', { type: 'boolean' })] }),
    },
    [`${one}/close`]: { parameters: telescope, post: operation('close') },
    [`${one}/polish`]: { parameters: telescope, post: operation('polish') },
    [`${one}/nights`]: { parameters: telescope, get: operation('listNights') },
    [`${one}/chart`]: {
      parameters: [{ ...inPath('site'), schema: text({ minLength: 30 }) }, inPath('telescope')],
      put: operation('putChart', { responses: done(204), content: yaml }),
      get: operation('readChart', { responses: done(200, yaml) }),
    },
    '/telescopes/{telescope}/booking': {
      parameters: [inPath('telescope')],
      put: operation('book', { content: json(booking) }),
      get: operation('readBooking'),
      delete: operation('unbook', { responses: done(204) }),
    },
    '/telescopes/{telescope}/nights': { parameters: [inPath('telescope')], get: operation('nightsOf') },
    '/sites/{site}/bookings': { parameters: [inPath('site')], get: operation('bookings') },
    '/sites/{site}/states': { parameters: [inPath('site')], get: operation('states') },
    '/sites/{site}/motto': { parameters: [inPath('site')], get: operation('motto') },
    '/addresses': { get: operation('addresses', { open: true }) },
    '/plain': { get: operation('plain', { responses: done(200, { 'text/plain': { schema: text() } }) }) },
  },
}

const act = (more: Partial<OperationBehaviour>): OperationBehaviour => ({ action: 'act', resource: 'telescope', ...said, ...more })
const view = (more: Partial<OperationBehaviour>): OperationBehaviour => ({ ...act(more), action: 'view' })
const state = { '/id': { is: 'id' }, '/state': { is: 'phase' }, '/booked': { field: '/booking' } } as const
const operations: Behaviour['operations'] = {
  listSites: { action: 'list', resource: 'site', items: '/results', ...said },
  addSite: {
    action: 'create',
    resource: 'site',
    refusals: { 'name-taken': { status: 409, message: '{detail}', ...said }, 'malformed-body': { status: 422, message: 'no: {detail}', ...said } },
    ...said,
  },
  dropSite: { action: 'delete', resource: 'site', ...said },
  dropLens: { action: 'delete', resource: 'lens', ...said },
  listTelescopes: { action: 'list', resource: 'telescope', items: '/results', ...said },
  addTelescope: { action: 'create', resource: 'telescope', sets: { '/mirror': 'v1' }, ...said },
  readTelescope: { action: 'read', resource: 'telescope', ...said },
  dropTelescope: {
    action: 'delete',
    resource: 'telescope',
    chooses: { parameter: 'how', triggers: { FORGET: 'forget' }, ...said },
    neverTogether: [{ parameters: { hurry: true, how: 'FORGET' }, ...said }],
    ...said,
  },
  open: act({
    trigger: 'open',
    chooses: { parameter: 'rehearsal', triggers: { true: 'rehearse' }, ...said },
    shows: state,
    refusals: { 'wrong-phase': { status: 400, message: 'not now', ...said } },
  }),
  close: act({ trigger: 'close' }),
  polish: act({ trigger: 'open', upgrades: said }),
  listNights: { action: 'list', resource: 'night', ...said },
  nightsOf: { action: 'list', resource: 'night', ...said },
  putChart: act({ stores: { at: '/chart', ...said }, ignores: { parameters: ['site'], ...said } }),
  readChart: view({
    ignores: { parameters: ['site'], ...said },
    shows: { '': { first: [{ field: '/chart' }, { text: 'chart: of {id}\n', after: 'OPEN' }] } },
  }),
  book: act({
    stores: { at: '/booking', adds: { '/since': 'now', '/by': 'caller', '/telescope': 'id' }, lasts: { days: '/days', since: '/since' }, ...said },
    shows: { '': { field: '/booking' } },
  }),
  readBooking: view({ shows: { '': { field: '/booking' }, '/state': { is: 'phase' } } }),
  unbook: act({ clears: '/booking' }),
  bookings: { ...act({ having: '/booking', items: '/results', shows: { '/id': { is: 'id' }, '/by': { field: '/booking/by' } } }), action: 'overview' },
  states: { ...act({ items: '/results', shows: state }), action: 'overview' },
  motto: { ...act({ shows: { '/motto': { text: 'Clear skies over {site}' }, '/rules': { value: ['quiet'] } } }), action: 'tell' },
  addresses: { ...act({ shows: { '': { value: ['203.0.113.1'] } } }), action: 'tell' },
  plain: { ...act({ shows: { '': { text: 'hello' } } }), action: 'tell' },
}

const client = (field: string) => ({ from: 'client', field, ...said }) as const
const behaviour: Behaviour = {
  behaviour: 1,
  provider: { id: 'observatory', title: 'Observatory' },
  auth: {
    scheme: 'token',
    also: { schemes: ['bearer'], ...said },
    credentials: { resource: 'key', secret: 'token', role: 'role', scope: 'site' },
    context: said,
    roles: {},
    ...said,
  },
  errors: { envelope: { mediaType: 'application/json', schema: 'Problem', body: { why: '{message}' }, ...said }, refusals: {} },
  content: {
    mediaTypes: { request: ['application/json'], response: 'application/json', ...said },
    maxBytes: { bytes: 1000, ...said },
    maxDepth: { levels: 16, ...said },
    unknownFields: { policy: 'ignore', ...said },
    duplicateKeys: { policy: 'last-wins', ...said },
  },
  checkOrder: { stages: ['limit', 'authenticate', 'parameters', 'membership', 'role', 'content', 'existence', 'precondition', 'conflict'], ...said },
  resources: {
    site: {
      title: 'site',
      address: ['site'],
      identity: { from: 'server', field: 'id', pattern: 'site-{hex8}', ...said },
      schema: 'Site',
      shows: { '/id': { is: 'id' } },
      guards: [{ resource: 'telescope', ...said }],
    },
    key: { title: 'key', address: ['site', 'key'], identity: client('key'), schema: 'Key' },
    telescope: {
      title: 'telescope',
      address: ['site', 'telescope'],
      identity: { from: 'server', field: 'id', pattern: 't-{hex8}', ...said },
      schema: 'Telescope',
      shows: { '/id': { is: 'id' }, '/state': { is: 'phase' }, '/updated': { is: 'updated' }, '/mirror': { field: '/mirror' } },
      lowerCase: ['why'],
      lifecycle: 'dome',
      companions: ['mount'],
      versions: { at: '/mirror', values: ['v1', 'v2'], ...said },
      guards: [{ resource: 'night', unless: { parameter: 'how', is: ['ALONG', 'FORGET'] }, ...said }],
    },
    mount: { title: 'mount', address: ['site', 'telescope'], identity: client('telescope'), schema: 'Mount', defaults: { '/lens': 'wide' } },
    night: {
      title: 'night',
      address: ['site', 'telescope', 'night'],
      identity: client('night'),
      schema: 'Night',
      companions: ['log'],
      shows: { '/id': { is: 'id' } },
    },
    log: { title: 'log', address: ['site', 'telescope', 'night'], identity: client('night'), schema: 'Log' },
    lens: { title: 'lens', address: ['site', 'lens'], identity: client('lens'), schema: 'Lens', guards: [{ resource: 'mount', at: '/lens', ...said }] },
  },
  lifecycles: {
    dome: {
      at: '/state',
      phases: {
        READY: { kind: 'settled', ...said },
        OPENING: { kind: 'transient', ...said },
        OPEN: { kind: 'settled', ...said },
        CLOSING: { kind: 'transient', ...said },
        REHEARSAL: { kind: 'transient', ...said },
        LEAVING: { kind: 'transient', ...said },
      },
      triggers: {
        create: { through: [], to: 'READY', ...said },
        open: { from: ['READY', 'OPEN'], through: [{ phase: 'OPENING', seconds: 10 }], to: 'OPEN', ...said },
        rehearse: { from: ['READY', 'OPEN'], through: [{ phase: 'REHEARSAL', seconds: 1 }], to: 'before', ...said },
        close: { from: ['OPEN'], through: [{ phase: 'CLOSING', seconds: 10 }], to: 'READY', ...said },
        delete: { from: ['READY', 'OPEN'], through: [{ phase: 'LEAVING', seconds: 5 }], to: 'gone', ...said },
        forget: { through: [], to: 'gone', ...said },
      },
      settles: { withinSeconds: 60, ...said },
    },
  },
  operations,
  seed: {
    principals: { admin: { token: KEY, params: { site: 'north' } } },
    resources: {
      site: ['north', 'south', 'west'].map((name) => ({ address: [name], fields: {} })),
      key: [
        { address: ['north', 'k1'], fields: {}, secret: KEY, caller: 'Anna' },
        { address: ['north', 'k2'], fields: {}, secret: WIDE, scopes: ['north', 'south'] },
      ],
      telescope: [
        { address: ['north', 'old'], fields: { mirror: 'v1' } },
        { address: ['south', 'far'], fields: { mirror: 'v2' } },
      ],
      mount: [
        { address: ['north', 'old'], fields: { lens: 'long' } },
        { address: ['south', 'far'], fields: { lens: 'wide' } },
      ],
      night: [{ address: ['south', 'far', 'n1'], fields: {} }],
      log: [{ address: ['south', 'far', 'n1'], fields: {} }],
      lens: ['long', 'spare'].map((name) => ({ address: ['north', name], fields: {} })),
    },
  },
}

function observatory(change: Partial<Behaviour>): Contract {
  const { declared } = readOperations(document)
  const known = change.operations ?? operations
  return {
    id: 'observatory',
    title: 'Observatory',
    folder: 'observatory',
    basePath: '/o',
    roots: ['/o'],
    wire: 'rest',
    hash: '',
    document,
    behaviour: { ...behaviour, ...change },
    operations: new Map([...declared].map(([id, each]) => [id, known[id] === undefined ? each : { ...each, behaviour: known[id] }])),
    validate: validatorOf(document),
    schemaAt: (where) => {
      const found = at(document, where)
      return isObject(found) ? found : undefined
    },
  }
}

export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly text: string
  /** Undefined where the text is no JSON. */
  readonly json: Json | undefined
}

/** A server of the observatory, its clock standing still. Its paths begin below `/o`. */
export function openObservatory(change: (known: Behaviour) => Partial<Behaviour> = () => ({}), pace: Pace = defaults.pace) {
  const contract = observatory(change(behaviour))
  const host = new Host({
    contracts: [contract],
    seed: 1,
    clock: { scale: 0, at: new Date(START).toISOString() },
    settings: { ...defaults, pace },
    journalSize: 10,
    maxWorlds: 3,
    defects: [],
  })
  const app = createApp(host, buildRoutes([contract]), {})
  const call = async (method: string, path: string, sent: { body?: string; headers?: Readonly<Record<string, string>> } = {}): Promise<Answer> => {
    const headers = { authorization: `Token ${KEY}`, ...(sent.body !== undefined && { 'content-type': 'application/json' }), ...sent.headers }
    const response = await app.fetch(new Request(`http://mock.invalid/o${path}`, { method, headers, ...(sent.body !== undefined && { body: sent.body }) }))
    // Unlike `text()`, this leaves a byte order mark where it is.
    const told = Buffer.from(await response.arrayBuffer()).toString('utf8')
    return { status: response.status, type: response.headers.get('content-type'), text: told, json: parsed(told) }
  }
  return { contract, host, clock: host.world().clock, store: host.world().store(contract), app, call }
}

function parsed(told: string): Json | undefined {
  try {
    return JSON.parse(told)
  } catch {
    return undefined
  }
}
