import { refusals } from '../../specs/behaviour.ts'
import type { JsonObject } from '../../specs/json.ts'

const text = { type: 'string' }
const number = { type: 'integer', minimum: 0 }
const decision = (description: string): JsonObject => ({ description, type: 'object', properties: { decision: text }, required: ['decision'] })
const standing = { type: 'object', properties: { phase: text, step: number, settled: { type: 'boolean' } }, required: ['phase', 'step', 'settled'] }

const statement = {
  description: "A statement of the contract; `at` is a JSON pointer into the provider's behaviour.yaml.",
  type: 'object',
  properties: { at: text, basis: { enum: ['documented', 'client', 'assumed'] }, source: text },
  required: ['basis', 'source'],
  additionalProperties: false,
}

const change = {
  description: 'What was done to one resource. Values that are secret are `***`, long ones are cut.',
  type: 'object',
  properties: {
    did: { enum: ['created', 'changed', 'removed', 'noted'] },
    resource: { type: 'object', properties: { type: text, address: { type: 'array', items: text } }, required: ['type', 'address'] },
    before: { type: 'object' },
    after: { type: 'object' },
    members: { type: 'array', items: { type: 'object', properties: { at: text, before: true, after: true }, required: ['at'], additionalProperties: false } },
  },
  required: ['did', 'resource', 'members'],
  additionalProperties: false,
}

const nearMiss = {
  type: 'object',
  properties: { operation: text, method: text, template: text, distance: { type: 'number', exclusiveMinimum: 0 } },
  required: ['operation', 'method', 'template', 'distance'],
  additionalProperties: false,
}

/** How well clients behaved. */
export const gradeSchema: JsonObject = {
  type: 'object',
  properties: {
    requests: { type: 'object', properties: { seen: number, total: number }, required: ['seen', 'total'], additionalProperties: false },
    clients: number,
    score: {
      description: 'Per cent of the rules that were kept, of those that there was an occasion for.',
      type: ['integer', 'null'],
      minimum: 0,
      maximum: 100,
    },
    rules: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: text,
          sentence: text,
          source: text,
          verdict: { enum: ['good', 'poor', 'not seen'] },
          occasions: number,
          kept: number,
          evidence: {
            type: 'array',
            items: {
              type: 'object',
              properties: { requests: { type: 'array', items: number }, note: text },
              required: ['requests', 'note'],
              additionalProperties: false,
            },
          },
        },
        required: ['id', 'sentence', 'verdict', 'occasions', 'kept', 'evidence'],
        additionalProperties: false,
      },
    },
  },
  required: ['requests', 'clients', 'score', 'rules'],
  additionalProperties: false,
}

/** What is told of one request. */
export const explanation: JsonObject = {
  type: 'object',
  properties: {
    summary: { description: 'One sentence for a person.', ...text },
    request: { $ref: '#/components/schemas/Request' },
    wire: { enum: ['rest', 'connect'] },
    operation: {
      description: 'Where it led.',
      type: 'object',
      properties: { id: text, template: text, action: text, resource: text },
      required: ['id', 'template'],
    },
    allow: { description: 'Methods of the path, where it has others than the one that was sent.', type: 'array', items: text },
    nearMisses: { description: 'Operations that may have been meant, the nearest first.', type: 'array', items: nearMiss },
    parameters: { type: 'object', properties: { path: { type: 'object' }, query: { type: 'object' } }, required: ['path', 'query'] },
    stages: {
      description: "The contract's order, and how far the request came.",
      type: 'array',
      items: {
        type: 'object',
        properties: { stage: text, outcome: { enum: ['passed', 'answered', 'refused', 'not reached'] } },
        required: ['stage', 'outcome'],
        additionalProperties: false,
      },
    },
    validation: decision('What was wrong with the request as it was written, and where.'),
    authentication: decision('Who was recognised; never by a token.'),
    precondition: decision('The condition that was sent, and the tag that it was compared with.'),
    idempotency: decision('Whether the request was recognised as one that was sent before; `first` is the number of that one.'),
    limit: decision('What the rate limit said.'),
    lifecycle: { type: 'object', properties: { before: standing, after: standing }, additionalProperties: false },
    defects: { description: 'Defects that were on.', type: 'array', items: text },
    faults: { description: 'Faults that came about.', type: 'array', items: text },
    clock: { type: 'object', properties: { now: text, arrived: text }, required: ['now'], additionalProperties: false },
    changes: { type: 'array', items: change },
    answer: {
      type: 'object',
      properties: {
        status: number,
        refusal: { enum: refusals },
        detail: text,
        path: { type: 'array', items: text },
        tag: text,
        retryAfter: text,
        location: text,
        statements: { type: 'array', items: statement },
      },
      required: ['status', 'statements'],
      additionalProperties: false,
    },
  },
  required: ['summary', 'request', 'wire', 'defects', 'faults', 'clock', 'changes', 'answer'],
  additionalProperties: false,
}
