import { validatorOf } from '../../../specs/schemas.ts'
import { kindsOf } from './items.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { JsonObject } from '../../../specs/json.ts'

const said = { basis: 'documented', source: 'menu' } as const
const guessed = { basis: 'assumed', source: 'a guess' } as const

const schemas: JsonObject = {
  Salt: { type: 'boolean' },
  Spice: { type: 'string', enum: ['mild', 'hot'] },
  Plate: {
    type: 'object',
    required: ['size'],
    properties: {
      size: { type: 'integer', minimum: 1 },
      warm: { type: 'boolean', default: true },
      rim: { type: 'object', properties: { gold: { type: 'boolean', default: true }, note: { type: 'string' } } },
      cover: {
        oneOf: [{ type: 'object', required: ['of'], properties: { of: { const: 'glass' }, dome: { type: 'boolean', default: true } } }, { type: 'null' }],
      },
    },
  },
}

const document: JsonObject = { components: { schemas } }

/** A menu of dishes whose extras have values of several kinds. */
export const contract: Pick<Contract, 'document' | 'validate'> = { document, validate: validatorOf(document) }

export const dish: ResourceType = {
  title: 'dish',
  address: ['dish'],
  identity: { from: 'server', field: 'id', ...said },
  schema: 'Plate',
  rules: [
    {
      rule: 'combination',
      at: ['/kitchen', '/town'],
      values: [
        ['north', 'hill'],
        ['south', null],
      ],
      ...said,
    },
  ],
  typed: {
    '/extras': {
      id: '/id',
      value: '/value',
      shown: { type: '/is/kind', value: '/is/value' },
      kinds: [
        { id: 'PLATE', type: 'DISH', schema: 'Plate', where: { '/kitchen': ['north'] }, ...guessed },
        { id: 'PLATE', type: 'WORD', schema: 'Spice', where: { '/kitchen': ['south'] }, ...guessed },
        { id: 'SALT', type: 'FLAG', schema: 'Salt', ...said },
        { id: 'SPICE', type: 'WORD', schema: 'Spice', where: { '/kitchen': ['south', 'north'] }, ...guessed },
      ],
      unknown: { policy: 'refuse', ...said },
      ...said,
    },
  },
}

export const kinds = kindsOf(dish)
