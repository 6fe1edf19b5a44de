import type { Behaviour, Rule } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { readOperations } from '../specs/operations.ts'
import { buildRoutes } from '../specs/paths.ts'
import { validatorOf } from '../specs/schemas.ts'
import { createApp } from './app.ts'
import { Host } from './host.ts'
import { present, triggered, type Moment } from './moment.ts'
import { defaults, type Settings } from './settings.ts'

/** A workshop nobody runs: machines are ordered first and built later. For fields that no other pretended provider has. */
const said = { basis: 'documented', source: 'workshop rules' } as const
export const START = Date.UTC(2026, 1, 1)
const KEY = 'north-key'

const text: JsonObject = { type: 'string' }
const flag: JsonObject = { type: 'boolean' }
const whole: JsonObject = { type: 'integer' }
const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more })

const machine: JsonObject = {
  name: text,
  maker: text,
  place: text,
  size: whole,
  least: whole,
  most: whole,
  noisy: { oneOf: [flag, { type: 'null' }] },
  style: text,
  notes: text,
  tool: text,
  extras: { type: 'array', items: object({ id: text, value: true }) },
  supply: { $ref: '#/components/schemas/Supply' },
}

const schemas: JsonObject = {
  Supply: object({ maker: text, power: object({ volts: whole, phases: whole }) }),
  Machine: object(machine, { required: ['name'] }),
  Change: object(machine),
  Lamp: flag,
  Colour: { ...text, default: 'grey' },
  Laser: object({ power: { ...whole, default: 5, minimum: 1 }, lens: { $ref: '#/components/schemas/Lens' } }, { required: ['power'] }),
  Lens: object({ coated: { ...flag, default: true }, turns: whole }, { required: ['turns', 'coated'] }),
  Base: object({
    foot: {
      oneOf: [
        object({ of: { const: 'wood' } }, { required: ['of'] }),
        object({ of: { const: 'iron' }, rust: { ...flag, default: false } }, { required: ['of', 'rust'] }),
      ],
    },
  }),
  SouthBase: text,
}

const body = (schema: string): JsonObject => ({ required: true, content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } })
const ok: JsonObject = { '200': { description: 'done', content: { 'application/json': { schema: true } } } }
const inPath = (name: string): JsonObject => ({ name, in: 'path', required: true, schema: text })
const call = (operationId: string, schema?: string): JsonObject => ({ operationId, responses: ok, ...(schema !== undefined && { requestBody: body(schema) }) })

const document: JsonObject = {
  openapi: '3.1.1',
  servers: [{ url: 'https://workshop.example/w' }],
  paths: {
    '/{hall}/machines': { parameters: [inPath('hall')], get: call('listMachines'), post: call('orderMachine', 'Machine') },
    '/{hall}/machines/{machine}': {
      parameters: [inPath('hall'), inPath('machine')],
      get: call('getMachine'),
      put: call('replaceMachine', 'Machine'),
      patch: call('changeMachine', 'Change'),
    },
    '/{hall}/machines/{machine}/build': { parameters: [inPath('hall'), inPath('machine')], post: call('buildMachine') },
    '/{hall}/machines/{machine}/improve': { parameters: [inPath('hall'), inPath('machine')], post: call('improveMachine') },
    '/{hall}/machines/{machine}/rehearse': { parameters: [inPath('hall'), inPath('machine')], post: call('rehearseMachine') },
    '/{hall}/machines/{machine}/label': { parameters: [inPath('hall'), inPath('machine')], put: call('labelMachine', 'Supply'), get: call('getLabel') },
    '/{hall}/machines/{machine}/supply': { parameters: [inPath('hall'), inPath('machine')], get: call('getSupply'), put: call('replaceSupply', 'Supply') },
  },
  components: { schemas },
}

const rules: readonly Rule[] = [
  { rule: 'unique', at: ['/name'], within: [], caseless: said, ...said },
  { rule: 'ordered', at: ['/least', '/most'], ...said },
  {
    rule: 'combination',
    at: ['/maker', '/place'],
    values: [
      ['north', 'hill'],
      ['north', 'lake'],
      ['south', null],
    ],
    ...said,
  },
  { rule: 'exists', at: '/tool', resource: 'tool', where: { '/maker': ['north'] }, ...said },
  { rule: 'exists', at: '/supply/maker', resource: 'tool', ...said },
]

const behaviour: Behaviour = {
  behaviour: 1,
  provider: { id: 'workshop', title: 'Workshop' },
  auth: { scheme: 'bearer', credentials: { resource: 'key', secret: 'token', role: 'role', scope: 'hall' }, roles: {}, ...said },
  errors: {
    envelope: { mediaType: 'application/json', schema: 'Problem', body: { why: '{message}', where: '{field}' }, ...said },
    refusals: {
      'invalid-body': { status: 422, message: '{detail}', ...said },
      'immutable-field': { status: 423, message: '{detail}', ...said },
      'name-taken': { status: 409, message: '{detail}', ...said },
      'rule-broken': { status: 424, message: '{detail}', ...said },
      'unknown-reference': { status: 425, message: '{detail}', ...said },
      'wrong-phase': { status: 426, message: '{detail}', ...said },
    },
  },
  content: {
    mediaTypes: { request: ['application/json'], response: 'application/json', ...said },
    maxBytes: { bytes: 65_536, ...said },
    maxDepth: { levels: 16, ...said },
    unknownFields: { policy: 'refuse', ...said },
    duplicateKeys: { policy: 'last-wins', ...said },
  },
  checkOrder: { stages: ['authenticate', 'parameters', 'content', 'existence', 'conflict'], ...said },
  resources: {
    hall: { title: 'hall', address: ['hall'], identity: { from: 'client', field: 'hall', ...said }, schema: 'Machine' },
    key: { title: 'key', address: ['hall', 'key'], identity: { from: 'client', field: 'key', ...said }, schema: 'Machine' },
    tool: { title: 'tool', address: ['hall', 'tool'], identity: { from: 'client', field: 'tool', ...said }, schema: 'Machine' },
    machine: {
      title: 'machine',
      address: ['hall', 'machine'],
      identity: { from: 'server', field: 'id', pattern: 'm-{hex8}', ...said },
      schema: 'Machine',
      lifecycle: 'machine',
      companions: ['supply', 'manual'],
      hands: { at: '/supply', to: 'supply', ...said },
      versions: { at: '/model', values: ['1', '2', '3'], ...said },
      coerces: said,
      rules,
      defaults: { '/size': 40, '/least': 1, '/most': 1 },
      typed: {
        '/extras': {
          id: '/id',
          value: '/value',
          shown: { type: '/is/type', value: '/is/value' },
          kinds: [
            { id: 'LAMP', type: 'FLAG', schema: 'Lamp', change: { policy: 'refuse', after: 'built', ...said }, ...said },
            { id: 'COLOUR', type: 'TEXT', schema: 'Colour', change: { policy: 'refuse', ...said }, ...said },
            { id: 'LASER', type: 'BEAM', schema: 'Laser', shows: { '/price/cents': 900 }, ...said },
            { id: 'BASE', type: 'FOOT', schema: 'Base', where: { '/maker': ['north'] }, change: { policy: 'ignore', ...said }, ...said },
            { id: 'BASE', type: 'STAND', schema: 'SouthBase', where: { '/maker': ['south'] }, ...said },
          ],
          unknown: { policy: 'ignore', ...said },
          ...said,
        },
      },
      shows: {
        '/id': { is: 'id' },
        '/state': { is: 'phase' },
        '/model': { field: '/model', from: 'applied' },
        '/application': { applied: { never: 'none', stale: 'old', current: 'new' } },
        '/builtAt': { is: 'applied-at', otherwise: null },
        '/nextModel': { is: 'next-version', otherwise: null },
        '/run': { text: '{id}/{execution}', otherwise: null },
        '/style': { first: [{ where: { '/extras/*/id': 'LASER' }, value: 'light' }, { field: '/style' }] },
        '/plate': {
          first: [
            { where: { '/maker': 'north' }, from: 'applied', made: { kind: 'N', of: '{size}' } },
            { where: { '/maker': 'south' }, from: 'applied', made: { kind: 'S' } },
          ],
        },
        '/tag': { field: '/label/text', beside: '/label' },
      },
    },
    supply: {
      title: 'supply',
      address: ['hall', 'machine'],
      identity: { from: 'client', field: 'machine', ...said },
      schema: 'Supply',
      defaults: { '/power/volts': 230 },
      shows: { '/maker': { first: [{ field: '/maker' }, { owner: '/maker', words: { '"north"': 'north', '"south"': 'SOUTH' } }] } },
    },
    manual: {
      title: 'manual',
      address: ['hall', 'machine'],
      identity: { from: 'client', field: 'machine', ...said },
      schema: 'Supply',
      defaults: { '/pages': 3 },
    },
  },
  lifecycles: {
    machine: {
      at: '/state',
      phases: Object.fromEntries(
        (['ready', 'queued', 'building', 'built', 'broken', 'rehearsing'] as const).map((name) => [
          name,
          { kind: name === 'broken' ? 'failed' : ['ready', 'built'].includes(name) ? 'settled' : 'transient', ...said },
        ]),
      ),
      triggers: {
        create: { through: [], to: 'ready', ...said },
        build: {
          from: ['ready', 'built', 'broken'],
          through: [
            { phase: 'queued', seconds: 1 },
            { phase: 'building', seconds: 4 },
          ],
          to: 'built',
          applies: true,
          ...said,
        },
        rehearse: { through: [{ phase: 'rehearsing', seconds: 1 }], to: 'before', ...said },
        break: { through: [], to: 'broken', by: 'administrator', ...said },
      },
      application: { regardless: ['/name', '/notes'], ...said },
      settles: { withinSeconds: 60, ...said },
    },
  },
  operations: {
    listMachines: { action: 'list', resource: 'machine', items: '/results', ...said },
    orderMachine: { action: 'create', resource: 'machine', sets: { '/model': '1', '/seal': 'ours' }, ...said },
    getMachine: { action: 'read', resource: 'machine', ...said },
    replaceMachine: { action: 'update', resource: 'machine', replaces: { keeps: { places: ['/notes'], ...said }, ...said }, ...said },
    changeMachine: { action: 'update', resource: 'machine', ...said },
    buildMachine: { action: 'act', resource: 'machine', trigger: 'build', ...said },
    improveMachine: { action: 'act', resource: 'machine', trigger: 'build', upgrades: said, ...said },
    rehearseMachine: { action: 'act', resource: 'machine', trigger: 'rehearse', ...said },
    labelMachine: {
      action: 'act',
      resource: 'machine',
      stores: { at: '/label', adds: { '/since': 'now' }, lasts: { days: '/days', since: '/since' }, ...said },
      ...said,
    },
    getLabel: { action: 'view', resource: 'machine', shows: { '': { field: '/label' } }, ...said },
    getSupply: { action: 'read', resource: 'supply', ...said },
    replaceSupply: { action: 'update', resource: 'supply', replaces: said, ...said },
  },
  seed: {
    principals: { admin: { token: KEY, params: { hall: 'north' } } },
    resources: {
      hall: [{ address: ['north'], fields: {} }],
      key: [{ address: ['north', 'k1'], fields: { role: 'smith' }, secret: KEY }],
      tool: [{ address: ['north', 'saw'], fields: {} }],
    },
  },
}

export function workshop(): Contract {
  const { declared } = readOperations(document)
  const known = behaviour.operations
  return {
    id: 'workshop',
    title: 'Workshop',
    folder: 'workshop',
    basePath: '/w',
    roots: ['/w'],
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

/** A server of the workshop, its clock standing still. */
export function openWorkshop(pace: Settings['pace'] = 'time') {
  const contract = workshop()
  const clock = { scale: 0, at: new Date(START).toISOString() }
  const host = new Host({ contracts: [contract], seed: 1, clock, settings: { ...defaults, pace }, journalSize: 10, maxWorlds: 3, defects: [] })
  const app = createApp(host, buildRoutes([contract]), {})
  const world = host.world()
  const send = async (method: string, path: string, sent?: Json): Promise<{ readonly status: number; readonly json: JsonObject }> => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
    const response = await app.request(`/w/north/machines${path}`, { method, headers, ...(sent !== undefined && { body: JSON.stringify(sent) }) })
    const json: Json = JSON.parse(await response.text())
    return { status: response.status, json: isObject(json) ? json : {} }
  }
  const order = async (sent: JsonObject = {}): Promise<{ readonly path: string; readonly json: JsonObject }> => {
    const { json } = await send('POST', '', { name: 'press', ...sent })
    const { id } = json
    return { path: `/${typeof id === 'string' ? id : ''}`, json }
  }
  const moment = (): Moment => ({ view: world.store(contract), contract, settings: world.settings, now: world.clock.now(), seed: 1 })
  const found = (path: string) => present(moment(), 'machine', ['north', path.slice(1)])
  const administer = (path: string, trigger: string): void => {
    const machine = found(path)
    const changed = machine && triggered(moment(), machine, trigger)
    if (changed !== undefined) world.commit(contract, [{ kind: 'put', resource: changed }])
  }
  return { contract, world, send, order, moment, found, administer, later: (seconds: number) => world.clock.advance(seconds * 1000) }
}
