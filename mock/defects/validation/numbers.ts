import type { Call } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { doesAnyway, editCall, editReply, withBytes } from '../parts.ts'

const isNumber = (token: string) => !token.startsWith('"')

/** The numbers of a body as they stand in its text, texts left alone (RFC 8259 sections 6 and 7). */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

function textOf({ body }: Call): string {
  return body.kind === 'bytes' ? new TextDecoder().decode(body.bytes) : ''
}

function renumbered(edit: (literal: string) => string): (call: Call) => Call {
  return (call) => {
    const text = textOf(call)
    const other = text.replaceAll(tokens, (token) => (isNumber(token) ? edit(token) : token))
    return other === text ? call : withBytes(call, new TextEncoder().encode(other))
  }
}

const wrapped = renumbered((literal) => (/^-?\d+$/.test(literal) ? String(BigInt.asIntN(32, BigInt(literal))) : literal))

export const numberDefects: readonly Defect[] = [
  {
    id: 'val.number-wraps',
    violates: 'val.number-forms',
    sentence: 'Keeps the lowest 32 bits of a whole number.',
    wrap: editCall(wrapped),
  },
  {
    id: 'val.number-wraps-anyway',
    violates: 'val.number-forms',
    sentence: 'Refuses a whole number that is too great, and yet stores its lowest 32 bits.',
    wrap: doesAnyway(['invalid-body'], wrapped),
  },
  {
    id: 'val.number-exponent-dropped',
    violates: 'val.number-forms',
    sentence: 'Reads the digits of a number and drops its exponent.',
    wrap: editCall(renumbered((literal) => literal.replace(/[eE].*$/, ''))),
  },
  {
    id: 'val.number-fails',
    violates: 'val.number-forms',
    sentence: 'Fails over a number that is too great for a double.',
    wrap: editReply((reply, call) => {
      const numbers = (textOf(call).match(tokens) ?? []).filter(isNumber)
      return numbers.some((literal) => !Number.isFinite(Number(literal))) ? { ...reply, status: 500 } : reply
    }),
  },
]
