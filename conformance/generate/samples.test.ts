import { describe, expect, test } from 'vitest'
import { loadContract } from '../../specs/load.ts'
import { withAt } from '../../specs/json.ts'
import { isBlank } from '../judge/effect.ts'
import { samplesAt, schemaBelow } from './samples.ts'

const contract = await loadContract('fixtures/railway')
const where = '/components/schemas/FormTrain'
const rules = contract.behaviour.resources['train']?.rules ?? []

describe('sample values for a place', () => {
  test.each(['/name', '/seats', '/seats/first', '/cars', '/nicknames', '/timetable', '/diner', '/whistles'])(
    'differ at %s, and keep the schema and the rules',
    (place) => {
      const values = samplesAt({ contract, where, rules }, place)

      expect(new Set(values.map((value) => JSON.stringify(value))).size).toBe(values.length)
      expect(values.length).toBeGreaterThan(1)
      for (const value of values) {
        expect(isBlank(value)).toBe(false)
        expect(contract.validate(schemaBelow(contract, where, place) ?? '', value)).toEqual([])
        expect(withAt({}, place, value)).not.toEqual({})
      }
    },
  )

  test('are base64 of an object where they have to be', () => {
    for (const text of samplesAt({ contract, where, rules }, '/timetable'))
      expect(JSON.parse(Buffer.from(String(text), 'base64').toString('utf8'))).toBeTypeOf('object')
  })

  test('have one item of a kind that stands once at most', () => {
    for (const cars of samplesAt({ contract, where, rules }, '/cars')) expect(JSON.stringify(cars).match(/ENGINE/g)).toHaveLength(1)
  })

  test('are none for a place that no schema has', () => {
    expect(samplesAt({ contract, where }, '/wings')).toEqual([])
  })
})
