import type { OperationBehaviour } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Defect } from '../defect.ts'
import { crashed, keyed, keyIn, madeKey, rulesOf, withKey, withOperation, withRules } from './idempotency-parts.ts'
import { accepts, doesAnyway, editCall } from './parts.ts'

/** What a key is. */
export const idempotencyKeyDefects: readonly Defect[] = [
  {
    id: 'idempotency.no-key-needed',
    violates: 'idem.required-missing',
    sentence: 'Does without a key what it promises to do with one only.',
    applies: demands,
    wrap: accepts(['missing-key'], (call) => withOperation(call, keyOptional)),
  },
  {
    id: 'idempotency.no-key-refused-but-done',
    violates: 'idem.required-missing',
    sentence: 'Refuses a request without a key, and does it all the same.',
    applies: demands,
    wrap: doesAnyway(['missing-key'], (call) => withOperation(call, keyOptional)),
  },
  {
    id: 'idempotency.longest-key-refused',
    violates: 'idem.key-limits',
    sentence: 'Refuses a key that is just as long as a key may be.',
    applies: keyed,
    wrap: editCall((call) => withRules(call, (rules) => ({ ...rules, key: { ...rules.key, maxLength: rules.key.maxLength - 1 } }))),
  },
  {
    id: 'idempotency.long-key-cut',
    violates: 'idem.key-limits',
    sentence: 'Cuts a key that is too long, so that two of them can become one.',
    applies: keyed,
    wrap: editCall((call) => {
      const [key, rules] = [keyIn(call), rulesOf(call)]
      return key === undefined || rules === undefined || key.length <= rules.key.maxLength ? call : withKey(call, key.slice(0, rules.key.maxLength))
    }),
  },
  {
    id: 'idempotency.bad-key-refused-but-done',
    violates: 'idem.key-limits',
    sentence: 'Refuses a key that is none, and does the request all the same.',
    applies: keyed,
    wrap: doesAnyway(['malformed-key'], (call) => withKey(call, madeKey(call, keyIn(call) ?? ''))),
  },
  {
    id: 'idempotency.odd-key-crashes',
    violates: 'idem.key-limits',
    sentence: 'Puts keys into a query as they come, and fails on a quotation mark.',
    applies: keyed,
    wrap: (respond) => (call, around) => (keyIn(call)?.includes("'") === true ? crashed(call) : respond(call, around)),
  },
  {
    id: 'idempotency.name-in-one-case',
    violates: 'idem.key-field-handling',
    sentence: 'Reads the key from a field whose name is written in lower case, and from no other.',
    applies: keyed,
    wrap: editCall((call) => {
      const lines = call.lines?.() ?? []
      return keyIn(call) === undefined || lines.some(([name]) => name === rulesOf(call)?.header) ? call : withKey(call, undefined)
    }),
  },
  {
    id: 'idempotency.first-key-counts',
    violates: 'idem.key-field-handling',
    sentence: 'Takes the first of two keys.',
    applies: keyed,
    wrap: editCall((call) => {
      const lines = call.lines?.().filter(([name]) => name.toLowerCase() === rulesOf(call)?.header) ?? []
      return keyIn(call) === undefined || lines.length < 2 ? call : withKey(call, lines[0]?.[1])
    }),
  },
]

function demands({ operations }: Contract): boolean {
  return [...operations.values()].some(({ behaviour }) => behaviour?.idempotency?.presence === 'required')
}

function keyOptional({ idempotency, ...behaviour }: OperationBehaviour): OperationBehaviour {
  return idempotency === undefined ? behaviour : { ...behaviour, idempotency: { ...idempotency, presence: 'optional' } }
}
