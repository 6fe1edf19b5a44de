import { describe, expect, test } from 'vitest'
import { reading } from '../checks/railway.test-kit.ts'
import { at, isObject, valuesAt, withAt } from '../../specs/json.ts'
import { sampleOf, trialsOf } from './breaking.ts'
import { obeying } from './obeying.ts'
import type { RuleKind } from '../../specs/behaviour.ts'
import type { Json } from '../../specs/json.ts'
import type { Ground } from './ground.ts'
import type { Found, Trial, Variant } from './trial.ts'

function groundOf(resource: 'track' | 'train' | 'depot', action: 'create' | 'update'): Ground {
  const read = reading(resource)
  const schema = read.bodySchema(action)
  if (schema.kind === 'unmet') throw new Error(schema.because)
  return { resource, type: read.type, schema: schema.value, known: read.acquaintance() }
}

const ground = groundOf('train', 'create')
const rules = ground.type.rules ?? []
const plain = sampleOf(ground, 'create')
const depotRules = groundOf('depot', 'create').type.rules ?? []
const found: Found = { ours: new Map(), theirs: new Map([['track', 'trk-of-others']]) }

function trial(kind: RuleKind, from = ground, action: 'create' | 'update' = 'create'): Trial {
  const trials = trialsOf(
    from,
    (from.type.rules ?? []).filter(({ rule }) => rule === kind),
    action,
  )
  if (trials[0] === undefined) throw new Error(`there is no ${kind} to be tried`)
  return trials[0]
}

const made = (variants: readonly Variant[], body: Json = plain) => variants.map(({ of }) => of(body, found))
const placed = (variants: readonly Variant[], place: string) => made(variants).map((body) => at(body, place))

describe('bodies that keep and break one rule', () => {
  const all = trialsOf(ground, rules, 'create')

  test('are there for every rule that one body can break, and for no rule about changes or taken names', () => {
    expect([...new Set(all.map(({ rule }) => rule.rule))].toSorted()).toEqual(
      ['all-or-none', 'apart', 'at-most-one', 'decodes-as', 'equal', 'exclusive-or', 'exists', 'member-of', 'offered', 'unique'].toSorted(),
    )
    expect(trialsOf(groundOf('track', 'create'), groundOf('track', 'create').type.rules ?? [], 'create').map(({ rule }) => rule)).toEqual([
      expect.objectContaining({ rule: 'unique', at: ['/stations/*/name'] }),
    ])
  })

  test('are valid by the schema, so that a refusal has no other reason', () => {
    for (const { keeping, breaking } of all) {
      for (const { name, of } of [...keeping, ...breaking]) {
        const body = of(plain, found)
        expect(body === undefined ? [] : ground.schema.contract.validate(ground.schema.where, body), name).toEqual([])
      }
    }
  })

  test('break no other rule that a body alone can tell', () => {
    for (const { rule, keeping, breaking } of all) {
      const others = rules.filter((other) => other !== rule && (other.rule !== 'apart' || other.when.is !== undefined))
      for (const { name, of } of [...keeping, ...breaking]) {
        const body = of(plain, found) ?? null
        expect(obeying(body, others), name).toEqual(body)
      }
    }
  })

  test('have names of their own', () => {
    const names = all.flatMap(({ breaking }) => breaking.map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
  })

  test('are left out where the contract repeats a rule', () => {
    const twice = rules.filter(({ rule }) => rule === 'equal').flatMap((rule) => [rule, { ...rule }])
    expect(trialsOf(ground, twice, 'create')).toHaveLength(1)
  })
})

describe('a reference', () => {
  test('names something of the same form that nothing has, or what belongs to another tenant', () => {
    expect(placed(trial('exists').breaking, '/track')).toEqual(['tra-0', 'trk-of-others'])
    expect(trial('exists').breaking.map(({ of }) => of(plain, { ...found, theirs: new Map() }) !== undefined)).toEqual([true, false])
  })

  test('is not made up where nothing of the kind is known', () => {
    const blind: Ground = { ...ground, known: { ids: new Map() } }
    expect(
      trialsOf(
        blind,
        rules.filter(({ rule }) => rule === 'exists'),
        'create',
      ),
    ).toEqual([])
  })

  test('brings another value than the one that follows from it', () => {
    const [other] = placed(trial('equal').breaking, '/gauge')
    expect(other).toBeTypeOf('string')
    expect(other).not.toBe(at(plain, '/gauge'))
  })

  test('names a part that is not there, alone and behind one that is', () => {
    const { keeping, breaking } = trial('member-of')
    expect(placed(keeping, '/stops')).toEqual([['north']])
    expect(placed(breaking, '/stops')).toEqual([['noaaa'], ['north', 'noaaa']])
  })

  test('asks for what is not on offer, unless another rule decides what it is', () => {
    expect(placed(trial('offered').breaking, '/engine')).toEqual(['v1.0'])
  })
})

describe('values', () => {
  test('stand twice, next to each other and apart', () => {
    const { keeping, breaking } = trial('unique')
    const [one, other] = valuesAt(made(keeping)[0], '/nicknames/*')
    expect(one).not.toBe(other)
    expect(placed(breaking, '/nicknames')).toEqual([
      [one, one],
      [one, other, one],
    ])
  })

  test('stand twice in items that are different otherwise', () => {
    for (const body of made(trial('unique', groundOf('track', 'create')).breaking)) {
      const items = valuesAt(body, '/stations/*')
      expect(at(items.at(-1), '/name')).toBe(at(items[0], '/name'))
      expect(items.at(-1)).not.toEqual(items[0])
    }
  })

  test('stand once, twice, or nowhere where they are needed', () => {
    const { keeping, breaking } = trial('at-most-one')
    const kinds = (variants: readonly Variant[]) => made(variants).map((body) => valuesAt(body, '/cars/*/kind'))
    expect(kinds(keeping)).toEqual([['ENGINE', 'COACH']])
    expect(kinds(breaking)).toEqual([['ENGINE', 'ENGINE'], ['COACH']])
  })

  test('exclude a member of the same item, which another item may have', () => {
    const { keeping, breaking } = trial('apart')
    expect(placed(keeping, '/cars/0/berths')).toEqual([undefined])
    expect(placed(keeping, '/cars/1/berths')).toEqual([expect.any(Number)])
    expect(placed(breaking, '/cars/0')).toEqual([{ kind: 'ENGINE', berths: expect.any(Number) }])
  })
})

describe('members', () => {
  test('are given alone and both where only one may be', () => {
    const { keeping, breaking } = trial('exclusive-or')
    const given = (variants: readonly Variant[]) => made(variants).map((body) => ['/whistle', '/whistles'].map((place) => at(body, place) !== undefined))
    expect(given(keeping)).toEqual([
      [true, false],
      [false, true],
    ])
    expect(given(breaking)).toEqual([[true, true]])
  })

  test('are given and left out together, and one of them alone', () => {
    const { keeping, breaking } = trial('all-or-none')
    const given = (variants: readonly Variant[]) => made(variants).map((body) => ['/diner/cook', '/diner/menu'].map((place) => at(body, place) !== undefined))
    expect(given(keeping)).toEqual([
      [false, false],
      [true, true],
    ])
    expect(given(breaking)).toEqual([[true, false]])
  })

  test('are no half of a whole in an update, which may leave the other half as it is', () => {
    const changes = groundOf('train', 'update')
    expect(trialsOf(changes, rules, 'update').map(({ rule }) => rule.rule)).toEqual(['unique', 'decodes-as'])
  })
})

describe('encoded text', () => {
  const { keeping, breaking } = trial('decodes-as')
  const decoded = (text: Json | undefined) => Buffer.from(String(text), 'base64').toString('utf8')

  test('is an object in each of the languages', () => {
    expect(placed(keeping, '/timetable').map(decoded)).toEqual(['{"note":"kept"}', 'note: kept\n'])
  })

  test('is no base64, or base64 of nothing that can be read', () => {
    const texts = placed(breaking, '/timetable')
    expect(texts[0]).toMatch(/[^A-Za-z0-9+/=]/)
    expect(decoded(texts[1])).toBe('{"note": [unclosed')
    expect(decoded(texts[2])).toContain('\uFFFD')
  })

  test('leans on less where decoders differ, and comes last then', () => {
    const weak = breaking.map(({ leansOn = [] }) => leansOn.length > 0)
    expect(weak).toEqual([false, false, false, true, true, true])
  })

  test('is what the document shows, where it shows some', () => {
    const example = Buffer.from('kind: Timetable\n').toString('base64')
    const shown = withAt(ground.schema.contract.document, '/components/schemas/FormTrain/properties/timetable/examples', [example, 'not this'])
    const contract = { ...ground.schema.contract, document: isObject(shown) ? shown : {} }
    const told = trialsOf(
      { ...ground, schema: { ...ground.schema, contract } },
      rules.filter(({ rule }) => rule === 'decodes-as'),
      'create',
    )[0]
    expect(placed(told?.keeping ?? [], '/timetable')).toEqual([example])
  })
})

describe('what goes together', () => {
  const depot = groundOf('depot', 'create')
  const base = sampleOf(depot, 'create')

  test('is what the first of the ways says in a plain body, whatever the schema names first', () => {
    expect(base).toMatchObject({ kind: 'shed', fuel: 'coal' })
  })

  test('is broken by a value that goes with others, and by one that goes with none', () => {
    const { keeping, breaking } = trial('combination', depot)
    const pairs = made(breaking, base).map((body) => [at(body, '/kind'), at(body, '/fuel')])
    expect(made(keeping, base)).toEqual([base])
    expect(pairs).toEqual([
      ['works', 'oil'],
      ['works', 'oil'],
      ['shed', expect.stringMatching(/^co../)],
    ])
  })

  test('stays as it is where another rule is about what a body has beside it', () => {
    const naming = { ...(base as object), kind: 'works', lines: { main: 'trk-1' } }
    for (const body of made(trial('combination', depot).breaking, naming)) expect(['works', 'yard', undefined]).toContain(at(body, '/kind'))
  })
})

describe('numbers in order', () => {
  test('are the same at least, and are broken by one and by many', () => {
    const { keeping, breaking } = trial('ordered', groundOf('depot', 'create'))
    const roads = (variants: readonly Variant[]) => made(variants, {}).map((body) => [at(body, '/roads/least'), at(body, '/roads/most')])
    expect(roads(keeping)).toEqual([[1, 1]])
    expect(roads(breaking)).toEqual([
      [2, 1],
      [expect.any(Number), 1],
    ])
  })

  test('are given together in an update', () => {
    expect(trialsOf(groundOf('depot', 'update'), depotRules, 'update').map(({ rule }) => rule.rule)).toEqual(['ordered'])
  })
})

describe('a reference that some bodies may have', () => {
  const depot = groundOf('depot', 'create')
  const base = sampleOf(depot, 'create')

  test('is tried in a body that the rule is about, with what has to be around it', () => {
    const { keeping, breaking } = trial('exists', depot)
    const ours: Found = { ours: new Map([['track', 'trk-1']]), theirs: new Map() }
    const kinds = (variants: readonly Variant[]) => variants.map(({ of }) => of(base, ours)).filter((body) => body !== undefined)
    expect(kinds(keeping)).toEqual([expect.objectContaining({ kind: 'works', fuel: 'coal', lines: { main: 'trk-1' } })])
    expect(kinds(breaking)).toEqual([expect.objectContaining({ kind: 'works', fuel: 'coal', lines: { main: 'tra-0' } })])
  })

  test('is left out where nothing to name was found', () => {
    const nothing: Found = { ours: new Map(), theirs: new Map() }
    const blind: Ground = { ...depot, known: { ids: new Map() } }
    expect(trial('exists', blind).breaking.map(({ of }) => of(base, nothing))).toEqual([undefined, undefined])
  })
})
