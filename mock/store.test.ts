import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Resource } from './record.ts'
import { idOf, isLeaving, STRIDE } from './record.ts'
import { MEMORY, Store, type Remembered } from './store.ts'

function resource(address: readonly string[], more: Partial<Resource> = {}): Resource {
  const record = { type: 'plant', address, uid: address.join('/'), revision: 16, born: 16, created: 0, updated: 0, generation: 1 }
  return { ...record, fields: {}, settled: {}, settledGeneration: 1, ...more }
}

test('a write moves the number of the next write, a note does not', () => {
  const store = new Store(16)

  store.commit([{ kind: 'put', resource: resource(['bed', 'a']) }])
  expect(store.next).toBe(16 + STRIDE)
  store.commit([{ kind: 'note', resource: resource(['bed', 'a'], { generation: 2 }) }])
  expect(store.next).toBe(16 + STRIDE)
  expect(store.get('plant/bed', 'a')?.generation).toBe(2)
})

test('lists by identifier, also after additions and removals', () => {
  const store = new Store(16)
  for (const id of ['c', 'a', 'b']) store.commit([{ kind: 'put', resource: resource(['bed', id]) }])

  expect(store.list('plant/bed').map(({ uid }) => uid)).toEqual(['bed/a', 'bed/b', 'bed/c'])
  store.commit([{ kind: 'remove', resource: resource(['bed', 'b']) }])
  expect(store.list('plant/bed').map(({ uid }) => uid)).toEqual(['bed/a', 'bed/c'])
  expect(store.list('plant/elsewhere')).toEqual([])
})

test('a collection changes when a member comes, goes, or begins to leave, and not when one is only written', () => {
  const store = new Store(16)
  store.commit([{ kind: 'put', resource: resource(['bed', 'a'], { revision: store.next }) }])
  const come = store.changed('plant/bed')

  store.commit([{ kind: 'put', resource: resource(['bed', 'a'], { revision: store.next, generation: 2 }) }])
  expect(store.changed('plant/bed')).toBe(come)
  const progress = { trigger: 'delete', at: 0, reads: 0, moved: 0, reached: [] }
  store.commit([{ kind: 'put', resource: resource(['bed', 'a'], { revision: store.next, progress }) }])
  const leaving = store.changed('plant/bed')
  expect(leaving).toBeGreaterThan(come)
  store.commit([{ kind: 'remove', resource: resource(['bed', 'a']) }])
  expect(store.changed('plant/bed')).toBeGreaterThan(leaving)
})

test('parents whose names hold slashes do not meet', () => {
  const store = new Store(16)
  store.commit([
    { kind: 'put', resource: resource(['a/b', 'c']) },
    { kind: 'put', resource: resource(['a', 'b', 'c']) },
  ])

  expect(store.list('plant/a%2Fb')).toHaveLength(1)
  expect(store.list('plant/a/b')).toHaveLength(1)
})

test('a credential is found by its secret until it is removed or replaced', () => {
  const store = new Store(16)
  store.commit([{ kind: 'put', resource: resource(['bed', 'a'], { secret: 'old' }) }])
  store.commit([{ kind: 'put', resource: resource(['bed', 'a'], { secret: 'new' }) }])

  expect(store.credential('old')).toBeUndefined()
  expect(store.credential('new')?.uid).toBe('bed/a')
  store.commit([{ kind: 'remove', resource: resource(['bed', 'a'], { secret: 'new' }) }])
  expect(store.credential('new')).toBeUndefined()
})

test('all changes of one commit share one number', () => {
  const store = new Store(16)
  store.commit(['a', 'b', 'c'].map((id) => ({ kind: 'put', resource: resource(['bed', id], { revision: 16 }) }) as const))

  expect(store.next).toBe(16 + STRIDE)
  expect([...store.all()]).toHaveLength(3)
})

const step = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), does: fc.constantFrom('make', 'make', 'write', 'remove', 'look') })

test('lists the youngest first, whatever came, went, or was written in between', () => {
  fc.assert(
    fc.property(fc.array(step), fc.nat(60), (steps, before) => {
      const store = new Store(0)
      for (const { id, does } of steps) {
        const old = store.get('plant/bed', id)
        if (does === 'make') store.commit([{ kind: 'put', resource: resource(['bed', id], { born: store.next }) }])
        if (does === 'write' && old !== undefined) store.commit([{ kind: 'put', resource: { ...old, revision: store.next } }])
        if (does === 'remove' && old !== undefined) store.commit([{ kind: 'remove', resource: old }])
        if (does === 'look') expect([...store.newest('plant/bed')]).toHaveLength(store.list('plant/bed').length)
      }
      const young = store.list('plant/bed').toSorted((a, b) => b.born - a.born)

      expect([...store.newest('plant/bed')]).toEqual(young)
      expect([...store.newest('plant/bed', before * STRIDE)]).toEqual(young.filter(({ born }) => born < before * STRIDE))
    }),
  )
})

const answer: Remembered = { at: 1, fingerprint: 'f', status: 200, headers: {}, body: { a: 1 } }

test('an answer is remembered until another takes its place, and neither is a write', () => {
  const store = new Store(16)
  store.commit([{ kind: 'remember', key: 'k', value: answer }])

  expect([store.remembered('k'), store.remembered('other'), store.next]).toEqual([answer, undefined, 16])
  store.commit([{ kind: 'remember', key: 'k', value: { ...answer, status: 201 } }])
  expect([store.remembered('k')?.status, store.next]).toEqual([201, 16])
})

test('of too many answers the oldest are forgotten, and one that was remembered again is not old', () => {
  const store = new Store(16)
  const remember = (key: string) => store.commit([{ kind: 'remember', key, value: answer }])
  for (let i = 0; i < MEMORY; i += 1) remember(`${i}`)
  remember('0')
  for (const key of ['one more', 'two more']) remember(key)

  expect(['0', '1', '2', '3', 'two more'].map((key) => store.remembered(key) !== undefined)).toEqual([true, false, false, true, true])
  for (let i = 0; i < MEMORY; i += 1) remember(`again ${i}`)
  expect(['0', '3', 'two more', 'again 0'].map((key) => store.remembered(key) !== undefined)).toEqual([false, false, false, true])
})

test('a page anywhere in a large collection is found without going through it', () => {
  const store = new Store(0)
  for (let i = 0; i < 20_000; i += 1) store.commit([{ kind: 'put', resource: resource(['bed', `${i}`], { born: store.next }) }])
  const some = store.newest('plant/bed', 500 * STRIDE)[Symbol.iterator]()

  expect([some.next().value?.uid, some.next().value?.uid]).toEqual(['bed/499', 'bed/498'])
})

test('those that are leaving are found whatever came and went before, in a copy as well', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd')
  const step = fc.record({ id, does: fc.constantFrom('make' as const, 'begin to delete' as const, 'remove' as const, 'copy' as const) })
  const progress = { trigger: 'delete', at: 0, reads: 0, moved: 0, reached: [] }
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let store = new Store(16)
      for (const { id: own, does } of steps) {
        const at = { revision: store.next, born: store.next }
        if (does === 'copy') store = store.copy()
        else if (does === 'remove') store.commit([{ kind: 'remove', resource: resource(['bed', own]) }])
        else store.commit([{ kind: 'put', resource: resource(['bed', own], does === 'make' ? at : { ...at, progress }) }])
        const found = store.leaving('plant/bed', 0, 10).map(idOf)
        expect(found.toSorted()).toEqual(store.list('plant/bed').filter(isLeaving).map(idOf))
      }
    }),
  )
})
