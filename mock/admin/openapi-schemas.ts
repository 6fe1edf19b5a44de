import type { JsonObject } from '../../specs/json.ts'
import { refusals } from '../../specs/behaviour.ts'
import { faultSchemas } from '../faults/schema.ts'
import { explanation, gradeSchema } from './openapi-explained.ts'
import { snapshotSchemas } from './openapi-snapshots.ts'

const name = { type: 'string', minLength: 1, maxLength: 256 }
const instant = { description: 'RFC 3339 instant, or milliseconds since 1970.', type: ['string', 'number'], minLength: 1 }
const count = { type: 'integer', minimum: 0 }
const address = { description: 'Identifiers from the outermost to its own, e.g. ["acme", "production"].', type: 'array', items: name, minItems: 1 }
const provider = { ...name, description: 'Needed only where several providers have a type of this name.' }
const limits = {
  description: "`true` enforces the providers' own limits, `false` none, an object another one.",
  type: ['boolean', 'object'],
  properties: { requests: { type: 'integer', minimum: 0, maximum: 1_000_000 }, windowSeconds: { type: 'number', exclusiveMinimum: 0, maximum: 86_400 } },
  required: ['requests', 'windowSeconds'],
  additionalProperties: false,
}
const trigger = {
  ...name,
  description: 'One of the triggers that GET /resources lists for the resource; those that only this interface starts are among them.',
}
const triggers = { description: 'What may be set in motion now, e.g. a failure.', type: 'array', items: name }
const settings = {
  pace: {
    description: 'How lifecycles advance: at once, with the clock, by hand, or settled by the K-th read.',
    type: 'string',
    pattern: '^(immediate|time|manual|reads:[1-9][0-9]{0,5})$',
  },
  phaseMovesTag: { description: 'False keeps an entity tag still while only the phase changes.', type: 'boolean' },
  phaseWords: { description: 'Other words for phases, by the word of the contract.', type: 'object', additionalProperties: name },
  successes: {
    description: 'Other statuses of success by operationId, as far as the contract declares or tolerates them.',
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 200, maximum: 299 },
  },
  limits,
  defects: { description: 'Ids of the defects that are on.', type: 'array', items: { type: 'string' }, uniqueItems: true },
}
const request = {
  number: count,
  at: { type: 'string', format: 'date-time' },
  provider: name,
  method: name,
  target: { description: 'Path and query; secrets in the query are left out.', type: 'string' },
  operation: name,
  status: { type: 'integer', minimum: 100, maximum: 599 },
  refusal: { enum: refusals },
  ifMatch: { type: 'string' },
  requestId: name,
  action: name,
  resource: { type: 'object', properties: { type: name, address }, required: ['type', 'address'], additionalProperties: false },
  caller: { description: 'Identifier of the credential that was recognised.', type: 'string' },
  tag: { description: 'Entity tag of the answer.', type: 'string' },
  key: { description: 'The first digits of the SHA-256 of the idempotency key.', type: 'string' },
  body: { description: 'The request body: its size, and the first digits of its SHA-256.', ...closed({ bytes: count, hash: name }) },
  retryAfter: { type: 'string' },
  phase: { description: 'The phase that the answer showed of one resource.', type: 'string' },
  settled: { description: 'Whether it stays in that phase.', type: 'boolean' },
  cursor: { description: 'The cursor that was sent.', type: 'string' },
  next: { description: 'The cursor that the answer told.', type: 'string' },
  secretInUrl: { description: 'Present where the target held what looks like a credential, or is one.', const: true },
  faults: { description: 'Faults that came about, by their ids.', type: 'array', items: name },
  lost: { description: 'Present where the connection was broken on purpose.', const: true },
  realAt: { description: "The real time, whatever the world's clock showed.", type: 'string', format: 'date-time' },
  client: { description: 'Tells one client from another: the first digits of the SHA-256 of the token that was sent.', type: 'string' },
}
const optionalOfRequest = Object.keys(request).filter(
  (member) => !['number', 'requestId', 'at', 'realAt', 'provider', 'method', 'target', 'status'].includes(member),
)

/** A closed object; every member is required unless `optional` names it. */
function closed(properties: JsonObject, optional: readonly string[] = []): JsonObject {
  const required = Object.keys(properties).filter((member) => !optional.includes(member))
  return { type: 'object', properties, additionalProperties: false, ...(required.length > 0 ? { required } : {}) }
}

function list(items: string): JsonObject {
  return { type: 'array', items: { $ref: `#/components/schemas/${items}` } }
}

/** The schemas of the management interface; request bodies are judged by these and nothing else. */
export const schemas: JsonObject = {
  Health: closed({
    status: { const: 'ok' },
    providers: { type: 'array', items: name },
    worlds: count,
    journal: closed({ size: count, remembered: count }),
  }),
  Ready: closed({ status: { const: 'ready' } }),
  Version: closed({
    name,
    version: name,
    contracts: { type: 'array', items: closed({ id: name, title: name, basePath: { type: 'string' }, hash: { type: 'string', pattern: '^[0-9a-f]*$' } }) },
  }),
  Settings: closed(settings),
  SettingsChange: { ...closed(settings, Object.keys(settings)), minProperties: 1 },
  Clock: closed({ mode: { enum: ['real', 'scaled', 'frozen'] }, now: { type: 'string', format: 'date-time' }, scale: { type: 'number', minimum: 0 } }),
  Freeze: closed({ at: instant }, ['at']),
  Instant: closed({ at: instant }),
  Advance: {
    type: 'object',
    properties: { seconds: { type: 'number', minimum: 0 }, milliseconds: { type: 'number', minimum: 0 } },
    additionalProperties: false,
    minProperties: 1,
  },
  Scale: closed({ factor: { description: 'Clock seconds per real second; 0 stands still.', type: 'number', minimum: 0, maximum: 1_000_000 } }),
  World: closed({ name, seed: { type: 'number' }, requests: count, clock: { $ref: '#/components/schemas/Clock' } }),
  Worlds: closed({ worlds: list('World') }),
  WasReset: closed({ worlds: { type: 'array', items: name } }),
  Request: closed(request, optionalOfRequest),
  Requests: closed({ total: { description: 'Requests so far, also those no longer remembered.', ...count }, requests: list('Request') }),
  Explanation: explanation,
  Grade: gradeSchema,
  RequestFilter: closed(
    {
      method: name,
      pathPrefix: { type: 'string', pattern: '^/' },
      status: request.status,
      operation: name,
      refusal: request.refusal,
      provider: name,
    },
    ['method', 'pathPrefix', 'status', 'operation', 'refusal', 'provider'],
  ),
  Count: closed({ count }),
  Limits: closed({
    limits,
    own: { type: 'array', items: closed({ provider: name, requests: count, windowSeconds: { type: 'number' }, key: name }) },
    windows: { type: 'array', items: closed({ key: { type: 'string' }, used: count }) },
    forced: count,
  }),
  LimitsChange: closed({ limits }),
  Force: closed({ requests: { type: 'integer', minimum: 0, maximum: 1_000_000 }, retryAfterSeconds: { type: 'integer', minimum: 0, maximum: 86_400 } }, [
    'retryAfterSeconds',
  ]),
  Defect: closed({ id: name, sentence: name, violates: name, on: { type: 'boolean' } }),
  Defects: closed({ defects: list('Defect') }),
  DefectsChange: closed({ ids: settings.defects }),
  ...faultSchemas,
  ...snapshotSchemas,
  Resource: closed({ provider: name, type: name, address, phase: { type: 'string' }, settled: { type: 'boolean' }, version: name, triggers }),
  Resources: closed({ resources: list('Resource') }),
  LifecycleAdvance: closed({ provider, type: name, address, steps: { type: 'integer', minimum: 1, maximum: 1000 } }, ['provider', 'steps']),
  LifecycleTrigger: closed({ provider, type: name, address, trigger }, ['provider']),
  Document: { type: 'object', required: ['openapi', 'paths'] },
  Problem: {
    description: 'RFC 9457.',
    type: 'object',
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      errors: { type: 'array', items: closed({ pointer: { type: 'string' }, detail: { type: 'string' } }) },
    },
    required: ['type', 'title', 'status', 'detail'],
  },
}
