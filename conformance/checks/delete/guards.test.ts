import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadContract } from '../../../specs/load.ts'
import { folderOf } from '../../../specs/providers.ts'
import { History } from '../../history.ts'
import { Reading } from '../../reading.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { guarded } from './guards.ts'
import type { Judgement } from '../../verdict.ts'

const ids = { workspace_id: 'ws_1', region_id: 'reg_1' }
const offer = {
  principals: new Set(['admin']),
  costs: new Set<never>(),
  params: ids,
  otherParams: {},
  mayChangeGiven: false,
  known: new Map(Object.entries(ids)),
  othersKnown: new Map(),
  shown: new Map(),
  othersShown: new Map(),
}
const need = guarded[0]?.prepare(new Reading(await loadContract(await folderOf('akua')), offer, 'cluster'))
if (need?.kind !== 'met') throw new Error(need?.because)
const [attempt] = fc.sample(need.value, { numRuns: 1, seed: 1 })

const cluster = { id: 'clu_1', name: 'a', etag: '7' }

/** A deletion that was refused and worked later, some steps in another way. */
function judged(
  changes: Readonly<Record<string, { readonly status?: number; readonly json?: { readonly [name: string]: string } }>> = {},
): Judgement | undefined {
  const told = {
    create: { status: 202, json: { owner_id: 'clu_1' } },
    before: { json: cluster },
    attempt: { status: 409 },
    after: { json: cluster },
    'keeper after': {},
    delete: { status: 202 },
    ...changes,
  }
  return attempt?.judge(new History(Object.entries(told).map(([label, made]) => exchange(label, made))))
}

test.each<[string, Parameters<typeof judged>[0], Judgement['kind']]>([
  ['is refused and works once it is free', {}, 'kept'],
  ['waits until it is free', { attempt: { status: 202 } }, 'kept'],
  ['is done at once', { attempt: { status: 202 }, after: { status: 404 } }, 'broken'],
  ['takes along what names it', { attempt: { status: 202 }, 'keeper after': { status: 404 } }, 'broken'],
  ['is refused and begun', { after: { json: { ...cluster, etag: '8' } } }, 'broken'],
  ['is claimed to be over', { attempt: { status: 204 } }, 'broken'],
  ['fails', { attempt: { status: 500 } }, 'broken'],
  ['is refused for ever', { delete: { status: 409 } }, 'unclear'],
])('judges a deletion of what is still named that %s', (_, changes, kind) => {
  expect(judged(changes)?.kind).toBe(kind)
})
