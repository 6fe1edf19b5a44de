import { describe, expect, test } from 'vitest'
import { combined, isCombined, withRow } from './combined.ts'
import { isMeant, meant } from './meant.ts'
import type { Json } from '../../specs/json.ts'
import type { Combination } from './combined.ts'

const rule: Combination = {
  rule: 'combination',
  at: ['/kind', '/fuel'],
  values: [
    ['shed', 'coal'],
    ['shed', 'oil'],
    ['works', 'coal'],
    ['yard', null],
  ],
  basis: 'assumed',
  source: 'made up',
}

describe('values that go together', () => {
  test.each<[Json, boolean]>([
    [{ kind: 'shed', fuel: 'oil' }, true],
    [{ kind: 'works', fuel: 'oil' }, false],
    [{ kind: 'yard', fuel: 'straw' }, true],
    [{ kind: 'mill', fuel: 'coal' }, false],
    [{ kind: 'works' }, true],
    [{ kind: 'works', fuel: null }, true],
    [{}, true],
  ])('are those of one row, where a body has them: %j', (body, yes) => {
    expect(isCombined(body, rule)).toBe(yes)
  })

  test('are put right by those that come last, as far as a row has those that come first', () => {
    expect(combined({ kind: 'works', fuel: 'oil' }, rule)).toEqual({ kind: 'works', fuel: 'coal' })
    expect(combined({ kind: 'yard', fuel: 'straw' }, rule)).toEqual({ kind: 'yard', fuel: 'straw' })
    expect(isCombined(combined({ kind: 'mill', fuel: 'wind' }, rule), rule)).toBe(true)
  })

  test('are not the same ones in every body', () => {
    const fuels = Array.from({ length: 20 }, (_, index) => combined({ kind: 'shed', fuel: `f${index}` }, rule))
    expect(new Set(fuels.map((body) => JSON.stringify(body))).size).toBe(2)
  })

  test('are given to no place that a body lacks', () => {
    expect(withRow({ fuel: 'x' }, rule.at, ['shed', 'oil'])).toEqual({ fuel: 'oil' })
    expect(withRow({ kind: 'x', fuel: 'x' }, rule.at, ['yard', null])).toEqual({ kind: 'yard', fuel: 'x' })
  })
})

describe('a rule about some bodies only', () => {
  const works = { where: { '/kind': ['works', 'yard'] } }

  test.each<[Json, boolean]>([
    [{ kind: 'yard' }, true],
    [{ kind: 'shed' }, false],
    [{}, false],
  ])('is about those that have one of the values: %j', (body, yes) => {
    expect(isMeant(works, body)).toBe(yes)
    expect(isMeant({}, body)).toBe(true)
  })

  test('is met by a body that gets the first of them, unless it has one', () => {
    expect(meant(works, { kind: 'shed', fuel: 'oil' })).toEqual({ kind: 'works', fuel: 'oil' })
    expect(meant(works, { kind: 'yard' })).toEqual({ kind: 'yard' })
    expect(meant({}, {})).toEqual({})
  })
})
