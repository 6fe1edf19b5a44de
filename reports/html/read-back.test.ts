import { expect, test } from 'vitest'
import type { Printed } from '../evidence.ts'
import { readBack } from './read-back.ts'

function step(
  number: number,
  [method, target]: readonly [string, string],
  { sent, status = 200, shown = {} }: { sent?: unknown; status?: number; shown?: unknown },
): Printed {
  return {
    label: 'step',
    number,
    principal: 'admin',
    request: { method, target, headers: [], ...(sent !== undefined && { body: JSON.stringify(sent) }) },
    outcome: { kind: 'answered', response: { status, headers: [], body: JSON.stringify(shown), bytes: 0, utf8: true } },
  }
}

const get = ['GET', '/c/1'] as const

test('compares what was sent with what the next read shows, member by member', () => {
  const write = step(1, ['PATCH', '/c/1'], { sent: { a: { 'b/c': 1 }, kept: true, secret: 'x' } })
  expect(readBack([write, step(2, get, { shown: { a: { 'b/c': 2 }, kept: true } })])).toEqual({
    write: 1,
    read: 2,
    changed: [{ at: '/a/b~1c', sent: 1, read: 2 }],
    same: 1,
    unseen: 1,
  })
})

test('finds what a create made below the list it was sent to', () => {
  const create = step(1, ['POST', '/c?x=1'], { sent: { a: 1 }, status: 201 })
  expect(readBack([create, step(2, ['GET', '/d/1'], { shown: { a: 3 } }), step(3, get, { shown: { a: 2 } })])?.read).toBe(3)
})

test.each([
  ['was refused', [step(1, ['PATCH', '/c/1'], { sent: { a: 1 }, status: 409 }), step(2, get, { shown: { a: 2 } })]],
  ['was not read again', [step(1, ['PATCH', '/c/1'], { sent: { a: 1 } })]],
  ['came back as it was', [step(1, ['PATCH', '/c/1'], { sent: { a: [1] } }), step(2, get, { shown: { a: [1] } })]],
  ['is not shown', [step(1, ['PATCH', '/c/1'], { sent: { a: 1 } }), step(2, get, { shown: { wrapped: { a: 2 } } })]],
  ['is no object', [step(1, ['PATCH', '/c/1'], { sent: [1] }), step(2, get, { shown: { a: 2 } })]],
])('says nothing of a write that %s', (_, evidence) => {
  expect(readBack(evidence)).toBeUndefined()
})
