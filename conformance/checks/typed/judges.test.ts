import { describe, expect, test } from 'vitest'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { filled, lean } from './filled.ts'
import { fixedJudged } from './fixed.ts'
import { groundBody, groundsFor, kindsOf } from './items.ts'
import { showsValue } from './shown.ts'
import { contract, dish, kinds } from './typed.test-kit.ts'
import { wrongFor } from './wrong.ts'
import type { Json } from '../../../specs/json.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Judgement } from '../../verdict.ts'

const plate = '/components/schemas/Plate'

describe('a value of a schema', () => {
  test.each<[string, Json, Json]>([
    ['what it leaves out', { size: 2 }, { size: 2, warm: true }],
    ['what objects that are there leave out', { size: 2, warm: false, rim: {} }, { size: 2, warm: false, rim: { gold: true } }],
    ['what the branch that it is of leaves out', { size: 2, warm: true, cover: { of: 'glass' } }, { size: 2, warm: true, cover: { of: 'glass', dome: true } }],
    ['nothing in what is null', { size: 2, warm: true, cover: null }, { size: 2, warm: true, cover: null }],
  ])('is filled in with %s', (_, value, whole) => {
    expect(filled(contract, plate, value)).toEqual(whole)
  })

  test('is cut down to what nothing fills in', () => {
    expect(lean(contract, plate, { size: 2, warm: false, rim: { gold: false, note: 'a' }, cover: { of: 'glass', dome: true } })).toEqual({
      size: 2,
      rim: { note: 'a' },
      cover: { of: 'glass' },
    })
  })
})

describe('kinds of items', () => {
  test('come in the order of what vouches for them', () => {
    expect(kinds.map(({ label }) => label)).toEqual(['SALT as FLAG', 'PLATE as DISH', 'PLATE as WORD', 'SPICE as WORD'])
  })

  test('have names of their own, also where two are called the same', () => {
    const [rule] = Object.values(dish.typed ?? {})
    const [plates, spices] = rule?.kinds ?? []
    if (rule === undefined || plates === undefined || spices === undefined) throw new Error('Failed to find the kinds of the menu.')
    const twins = { ...dish, typed: { '/extras': { ...rule, kinds: [plates, { ...spices, type: plates.type }] } } }
    expect(kindsOf(twins).map(({ label, where }) => [label, where])).toEqual([
      ['PLATE as DISH', '/components/schemas/Plate'],
      ['PLATE as DISH (2)', '/components/schemas/Spice'],
    ])
  })

  test('are tried on as few resources as they allow', () => {
    expect(groundsFor(kinds).map(({ kinds: own, fields }) => [own.map(({ label }) => label), fields])).toEqual([
      [['SALT as FLAG', 'PLATE as DISH', 'SPICE as WORD'], [['/kitchen', 'north']]],
      [['PLATE as WORD'], [['/kitchen', 'south']]],
    ])
  })

  test('are asked for in a body that keeps the other rules', () => {
    const items = kinds.slice(0, 2).map((kind, index) => [kind, index] as const)
    const [ground] = groundsFor(kinds)
    expect(groundBody(dish, { kitchen: 'south', town: 'bay' }, { fields: ground?.fields ?? [], items })).toEqual({
      kitchen: 'north',
      town: 'hill',
      extras: [
        { id: 'SALT', value: 0 },
        { id: 'PLATE', value: 1 },
      ],
    })
  })

  test('have wrong values of other kinds, and some with one thing wrong', () => {
    const wrong = kinds.flatMap((kind) =>
      wrongFor({ contract: contract as Contract, type: dish, item: undefined }, kind, kinds).map(({ label, value }) => [label, value]),
    )
    expect(wrong).toContainEqual(['SALT as FLAG: a text', 'cp-text'])
    expect(wrong).toContainEqual(['PLATE as DISH: a value of SALT as FLAG', expect.any(Boolean)])
    expect(wrong.map(([label]) => label)).toContain('PLATE as DISH: /size required (left out)')
    for (const [label, value] of wrong) {
      const kind = kinds.find((one) => String(label).startsWith(one.label))
      expect(contract.validate(kind?.where ?? '', value)).not.toEqual([])
    }
  })
})

const [salt, dishes] = kinds
if (salt === undefined || dishes === undefined) throw new Error('Failed to find the kinds of the menu.')
const item = (kind: string, value: Json, id = 'PLATE'): Json => ({ extras: [{ id, is: { kind, value }, price: 3 }] })

describe('an item that was asked for', () => {
  test.each<[string, Json | undefined, Judgement['kind']]>([
    ['is shown, filled in', item('DISH', { size: 2, warm: true }), 'kept'],
    ['is shown with more besides', item('DISH', { size: 2, warm: true, rim: {}, more: 1 }), 'kept'],
    ['is not shown', { extras: [] }, 'broken'],
    ['is shown with the word of another kind', item('FLAG', { size: 2, warm: true }), 'broken'],
    ['is shown as a text', item('DISH', '{"size":2,"warm":true}'), 'broken'],
    ['is shown with another value', item('DISH', { size: 3, warm: true }), 'broken'],
    ['is shown as it was sent', item('DISH', { size: 2 }), 'broken'],
    ['is shown as requests have it', { extras: [{ id: 'PLATE', value: { size: 2 } }] }, 'broken'],
    ['cannot be seen', undefined, 'unclear'],
  ])('%s', (_, json, kind) => {
    const read = exchange('read', { status: json === undefined ? 500 : 200, ...(json !== undefined && { json }) })
    const judgement = showsValue(contract as Contract, read, { kind: dishes, value: { size: 2 } })
    expect(judgement.kind).toBe(kind)
    expect(judgement.kind === 'broken' ? judgement.leansOn : []).toEqual(kind === 'broken' ? [dishes.kind] : [])
  })
})

describe('a value that never changes', () => {
  const fixed = { ...salt, kind: { ...salt.kind, change: { policy: 'refuse', basis: 'documented', source: 'menu' } as const } }
  const passed = { ...salt, kind: { ...salt.kind, change: { policy: 'ignore', basis: 'documented', source: 'menu' } as const } }
  const [old, young] = [item('FLAG', true, 'SALT'), item('FLAG', false, 'SALT')]

  test.each<[string, typeof fixed | typeof passed, { readonly same?: number; readonly other: number; readonly after: Json }, Judgement['kind']]>([
    ['stays, and the update is refused', fixed, { other: 400, after: old }, 'kept'],
    ['stays, and the update is accepted', fixed, { other: 200, after: old }, 'broken'],
    ['changes', fixed, { other: 200, after: young }, 'broken'],
    ['changes, and the update is refused', fixed, { other: 400, after: young }, 'broken'],
    ['stays where another is passed over', passed, { other: 200, after: old }, 'kept'],
    ['stays, and the update is refused although another is passed over', passed, { other: 400, after: old }, 'broken'],
    ['cannot be updated at all', fixed, { same: 400, other: 400, after: old }, 'unclear'],
  ])('%s', (_, kind, { same = 200, other, after }, expected) => {
    const history = new History([
      exchange('same SALT as FLAG', { status: same }),
      exchange('before other SALT as FLAG', { json: old }),
      exchange('other SALT as FLAG', { status: other }),
      exchange('after other SALT as FLAG', { json: after }),
    ])
    expect(fixedJudged(history, { kind, refusal: undefined, lifecycle: undefined }).kind).toBe(expected)
  })
})
