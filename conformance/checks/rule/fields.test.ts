import { describe, expect, test } from 'vitest'
import { railway, judged } from '../railway.test-kit.ts'
import { bodyRules } from './fields.ts'
import { uniqueName } from './unique-name.ts'
import { labels } from './attempts.ts'
import type { Told } from '../railway.test-kit.ts'
import type { Json } from '../../../specs/json.ts'
import type { Judgement } from '../../verdict.ts'

function checkOf(id: string) {
  const found = bodyRules.find((check) => check.id === id)
  if (found === undefined) throw new Error(`there is no check ${id}`)
  return found
}

/** A history told label by label, with some exchanges otherwise. */
function told(usual: Readonly<Record<string, Omit<Told, 'label'>>>, changes: Readonly<Record<string, Omit<Told, 'label'>>>): readonly Told[] {
  return Object.entries({ ...usual, ...changes }).map(([label, made]) => ({ label, ...made }))
}

const first = { id: 'trn-1', name: 'cp-1' }
const listed = (...rows: readonly Json[]) => ({ json: { rows } })

describe('a body that breaks a rule when it is made', () => {
  const label = 'create: /gauge is not what /track has at /gauge'
  const usual = {
    [labels.plain]: { json: first },
    [labels.listed]: listed(first),
    [label]: { status: 400, body: { name: 'cp-2' } },
    [labels.relisted]: listed(first),
  }

  test.each<[string, Parameters<typeof told>[1], Judgement['kind']]>([
    ['is refused and makes nothing', {}, 'kept'],
    ['is refused with another sensible status', { [label]: { status: 422, body: { name: 'cp-2' } } }, 'kept'],
    ['is refused while others make something', { [labels.relisted]: listed(first, { id: 'trn-9', name: 'theirs' }) }, 'kept'],
    ['is accepted', { [label]: { status: 200, json: { id: 'trn-2', name: 'cp-2' }, body: { name: 'cp-2' } } }, 'broken'],
    ['is refused and made all the same', { [labels.relisted]: listed(first, { id: 'trn-2', name: 'cp-2' }) }, 'broken'],
    ['crashes the server', { [label]: { status: 500, body: { name: 'cp-2' } } }, 'broken'],
    ['is refused as everything is', { [labels.plain]: { status: 403 } }, 'unclear'],
    ['cannot be told from what was there', { [labels.relisted]: { status: 500 } }, 'unclear'],
  ])('%s', (_, changes, kind) => {
    expect(judged(checkOf('rule.equal'), told(usual, changes))?.kind).toBe(kind)
  })

  test('leans on the rule that was broken, and for a status on how such bodies are refused as well', () => {
    const rule = railway.behaviour.resources['train']?.rules?.find((one) => one.rule === 'equal')
    const accepted = judged(checkOf('rule.equal'), told(usual, { [label]: { status: 200, body: { name: 'cp-2' } } }))
    const crashed = judged(checkOf('rule.equal'), told(usual, { [label]: { status: 500, body: { name: 'cp-2' } } }))
    expect(accepted).toMatchObject({ leansOn: [rule] })
    expect(crashed?.kind === 'broken' && crashed.leansOn?.length).toBeGreaterThan(1)
  })
})

describe('a body that breaks a rule when it changes something', () => {
  const label = 'update: /nicknames/* has one value twice'
  const only = (scenario: Json) => Array.isArray(scenario) && scenario.includes(label)
  const keeping = 'update, kept: /nicknames/* has different values'
  const before = { json: { id: 'trn-1', nicknames: ['a', 'b'] } }
  const usual = {
    [keeping]: { body: { nicknames: ['a', 'b'] } },
    'update, read: /nicknames/* has different values': before,
    [labels.before(label)]: before,
    [label]: { status: 400, body: { nicknames: ['a', 'a'] } },
    [labels.after(label)]: before,
  }

  test.each<[string, Parameters<typeof told>[1], Judgement['kind']]>([
    ['is refused and changes nothing', {}, 'kept'],
    ['is accepted', { [label]: { status: 200 } }, 'broken'],
    ['is refused and changes something', { [labels.after(label)]: { json: { id: 'trn-1', nicknames: ['a', 'a'] } } }, 'broken'],
    ['is refused like the one that keeps the rule', { [keeping]: { status: 400 } }, 'broken'],
    [
      'is refused after one that was taken and lost',
      { 'update, read: /nicknames/* has different values': { json: { id: 'trn-1', nicknames: ['a'] } } },
      'broken',
    ],
    [
      'is told apart although the server adds members',
      { 'update, read: /nicknames/* has different values': { json: { id: 'trn-1', more: 1, nicknames: ['b', 'a'] } } },
      'kept',
    ],
    ['cannot be judged where nothing can be read', { 'update, read: /nicknames/* has different values': { status: 500 } }, 'unclear'],
  ])('%s', (_, changes, kind) => {
    expect(judged(checkOf('rule.unique'), told(usual, changes), only)?.kind).toBe(kind)
  })
})

test('what could not be tried is not judged, and nothing tried is no pass', () => {
  expect(judged(checkOf('rule.equal'), [])?.kind).toBe('unclear')
})

test('names are no matter of a resource whose name may repeat', () => {
  expect(() => judged(uniqueName, [])).toThrow('no name of a train has to be different')
})
