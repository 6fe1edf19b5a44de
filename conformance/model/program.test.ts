import { expect, test } from 'vitest'
import { create, historyOf, read, remove, update } from './boats.test-kit.ts'
import { isProgram, programOf } from './program.ts'

test('tells a counterexample as the steps that a person would take', () => {
  const steps = [
    create('ada', 201, { label: '1 create' }),
    read('ada', {}, { label: '1 create', tag: '"1"' }),
    read('ada', {}, { label: '1 create', tag: '"1"' }),
    update('ada', { motto: 'go' }, 412, { label: '2 update', ifMatch: '"0"' }),
    update('ada', { motto: 'on' }, 'lost', { label: '4 lose (again)' }),
    remove('ada'),
  ]

  expect(programOf(historyOf(steps).exchanges)).toEqual([
    '1. create POST /v1/yards/north/boats {"name":"ada","hull":"wood"} -> 201',
    '2. create GET /v1/yards/north/boats/ada -> 200 tag "1" (2 times)',
    '3. update PATCH /v1/yards/north/boats/ada {"motto":"go"} if "0" -> 412',
    '4. lose: again PATCH /v1/yards/north/boats/ada {"motto":"on"} -> no answer: the suite hung up',
    '5. DELETE /v1/yards/north/boats/ada -> 204',
  ])
})

test('tells a program from other scenarios', () => {
  expect(isProgram([{ do: 'create', settled: true }])).toBe(true)
  for (const other of [null, [], [{ create: true }], 'create', { do: 'create' }]) expect(isProgram(other)).toBe(false)
})
