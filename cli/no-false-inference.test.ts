import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer, headerOn } from '../fixtures/legal/parts.ts'
import { behaviourOf, editRefusal } from '../mock/defects/parts.ts'
import { accusations, openCourt } from './legal.test-kit.ts'
import type { Variety } from '../fixtures/legal/parts.ts'
import type { Refusal } from '../specs/behaviour.ts'
import type { Court } from './legal.test-kit.ts'

/** Refusals that have nothing to do with a version, and of which nobody says which status they have. */
const ofItsOwn: readonly Refusal[] = ['wrong-phase', 'rule-broken', 'in-use', 'still-deleting', 'not-ready']

function withStatus(id: string, refusals: readonly Refusal[], status: number): Variety {
  const isTold = (refusal: Refusal | undefined, own: ReturnType<typeof behaviourOf>) =>
    refusal !== undefined && own?.refusals?.[refusal]?.basis === 'documented'
  return { id, wrap: editRefusal(refusals, (reply, call) => (isTold(reply.refusal, behaviourOf(call)) ? reply : { ...reply, status })) }
}

let tags = 0
const varieties: readonly Variety[] = [
  {
    id: 'a tag on every answer',
    wrap: (respond) => (call, around) => {
      tags += 1
      const outcome = respond(call, around)
      return {
        ...outcome,
        reply: { ...outcome.reply, headers: { ...outcome.reply.headers, etag: `"${tags}"`, 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' } },
      }
    },
  },
  { id: 'headers of keys', wrap: headerOn(() => true, { 'idempotency-key': 'abc', 'idempotency-replayed': 'true' }) },
  withStatus('412 for what is not now', ofItsOwn, 412),
  {
    id: '412 for any condition',
    wrap: (respond) => (call, around) =>
      call.header('if-match') === undefined ? respond(call, around) : answer(412, { status: 412, detail: 'not for this cluster' }),
  },
  withStatus('403 for what is unknown', ['absent', 'parent-absent'], 403),
  withStatus('409 for a name that is taken', ['name-taken'], 409),
  withStatus('400 for a name that is taken', ['name-taken'], 400),
]

let court: Court

beforeAll(async () => {
  court = await openCourt('qovery', varieties)
})

afterAll(() => {
  court.close()
})

const settings = { pace: { reads: 3 } }

test.each([
  [[]],
  [['a tag on every answer', '412 for what is not now']],
  [['a tag on every answer', 'headers of keys', '412 for what is not now', '412 for any condition']],
])('says nothing of entity tags and keys where no contract declares them, whatever answers carry: %j', { timeout: 60_000 }, async (ids) => {
  const all = await court.finished({ ids, settings, only: ['etag', 'idem'] })
  // What RFC 9110 section 9.2.1 says of GET needs neither tags nor keys.
  const found = all.filter(({ check }) => check !== 'idem.put-and-safe-methods')
  expect(found.length).toBeGreaterThan(20)
  expect(found.filter(({ verdict }) => verdict !== 'skipped').map(({ check, verdict }) => `${check}: ${verdict}`)).toEqual([])
  expect(accusations(all)).toEqual([])
})

test.each([
  ['who answers 403 for what is unknown, and 412 for what cannot be done now', ['403 for what is unknown', '412 for what is not now', 'a tag on every answer']],
  ['who answers 409 for a name that is taken', ['409 for a name that is taken']],
  ['who answers 400 for a name that is taken', ['400 for a name that is taken']],
])('accuses nobody %s', { timeout: 120_000 }, async (_, ids) => {
  const found = await court.finished({ ids, settings, only: ['err', 'del', 'rule.unique-name', 'rule.caseless-name', 'text', 'act.only-where', 'act.already'] })
  expect(accusations(found)).toEqual([])
  expect(found.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(15)
})
