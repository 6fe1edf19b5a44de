import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Pool } from './pool.ts'
import type { Json } from '../specs/json.ts'
import type { Exchange } from './history.ts'

function exchange(number: number, { body, json = JSON.parse(body), whole }: { readonly body: string; readonly json?: Json; readonly whole?: Json }): Exchange {
  const headers = [['content-type', 'application/json'] as const, ['etag', '"1"'] as const]
  const response = { status: 200, headers, body, bytes: body.length, utf8: true, json, ...(whole !== undefined && { whole }) }
  const request = { method: 'GET', target: '/clusters/c-1', headers: [['accept', '*/*'] as const] }
  return {
    label: 'read',
    number,
    operation: 'getCluster',
    principal: 'admin',
    request,
    sent: number,
    received: number + 1,
    outcome: { kind: 'answered', response },
  }
}

function responseOf({ outcome }: Exchange) {
  if (outcome.kind === 'lost') throw new Error('It was lost.')
  return outcome.response
}

it('leaves every exchange as it reads, whatever was said before', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.jsonValue(), fc.option(fc.jsonValue(), { nil: undefined })), { maxLength: 6 }), (values) => {
      const pool = new Pool()
      const all = values.flatMap(([value, whole], index) => {
        const body = JSON.stringify(value)
        return [exchange(index, { body, ...(whole !== undefined && { whole: JSON.parse(JSON.stringify(whole)) }) }), exchange(index, { body, json: null })]
      })
      for (const one of all) expect(JSON.stringify(pool.exchange(one))).toBe(JSON.stringify(one))
    }),
    { numRuns: 100, seed: 1 },
  )
})

it('keeps a member called __proto__, which is a name like any other', () => {
  const one = exchange(1, { body: '{"__proto__":{"a":1}}' })

  expect(JSON.stringify(new Pool().exchange(one))).toBe(JSON.stringify(one))
})

it('keeps an exchange that was lost, and one without a body', () => {
  const { operation: _, ...rest } = exchange(1, { body: 'null' })
  const lost: Exchange = { ...rest, outcome: { kind: 'lost', reason: 'The connection was closed.' } }

  expect(new Pool().exchange(lost)).toEqual(lost)
})

it('holds what is said twice once', () => {
  const pool = new Pool()
  const [one, two] = [1, 2].map((number) => responseOf(pool.exchange(exchange(number, { body: '{"name":"a"}' }))))

  expect(two?.json).toBe(one?.json)
  expect(two?.headers[0]).toBe(one?.headers[0])
})
