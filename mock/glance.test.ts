import { expect, test } from 'vitest'
import { glance } from './glance.ts'
import type { Resource } from './record.ts'
import { Store } from './store.ts'

const resource = (id: string, revision: number): Resource => ({
  type: 'thing',
  address: [id],
  uid: id,
  revision,
  born: revision,
  created: 0,
  updated: 0,
  generation: 1,
  fields: {},
  settled: {},
  settledGeneration: 1,
})

test('what was looked at is the same until that very record is written, and a list never is', () => {
  const store = new Store(1)
  store.commit([{ kind: 'put', resource: resource('a', 1) }])
  const [one, none, all] = [glance(store), glance(store), glance(store)]
  one.view.get('thing', 'a')
  none.view.get('thing', 'c')
  all.view.list('thing')

  store.commit([{ kind: 'put', resource: resource('b', 17) }])
  expect([one.isSame(), none.isSame(), all.isSame()]).toEqual([true, true, false])

  store.commit([{ kind: 'note', resource: { ...resource('a', 1) } }])
  expect([one.isSame(), none.isSame()]).toEqual([false, true])

  store.commit([{ kind: 'put', resource: resource('c', 33) }])
  expect(none.isSame()).toBe(false)
})
