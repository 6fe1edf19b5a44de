import { beforeAll, describe, expect, test } from 'vitest'
import { readable } from '../../readable.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { loadContract } from '../../../specs/load.ts'
import { fileURLToPath } from 'node:url'
import { follows } from './implied.ts'
import { livesIn } from './lives.ts'
import { unstuck } from './stuck.ts'
import { commanded, journeys } from './trace.ts'
import type { Exchange } from '../../history.ts'
import type { Kin } from './lives.ts'

let kin: Kin

beforeAll(async () => {
  const contract = readable(await loadContract(fileURLToPath(new URL('../../../fixtures/boatyard', import.meta.url))))
  const type = contract.behaviour.resources['boat']
  const lifecycle = contract.behaviour.lifecycles?.['boat']
  if (type === undefined || lifecycle === undefined) throw new Error('Failed to find the boats of the boatyard.')
  kin = { contract, resource: 'boat', type, lifecycle }
})

const idOf = (action: string) => [...kin.contract.operations.values()].find(({ behaviour }) => behaviour?.action === action && behaviour.resource === 'boat')
const own = (action: string, made: Parameters<typeof exchange>[1], id = 'ada') => {
  const operation = idOf(action)
  if (operation === undefined) throw new Error(`Failed to find how to ${action} a boat.`)
  const target = operation.template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => (name === kin.type.address.at(-1) ? id : `some-${name}`))
  return exchange(action, { operation: operation.id, method: operation.method.toUpperCase(), target, ...made })
}
const named = (state: string, id = 'ada') => ({ [kin.type.identity.field]: id, state })
const read = (state: string, id = 'ada') => own('read', { json: named(state, id) }, id)
const absent = () => own('read', { status: 404 })
const made = () => own('create', { status: 201, json: named('building'), body: named('building') })
const update = (status = 200) => own('update', { status, body: { colour: 'red' } })
const graph = (trace: readonly Exchange[]) => journeys(kin.lifecycle, livesIn(trace, kin)).kind
const told = (trace: readonly Exchange[]) => commanded(kin.lifecycle, livesIn(trace, kin)).kind

describe('the looks at a life, whoever took them', () => {
  test('are kept along what is declared', () => {
    expect(graph([read('building'), read('afloat'), read('painting'), read('afloat')])).toBe('kept')
  })

  test('begin anew with another life, whether its end was seen or its create', () => {
    expect(graph([read('building'), read('sunk'), absent(), read('building'), read('afloat')])).toBe('kept')
    expect(graph([read('building'), read('sunk'), made(), read('building')])).toBe('kept')
  })

  test('are broken by a step back, which two exchanges show', () => {
    const [one, two] = [read('afloat'), read('building')]
    expect(journeys(kin.lifecycle, livesIn([one, two], kin))).toMatchObject({ kind: 'broken', shown: [one.number, two.number] })
  })

  test('of different boats have nothing to do with each other', () => {
    expect(graph([read('afloat'), read('building', 'bea')])).toBe('unclear')
  })

  test('are nobody’s where another life began meanwhile', () => {
    const create = own('create', { status: 201, json: named('building'), body: named('building'), sent: 2_000_000, received: 2_000_100 })
    const meanwhile = own('read', { json: named('sunk'), sent: 2_000_050, received: 2_000_060 })
    const after = own('read', { json: named('building'), sent: 2_000_200, received: 2_000_201 })
    expect(told([create, meanwhile, after, own('read', { json: named('afloat'), sent: 2_000_300, received: 2_000_301 })])).toBe('kept')
  })
})

describe('what nobody commanded', () => {
  test('is found where the birth of a boat was seen', () => {
    expect(told([made(), read('afloat'), read('painting')])).toBe('broken')
    expect(told([read('afloat'), read('painting')])).toBe('unclear')
  })

  test('is what was refused, and not what was lost or crashed', () => {
    expect(told([made(), read('afloat'), update(), read('painting'), read('afloat')])).toBe('kept')
    expect(told([made(), read('afloat'), update(409), read('painting')])).toBe('broken')
    expect(told([made(), read('afloat'), update(500), read('painting')])).toBe('kept')
    expect(told([made(), read('afloat'), { ...update(), outcome: { kind: 'lost', reason: 'reset' } }, read('painting')])).toBe('kept')
  })

  test('may be the work of a request that the trace does not hold', () => {
    const [birth, before, unseen, after] = [made(), read('afloat'), update(), read('painting')]
    expect(unseen.number).toBe(before.number + 1)
    expect(told([birth, before, after])).toBe('kept')
  })

  test('is no failure, which comes by itself', () => {
    expect(told([made(), read('afloat'), read('sunk')])).toBe('kept')
  })
})

describe('a phase that should pass', () => {
  const dated = (state: string, second: number): Exchange => {
    const look = read(state)
    if (look.outcome.kind === 'lost') return look
    return { ...look, outcome: { ...look.outcome, response: { ...look.outcome.response, headers: [['date', new Date(second * 1000).toUTCString()]] } } }
  }
  const judge = (trace: readonly Exchange[]) => unstuck(kin.lifecycle, livesIn(trace, kin))
  const many = (seconds: number) => Array.from({ length: 12 }, (_, index) => dated('building', index * seconds))

  test('is stuck once it was seen often, and for longer than declared', () => {
    expect(judge(many(10))).toMatchObject({
      kind: 'broken',
      expected: 'an end of building within 60 seconds',
      actual: 'still building after 110 seconds and 12 looks',
    })
  })

  test('is not where it has passed in time, or nobody looked', () => {
    expect(judge([...many(1), dated('afloat', 20)]).kind).toBe('kept')
    expect(judge([dated('building', 0), dated('building', 100), dated('afloat', 101)]).kind).toBe('kept')
    expect(judge(Array.from({ length: 12 }, (_, index) => dated('afloat', index * 100))).kind).toBe('unclear')
  })
})

test('a phase that implies a member is never seen without it', () => {
  const judge = (...trace: readonly Exchange[]) => follows(kin.lifecycle, [{ place: '/berth', phase: 'afloat' }], livesIn(trace, kin)).kind
  expect(judge(own('read', { json: { ...named('afloat'), berth: 'B1' } }))).toBe('kept')
  expect(judge(own('read', { json: { ...named('building'), berth: null } }))).toBe('unclear')
  expect(judge(own('read', { json: { ...named('afloat'), berth: null } }))).toBe('broken')
})
