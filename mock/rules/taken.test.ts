import { describe, expect, test } from 'vitest'
import type { Rule } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import { buildRoutes } from '../../specs/paths.ts'
import { createApp } from '../app.ts'
import { textAt } from '../both-ways.test-kit.ts'
import { Host } from '../host.ts'
import { library, NORTH, put, START } from '../library.test-kit.ts'
import { defaults } from '../settings.ts'

const said = { basis: 'documented', source: 'library rules' } as const
const unique = { rule: 'unique', at: ['/title'], within: ['/shelf'], ...said } as const
const ways: readonly (readonly [string, readonly Rule[]])[] = [
  ['that could change', [unique]],
  ['that never changes', [unique, { rule: 'immutable', at: ['/title'], ...said }]],
]

/** A library in which a title stands on a shelf once. */
function opened(rules: readonly Rule[]) {
  const plain = library()
  const { book, ...others } = plain.behaviour.resources
  if (book === undefined) throw new Error('Failed to find the books of the library.')
  const contract: Contract = { ...plain, behaviour: { ...plain.behaviour, resources: { ...others, book: { ...book, rules } } } }
  const clock = { scale: 0, at: new Date(START).toISOString() }
  const host = new Host({ contracts: [contract], seed: 1, clock, settings: defaults, journalSize: 10, maxWorlds: 3, defects: [] })
  const app = createApp(host, buildRoutes([contract]), {})
  const send = async (method: string, path: string, body?: object): Promise<Response> =>
    app.request(`/l/branches/north/books${path}`, {
      method,
      headers: { authorization: `Bearer ${NORTH}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const add = async (title: string, shelf: string): Promise<number> => (await send('POST', '', { title, shelf })).status
  return { store: host.world().store(contract), clock: host.world().clock, send, add }
}

describe.each(ways)('a value %s', (_, rules) => {
  test('is taken in any case where the contract compares without', async () => {
    const { add } = opened(rules.map((rule) => (rule.rule === 'unique' ? { ...rule, caseless: said } : rule)))

    expect([await add('Emma', 'a'), await add('EMMA', 'b'), await add('eMMa', 'a'), await add('Emm', 'a')]).toEqual([200, 200, 409, 200])
  })

  test.each([
    ['ΟΔΟΣ', 'οδοσ'],
    ['Straße', 'STRASSE'],
    ['ﬁn', 'FIN'],
  ])('is taken in any case where letters have other forms at the end of a word, or two for one: %s and %s', async (one, other) => {
    const { add } = opened(rules.map((rule) => (rule.rule === 'unique' ? { ...rule, caseless: said } : rule)))

    expect([await add(one, 'a'), await add(other, 'a')]).toEqual([200, 409])
  })

  test('is taken for all that agree with its holder, and for nobody else', async () => {
    const { add } = opened(rules)

    expect([await add('Emma', 'a'), await add('Emma', 'b'), await add('emma', 'a'), await add('Emma', 'a')]).toEqual([200, 200, 200, 409])
  })

  test('is free again once its holder is gone, and not before', async () => {
    const { send, add, clock } = opened(rules)
    const made: Json = JSON.parse(await (await send('POST', '', { title: 'Emma', shelf: 'a' })).text())
    await send('DELETE', `/${textAt(made, '/id')}`)
    expect(await add('Emma', 'a')).toBe(409)
    clock.advance(5000)

    expect([await add('Emma', 'a'), await add('Emma', 'a')]).toEqual([200, 409])
  })

  test('is found among thousands, also by those that came in other ways', async () => {
    const { add, store } = opened(rules)
    await add('Emma', 'a')
    store.commit(
      Array.from({ length: 3000 }, (__, index) =>
        put('book', ['north', `b-${index}`], { born: store.next + index, fields: { title: `t${index}`, shelf: 'a' } }),
      ),
    )

    expect([await add('t2999', 'a'), await add('t0', 'a'), await add('Emma', 'a'), await add('t3000', 'a')]).toEqual([409, 409, 409, 200])
  })
})
