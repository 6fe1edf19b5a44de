import { expect, test } from 'vitest'
import { boat, create, judge, judgeAlone, list, read, remove, update, type Told } from './boats.test-kit.ts'

type Case = readonly [what: string, steps: readonly Told[]]

const legal: readonly Case[] = [
  ['an update is read back', [create('ada'), update('ada', { motto: 'go' }), read('ada', { motto: 'go' })]],
  ['a later update wins', [create('ada'), update('ada', { motto: 'go' }), update('ada', { motto: 'on' }), read('ada', { motto: 'on' })]],
  [
    'a value comes back that was written again',
    [create('ada'), update('ada', { motto: 'go' }), update('ada', { motto: 'on' }), update('ada', { motto: 'go' }), read('ada', { motto: 'go' })],
  ],
  [
    'a tag is told again for the same content',
    [create('ada'), read('ada', {}, { tag: '"1"' }), update('ada', { motto: 'go' }), update('ada', { motto: '' }), read('ada', { motto: '' }, { tag: '"2"' })],
  ],
  ['what is deleted may be found for a while', [create('ada'), remove('ada'), read('ada'), list(['ada']), read('ada', 404), list([])]],
  ['a name is used again', [create('ada'), read('ada'), update('ada', { motto: 'go' }), remove('ada'), read('ada', 404), create('ada'), read('ada')]],
  [
    'a stale write is refused',
    [
      create('ada'),
      read('ada', {}, { tag: '"1"' }),
      update('ada', { motto: 'go' }),
      update('ada', { motto: 'on' }, 412, { ifMatch: '"1"' }),
      read('ada', { motto: 'go' }),
    ],
  ],
  [
    'a stale write asks for what is there',
    [
      create('ada'),
      read('ada', {}, { tag: '"1"' }),
      update('ada', { motto: 'go' }, 200, { tag: '"2"' }),
      update('ada', { motto: 'go' }, 200, { ifMatch: '"1"' }),
    ],
  ],
  ['a phase passes unseen', [create('ada'), read('ada', { state: 'building' }), read('ada'), update('ada', { painted: true }), read('ada', { painted: true })]],
  ['somebody else makes one', [list([]), create('ada'), list(['ada', boat('eve', { hull: 'steel' })])]],
  ['a list leaves out members', [create('ada'), read('ada', { motto: 'go' }), list([{ name: 'ada' }])]],
  ['a lost update is not done', [create('ada'), read('ada'), update('ada', { motto: 'go' }, 'lost'), read('ada'), read('ada')]],
  [
    'a lost update is done late',
    [create('ada'), read('ada'), update('ada', { motto: 'go' }, 'lost'), read('ada'), read('ada', { motto: 'go' }), read('ada', { motto: 'go' })],
  ],
  [
    'a lost update comes after a later one',
    [create('ada'), update('ada', { motto: 'go' }, 'lost'), update('ada', { motto: 'on' }), read('ada', { motto: 'go' })],
  ],
  ['a lost create is done', [list([]), create('ada', 'lost'), read('ada', 404), read('ada'), list(['ada'])]],
  ['a lost create is never done', [create('ada', 'lost'), read('ada', 404), list([])]],
  ['a lost delete is done late', [create('ada'), read('ada'), remove('ada', 'lost'), read('ada'), read('ada', 404), list([])]],
  ['an update gets a server error and is done', [create('ada'), update('ada', { motto: 'go' }, 502), read('ada', { motto: 'go' })]],
]

test.each(legal)('has nothing to say where %s', (_, steps) => {
  expect(judge(...steps)).toEqual({ kind: 'kept' })
})

const faults: readonly (readonly [...Case, invariant: string])[] = [
  ['an update is lost', [create('ada'), update('ada', { motto: 'go' }), read('ada')], 'read your writes'],
  [
    'the second update is lost',
    [create('ada'), update('ada', { motto: 'go' }), list(['ada']), update('ada', { motto: 'on' }), read('ada', { motto: 'go' })],
    'read your writes',
  ],
  ['the answer to an update shows another value', [create('ada'), update('ada', { motto: 'go' }, 200, { json: boat('ada') })], 'read your writes'],
  [
    'a read shows an older state than the one before',
    [
      create('ada'),
      read('ada', { motto: 'old' }),
      update('ada', { length: 4 }),
      read('ada', { motto: 'new', length: 4 }),
      read('ada', { motto: 'old', length: 4 }),
    ],
    'what nobody writes stays',
  ],
  [
    'a superseded tag is told again',
    [
      create('ada'),
      read('ada', { motto: 'a' }, { tag: '"1"' }),
      update('ada', { motto: 'b' }),
      read('ada', { motto: 'b' }, { tag: '"2"' }),
      read('ada', { motto: 'b' }, { tag: '"1"' }),
    ],
    'one representation for each strong tag',
  ],
  ['a list lags behind a read', [create('ada'), read('ada', { hull: 'wood' }), list([boat('ada', { hull: 'steel' })])], 'lists agree with reads'],
  ['a list forgets one', [create('ada'), read('ada'), create('bea'), list(['bea'])], 'conservation'],
  ['a read does not find what is there', [create('ada'), read('ada'), read('ada', 404)], 'conservation'],
  ['a phase goes back', [create('ada'), read('ada'), read('ada', { state: 'building' })], 'states follow the graph'],
  [
    'two writes win with one tag',
    [
      create('ada'),
      read('ada', {}, { tag: '"1"' }),
      update('ada', { motto: 'a' }, 200, { ifMatch: '"1"' }),
      update('ada', { motto: 'b' }, 200, { ifMatch: '"1"' }),
    ],
    'one winner for each tag',
  ],
  [
    'a refused write is done',
    [create('ada'), read('ada', {}, { tag: '"2"' }), update('ada', { length: 4 }, 412, { ifMatch: '"1"' }), read('ada', { length: 4 })],
    'refusals are inert',
  ],
  ['what is gone comes back', [create('ada'), remove('ada'), read('ada', 404), read('ada')], 'no resurrection'],
  ['what is gone is listed again', [create('ada'), remove('ada'), read('ada', 404), list(['ada'])], 'no resurrection'],
  [
    'a new one has the past of the old one',
    [create('ada'), read('ada'), update('ada', { motto: 'go' }), remove('ada'), read('ada', 404), create('ada'), read('ada', { motto: 'go' })],
    'no resurrection',
  ],
  ['something deleted outlasts its time', [create('ada'), remove('ada'), read('ada'), read('ada', {}, { label: '3 settle (last)' })], 'final clean-up'],
  ['something deleted is left in the end', [create('ada'), remove('ada'), list(['ada'], { label: '3 finish' })], 'final clean-up'],
  ['another one is shown', [create('ada'), read('ada', { name: 'bea' })], 'all views show one resource'],
  ['a secret is told', [create('ada'), read('ada', { motto: '{secret-1}' })], 'secrets never surface'],
  [
    'a lost update fits neither way',
    [create('ada'), read('ada', { motto: 'a' }), update('ada', { motto: 'b' }, 'lost'), read('ada', { motto: 'c' })],
    'what nobody writes stays',
  ],
  [
    'a lost update is done and undone',
    [
      create('ada'),
      update('ada', { motto: 'a' }),
      read('ada', { motto: 'a' }),
      update('ada', { motto: 'b' }, 'lost'),
      read('ada', { motto: 'b' }),
      read('ada', { motto: 'a' }),
    ],
    'read your writes',
  ],
]

test.each(faults)('finds a fault where %s', (_, steps, invariant) => {
  expect(judge(...steps)).toMatchObject({ kind: 'broken', expected: expect.stringContaining(`(${invariant})`) as string })
})

test('leans on no guess where a documented promise alone is broken, and on one where a consequence is', () => {
  const [promise, consequence] = [
    judge(create('ada'), update('ada', { motto: 'go' }), read('ada')),
    judge(create('ada'), remove('ada'), read('ada', 404), read('ada')),
  ].map((judgement) => (judgement.kind === 'broken' ? judgement.leansOn?.map(({ basis }) => basis) : undefined))

  expect(promise).not.toContain('assumed')
  expect(consequence).toContain('assumed')
})

test.each<Case>([
  ['a create makes two', [list([]), create('ada'), list(['ada', 'ada-2'])]],
  ['a delete takes what the run has not made', [list(['eve']), create('ada'), remove('ada'), list([])]],
])('finds a fault where the run is alone and %s', (_, steps) => {
  expect(judgeAlone(...steps)).toMatchObject({ kind: 'broken', expected: expect.stringContaining('(conservation)') as string })
  expect(judge(...steps)).toEqual({ kind: 'kept' })
})

test('says nothing of a program that made nothing', () => {
  expect(judge(list([]), read('ada', 404))).toMatchObject({ kind: 'unclear' })
})

test('tells too many hypotheses apart no longer, and accuses nobody then', () => {
  const lost = Array.from({ length: 6 }, (_, index) => update('ada', { motto: `m${index}` }, 'lost'))

  expect(judge(create('ada'), ...lost, read('ada', { motto: 'm3' }), read('ada', { motto: 'm1' }), list(['ada']))).toEqual({ kind: 'kept' })
})
