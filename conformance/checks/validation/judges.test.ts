import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../../specs/load.ts'
import { History } from '../../history.ts'
import { Reading } from '../../reading.ts'
import { immutable, immutableWhole } from './changes.ts'
import { duplicateKeys } from './duplicates.ts'
import { params } from './params.ts'
import { sizeDepth } from './sizes.ts'
import { unknownField } from './strangers.ts'
import { same } from './texts.ts'
import { targetOf } from './target.ts'
import { allRefused } from './verdicts.ts'
import { offer } from './offer.test-kit.ts'
import type { Json } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'

const contract = await loadContract('fixtures/pretend')
const reading = new Reading(contract, offer, 'berth')
const path = '/pretend/v2/harbour/north/berths'

interface Told {
  readonly label: string
  readonly status?: number
  readonly json?: Json
  readonly sent?: string
  readonly ms?: number
}

/** An exchange on one berth, or on all of them for labels that begin with `create` or `list`. */
function exchange({ label, status = 200, json, sent, ms = 1 }: Told): Exchange {
  const isWhole = /^(create|list)/.test(label)
  const response = { status, headers: [], body: JSON.stringify(json ?? null), bytes: 1, utf8: true, json }
  return {
    label,
    number: 1,
    operation: isWhole ? 'createBerth' : 'refitBerth',
    principal: 'admin',
    request: { method: 'PATCH', target: isWhole ? path : `${path}/bth-1`, headers: [], ...(sent !== undefined && { body: sent }) },
    sent: 0,
    received: ms,
    outcome: status === 0 ? { kind: 'lost', reason: 'ECONNRESET' } : { kind: 'answered', response },
  }
}

const history = (...told: readonly Told[]) => new History(told.map(exchange))

/** Judges a history by a check's judge, for a scenario of this many items. */
function judged(check: Check, items: number, told: readonly Told[]) {
  const need = check.prepare(reading)
  if (need.kind === 'unmet') throw new Error(need.because)
  const [attempt] = fc.sample(need.value, { numRuns: 1, seed: 1 })
  expect(attempt?.scenario).toHaveLength(items)
  return attempt?.judge(history(...told))
}

function target() {
  const need = targetOf(reading)
  if (need.kind === 'unmet') throw new Error(need.because)
  return need.value
}

describe('refused writes', () => {
  const created = [
    { label: 'create without the defect', status: 201 },
    { label: 'list before', json: { data: { berths: [] } } },
  ]
  const attempt = { label: 'create: /lines', status: 422, sent: '{"vessel":"cp-a-1","lines":"x"}' }
  const attempts = [{ action: 'create' as const, label: 'create: /lines' }]

  test('are kept where nothing new is listed', () => {
    const listed = { label: 'list after', json: { data: { berths: [{ id: 'bth-2', vessel: 'cp-a-12' }] } } }
    expect(allRefused(history(...created, attempt, listed), target(), { attempts })).toEqual({ kind: 'kept' })
  })

  test('are broken where what was refused is listed', () => {
    const listed = { label: 'list after', json: { data: { berths: [{ id: 'bth-2', vessel: 'cp-a-1' }] } } }
    expect(allRefused(history(...created, attempt, listed), target(), { attempts })).toMatchObject({ kind: 'broken', at: 'create: /lines' })
  })

  test('are broken where they were accepted, and by a server error', () => {
    const listed = { label: 'list after', json: { data: { berths: [] } } }
    for (const status of [201, 500])
      expect(allRefused(history(...created, { ...attempt, status }, listed), target(), { attempts })).toMatchObject({ kind: 'broken' })
  })

  test('prove nothing where a plain create is refused as well', () => {
    const listed = { label: 'list after', json: { data: { berths: [] } } }
    const [, before] = created
    expect(allRefused(history({ label: 'create without the defect', status: 422 }, before ?? attempt, attempt, listed), target(), { attempts })).toMatchObject({
      kind: 'unclear',
    })
  })

  const update = { label: 'update: /lines', status: 422 }
  const around = (before: Json, after: Json) => [
    { label: 'update without the defect' },
    { label: 'before', json: before },
    update,
    { label: 'after', json: after },
  ]
  const updates = { attempts: [{ action: 'update' as const, label: 'update: /lines' }] }

  test('may move a version, but only where nobody looks at versions', () => {
    const moved = history(...around({ lines: 1, edition: '1' }, { lines: 1, edition: '2' }))
    expect(allRefused(moved, target(), updates)).toEqual({ kind: 'kept' })
    expect(allRefused(moved, target(), { ...updates, strict: true })).toMatchObject({ kind: 'broken', actual: expect.stringContaining('/edition') })
  })

  test('are broken where the resource shows something else', () => {
    expect(allRefused(history(...around({ lines: 1 }, { lines: 'x' })), target(), updates)).toMatchObject({
      kind: 'broken',
      actual: expect.stringContaining('/lines'),
    })
  })
})

describe('texts', () => {
  const place = { target: target(), action: 'update' as const, place: '/flags/note' }
  const told = (status: number, read?: string) =>
    history({ label: 'plain text' }, { label: 'x', status }, { label: 'x, read', json: { flags: { note: read ?? 'plain' } } })

  test('are kept where they are refused or read back as they were sent', () => {
    expect(same(told(422), place, { label: 'x', text: 'é' })).toEqual({ kind: 'kept' })
    expect(same(told(200, 'é'), place, { label: 'x', text: 'é' })).toEqual({ kind: 'kept' })
  })

  test('are broken by another form of the same letter, shown by its code points', () => {
    expect(same(told(200, 'e\u0301'), place, { label: 'x', text: 'é' })).toMatchObject({ kind: 'broken', actual: 'it reads back as "e\\u{301}"' })
    expect(same(told(500), place, { label: 'x', text: 'é' })).toMatchObject({ kind: 'broken' })
  })

  test('prove nothing without a plain one that was accepted', () => {
    expect(same(history({ label: 'plain text', status: 403 }, { label: 'x', status: 403 }), place, { label: 'x', text: 'é' })).toMatchObject({
      kind: 'unclear',
    })
  })
})

describe('members that stand twice', () => {
  const field = reading.mutableField()
  const [one = null, two = null, three = null] = field.kind === 'met' ? field.value.values : []
  const shows = (stored: Json) => (field.kind === 'met' ? field.value.body(stored) : {})
  const told = (stored: readonly (readonly [status: number, stored: Json])[]) =>
    ['two valid values', 'two valid values, one name escaped', 'valid, then invalid', 'invalid, then valid'].flatMap((pair, index) => [
      { label: `reset before ${pair}` },
      { label: pair, status: stored[index]?.[0] ?? 400 },
      { label: `read after ${pair}`, json: shows(stored[index]?.[1] ?? three) },
    ])

  test('are kept where all are refused, and where the same one is always stored', () => {
    expect(judged(duplicateKeys, 4, told([]))).toEqual({ kind: 'kept' })
    expect(
      judged(
        duplicateKeys,
        4,
        told([
          [200, two],
          [200, two],
          [400, three],
          [200, two],
        ]),
      ),
    ).toEqual({ kind: 'kept' })
    expect(
      judged(
        duplicateKeys,
        4,
        told([
          [200, one],
          [200, one],
          [200, one],
          [400, three],
        ]),
      ),
    ).toEqual({ kind: 'kept' })
  })

  test('are broken where now the one and now the other is stored, or an invalid one', () => {
    expect(
      judged(
        duplicateKeys,
        4,
        told([
          [200, two],
          [200, one],
        ]),
      ),
    ).toMatchObject({ kind: 'broken' })
    expect(
      judged(
        duplicateKeys,
        4,
        told([
          [200, two],
          [200, two],
          [200, 7],
          [200, two],
        ]),
      ),
    ).toMatchObject({ kind: 'broken' })
    expect(judged(duplicateKeys, 4, told([[400, two]]))).toMatchObject({ kind: 'broken', expected: 'nothing is stored of a refused body' })
  })
})

describe('immutable fields', () => {
  const told = (status: number, after: Json) => [
    { label: 'update without the defect' },
    { label: 'before', json: { vessel: 'a', lines: 1, water: { state: 'afloat' } } },
    { label: 'another vessel', status },
    { label: 'after another vessel', json: after },
  ]

  test('are kept whatever the answer is, as long as nothing changed but the phase', () => {
    for (const status of [200, 422])
      expect(judged(immutable, 1, told(status, { vessel: 'a', lines: 1, water: { state: 'refitting' } }))).toEqual({ kind: 'kept' })
  })

  test('are broken where they changed, and the rest of the update is judged apart', () => {
    const changed = told(422, { vessel: 'b', lines: 1, water: { state: 'afloat' } })
    const half = told(422, { vessel: 'a', lines: 2, water: { state: 'afloat' } })

    expect([changed, half].map((given) => judged(immutable, 1, given)?.kind)).toEqual(['broken', 'kept'])
    expect([changed, half].map((given) => judged(immutableWhole, 1, given)?.kind)).toEqual(['broken', 'broken'])
  })
})

describe('unknown members that the contract ignores', () => {
  const at = ['create: /zzUnknown, unknown, unknown member', 'update: /zzUnknown, unknown, unknown member']
  const told = (answer: Json, status = 200) => [
    { label: 'create without the defect', status: 201 },
    { label: 'update without the defect' },
    ...at.flatMap((label) => [
      { label, status, json: answer },
      { label: `${label}, read`, json: { id: 'bth-1' } },
    ]),
  ]

  test('are kept where they are accepted and not shown', () => {
    expect(judged(unknownField, 2, told({ id: 'bth-1' }))).toEqual({ kind: 'kept' })
  })

  test('are broken where they are echoed or refused', () => {
    expect(judged(unknownField, 2, told({ id: 'bth-1', zzUnknown: 1 }))).toMatchObject({ kind: 'broken' })
    expect(judged(unknownField, 2, told({}, 422))).toMatchObject({ kind: 'broken' })
  })
})

describe('large bodies', () => {
  const sizes = ['text of 65,537', 'text of 1,100,000', 'depth of 100', 'depth of 10,000', 'object of 5,000 members']
  const told = (one: Partial<Told>, note = 'plain') =>
    sizes.flatMap((size, index) => [
      { label: `plain before ${size}` },
      { label: size, status: 413, ...(index === 0 ? one : {}) },
      { label: `${size}, read`, json: { flags: { note: index === 0 ? note : 'plain' } } },
    ])

  test('are kept where they are refused, cut off, or stored whole', () => {
    expect(judged(sizeDepth, 5, told({}))).toEqual({ kind: 'kept' })
    expect(judged(sizeDepth, 5, told({ status: 0 }))).toEqual({ kind: 'kept' })
    expect(judged(sizeDepth, 5, told({ status: 200 }, 'a'.repeat(65_537)))).toEqual({ kind: 'kept' })
  })

  test('are broken by a server error, a long wait, and text that was cut', () => {
    expect(judged(sizeDepth, 5, told({ status: 500 }))).toMatchObject({ kind: 'broken' })
    expect(judged(sizeDepth, 5, told({ ms: 20_000 }))).toMatchObject({ kind: 'broken' })
    expect(judged(sizeDepth, 5, told({ status: 200 }, 'a'.repeat(65_535)))).toMatchObject({ kind: 'broken', actual: '65535 characters of it are' })
  })
})

describe('path parameters', () => {
  const told = (status: number, proper = 200) => {
    const need = params.prepare(reading)
    const [attempt] = need.kind === 'met' ? fc.sample(need.value, { numRuns: 1, seed: 1 }) : []
    const spellings = Array.isArray(attempt?.scenario) ? attempt.scenario.map(String) : []
    const sent = spellings.map((label, index) => ({ label, status: index === 0 ? status : 404 }))
    return attempt?.judge(history({ label: 'proper name', status: proper }, ...sent, { label: 'proper name at the end' }))
  }

  test('are kept where all are refused or cut off', () => {
    for (const status of [400, 404, 414, 0]) expect(told(status)).toEqual({ kind: 'kept' })
  })

  test('are broken where one reaches a resource or a server error', () => {
    for (const status of [200, 500]) expect(told(status)).toMatchObject({ kind: 'broken' })
  })

  test('prove nothing where the proper name is not found either', () => {
    expect(told(404, 404)).toMatchObject({ kind: 'unclear' })
  })
})
