import type { JsonObject } from '../../specs/json.ts'
import type { OperationId } from './operations.ts'
import { schemas } from './openapi-schemas.ts'

interface Described {
  readonly summary: string
  /** Name of the answer's schema; absent where there is no content. */
  readonly answer?: string
  /** True where the answer is plain text. */
  readonly text?: boolean
  readonly status?: number
  readonly body?: { readonly schema: string; readonly required: boolean }
  readonly query?: readonly string[]
  readonly path?: readonly string[]
  /** Other statuses than those that every operation may answer. */
  readonly also?: readonly number[]
}

const plain: JsonObject = { content: { 'text/plain': { schema: { type: 'string' } } } }

function operation(operationId: OperationId, described: Described): JsonObject {
  const { summary, answer, text = false, status = answer === undefined && !text ? 204 : 200, body, query = [], path = [], also = [] } = described
  const content = text ? plain : answer === undefined ? {} : { content: { 'application/json': { schema: { $ref: `#/components/schemas/${answer}` } } } }
  const parameters = [
    ...path.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...query.map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
    { $ref: '#/components/parameters/world' },
    { $ref: '#/components/parameters/worldHeader' },
  ]
  return {
    operationId,
    summary,
    parameters,
    ...(body === undefined ? {} : { requestBody: bodyOf(body) }),
    responses: { [status]: { description: summary, ...content }, ...Object.fromEntries(troubles(also, body)) },
  }
}

function bodyOf({ schema, required }: NonNullable<Described['body']>): JsonObject {
  return { required, content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } }
}

function troubles(also: readonly number[], body: Described['body']): [string, JsonObject][] {
  const statuses = [400, 401, 403, ...(body === undefined ? [] : [413]), ...also]
  return statuses.toSorted((a, b) => a - b).map((status) => [String(status), { $ref: '#/components/responses/Problem' }])
}

function needs(schema: string): NonNullable<Described['body']> {
  return { schema, required: true }
}

const paths = {
  '/health': { get: operation('getHealth', { summary: 'That the mock runs, and how much it holds.', answer: 'Health' }) },
  '/ready': {
    get: operation('getReady', {
      summary: 'That requests should come here: 503 while it shuts down or its store does not answer.',
      answer: 'Ready',
      also: [503],
    }),
  },
  '/metrics': {
    get: operation('getMetrics', { summary: 'Figures in the text format of Prometheus, where prom-client is installed.', text: true, also: [501] }),
  },
  '/version': { get: operation('getVersion', { summary: 'Version of the mock and of its contracts.', answer: 'Version' }) },
  '/docs': { get: operation('getDocs', { summary: 'This document.', answer: 'Document' }) },
  '/settings': {
    get: operation('getSettings', { summary: 'What is set for a world.', answer: 'Settings' }),
    patch: operation('changeSettings', { summary: 'Changes what is named and leaves the rest.', answer: 'Settings', body: needs('SettingsChange') }),
  },
  '/reset': { post: operation('reset', { summary: 'One world back to its first state where one is named, all otherwise.', answer: 'WasReset' }) },
  '/clock': { get: operation('getClock', { summary: "A world's clock.", answer: 'Clock' }) },
  '/clock/freeze': {
    post: operation('freezeClock', { summary: 'Stands still, now or at an instant.', answer: 'Clock', body: { schema: 'Freeze', required: false } }),
  },
  '/clock/advance': {
    post: operation('advanceClock', { summary: 'Moves forward by seconds, milliseconds or both.', answer: 'Clock', body: needs('Advance') }),
  },
  '/clock/set': { post: operation('setClock', { summary: 'Moves to an instant; it goes on as it did.', answer: 'Clock', body: needs('Instant') }) },
  '/clock/scale': { post: operation('scaleClock', { summary: 'Runs faster or slower from now on.', answer: 'Clock', body: needs('Scale') }) },
  '/clock/reset': { post: operation('resetClock', { summary: 'Back to how it was started.', answer: 'Clock' }) },
  '/worlds': { get: operation('listWorlds', { summary: 'Worlds that are open.', answer: 'Worlds' }) },
  '/worlds/{name}': {
    get: operation('getWorld', { summary: 'One world.', answer: 'World', path: ['name'], also: [404] }),
    put: operation('openWorld', {
      summary: 'Opens a world; one that is open stays as it is.',
      answer: 'World',
      path: ['name'],
      body: { schema: 'WorldOptions', required: false },
    }),
    delete: operation('deleteWorld', { summary: 'Forgets a world and all that is in it.', path: ['name'], also: [404, 409] }),
  },
  '/worlds/{name}/fork': {
    post: operation('forkWorld', {
      summary: 'Copies a world into another one, whatever that held.',
      answer: 'World',
      path: ['name'],
      body: needs('Fork'),
      also: [404],
    }),
  },
  '/snapshots': { get: operation('listSnapshots', { summary: 'What was saved of a world, the oldest first.', answer: 'Snapshots' }) },
  '/snapshots/{name}': {
    put: operation('saveSnapshot', { summary: 'Keeps what a world knows, in place of what was kept by this name.', answer: 'Snapshot', path: ['name'] }),
    delete: operation('deleteSnapshot', { summary: 'Forgets a snapshot.', path: ['name'], also: [404] }),
  },
  '/snapshots/{name}/load': {
    post: operation('loadSnapshot', {
      summary: 'Takes a world to a snapshot: resources, clock, settings, limits; the journal stays.',
      answer: 'World',
      path: ['name'],
      body: { schema: 'Load', required: false },
      also: [404],
    }),
  },
  '/state': {
    get: operation('getState', { summary: 'All that worlds know, to begin with another time: of one where one is named, of all otherwise.', answer: 'State' }),
  },
  '/requests': {
    get: operation('listRequests', { summary: 'Requests that are remembered, oldest first.', answer: 'Requests' }),
    delete: operation('forgetRequests', { summary: 'Forgets them.' }),
  },
  '/requests/find': { post: operation('findRequests', { summary: 'Those that fit all that is named.', answer: 'Requests', body: needs('RequestFilter') }) },
  '/requests/count': { post: operation('countRequests', { summary: 'How many fit all that is named.', answer: 'Count', body: needs('RequestFilter') }) },
  '/explain': {
    get: operation('explainNumber', {
      summary: 'What the mock did with one request, and why: by its number, or the last one.',
      answer: 'Explanation',
      query: ['number'],
      also: [404],
    }),
  },
  '/explain/{id}': {
    get: operation('explainRequest', {
      summary: 'What the mock did with one request, and why: by the id that its answer carried.',
      answer: 'Explanation',
      path: ['id'],
      also: [404],
    }),
  },
  '/grade': {
    get: operation('getGrade', {
      summary: 'How well the clients of a world behaved, by what the journal still tells; `format=text` for people.',
      answer: 'Grade',
      query: ['format', 'pollsPerSecond'],
    }),
  },
  '/limits': {
    get: operation('getLimits', { summary: 'Rate limits and what is used of them.', answer: 'Limits' }),
    put: operation('setLimits', { summary: 'Switches limits; all windows begin anew.', answer: 'Limits', body: needs('LimitsChange') }),
  },
  '/limits/force': {
    post: operation('forceLimits', { summary: 'Refuses the next requests, whatever the limits are.', answer: 'Limits', body: needs('Force') }),
  },
  '/defects': {
    get: operation('listDefects', { summary: 'All defects, and which are on.', answer: 'Defects' }),
    put: operation('setDefects', { summary: 'Switches these on and all others off.', answer: 'Defects', body: needs('DefectsChange') }),
  },
  '/faults': {
    get: operation('getFaults', { summary: 'The plan of faults, how often each came about, and which never did.', answer: 'Faults' }),
    put: operation('setFaults', { summary: 'Another plan; all counts begin anew.', answer: 'Faults', body: needs('FaultPlan') }),
    delete: operation('clearFaults', { summary: 'Nothing goes wrong any more.' }),
  },
  '/resources': {
    get: operation('listResources', { summary: 'What there is, without its content.', answer: 'Resources', query: ['provider', 'type'] }),
  },
  '/lifecycle/advance': {
    post: operation('advanceLifecycle', {
      summary: 'Takes steps of a lifecycle by hand.',
      answer: 'Resource',
      body: needs('LifecycleAdvance'),
      also: [404, 409],
    }),
  },
  '/lifecycle/trigger': {
    post: operation('triggerLifecycle', {
      summary: 'Sets a lifecycle in motion, e.g. towards a failure.',
      answer: 'Resource',
      body: needs('LifecycleTrigger'),
      also: [404, 409],
    }),
  },
} satisfies Record<string, JsonObject>

/** The OpenAPI document of the management interface: what it says is what is routed and what bodies are judged by. */
export const document = {
  openapi: '3.1.1',
  info: {
    title: 'Management interface of the mock',
    version: '1',
    description:
      'Answers loopback only, unless the mock was started with a token; then every request carries it as a bearer token. Bodies are read as JSON whatever their content type.',
  },
  servers: [{ url: '/__admin' }],
  security: [{}, { token: [] }],
  paths,
  components: {
    schemas,
    parameters: {
      world: { name: 'world', in: 'query', description: 'The world that is meant; wins over the header.', schema: { type: 'string' } },
      worldHeader: { name: 'X-Mock-World', in: 'header', description: 'The world that is meant; the default world when absent.', schema: { type: 'string' } },
    },
    responses: { Problem: { description: 'Why not.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
  },
} satisfies JsonObject
