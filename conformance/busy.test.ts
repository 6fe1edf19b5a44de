import { expect, test } from 'vitest'
import { Busy } from './busy.ts'
import { exchange } from './checks/exchanges.test-kit.ts'
import { railway } from './checks/railway.test-kit.ts'

const train = { resource: 'train', params: { company: 'coastal', train: 'trn-1' } }
const track = { resource: 'track', params: { company: 'coastal', track: 'trk-1' } }
const read = (state: string) => ({ does: 'read', exchange: exchange('read', { json: { state } }) }) as const
const write = (status: number) => ({ does: 'write', exchange: exchange('write', { status }) }) as const

test.each([200, 400, 500])('has the next write wait after one that got status %d: whoever refuses may have done it', (status) => {
  const busy = new Busy(railway)
  busy.note(train, write(status))
  expect([busy.take(train), busy.take(train)]).toEqual([true, false])
})

test('waits no more once a read has seen it settled', () => {
  const busy = new Busy(railway)
  busy.note(train, write(200))
  busy.note(train, read('shed'))
  busy.note({ ...train, params: { train: 'trn-2', company: 'coastal' } }, read('running'))
  expect(busy.take({ ...train, params: { train: 'trn-1', company: 'coastal' } })).toBe(true)
  busy.note(train, write(200))
  busy.note(train, read('running'))
  expect(busy.take(train)).toBe(false)
})

test('waits for nothing where writes are served at any time', () => {
  const busy = new Busy(railway)
  busy.note(track, write(200))
  expect(busy.take(track)).toBe(false)
})
