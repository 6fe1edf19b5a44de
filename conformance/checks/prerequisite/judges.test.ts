import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { reading } from '../railway.test-kit.ts'
import { prerequisites } from './index.ts'
import type { Json } from '../../../specs/json.ts'
import type { Judgement } from '../../verdict.ts'

type Told = Readonly<Record<string, { readonly status?: number; readonly json?: Json; readonly body?: Json }>>

/** What a check on a track says of a history. */
function judged(id: string, told: Told): Judgement | undefined {
  const need = prerequisites.find((check) => check.id === id)?.prepare(reading('track'))
  if (need?.kind !== 'met') throw new Error(need?.because ?? `there is no check ${id}`)
  const [attempt] = fc.sample(need.value, { numRuns: 1, seed: 1 })
  return attempt?.judge(new History(Object.entries(told).map(([label, made]) => exchange(label, made))))
}

const track = { id: 'trk-1', name: 'cp-1', gauge: 'broad', stations: [{ name: 'north' }, { name: 'south' }], state: 'open' }

describe('what was named by another resource', () => {
  const usual: Told = { create: { json: track }, named: { json: track }, 'dependant gone': { status: 404 }, delete: {}, gone: { status: 404 } }

  test.each<[string, Told, Judgement['kind']]>([
    ['can be deleted once that is gone', {}, 'kept'],
    ['cannot be deleted any more', { delete: { status: 409 } }, 'broken'],
    ['is only said to be deleted', { gone: { json: track } }, 'broken'],
    ['is still named', { 'dependant gone': { json: {} } }, 'unclear'],
    ['can no longer be looked at', { gone: { status: 500 } }, 'unclear'],
  ])('%s', (_, changes, kind) => {
    expect(judged('pre.order', { ...usual, ...changes })?.kind).toBe(kind)
  })
})

describe('what a new resource names', () => {
  const usual: Told = { create: { json: track }, before: { json: track }, naming: { json: { id: 'trn-1' } }, after: { json: track } }

  test.each<[string, Told, Judgement['kind']]>([
    ['stays as it was', {}, 'kept'],
    ['may show its items in another order', { after: { json: { ...track, stations: track.stations.toReversed() } } }, 'kept'],
    ['is written to', { after: { json: { ...track, name: 'cp-1 (in use)' } } }, 'broken'],
    ['was named by nothing', { naming: { status: 400 } }, 'unclear'],
  ])('%s', (_, changes, kind) => {
    expect(judged('pre.reads-unchanged', { ...usual, ...changes })?.kind).toBe(kind)
  })
})

describe('what is not ready', () => {
  const digging = { json: { ...track, state: 'digging' } }
  const usual: Told = {
    create: digging,
    attempt: { status: 400, body: { name: 'cp-2' } },
    meanwhile: digging,
    list: { json: { rows: [] } },
    ready: { json: track },
    control: { json: { id: 'trn-2' }, body: { name: 'cp-3' } },
  }

  test.each<[string, Told, Judgement['kind']]>([
    ['is not named', {}, 'kept'],
    ['is named', { attempt: { json: { id: 'trn-1' }, body: { name: 'cp-2' } } }, 'broken'],
    ['is not named, but what names it is made', { list: { json: { rows: [{ id: 'trn-1', name: 'cp-2' }] } } }, 'broken'],
    ['is ready too soon to tell', { meanwhile: { json: track } }, 'unclear'],
    ['is refused for ever', { control: { status: 400 } }, 'unclear'],
  ])('%s', (_, changes, kind) => {
    expect(judged('pre.unready', { ...usual, ...changes })?.kind).toBe(kind)
  })
})

describe('a part that another resource relies on', () => {
  const usual: Told = {
    create: { json: track },
    'taking away what nobody relies on': {},
    'before /stops/*': { json: track },
    'taking away what /stops/* names': { status: 409 },
    'after /stops/*': { json: track },
  }

  test.each<[string, Told, Judgement['kind']]>([
    ['cannot be taken away', {}, 'kept'],
    ['is taken away', { 'taking away what /stops/* names': {} }, 'broken'],
    ['is refused and taken away', { 'after /stops/*': { json: { ...track, stations: [] } } }, 'broken'],
    ['stays because nothing can be taken away', { 'taking away what nobody relies on': { status: 409 } }, 'unclear'],
  ])('%s', (_, changes, kind) => {
    expect(judged('pre.in-use-kept', { ...usual, ...changes })?.kind).toBe(kind)
  })
})
