import fc from 'fast-check'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../specs/load.ts'
import { at } from '../../specs/json.ts'
import { Reading } from '../reading.ts'
import { bodies, everyMutant, mutants } from './bodies.ts'
import { minimal } from './minimal.ts'
import { word } from './shape.ts'
import { valid } from './valid.ts'
import type { Contract } from '../../specs/contract.ts'
import type { BodySchema } from './bodies.ts'

const here = (folder: string) => fileURLToPath(new URL(`../../${folder}`, import.meta.url))
const boatyard = await loadContract(here('fixtures/boatyard'))
const kupe = await loadContract(here('specs/kupe'))

function schema(contract: Contract, name: string): BodySchema {
  return { contract, where: `/components/schemas/${name}`, hints: new Map(), unsure: [] }
}

const schemas = [
  ['boatyard CreateBoat', schema(boatyard, 'CreateBoat')],
  ['boatyard UpdateBoat', schema(boatyard, 'UpdateBoat')],
  ['kupe CreateCluster', schema(kupe, 'CreateCluster')],
  ['kupe PatchCluster', schema(kupe, 'PatchCluster')],
] as const

describe.each(schemas)('%s', (_, body) => {
  const judge = (value: unknown) => body.contract.validate(body.where, value)

  test('draws 2,000 valid bodies, none of which the schema refuses', () => {
    const drawn = fc.sample(valid(body.where, { document: body.contract.document }), { seed: 11, numRuns: 2000 })

    expect(drawn.filter((value) => judge(value).length > 0)).toEqual([])
  })

  test('draws mutants that all violate the keyword they were made for, and nothing elsewhere', () => {
    const drawn = fc.sample(mutants(body), { seed: 12, numRuns: 500 })

    const wrong = drawn.filter((mutant) => {
      const found = judge(mutant.body)
      return found.length === 0 || found.some(({ keyword }) => keyword !== mutant.keyword && !['oneOf', 'anyOf'].includes(keyword))
    })
    expect(wrong).toEqual([])
  })

  test('lists every violation once and always the same', () => {
    const all = everyMutant(body)

    expect(all.length).toBeGreaterThan(15)
    expect(everyMutant(body)).toEqual(all)
    expect(new Set(all.map(({ at: place, keyword, variant }) => `${place} ${keyword} ${variant}`)).size).toBe(all.length)
  })

  test('makes a plain body that the schema accepts, with and without optional members', () => {
    expect(judge(minimal(body.contract.document, body.where))).toEqual([])
    expect(judge(minimal(body.contract.document, body.where, true))).toEqual([])
  })
})

test('shrinks to the body with the fewest members', () => {
  const body = schema(boatyard, 'CreateBoat')

  const details = fc.check(
    fc.property(bodies(body), () => false),
    { seed: 5 },
  )

  expect(Object.keys(details.counterexample?.[0] ?? {})).toEqual(['name', 'hull'])
})

test('touches both bounds of a length and of a number', () => {
  const drawn = fc.sample(bodies(schema(boatyard, 'CreateBoat')), { seed: 4, numRuns: 500 })

  const lengths = drawn.map((value) => at(value, '/length'))
  expect(lengths).toContain(2)
  expect(lengths).toContain(60)
  expect(drawn.map((value) => word(at(value, '/motto')).length)).toContain(40)
})

test('finds the keywords of every kind of constraint', () => {
  const found = new Set(everyMutant(schema(boatyard, 'CreateBoat')).map(({ keyword }) => keyword))

  expect([...found].toSorted()).toEqual([
    'additionalProperties',
    'enum',
    'format',
    'maxItems',
    'maxLength',
    'maximum',
    'minItems',
    'minLength',
    'minimum',
    'multipleOf',
    'pattern',
    'required',
    'type',
    'uniqueItems',
  ])
})

test('leaves alone what the documents do not vouch for', () => {
  const offer = {
    principals: new Set<string>(),
    costs: new Set<never>(),
    params: {},
    otherParams: {},
    mayChangeGiven: false,
    known: new Map(),
    othersKnown: new Map(),
    shown: new Map(),
    othersShown: new Map(),
  }
  const need = new Reading(boatyard, offer, 'boat').everyMutant('create')

  const places = need.kind === 'met' ? need.value.filter(({ at: place, keyword }) => place === '/name' && keyword === 'pattern') : undefined
  expect(places).toEqual([])
})
