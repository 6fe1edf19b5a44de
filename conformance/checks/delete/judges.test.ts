import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { subjectAt } from '../../../fixtures/boatyard/subject.ts'
import { loadContract } from '../../../specs/load.ts'
import { History } from '../../history.ts'
import { offerOf } from '../../offer.ts'
import { Reading } from '../../reading.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { deletion } from './index.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Judgement } from '../../verdict.ts'

const contract = await loadContract(fileURLToPath(new URL('../../../fixtures/boatyard', import.meta.url)))
const reading = new Reading(contract, offerOf(subjectAt('http://127.0.0.1:1')), 'boat')

/** What a check of this family says of a history: labels, and the status that each was answered with. */
function judge(id: string, told: readonly (readonly [label: string, status: number, json?: Json])[]): Judgement {
  const found = deletion.find((one) => one.id === id)
  const need = found?.kind === 'check' ? found.prepare(reading) : undefined
  if (need?.kind !== 'met') throw new Error(`Failed to prepare ${id}: ${need === undefined ? 'there is no such check' : need.because}.`)
  const [attempt] = fc.sample(need.value, { numRuns: 1, seed: 1 })
  const history = new History(told.map(([label, status, json]) => exchange(label, { status, ...(json !== undefined && { json }) })))
  return attempt?.judge(history) ?? { kind: 'unclear', because: 'nothing was drawn' }
}

const boat = { name: 'ada', hull: 'oak', state: 'afloat' }
const field = reading.mutableField()
/** What an update had left on the old boat. */
const trace: JsonObject = field.kind === 'met' ? field.value.body(field.value.values.at(-1) ?? null) : {}
const created = ['create', 201, boat] as const
const listed = (...names: string[]) => ['list', 200, { boats: names.map((name) => ({ name })) }] as const

test.each<[string, Parameters<typeof judge>[1], Judgement['kind']]>([
  ['is gone from reads and lists', [created, ['before', 200, boat], ['delete', 204], ['leaving', 404], listed('bea')], 'kept'],
  ['can still be read', [created, ['before', 200, boat], ['delete', 204], ['leaving', 200, boat], listed()], 'broken'],
  ['is still listed', [created, ['before', 200, boat], ['delete', 204], ['leaving', 404], listed('ada')], 'broken'],
  ['was never there', [created, ['before', 404], ['delete', 204], ['leaving', 404], listed()], 'unclear'],
  ['cannot be told from a crash', [created, ['before', 200, boat], ['delete', 204], ['leaving', 500], listed()], 'unclear'],
  ['was answered with an undeclared status', [created, ['before', 200, boat], ['delete', 202], ['leaving', 404], listed()], 'broken'],
  ['was refused', [created, ['before', 200, boat], ['delete', 403], ['leaving', 200, boat], listed('ada')], 'broken'],
])('judges a deletion after which the boat %s', (_, told, kind) => {
  expect(judge('del.status-and-gone', told)).toMatchObject({ kind })
})

type Told = Parameters<typeof judge>[1][number]

/** A repeated deletion as it has to go, some steps in another way. */
function repeated(changes: readonly Told[] = []): readonly Told[] {
  const kept: readonly Told[] = [
    ['create', 201, boat],
    ['neighbour before', 200, { name: 'bea', hull: 'oak' }],
    ['delete', 204],
    ['delete again', 404],
    ['leaving', 404],
    ['delete what is gone', 404],
    ['delete what never was', 404],
    ['neighbour after', 200, { hull: 'oak', name: 'bea' }],
    ['still gone', 404],
  ]
  return kept.map((step) => changes.find(([label]) => label === step[0]) ?? step)
}

test.each<[string, Parameters<typeof repeated>[0], Judgement['kind']]>([
  ['nothing more', [], 'kept'],
  ['a success while it was under way', [['delete again', 204]], 'kept'],
  ['a crash', [['delete again', 500]], 'broken'],
  ['a success of what never was', [['delete what never was', 204]], 'broken'],
  ['a neighbour that is gone', [['neighbour after', 404]], 'broken'],
  ['a neighbour that is another', [['neighbour after', 200, { name: 'bea', hull: 'elm' }]], 'broken'],
  ['the boat again', [['still gone', 200, boat]], 'broken'],
  ['no first deletion', [['delete', 403]], 'unclear'],
])('judges a repeated deletion that leads to %s', (_, changes, kind) => {
  expect(judge('del.repeat', repeated(changes))).toMatchObject({ kind })
})

test.each<[string, Parameters<typeof judge>[1], Judgement['kind']]>([
  ['stays gone', [created, ['delete', 204], ['leaving', 404], ['look', 404], ['look', 404], listed()], 'kept'],
  ['appears once', [created, ['delete', 204], ['leaving', 404], ['look', 200, boat], ['look', 404], listed()], 'broken'],
  ['is listed again', [created, ['delete', 204], ['leaving', 404], ['look', 404], listed('ada')], 'broken'],
  ['was never gone', [created, ['delete', 204], ['leaving', 200, boat], ['look', 200, boat], listed('ada')], 'unclear'],
])('judges a boat that %s', (_, told, kind) => {
  expect(judge('del.no-resurrection', told)).toMatchObject({ kind })
})

test.each<[string, Parameters<typeof judge>[1], Judgement['kind']]>([
  ['is refused as absent', [created, ['control', 200, boat], ['delete', 204], ['leaving', 404], ['late write', 404], ['look', 404]], 'kept'],
  ['is refused and done', [created, ['control', 200, boat], ['delete', 204], ['leaving', 404], ['late write', 404], ['look', 200, boat]], 'broken'],
  ['is done', [created, ['control', 200, boat], ['delete', 204], ['leaving', 404], ['late write', 200, boat], ['look', 200, boat]], 'broken'],
  ['is refused for another reason', [created, ['control', 200, boat], ['delete', 204], ['leaving', 404], ['late write', 400], ['look', 404]], 'broken'],
  ['was never accepted before', [created, ['control', 400], ['delete', 204], ['leaving', 404], ['late write', 404], ['look', 404]], 'unclear'],
])('judges a late write that %s', (_, told, kind) => {
  expect(judge('del.write-after', told)).toMatchObject({ kind })
})

test.each<[string, Parameters<typeof judge>[1], Judgement['kind']]>([
  ['for a boat without a past', [created, ['delete', 204], ['leaving', 404], ['again', 201, boat], ['look', 200, boat]], 'kept'],
  ['with a trace of the old boat', [created, ['delete', 204], ['leaving', 404], ['again', 201, boat], ['look', 200, { ...boat, ...trace }]], 'broken'],
  ['never', [created, ['delete', 204], ['leaving', 404], ['again', 409], ['look', 404]], 'broken'],
  ['before the old boat is gone', [created, ['delete', 204], ['leaving', 200, boat], ['again', 409], ['look', 200, boat]], 'unclear'],
])('judges a name that is given away again %s', (_, told, kind) => {
  expect(judge('del.name-reuse', told)).toMatchObject({ kind })
})
