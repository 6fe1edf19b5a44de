import { describe, expect, test } from 'vitest'
import { at, withAt } from '../../../specs/json.ts'
import { judged, railway, reading } from '../railway.test-kit.ts'
import { apart, fieldsOf, firmest, rounds } from './fields.ts'
import { masks } from './index.ts'
import type { Json } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Told } from '../railway.test-kit.ts'

function checkOf(id: string): Check {
  const found = masks.find((check) => check.id === id)
  if (found?.kind !== 'check') throw new Error(`there is no check ${id}`)
  return found
}

const trains = reading('train')
const mask = trains.mask()
const where = '/components/schemas/ChangeTrain'
const fields = mask.kind === 'met' ? fieldsOf({ contract: railway, type: trains.type, mask: mask.value, where, known: trains.acquaintance() }) : []
const train = { engine: 'v1.8', stops: ['south'], nicknames: ['owl'], timetable: '', diner: { cook: 'ada' } }

describe('the fields that a mask names', () => {
  test('have values that the schema takes and that differ from what is there', () => {
    for (const field of fields) {
      for (const value of field.values(train)) {
        expect(railway.validate(where, withAt({}, field.place, value)), field.path).toEqual([])
        expect(value, field.path).not.toEqual(at(train, field.place))
      }
    }
    expect(fields.map(({ path }) => path)).toEqual(expect.arrayContaining(['engine', 'stops', 'seats', 'nicknames', 'timetable', 'diner']))
  })

  test('change as rules let them', () => {
    const values = (path: string, before: Json) => fields.find((field) => field.path === path)?.values(before)

    expect(values('engine', train)).toEqual(['v1.9'])
    expect(values('engine', { engine: 'v1.10' })).toEqual([])
    expect(values('stops', train)).toEqual([['south', 'north']])
    expect(values('seats', { seats: { first: 1, last: 5 } })).toEqual([
      { first: 1, last: 6 },
      { first: 0, last: 5 },
    ])
  })

  test('go together in one update only where none holds another, and versions alone', () => {
    const grouped = rounds(fields)

    expect(grouped.flat()).toHaveLength(fields.length)
    for (const group of grouped) expect(apart(group)).toEqual(group)
    expect(grouped.at(-1)?.map(({ path }) => path)).toEqual(['engine'])
    expect(firmest(fields, 1).every(({ kind }) => kind === 'free')).toBe(true)
  })
})

const only = (path: string) => (scenario: Json) => scenario === path

describe('a mask of one field', () => {
  const told = (after: Json, status = 200): Told[] => [
    { label: 'before', json: train },
    { label: 'update', status, body: { mask: 'nicknames', nicknames: ['emu'], timetable: 'eA==' } },
    { label: 'update, then', json: after },
  ]

  test.each<[string, Json, string]>([
    ['changes it alone', { ...train, nicknames: ['emu'] }, 'kept'],
    ['changes it and what the server keeps for itself', { ...train, nicknames: ['emu'], state: 'shed', newer: false }, 'kept'],
    ['is not heeded', { ...train, nicknames: ['emu'], timetable: 'eA==' }, 'broken'],
    ['has no effect', train, 'broken'],
    ['loses another field', { ...train, nicknames: ['emu'], diner: undefined as unknown as Json }, 'broken'],
  ])('is judged where it %s', (_, after, kind) => {
    expect(judged(checkOf('mask.only-named'), told(after), only('nicknames'))?.kind).toBe(kind)
  })

  test('is not judged where it was refused', () => {
    expect(judged(checkOf('mask.only-named'), told(train, 400), only('nicknames'))?.kind).toBe('unclear')
  })
})

describe('a mask that names what the body lacks', () => {
  const isSpare = (scenario: Json) => Array.isArray(scenario) && scenario.includes('nicknames')
  const told = (after: Json, status = 200): Told[] =>
    [1, 2, 3].flatMap((round) => [
      { label: `before round ${round}`, json: { nicknames: ['owl'], timetable: 'eA==', diner: { cook: 'ada', menu: 'tea' } } },
      { label: `round ${round}`, status, body: { mask: 'nicknames,timetable,diner' } },
      { label: `round ${round}, then`, json: after },
    ])

  test.each<[string, Json, number, string]>([
    ['empties it', {}, 200, 'kept'],
    ['empties it and shows the blanks', { nicknames: [], timetable: '', diner: null }, 200, 'kept'],
    ['leaves the members of the server in it', { diner: { table: 'table-1' } }, 200, 'kept'],
    ['leaves one of them', { timetable: 'eA==' }, 200, 'broken'],
    ['is refused', {}, 400, 'broken'],
  ])('is judged where it %s', (_, after, status, kind) => {
    expect(judged(checkOf('mask.clears'), told(after, status), isSpare)?.kind).toBe(kind)
  })
})

describe('a mask with an unknown path', () => {
  const isAll = (scenario: Json) => Array.isArray(scenario)
  const told = (status: number, after: Json, control = 200): Told[] => [
    ...['unheardOf', 'nicknames,unheardOf', 'unheardOf,nicknames'].flatMap((label) => [
      { label: `before ${label}`, json: train },
      { label, status, body: { mask: label, nicknames: ['emu'] } },
      { label: `${label}, then`, json: after },
    ]),
    { label: 'control', status: control, body: { mask: 'nicknames' } },
  ]

  test.each<[string, Told[], string]>([
    ['is refused and changes nothing', told(400, train), 'kept'],
    ['is refused in another way', told(409, train), 'kept'],
    ['is accepted', told(200, train), 'broken'],
    ['is refused, and the rest of it done', told(400, { ...train, nicknames: ['emu'] }), 'broken'],
    ['is refused like every other one', told(400, train, 400), 'unclear'],
  ])('is judged where it %s', (_, given, kind) => {
    expect(judged(checkOf('mask.unknown'), given, isAll)?.kind).toBe(kind)
  })
})
