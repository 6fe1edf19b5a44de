import type { JsonObject } from '../../specs/json.ts'

const name = { type: 'string', minLength: 1, maxLength: 256 }
const scale = { description: 'Clock seconds per real second; 0 stands still.', type: 'number', minimum: 0, maximum: 1_000_000 }
const instant = { description: 'RFC 3339 instant, or milliseconds since 1970.', type: ['string', 'number'], minLength: 1 }

/** Schemas of worlds of one's own, and of what is kept of a world. */
export const snapshotSchemas: JsonObject = {
  WorldOptions: {
    description: 'What the world has of its own from its beginning; what is absent is like that of the default world.',
    type: 'object',
    properties: {
      seed: { description: 'Decides every identifier.', type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      clock: { type: 'object', properties: { at: instant, scale }, additionalProperties: false },
    },
    additionalProperties: false,
  },
  Fork: { type: 'object', properties: { to: { description: 'Name of the copy.', ...name } }, required: ['to'], additionalProperties: false },
  Load: {
    type: 'object',
    properties: { from: { description: 'The world whose snapshot it is; the same one when absent.', ...name } },
    additionalProperties: false,
  },
  Snapshot: {
    type: 'object',
    properties: {
      name,
      at: { description: "What the world's clock showed.", type: 'string', format: 'date-time' },
      seed: { type: 'number' },
      resources: { type: 'integer', minimum: 0 },
    },
    required: ['name', 'at', 'seed', 'resources'],
    additionalProperties: false,
  },
  State: {
    description: 'What `clusterproof mock --state` and `createMock({ state })` begin with.',
    type: 'object',
    properties: { format: name, contracts: { type: 'object', additionalProperties: name }, worlds: { type: 'array', items: { type: 'object' } } },
    required: ['format', 'contracts', 'worlds'],
    additionalProperties: false,
  },
  Snapshots: {
    type: 'object',
    properties: { snapshots: { type: 'array', items: { $ref: '#/components/schemas/Snapshot' } } },
    required: ['snapshots'],
    additionalProperties: false,
  },
}
