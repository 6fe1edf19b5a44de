import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { railway, reading } from '../railway.test-kit.ts'
import { caselessName, recased } from './caseless-name.ts'
import type { Judgement } from '../../verdict.ts'
import type { Told } from '../railway.test-kit.ts'

type Stories = Readonly<Record<string, Omit<Told, 'label'>>>

const first = { id: 'dep-1', name: 'cp-1' }
const other = { id: 'dep-2', name: 'cp-2' }
const usual: Stories = {
  first: { json: first, body: { name: 'cp-1' } },
  'list before': { json: { rows: [first] } },
  'again in another case': { status: 409, body: { name: 'CP-1' } },
  'list after': { json: { rows: [first] } },
  'before another name': { json: other },
  'another name': { body: { name: 'cp-3' } },
  'after another name': { json: { ...other, name: 'cp-3' } },
  'before the first name in another case': { json: { ...other, name: 'cp-3' } },
  'the first name in another case': { status: 409, body: { name: 'CP-1' } },
  'after the first name in another case': { json: { ...other, name: 'cp-3' } },
}

function judged(changes: Stories = {}): Judgement | undefined {
  const need = caselessName.prepare(reading('depot'))
  if (need.kind === 'unmet') throw new Error(need.because)
  const told = Object.entries({ ...usual, ...changes }).map(([label, made]) => exchange(label, made))
  return fc.sample(need.value, { numRuns: 1, seed: 1 })[0]?.judge(new History(told))
}

describe('a name that is taken in another letter case', () => {
  test.each<[string, Stories, Judgement['kind']]>([
    ['is refused, and nothing is made or changed', {}, 'kept'],
    ['is refused as something that cannot be', { 'again in another case': { status: 422, body: { name: 'CP-1' } } }, 'kept'],
    ['is taken', { 'again in another case': { status: 200, json: { id: 'dep-9', name: 'CP-1' }, body: { name: 'CP-1' } } }, 'broken'],
    ['is refused, and yet made', { 'list after': { json: { rows: [first, { id: 'dep-9', name: 'CP-1' }] } } }, 'broken'],
    ['is refused while others make something', { 'list after': { json: { rows: [first, { id: 'dep-9', name: 'theirs' }] } } }, 'kept'],
    ['is taken by an update', { 'the first name in another case': { status: 200, body: { name: 'CP-1' } } }, 'broken'],
    ['is refused to an update that gives it all the same', { 'after the first name in another case': { json: { ...other, name: 'CP-1' } } }, 'broken'],
    ['is refused to an update as any name is', { 'another name': { status: 403, body: { name: 'cp-3' } } }, 'unclear'],
    ['is refused as the name itself was', { first: { status: 403, body: { name: 'cp-1' } } }, 'unclear'],
    ['cannot be told from what was there', { 'list after': { status: 500 } }, 'unclear'],
  ])('%s', (_, changes, kind) => {
    expect(judged(changes)?.kind).toBe(kind)
  })

  test('leans on the rule, and on what is said of letter cases', () => {
    const rule = railway.behaviour.resources['depot']?.rules?.find((one) => one.rule === 'unique')
    const taken = judged({ 'again in another case': { status: 200, body: { name: 'CP-1' } } })
    expect(taken).toMatchObject({ leansOn: [rule, rule?.rule === 'unique' ? rule.caseless : undefined] })
  })

  test('is no matter of a resource whose names are told apart', () => {
    expect(caselessName.prepare(reading('track'))).toMatchObject({ kind: 'unmet' })
  })
})

test.each([
  ['cp-1', 'CP-1'],
  ['CP-1', 'cp-1'],
  ['Cp-1', 'CP-1'],
])('spells %s as %s', (name, spelled) => {
  expect(recased(name)).toBe(spelled)
})
