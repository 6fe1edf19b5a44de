import { expect, test } from 'vitest'
import { recordIn } from './evidence-record.ts'
import type { EvidenceRecord } from './evidence.ts'
import type { Exchange } from './history.ts'

const exchange: Exchange = {
  label: 'list',
  number: 1,
  principal: 'admin',
  request: { method: 'GET', target: '/boats', headers: [['accept', '*/*']] },
  sent: 1,
  received: 2,
  outcome: { kind: 'answered', response: { status: 200, headers: [], body: '[]', bytes: 2, utf8: true, json: [] } },
}
const lost: Exchange = { ...exchange, outcome: { kind: 'lost', reason: 'ECONNRESET' } }
const began: EvidenceRecord = {
  kind: 'began',
  evidence: 1,
  started: {
    type: 'run.started',
    suite: '1',
    provider: { id: 'yard', title: 'Yard' },
    contract: 'c',
    target: 'mock',
    seed: 1,
    at: '2026-01-01T00:00:00Z',
    checks: 1,
  },
  selection: {},
  offer: { principals: ['admin'], costs: ['safe'], params: {}, otherParams: {}, mayChangeGiven: true, movesClock: false },
}

test.each<EvidenceRecord>([
  began,
  { kind: 'knew', known: { yard: 'north' }, othersKnown: {}, shown: { yard: { id: 1 } }, othersShown: {} },
  { kind: 'sent', exchange },
  { kind: 'sent', exchange: lost },
  { kind: 'driven', check: 'a.b', resource: 'boat', scenario: null, again: false, history: [1, exchange] },
  { kind: 'ended', check: 'a.b', resource: '', requests: 3, found: { shrinks: 1, path: '0:1' } },
  { kind: 'ended', check: 'a.b', resource: '', requests: 0, trouble: { kind: 'trouble', verdict: 'blocked', because: 'no boat' }, notRun: true },
  { kind: 'over', cleanup: { type: 'cleanup.finished', created: 1, deleted: 1, handedOver: 0, left: [] } },
  { kind: 'over', trouble: 'the run was interrupted' },
])('reads what a run writes: %j', (record) => {
  expect(recordIn(JSON.stringify(record))).toEqual({ kind: 'record', record })
})

test.each<[string, string]>([
  ['{"kind":"sent","exchange":{"label":"li', 'it is not JSON'],
  ['', 'it is not JSON'],
  ['[1]', 'it is no record of evidence'],
  ['"began"', 'it is no record of evidence'],
  ['{"report":1}', 'it is no record of evidence'],
  [JSON.stringify({ ...began, evidence: 2 }), 'it is evidence of version 2, and this suite reads version 1'],
  ['{"kind":"began"}', 'it is evidence of version null, and this suite reads version 1'],
  [JSON.stringify({ ...began, started: { seed: 'one' } }), 'it is no "began" record as this suite writes it'],
  ['{"kind":"sunk"}', 'it is no "sunk" record as this suite writes it'],
  ['{"kind":"sent","exchange":{}}', 'it is no "sent" record as this suite writes it'],
  [JSON.stringify({ kind: 'sent', exchange: { ...exchange, outcome: { kind: 'answered', response: {} } } }), 'it is no "sent" record as this suite writes it'],
  ['{"kind":"driven","check":"a.b","resource":"","scenario":1,"history":["one"]}', 'it is no "driven" record as this suite writes it'],
  ['{"kind":"over","cleanup":{"created":1}}', 'it is no "over" record as this suite writes it'],
])('refuses %s', (line, because) => {
  expect(recordIn(line)).toEqual({ kind: 'unreadable', because })
})
