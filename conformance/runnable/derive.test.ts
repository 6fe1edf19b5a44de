import { beforeAll, describe, expect, test } from 'vitest'
import { loadContract } from '../../specs/load.ts'
import { answerOf, header, History } from '../history.ts'
import { sameJson } from '../judge/view.ts'
import { accepted } from '../judge/status.ts'
import { refused } from '../judge/refused.ts'
import { broken, kept, unclear } from '../verdict.ts'
import { assertionsOf } from './derive.ts'
import { at } from '../../specs/json.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Exchange } from '../history.ts'
import type { Judgement } from '../verdict.ts'
import type { Assertion } from './assertion.ts'

let contract: Contract

beforeAll(async () => {
  contract = await loadContract('fixtures/pretend')
})

interface Told {
  readonly status?: number
  readonly json?: Json
  readonly tag?: string
  readonly asked?: Json
}

function exchange(label: string, number: number, { status = 200, json, tag, asked }: Told = {}): Exchange {
  const body = json === undefined ? '' : JSON.stringify(json)
  const headers = tag === undefined ? [] : [['etag', tag] as const]
  return {
    label,
    number,
    principal: 'admin',
    request: { method: asked === undefined ? 'GET' : 'PUT', target: `/${label}`, headers: [], ...(asked !== undefined && { body: JSON.stringify(asked) }) },
    sent: number,
    received: number,
    outcome: { kind: 'answered', response: { status, headers, body, bytes: body.length, utf8: true, json } },
  }
}

/** What is told of a judgement over these exchanges, all of which the judge needs. */
function told(exchanges: readonly Exchange[], judge: (history: History) => Judgement): readonly Assertion[] {
  const history = new History(exchanges)
  const found = judge(history)
  if (found.kind !== 'broken') throw new Error(`Failed to find anything: ${found.kind}`)
  return assertionsOf(contract, { history, broken: found, needed: exchanges.map(({ number }) => number), judge }, exchanges)
}

describe('what a judge would have been content with', () => {
  test('is the refusal that the contract promises, where a request was carried out', () => {
    const exchanges = [exchange('control', 1), exchange('stale', 2, { json: { cpu: 2 }, asked: { cpu: 2 } })]
    const assertions = told(exchanges, (history) => refused({ control: history.find('control'), attempt: history.find('stale'), statuses: [412] }))

    expect(assertions[0]).toEqual([{ exchange: 2, of: 'status', statuses: [412] }])
  })

  test('is a whole class of statuses, where any of it would do', () => {
    const assertions = told([exchange('write', 7, { status: 500 })], (history) => accepted(history.find('write')))

    expect(assertions[0]).toEqual([{ exchange: 1, of: 'status', statuses: ['2xx'] }])
  })

  test('is what was read before, where a refusal had an effect', () => {
    const exchanges = [
      exchange('control', 1),
      exchange('before', 2, { json: { cpu: 2, name: 'a' } }),
      exchange('bad', 3, { status: 400 }),
      exchange('after', 4, { json: { cpu: 4, name: 'a' } }),
    ]
    const judge = (history: History) =>
      refused({ control: history.find('control'), attempt: history.find('bad'), before: history.find('before'), after: history.find('after') })

    expect(told(exchanges, judge)).toContainEqual([
      { exchange: 4, of: 'json', at: '/cpu', test: { is: 'same', as: { exchange: 2, side: 'answer', from: { json: '/cpu' } } } },
    ])
  })

  test('is another entity tag, where it stood still', () => {
    const exchanges = [exchange('before', 1, { tag: '"1"' }), exchange('after', 2, { tag: '"1"' })]
    const judge = (history: History) => {
      const [one, other] = ['before', 'after'].map((label) => header(history.answer(label), 'etag'))
      return one === other ? broken('another tag', 'the same', 'after') : kept
    }

    expect(told(exchanges, judge)[0]).toEqual([
      { exchange: 2, of: 'header', name: 'etag', test: { is: 'other', as: { exchange: 1, side: 'answer', from: { header: 'etag' } } } },
    ])
  })

  test('is what was sent, where something else was stored', () => {
    const exchanges = [exchange('write', 1, { asked: { note: 'ä' } }), exchange('after', 2, { json: { note: '?' } })]
    const judge = (history: History) => (sameJson(history.answer('after')?.json, { note: 'ä' }) ? kept : broken('it reads back', 'another text', 'after'))

    expect(told(exchanges, judge)[0]).toEqual([
      { exchange: 2, of: 'json', at: '/note', test: { is: 'same', as: { exchange: 1, side: 'request', from: { json: '/note' } } } },
    ])
  })

  test('is an item that stands in a list once, where it stands there twice', () => {
    const exchanges = [exchange('made', 1, { json: { id: 'a1' } }), exchange('list', 2, { json: { items: [{ id: 'a1' }, { id: 'b2' }, { id: 'a1' }] } })]
    const judge = (history: History) => {
      const items = at(history.answer('list')?.json, '/items')
      const times = Array.isArray(items) ? items.filter((item: Json) => at(item, '/id') === 'a1').length : 0
      return times === 1 ? kept : broken('once', 'twice', 'list')
    }

    expect(told(exchanges, judge)).toContainEqual([
      { exchange: 2, of: 'item', at: '/items', member: '/id', equals: { as: { exchange: 1, side: 'answer', from: { json: '/id' } } }, times: 1 },
    ])
  })

  test('is told of no finding that no single answer decides', () => {
    const judge = (history: History) => (answerOf(history.find('a')) === undefined ? unclear('nothing') : broken('the impossible', 'the possible', 'a'))

    expect(told([exchange('a', 1, { json: { x: 1 } })], judge)).toEqual([])
  })

  test('takes a judge that fails over an altered answer for one that is not content', () => {
    const judge = (history: History): Judgement => {
      const value = at(history.answer('a')?.json, '/x')
      if (typeof value !== 'string') throw new Error('Failed to judge: found no text.')
      return value.length === 1 ? broken('two', 'one', 'a') : kept
    }

    expect(told([exchange('a', 1, { json: { x: 'y' } })], judge).length).toBeGreaterThan(0)
  })
})
