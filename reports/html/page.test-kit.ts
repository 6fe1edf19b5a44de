import { events } from '../../fixtures/events.ts'
import type { Request, Traffic } from '../../conformance/traffic.ts'
import { foldReport, type CheckReport, type FindingReport, type Report } from '../report.ts'
import type { Told } from '../told.ts'

export const report: Report = foldReport(events)

/** A finding of the golden events that has exchanges, with its check. */
export function sample(): { readonly check: CheckReport; readonly found: FindingReport } {
  const check = report.checks.find(({ verdict }) => verdict === 'failed')
  if (check?.finding === undefined) throw new Error('Failed to find a failed check: the golden events have none.')
  return { check, found: check.finding }
}

const path = '/v1/clusters/cp-1'

function request(number: number, rest: Partial<Request>): Request {
  const sent = number * 100
  return { number, resource: 'cluster', thing: 0, label: 'read', method: 'GET', target: path, as: 'admin', status: 200, sent, received: sent + 40, ...rest }
}

/** What went over the wire when the golden events came about: a life with a move that nobody declared, a race, a limit, a lost answer. */
export const traffic: Traffic = {
  requests: [
    request(1, { label: 'create', method: 'POST', target: '/v1/clusters', status: 201, phase: 'Pending', left: 9 }),
    request(2, { label: 'settling', phase: 'Pending', left: 8 }),
    request(3, { label: 'settling', phase: 'Pending', left: 7 }),
    request(4, { label: 'settling', phase: 'Running', received: 500, left: 6 }),
    request(5, { label: 'stale write', method: 'PATCH', sent: 420, received: 560, left: 5 }),
    request(6, { label: 'other write', method: 'PATCH', sent: 420, received: 600, status: 412, left: 4 }),
    request(7, { phase: 'Pending', sent: 700, received: 740, left: 0 }),
    request(8, { status: 429, rest: 3 }),
    request(9, { status: 0, label: 'lost' }),
    request(10, { thing: 1, resource: 'secret', method: 'PROPFIND\u202e', target: '/v1/secrets/<b>', status: 500 }),
    request(11, { thing: 1, resource: 'secret', target: '/v1/secrets/<b>', status: 404 }),
    request(12, { status: 404 }),
  ],
  things: [
    {
      resource: 'cluster',
      id: 'cp-1',
      looks: [
        { phase: 'Pending', from: 1, to: 3 },
        { phase: 'Running', from: 4, to: 4 },
        { phase: 'Pending', from: 7, to: 7 },
      ],
      gone: 12,
    },
    { resource: 'secret', id: '<b>"\u001b', looks: [] },
  ],
  lifecycles: [
    {
      id: 'cluster',
      resources: ['cluster'],
      phases: [{ name: 'Pending', kind: 'transient' }, { name: 'Running', kind: 'settled' }, { name: 'Failed', kind: 'failed' }, { name: 'Lost <i>' }],
      edges: [
        { to: 'Pending', triggers: ['create'], count: 1, is: 'declared' },
        { from: 'Pending', to: 'Running', triggers: ['create'], count: 1, is: 'declared' },
        { from: 'Pending', to: 'Failed', triggers: ['fail'], count: 0, is: 'declared' },
        { from: 'Running', triggers: [], count: 2, is: 'skipped' },
        { from: 'Running', to: 'Pending', triggers: [], count: 1, is: 'undeclared' },
        { from: 'Pending', to: 'Lost <i>', triggers: [], count: 1, is: 'undeclared' },
      ],
    },
    {
      id: 'secret',
      resources: ['secret'],
      phases: [{ name: 'Kept', kind: 'settled' }],
      edges: [{ to: 'Kept', triggers: ['create'], count: 0, is: 'declared' }],
    },
  ],
  scenes: [{ check: 'etag.if-match-stale-not-performed', resource: 'cluster', numbers: [3, 4, 5] }],
  allowed: { requests: 10, windowSeconds: 60 },
}

/** Everything that a page can show. */
export const told: Told = { report, traffic, subject: { organization: 'Example GmbH', project: 'Example Cloud', version: '3.1' } }

/** A report of many checks, with findings that hold much. */
export function large(count: number, body = ''): Report {
  const { check, found } = sample()
  const evidence = found.evidence.map((one) => ({ ...one, request: { ...one.request, body } }))
  const many = Array.from({ length: count }, (_, index) => {
    const isBroken = index % 10 === 0
    const { finding: _none, ...kept } = check
    return isBroken
      ? { ...check, check: `etag.check-${index}`, finding: { ...found, evidence } }
      : { ...kept, check: `etag.check-${index}`, verdict: 'passed' as const }
  })
  return { ...report, checks: many, planned: count }
}
