import { describe, expect, test } from 'vitest'
import { judged } from '../railway.test-kit.ts'
import { flag } from './flag.ts'
import { next } from './next.ts'
import { keeps, stepwise } from './stepwise.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Told } from '../railway.test-kit.ts'

const train = (engine: string, besides: JsonObject = {}): JsonObject => ({ engine, stops: ['south'], state: 'running', ...besides })

function tried(label: string, { status = 200, engine, before, after, state = 'shed' }: Tried): Told[] {
  return [
    { label: `before ${label}`, json: before },
    { label, status, body: { engine, mask: 'engine' }, json: train(engine, { state }) },
    { label: `after ${label}`, json: after },
  ]
}

interface Tried {
  readonly status?: number
  readonly engine: string
  readonly before: Json
  readonly after: Json
  /** The phase that the answer shows. */
  readonly state?: string
}

const same = (state = 'running') => tried('same', { engine: 'v1.8', before: train('v1.8'), after: train('v1.8'), state })
const upgrade = (given: Partial<Tried> = {}) => tried('upgrade', { engine: 'v1.9', before: train('v1.8'), after: train('v1.9'), ...given })

describe('a step to the next minor version', () => {
  test.each<[string, Told[], string]>([
    ['arrives', [...same(), ...upgrade()], 'kept'],
    ['is over at once', [...same(), ...upgrade({ state: 'running' })], 'kept'],
    ['is refused', [...same(), ...upgrade({ status: 400, after: train('v1.8') })], 'broken'],
    ['never arrives', [...same(), ...upgrade({ after: train('v1.8') })], 'broken'],
    ['shows another phase', [...same(), ...upgrade({ state: 'parting' })], 'broken'],
    ['is refused from a version that nobody knows of', [...same(), ...upgrade({ before: train('v1.7'), status: 400, after: train('v1.7') })], 'unclear'],
    ['is not to be had', same(), 'unclear'],
    ['is taken for one to the same version', [...same('shed'), ...upgrade()], 'broken'],
  ])('is judged where it %s', (_, told, kind) => {
    expect(judged(next, told)?.kind).toBe(kind)
  })
})

describe('other steps', () => {
  const leap = (status: number, after: string) => tried('skip', { status, engine: 'v1.10', before: train('v1.8'), after: train(after) })
  const back = (status: number, after: string) => tried('downgrade', { status, engine: 'v1.8', before: train('v1.9'), after: train(after) })

  test.each<[string, Told[], string]>([
    ['are refused', [...leap(400, 'v1.8'), ...upgrade(), ...back(451, 'v1.9')], 'kept'],
    ['skip a version', [...leap(200, 'v1.10')], 'broken'],
    ['are refused, and made', [...leap(400, 'v1.10')], 'broken'],
    ['lead back', [...leap(400, 'v1.8'), ...upgrade(), ...back(200, 'v1.8')], 'broken'],
    ['are accepted without effect', [...leap(200, 'v1.8'), ...upgrade(), ...back(400, 'v1.9')], 'broken'],
    ['are refused like the right one', [...leap(400, 'v1.8'), ...upgrade({ status: 400, after: train('v1.8') })], 'unclear'],
  ])('are judged where they %s', (_, told, kind) => {
    expect(judged(stepwise, told)?.kind).toBe(kind)
  })

  test('leans on how refusals look where only the status is wrong', () => {
    expect(judged(stepwise, [...leap(200, 'v1.8'), ...upgrade()])).toMatchObject({
      kind: 'broken',
      leansOn: [{ status: 400 }, { mediaType: 'application/json' }],
    })
  })
})

test.each<[string, Told[], string]>([
  ['changes nothing but the version', upgrade(), 'kept'],
  ['changes what the server keeps for itself', upgrade({ after: train('v1.9', { newer: true, state: 'shed' }) }), 'kept'],
  ['loses a field', upgrade({ after: train('v1.9', { stops: [] }) }), 'broken'],
  ['is refused', upgrade({ status: 400, after: train('v1.8') }), 'unclear'],
])('judges an upgrade that %s', (_, told, kind) => {
  expect(judged(keeps, told)?.kind).toBe(kind)
})

test.each<[string, Json, Json, string]>([
  ['at the older version alone', train('v1.9', { newer: true }), train('v1.10', { newer: false }), 'kept'],
  ['at the older version, and left out at the newest', train('v1.8', { newer: true }), train('v1.10'), 'kept'],
  ['at the newest', train('v1.9', { newer: true }), train('v1.10', { newer: true }), 'broken'],
  ['nowhere', train('v1.9'), train('v1.10'), 'broken'],
  ['at a version that nobody knows of', train('v2.0', { newer: true }), train('v1.10'), 'unclear'],
])('judges an upgrade that is on offer %s', (_, older, newest, kind) => {
  expect(
    judged(flag, [
      { label: 'older', json: older },
      { label: 'newest', json: newest },
    ])?.kind,
  ).toBe(kind)
})
