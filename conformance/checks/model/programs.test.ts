import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boats } from '../../model/boats.test-kit.ts'
import { isProgram } from '../../model/program.ts'
import { programs, shrinking } from './programs.ts'
import type { Machine } from './machine.ts'
import type { Command, Program } from '../../model/command.ts'

const standIn: Machine = { ...boats(), rules: { ...boats().rules, alone: true } }

test('draws short programs that make few, where what is made costs money', () => {
  for (const program of fc.sample(programs(boats()), { numRuns: 50, seed: 1 })) {
    expect(program.length).toBeLessThanOrEqual(13)
    const made = program.filter((command) => command.do === 'create' || command.do === 'recreate' || (command.do === 'lose' && command.what === 'create'))
    expect(made.length).toBeLessThanOrEqual(2)
  }
})

test('draws programs that are plain data, begin with a look and a resource, and are no longer than they may be', () => {
  for (const program of fc.sample(programs(standIn), { numRuns: 50, seed: 1 })) {
    expect(isProgram(program)).toBe(true)
    expect(JSON.parse(JSON.stringify(program))).toEqual(program)
    expect(program.slice(0, 2)).toEqual([{ do: 'list' }, { do: 'create', settled: true }])
    expect(program.length).toBeLessThanOrEqual(85)
  }
})

test('says every turn of phrase where a type has a lifecycle: what is made, written and deleted is made anew, and read', () => {
  const withLife = { ...standIn, rules: { ...standIn.rules, lifecycle: standIn.rules.lifecycle ?? boats().rules.lifecycle } }
  for (const program of fc.sample(programs(withLife), { numRuns: 50, seed: 1 })) {
    expect(has(program, 'create', 'update', 'update', 'delete', 'recreate', 'read')).toBe(true)
  }
})

test('draws no command that the type has no operation for', () => {
  const drawn = fc.sample(programs({ ...standIn, update: undefined, fields: [], keys: undefined, list: undefined }), { numRuns: 50, seed: 1 })

  expect(drawn.flat().map((command) => command.do)).not.toEqual(expect.arrayContaining(['update']))
  expect(drawn.flat().some((command) => command.do === 'list' || command.do === 'replay')).toBe(false)
})

/** Whether a program has these commands in this order, with anything in between. */
function has(program: Program, ...wanted: readonly Command['do'][]): boolean {
  let next = 0
  for (const command of program) if (command.do === wanted[next]) next += 1
  return next === wanted.length
}

test('shrinks to the few commands that matter, within the scenarios that a check may spend', async () => {
  const long = fc.sample(programs(standIn), { numRuns: 200, seed: 2 }).find((program) => has(program, 'create', 'update', 'list', 'update', 'read'))
  let tried = 0
  const details = await fc.check(
    fc.asyncProperty(shrinking(long ?? []), (program) => {
      tried += 1
      return Promise.resolve(!has(program, 'create', 'update', 'list', 'update', 'read'))
    }),
    { numRuns: 1, seed: 1 },
  )

  expect(details.counterexample?.[0].map((command) => command.do)).toEqual(['create', 'update', 'list', 'update', 'read'])
  expect(details.counterexample?.[0][1]).toMatchObject({ of: 0, field: 0, value: 0, on: 'nothing' })
  expect(tried).toBeLessThan(75)
})
