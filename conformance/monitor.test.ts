import { expect, test } from 'vitest'
import { everyAnswer, shows } from './monitor.ts'
import type { Exchange } from './history.ts'

function exchange(number: number, status: number): Exchange {
  const response = { status, headers: [], body: '', bytes: 0, utf8: true, json: undefined }
  return {
    label: `request ${number}`,
    number,
    principal: 'admin',
    request: { method: 'GET', target: '/', headers: [] },
    sent: 0,
    received: 0,
    outcome: { kind: 'answered', response },
  }
}

const noServerError = (trace: readonly Exchange[]) =>
  everyAnswer(trace, ({ status }) => (status === 404 ? undefined : status < 500 ? 'kept' : { expected: 'no server error', actual: `status ${status}` }))

test('keeps a promise that every answer concerned kept', () => {
  expect(noServerError([exchange(1, 200), exchange(2, 404)])).toEqual({ kind: 'kept' })
})

test('shows the first answer that broke it', () => {
  expect(noServerError([exchange(1, 200), exchange(2, 500), exchange(3, 502)])).toEqual({
    kind: 'broken',
    expected: 'no server error',
    actual: 'status 500',
    at: 'request 2',
    shown: [2],
  })
})

test('concludes nothing where no answer was concerned', () => {
  expect(noServerError([])).toMatchObject({ kind: 'unclear' })
  expect(noServerError([exchange(1, 404)])).toMatchObject({ kind: 'unclear' })
})

test('names every exchange that a finding is about', () => {
  expect(shows([exchange(3, 200), exchange(9, 200)], 'the same', 'another')).toMatchObject({ at: 'request 9', shown: [3, 9] })
})
