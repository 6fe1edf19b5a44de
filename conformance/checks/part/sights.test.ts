import { expect, test } from 'vitest'
import { reading } from '../foundry.test-kit.ts'
import { partsOf } from './parts.ts'
import { showsAll } from './sights.ts'

const parts = partsOf(reading('furnace'))
const sightsOf = (place: string) => (parts.kind === 'met' ? (parts.value.find(({ at }) => at === place)?.sights ?? []) : [])

test('a part is seen in reads and in lists, where the resource itself shows something of it', () => {
  expect(sightsOf('/door').map(({ operation, kind, place, below, id }) => [operation, kind, place, below, id])).toEqual([
    ['listFurnaces', 'overview', '/chalk', '/text', '/id'],
    ['getFurnace', 'view', '/chalk', '/text', undefined],
  ])
})

test('what the server adds is there as soon as anything stands for it, and what was not sent is not missed', () => {
  const [whole, owner] = [sightsOf('/seal').find(({ below }) => below === ''), sightsOf('/seal').find(({ below }) => below === '/owner')]
  expect(owner?.added).toBe(true)
  expect(owner && [showsAll(owner, 'Ada', { why: 'rust' }), showsAll(owner, null, { why: 'rust' })]).toEqual([true, false])
  expect(whole && [showsAll(whole, { owner: 'Ada' }, {}), showsAll(whole, { owner: 'Ada' }, { why: 'rust' })]).toEqual([true, false])
})
