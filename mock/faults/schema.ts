import type { JsonObject } from '../../specs/json.ts'
import { MOST_MS, MOST_WRITES } from './plan.ts'

const name = { type: 'string', minLength: 1, maxLength: 256 }
const names = { type: ['string', 'array'], minLength: 1, maxLength: 256, items: name, minItems: 1, maxItems: 100 }
const count = { type: 'integer', minimum: 1, maximum: 1_000_000 }
const milliseconds = { type: 'number', minimum: 0, maximum: MOST_MS }
const seconds = { type: 'number', minimum: 0, maximum: 86_400 }
const point = { description: 'Before the call is carried out, or after.', enum: ['before', 'after'] }

function closed(properties: JsonObject, required: readonly string[] = []): JsonObject {
  return { type: 'object', properties, additionalProperties: false, ...(required.length > 0 ? { required } : { minProperties: 1 }) }
}

const when = {
  ...closed({
    provider: name,
    operation: { description: 'operationId, or several.', ...names },
    resource: { description: 'Type of the resource that the operation is about.', ...name },
    method: { enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] },
    phase: { description: 'Phase in which the addressed resource stands, or several.', ...names },
    every: { description: 'Strikes every n-th of the requests that fit.', ...count },
    nth: { description: 'Strikes the n-th of the requests that fit, and no other.', ...count },
    times: { description: 'Strikes so often and no more.', ...count },
    probability: { description: "Drawn from the world's seed.", type: 'number', minimum: 0, maximum: 1 },
  }),
  minProperties: 0,
  description: 'Which requests it strikes; all that is named must fit.',
}

const latency = {
  description: 'Milliseconds of real time, or how they are distributed.',
  type: ['number', 'object'],
  minimum: 0,
  maximum: MOST_MS,
  properties: {
    uniform: { type: 'array', prefixItems: [milliseconds, milliseconds], items: false, minItems: 2 },
    normal: closed({ mean: milliseconds, deviation: milliseconds }, ['mean', 'deviation']),
    lognormal: closed({ median: { ...milliseconds, exclusiveMinimum: 0 }, sigma: { type: 'number', minimum: 0, maximum: 10 } }, ['median', 'sigma']),
    percentiles: { type: 'object', propertyNames: { pattern: '^(100|[1-9]?[0-9](\\.[0-9]{1,3})?)$' }, additionalProperties: milliseconds, minProperties: 1 },
  },
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
}

const lag = closed({ writes: { ...count, maximum: MOST_WRITES }, seconds })

/** By the name of the deed: its members. */
const deeds: Readonly<Record<string, JsonObject>> = {
  status: {
    status: { description: "A refusal in the vendor's own dialect.", type: 'integer', minimum: 400, maximum: 599 },
    retryAfterSeconds: { type: 'integer', minimum: 0, maximum: 86_400 },
    code: { type: 'string', maxLength: 256 },
    message: { type: 'string', maxLength: 2000 },
    performed: { description: 'True carries the call out all the same.', type: 'boolean' },
  },
  latency: { latency },
  reset: { reset: { ...point, description: 'The connection is reset, before the call is carried out or after.' } },
  empty: { empty: { ...point, description: 'The connection is closed without an answer, before the call is carried out or after.' } },
  truncate: { truncate: { description: 'Share of the body that is sent.', type: 'number', minimum: 0, exclusiveMaximum: 1 } },
  slow: { slow: closed({ overMs: milliseconds, pieces: { type: 'integer', minimum: 1, maximum: 1000 } }, ['overMs']) },
  stale: { stale: { ...closed({ get: lag, list: lag, ownWrites: { type: 'boolean' } }), anyOf: [{ required: ['get'] }, { required: ['list'] }] } },
  lifecycle: { lifecycle: { ...closed({ at: name, fails: name, recoversAfterSeconds: seconds }), minProperties: 0 } },
}

/** Exactly one deed: each rules out the members of all others. */
const deed = {
  description: 'What happens: exactly one of these.',
  type: 'object',
  properties: Object.fromEntries(Object.values(deeds).flatMap((members) => Object.entries(members))),
  additionalProperties: false,
  minProperties: 1,
  dependentSchemas: Object.fromEntries(
    Object.values(deeds).flatMap((members) => {
      const [first = '', ...others] = Object.keys(members)
      const alone = { propertyNames: { enum: [first, ...others] } }
      return [[first, alone] as const, ...others.map((other) => [other, { required: [first] }] as const)]
    }),
  ),
}

/** JSON Schemas of a plan, as the management interface and the file of `--faults` take it. */
export const faultSchemas = {
  Fault: {
    type: 'object',
    properties: { id: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }, when, do: deed },
    required: ['do'],
    additionalProperties: false,
  },
  FaultPlan: {
    type: 'object',
    properties: { faults: { type: 'array', maxItems: 100, items: { $ref: '#/components/schemas/Fault' } } },
    required: ['faults'],
    additionalProperties: false,
  },
  FaultCount: {
    description: 'How many requests fitted, and how many of those it touched, in this process.',
    type: 'object',
    properties: { id: name, matched: { type: 'integer', minimum: 0 }, fired: { type: 'integer', minimum: 0 } },
    required: ['id', 'matched', 'fired'],
    additionalProperties: false,
  },
  Faults: {
    type: 'object',
    properties: {
      faults: { type: 'array', items: { $ref: '#/components/schemas/Fault' } },
      counts: { type: 'array', items: { $ref: '#/components/schemas/FaultCount' } },
      neverFired: { description: 'Ids of those that have touched nothing so far.', type: 'array', items: name },
    },
    required: ['faults', 'counts', 'neverFired'],
    additionalProperties: false,
  },
} satisfies Record<string, JsonObject>
