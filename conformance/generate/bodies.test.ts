import fc from 'fast-check'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../specs/load.ts'
import { at } from '../../specs/json.ts'
import { Reading } from '../reading.ts'
import { bodies, everyMutant, mutants, plainBody } from './bodies.ts'
import { minimal } from './minimal.ts'
import { word } from './shape.ts'
import { valid } from './valid.ts'
import type { ResourceType, Rule } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { BodySchema } from './bodies.ts'

const here = (folder: string) => fileURLToPath(new URL(`../../${folder}`, import.meta.url))
const boatyard = await loadContract(here('fixtures/boatyard'))
const railway = await loadContract(here('fixtures/railway'))
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

describe('a depot of the made-up railway', () => {
  const schemaOf = (contract: Contract, action: 'create' | 'update' = 'create'): BodySchema => {
    const { document, behaviour } = contract
    const rest = { principals: new Set<'admin'>(['admin']), costs: new Set<'destructive'>(), params: {}, otherParams: {}, mayChangeGiven: false }
    const offer = { ...rest, known: new Map([['track', 'trk-1']]), othersKnown: new Map(), shown: new Map(), othersShown: new Map() }
    const schema = new Reading({ ...contract, document, behaviour }, offer, 'depot').bodySchema(action)
    if (schema.kind === 'unmet') throw new Error(schema.because)
    return schema.value
  }
  const edited = (edit: (type: ResourceType) => ResourceType): Contract => {
    const { depot, ...others } = railway.behaviour.resources
    return depot === undefined ? railway : { ...railway, behaviour: { ...railway.behaviour, resources: { ...others, depot: edit(depot) } } }
  }
  const draw = (schema: BodySchema) => fc.sample(bodies(schema), { seed: 3, numRuns: 300 })
  const said = { basis: 'assumed', source: 'made up' } as const

  test('has values that go together, now these and now those, and the first of them in the plain body', () => {
    const pairs = new Set(draw(schemaOf(railway)).map((body) => `${word(at(body, '/kind'))} ${at(body, '/kind') === 'yard' ? '' : word(at(body, '/fuel'))}`))
    expect([...pairs].toSorted()).toEqual(['shed coal', 'shed oil', 'works coal', 'yard '])
    expect(plainBody(schemaOf(railway))).toMatchObject({ kind: 'shed', fuel: 'coal' })
  })

  test('has numbers in order, and both of them or none', () => {
    const roads = draw(schemaOf(railway)).map((body) => [at(body, '/roads/least'), at(body, '/roads/most')])
    expect(roads.filter(([least, most]) => (least === undefined) !== (most === undefined) || Number(least) > Number(most))).toEqual([])
    expect(roads.some(([least]) => least !== undefined)).toBe(true)
  })

  test('names nothing that it need not name, unless one is known', () => {
    const named = (contract: Contract) => draw(schemaOf(contract)).filter((body) => at(body, '/lines') !== undefined)
    const always = edited((type) => ({
      ...type,
      rules: (type.rules ?? []).map((rule) => (rule.rule === 'exists' ? { ...rule, where: undefined } : rule)) as readonly Rule[],
    }))
    expect(named(railway)).toEqual([])
    expect(new Set(named(always).map((body) => at(body, '/lines/main')))).toEqual(new Set(['trk-1']))
  })

  test('has no values whose kind follows from something else, and none that belong to another resource', () => {
    const typed = { id: '/id', value: '/value', shown: { type: '/type', value: '/value' }, kinds: [], unknown: { policy: 'ignore', ...said }, ...said } as const
    const contract = edited((type) => ({ ...type, typed: { '/roads': typed }, hands: { at: '/lines', to: 'pass', ...said }, rules: [] }))
    expect(draw(schemaOf(contract)).filter((body) => at(body, '/roads') !== undefined || at(body, '/lines') !== undefined)).toEqual([])
  })

  test('is never told a text for a number or a boolean where texts are taken for them', () => {
    const texts = (contract: Contract) =>
      everyMutant(schemaOf(contract)).filter(({ body, at: place, keyword }) => keyword === 'type' && typeof at(body, place) === 'string')
    const strict = edited((type) => {
      const { coerces: _, ...others } = type
      return others
    })
    const scalars = ['/roads/least', '/roads/most']
    expect(texts(strict).filter(({ at: place }) => scalars.includes(place))).not.toEqual([])
    expect(texts(railway).filter(({ at: place }) => scalars.includes(place))).toEqual([])
    expect(texts(railway).some(({ at: place }) => place === '/roads')).toBe(true)
  })

  test('is not drawn where its body is no JSON', () => {
    const operations = new Map(
      [...railway.operations].map(([id, operation]) => [
        id,
        operation.requestBody === undefined ? operation : { ...operation, requestBody: { ...operation.requestBody, mediaType: 'application/yaml' } },
      ]),
    )
    expect(() => schemaOf({ ...railway, operations })).toThrow('no JSON body')
  })
})
