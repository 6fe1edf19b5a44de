import { isObject } from '../../../specs/json.ts'
import type { Defect } from '../../defect.ts'
import { accepts, behaviourOf, doesAnyway, editCall, withoutViolations } from '../parts.ts'
import type { Call } from '../../call.ts'
import { rewritten, withTexts } from './schema.ts'

/** Rewrites every text of an update in a member that holds quantities. */
function inQuantities(edit: (text: string) => string): (call: Call) => Call {
  return rewritten((body, call) => {
    const behaviour = behaviourOf(call)
    const type = behaviour?.action === 'update' ? call.contract.behaviour.resources[behaviour.resource] : undefined
    const members = new Set(Object.keys(type?.quantities ?? {}).map((place) => place.split('/')[1]))
    return Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name, members.has(name) && (isObject(value) || typeof value === 'string') ? withTexts(value, edit) : value]),
    )
  })
}

export const quantityDefects: readonly Defect[] = [
  {
    id: 'val.quantity-milli-dropped',
    violates: 'val.quantity-accept',
    sentence: 'Reads 500m as 500.',
    wrap: editCall(inQuantities((text) => text.replace(/^(\d+)m$/, '$1'))),
  },
  {
    id: 'val.quantity-binary-as-decimal',
    violates: 'val.quantity-accept',
    sentence: 'Takes Gi for G.',
    wrap: editCall(inQuantities((text) => text.replace(/([KMGTPE])i$/, '$1'))),
  },
  {
    id: 'val.quantity-exponent-refused',
    violates: 'val.quantity-accept',
    sentence: 'Refuses quantities with an exponent.',
    wrap: editCall(inQuantities((text) => (/\de/i.test(text) ? 'no quantity' : text))),
  },
  {
    id: 'val.quantity-prefix-parsed',
    violates: 'val.quantity-reject',
    sentence: 'Parses as much of a text as looks like a number and drops the rest.',
    wrap: accepts(
      ['invalid-body'],
      inQuantities((text) => `${/^\s*\d+/.exec(text)?.[0].trim() ?? text}Gi`),
    ),
  },
  {
    id: 'val.quantity-stored-anyway',
    violates: 'val.quantity-reject',
    sentence: 'Refuses text that is no quantity, and yet stores it.',
    wrap: doesAnyway(['invalid-body'], (call) => withoutViolations(call, ({ keyword }) => keyword === 'format')),
  },
]
