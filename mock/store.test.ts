import { expect, test } from 'vitest'
import type { Resource } from './record.ts'
import { STRIDE } from './record.ts'
import { Store } from './store.ts'

function resource(address: readonly string[], more: Partial<Resource> = {}): Resource {
  const record = { type: 'plant', address, uid: address.join('/'), revision: 16, created: 0, updated: 0, generation: 1 }
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
