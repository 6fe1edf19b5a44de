import { expect, test } from 'vitest'
import { refused } from './refused.ts'
import type { Json } from '../../specs/json.ts'
import type { Exchange } from '../history.ts'

const tag = { header: true, strength: 'strong', movesWithPhase: true, basis: 'documented', source: 'page 3' } as const

function answered(label: string, status: number, json: Json = null, etag?: string): Exchange {
  return {
    label,
    number: 1,
    principal: 'admin',
    request: { method: 'PATCH', target: '/', headers: [] },
    sent: 0,
    received: 1,
    outcome: { kind: 'answered', response: { status, headers: etag === undefined ? [] : [['etag', etag]], body: '', bytes: 0, utf8: true, json } },
  }
}

const lost: Exchange = { ...answered('attempt', 0), outcome: { kind: 'lost', reason: 'ECONNRESET' } }
const control = answered('control', 200)
const before = answered('before', 200, { hull: 'wood', state: 'afloat' }, '"1"')
const after = answered('after', 200, { state: 'painting', hull: 'wood' }, '"1"')
const changed = answered('after', 200, { hull: 'steel', state: 'afloat' }, '"1"')

test.each<[string, Parameters<typeof refused>[0], string]>([
  [
    'a refusal with the right status and no effect',
    { control, attempt: answered('attempt', 412), statuses: [412], before, after, without: ['/state'], tag },
    'kept',
  ],
  ['any refusal where no status is promised', { control, attempt: answered('attempt', 418) }, 'kept'],
  ['a refusal of what is not there afterwards', { control, attempt: answered('attempt', 400), absent: answered('read', 404) }, 'kept'],
  ['no positive control', { control: answered('control', 401), attempt: answered('attempt', 412), statuses: [412] }, 'unclear'],
  ['a control that was never sent', { control: undefined, attempt: answered('attempt', 412) }, 'unclear'],
  ['a lost attempt', { control, attempt: lost }, 'unclear'],
  ['an unreadable state before', { control, attempt: answered('attempt', 412), before: answered('before', 500), after }, 'unclear'],
  ['an acceptance', { control, attempt: answered('attempt', 200), statuses: [412], before, after: before }, 'broken'],
  ['another status', { control, attempt: answered('attempt', 500), statuses: [412], before, after: before }, 'broken'],
  ['a server error where no status is promised', { control, attempt: answered('attempt', 500) }, 'broken'],
  ['a refusal that changed the resource all the same', { control, attempt: answered('attempt', 412), statuses: [412], before, after: changed }, 'broken'],
  [
    'a refusal that moved the tag',
    { control, attempt: answered('attempt', 412), statuses: [412], before, after: answered('after', 200, { hull: 'wood', state: 'afloat' }, '"2"'), tag },
    'broken',
  ],
  [
    'a refusal after which the resource is gone',
    { control, attempt: answered('attempt', 412), statuses: [412], before, after: answered('after', 404) },
    'broken',
  ],
  ['a refusal that made the resource all the same', { control, attempt: answered('attempt', 400), absent: answered('read', 200) }, 'broken'],
])('judges %s', (_, given, expected) => {
  expect(refused(given).kind).toBe(expected)
})

const rest = { basis: 'assumed', source: 'nobody tells' } as const

test.each<[string, Parameters<typeof refused>[0], readonly unknown[]]>([
  ['another status leans on what tells statuses', { control, attempt: answered('attempt', 404), statuses: [412], statusesLeanOn: [rest] }, [rest]],
  ['a success leans on nothing more', { control, attempt: answered('attempt', 200), statuses: [412], statusesLeanOn: [rest], refusalLeansOn: [rest] }, []],
  [
    'a success without an effect leans on what tells that there is a refusal',
    { control, attempt: answered('attempt', 200), statuses: [412], refusalLeansOn: [rest], before, after: before },
    [rest],
  ],
  [
    'an effect leans on nothing more',
    { control, attempt: answered('attempt', 412), statusesLeanOn: [rest], refusalLeansOn: [rest], before, after: changed },
    [],
  ],
])('%s', (_, given, leansOn) => {
  const judgement = refused(given)
  expect(judgement.kind === 'broken' ? (judgement.leansOn ?? []) : undefined).toEqual(leansOn)
})
