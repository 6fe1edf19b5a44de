import { describe, expect, test } from 'vitest'
import type { Seen } from '../conformance/runnable/assertion.ts'
import { apart, byName } from './export-apart.ts'

/** A create and a look at the list, where the list shows this of the boat. */
function telling(status: number, state: string | undefined, mark: string): ReadonlyMap<number, Seen> {
  const items = [{ id: `b-${mark}-0`, state: 'moored' }, ...(state === undefined ? [] : [{ id: `b-${mark}-1`, state }])]
  return new Map<number, Seen>([
    [1, { request: { headers: [], body: '{}' }, answer: { status, headers: [], body: JSON.stringify({ id: `b-${mark}-1` }) } }],
    [2, { request: { headers: [] }, answer: { status: 200, headers: [], body: JSON.stringify({ items }) } }],
  ])
}

describe('what sets right answers apart', () => {
  test('is the class of a status where the classes differ', () => {
    const found = apart(
      { recorded: telling(201, 'moored', '0a1b2c3d'), clean: telling(400, 'moored', '1a1b2c3d'), ill: telling(201, 'moored', '2a1b2c3d') },
      [1, 2],
    )

    expect(found[0]).toEqual([{ exchange: 1, of: 'status', statuses: ['4xx'] }])
  })

  test('is what an item shows, by what else names the item', () => {
    const found = apart(
      { recorded: telling(201, 'lost', '0a1b2c3d'), clean: telling(201, 'moored', '1a1b2c3d'), ill: telling(201, 'lost', '2a1b2c3d') },
      [1, 2],
    )

    expect(found).toContainEqual([
      {
        exchange: 2,
        of: 'item member',
        at: '/items',
        member: '/id',
        equals: { as: { exchange: 1, side: 'answer', from: { json: '/id' } } },
        where: '/state',
        test: { is: 'one of', values: ['moored'] },
      },
    ])
  })

  test('is nothing where the broken server answers like the right one', () => {
    expect(
      apart({ recorded: telling(201, 'lost', '0a1b2c3d'), clean: telling(201, 'moored', '1a1b2c3d'), ill: telling(201, 'moored', '2a1b2c3d') }, [1, 2]),
    ).toEqual([])
  })
})

describe('an assertion about a place in a list', () => {
  const claim = (place: string) => [{ exchange: 2, of: 'json', at: place, test: { is: 'one of', values: ['moored'] } }] as const

  test('is one about the item that is named elsewhere', () => {
    expect(byName(claim('/items/1/state'), telling(201, 'lost', '0a1b2c3d'))).toMatchObject([{ of: 'item member', member: '/id', where: '/state' }])
  })

  test('is none where nobody names the item', () => {
    expect(byName(claim('/items/0/state'), telling(201, 'lost', '0a1b2c3d'))).toBeUndefined()
  })
})
