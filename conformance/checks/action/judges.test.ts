import { describe, expect, test } from 'vitest'
import { History } from '../../history.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { leaning } from '../../judge/leaning.ts'
import { strongestOf } from './findings.ts'
import { round, wayTo } from './routes.ts'
import { led, seen } from './steps.ts'
import type { Lifecycle, Trigger } from '../../../specs/behaviour.ts'
import type { Act, Acting } from './acts.ts'

const told = { basis: 'documented', source: 'page 5' } as const
const guessed = { basis: 'assumed', source: 'nobody says' } as const

const lifecycle: Lifecycle = {
  at: '/state',
  phases: {
    laid: { kind: 'settled', ...told },
    queued: { kind: 'transient', ...told },
    rigging: { kind: 'transient', ...told },
    rigged: { kind: 'settled', ...told },
    stripped: { kind: 'settled', ...told },
    stripping: { kind: 'transient', ...told },
    wrecked: { kind: 'failed', ...told },
  },
  triggers: {},
  settles: { withinSeconds: 60, ...told },
}

function act(name: string, trigger: Omit<Trigger, 'basis' | 'source'>): Act {
  const behaviour = { action: 'act', resource: 'boat', ...told } as const
  return { name, behaviour, trigger: { ...trigger, ...told }, phaseAt: '/state', plan: (params) => ({ operation: name, params }), says: [behaviour] }
}

const rig = act('rig', {
  from: ['laid', 'rigged', 'stripped'],
  through: [
    { phase: 'queued', seconds: 1 },
    { phase: 'rigging', seconds: 1 },
  ],
  to: 'rigged',
})
const strip = act('strip', { from: ['rigged'], through: [{ phase: 'stripping', seconds: 1 }], to: 'stripped' })
const rehearse = act('rehearse', { from: ['laid'], through: [{ phase: 'queued', seconds: 1 }], to: 'before' })
const acting: Acting = { lifecycle, home: 'laid', acts: [rig, strip, rehearse], sight: { operation: 'getBoat', at: '/state' } }

describe('the round of acts', () => {
  test('does each act in each phase in which it starts, from a new resource on', () => {
    expect(round(acting).map(({ from, act: { name } }) => `${from}: ${name}`)).toEqual(['laid: rig', 'rigged: rig', 'rigged: strip', 'stripped: rig'])
  })

  test('finds the way to where an act starts, and none where no act leads', () => {
    expect(wayTo(acting.acts, 'laid', strip)?.map(({ act: { name } }) => name)).toEqual(['rig'])
    expect(wayTo(acting.acts, 'laid', rig)).toEqual([])
    expect(wayTo([strip], 'laid', strip)).toBeUndefined()
  })
})

/** A history of one act: its own answer, and what is seen before, right after, while it settles and in the end. */
function lifeOf(states: { before: string; answer?: string; after: string; settling?: readonly string[]; end: string; status?: number }): History {
  const { before, answer = '', after, settling = [], end, status = 200 } = states
  const read = (label: string, state: string) => exchange(label, { operation: 'getBoat', json: { state } })
  return new History([
    read(seen.before('one'), before),
    exchange('one', { method: 'POST', status, json: answer === '' ? {} : { state: answer } }),
    read(seen.after('one'), after),
    ...settling.map((state) => read(seen.settling('one'), state)),
    read(seen.end('one'), end),
  ])
}

test.each<[string, Parameters<typeof lifeOf>[0], string]>([
  ['every phase in turn', { before: 'laid', answer: 'queued', after: 'queued', settling: ['rigging', 'rigged'], end: 'rigged' }, 'kept'],
  ['missed phases', { before: 'laid', answer: 'rigging', after: 'rigged', end: 'rigged' }, 'kept'],
  ['an answer that is old, and a look that is not', { before: 'laid', answer: 'laid', after: 'queued', end: 'rigged' }, 'kept'],
  ['an answer without a phase', { before: 'laid', after: 'queued', end: 'rigged' }, 'kept'],
  ['a word that nobody declared on the way', { before: 'laid', answer: 'queued', after: 'queued', settling: ['painting'], end: 'rigged' }, 'kept'],
  ['the old phase in the answer and right after it', { before: 'laid', answer: 'laid', after: 'laid', settling: ['queued'], end: 'rigged' }, 'broken'],
  ['another settled phase at once', { before: 'laid', answer: 'stripped', after: 'stripped', end: 'rigged' }, 'broken'],
  ['a phase of another act on the way', { before: 'laid', answer: 'queued', after: 'stripping', end: 'rigged' }, 'broken'],
  ['its phases in reverse', { before: 'laid', answer: 'rigging', after: 'queued', end: 'rigged' }, 'broken'],
  ['its end, and then a phase on the way', { before: 'laid', answer: 'queued', after: 'rigged', settling: ['rigging'], end: 'rigged' }, 'broken'],
  ['an end where it began', { before: 'laid', answer: 'queued', after: 'queued', settling: ['rigging'], end: 'laid' }, 'broken'],
  ['no end', { before: 'laid', answer: 'queued', after: 'queued', settling: ['rigging'], end: 'rigging' }, 'broken'],
  ['a refusal', { before: 'laid', status: 409, after: 'laid', end: 'laid' }, 'broken'],
  ['a failure', { before: 'laid', answer: 'queued', after: 'queued', settling: ['wrecked'], end: 'wrecked' }, 'unclear'],
  ['an end that nobody declared', { before: 'laid', answer: 'queued', after: 'queued', end: 'painted' }, 'unclear'],
  ['a beginning where it does not start', { before: 'wrecked', status: 409, after: 'wrecked', end: 'wrecked' }, 'unclear'],
  ['no right to act', { before: 'laid', status: 403, after: 'laid', end: 'laid' }, 'unclear'],
])('judges an act with %s', (_, states, kind) => {
  expect(led(lifeOf(states), acting, { label: 'one', act: rig })).toMatchObject({ kind })
})

test.each<[string, Parameters<typeof lifeOf>[0], string]>([
  ['back where it began', { before: 'laid', answer: 'queued', after: 'queued', end: 'laid' }, 'kept'],
  ['for ever under way', { before: 'laid', answer: 'queued', after: 'queued', end: 'queued' }, 'broken'],
  ['where it was done in earnest', { before: 'laid', answer: 'queued', after: 'rigging', end: 'rigged' }, 'broken'],
])('judges a rehearsal that ends %s', (_, states, kind) => {
  expect(led(lifeOf(states), acting, { label: 'one', act: rehearse })).toMatchObject({ kind })
})

describe('of several findings', () => {
  const weak = leaning(broken('a', 'b', 'weak'), [guessed])
  const strong = leaning(broken('a', 'b', 'strong'), [told])

  test('the one that leans on the strongest statement is told, wherever it stands', () => {
    expect(strongestOf([kept, weak, strong])).toMatchObject({ at: 'strong' })
    expect(strongestOf([strong, weak])).toMatchObject({ at: 'strong' })
  })

  test('any is told before what is unclear, and what is unclear before what was kept', () => {
    expect(strongestOf([unclear('?'), weak])).toMatchObject({ kind: 'broken' })
    expect(strongestOf([kept, unclear('?')])).toMatchObject({ kind: 'unclear' })
    expect(strongestOf([kept])).toBe(kept)
  })
})
