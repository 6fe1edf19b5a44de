import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import type { Event } from '../conformance/events.ts'
import { withDeviations } from '../reports/deviations.ts'
import { foldReport } from '../reports/report.ts'
import { summary } from './summary.ts'

const plain = pc.createColors(false)
const requirement = { id: 'etag.stale', level: 'MUST', sentence: 'A stale write is refused.', source: 'RFC 9110 section 13.1.1' } as const

const exchange = {
  label: 'stale write',
  number: 1,
  operation: 'updateCluster',
  principal: 'admin',
  request: {
    method: 'PATCH',
    target: '/v1/clusters/a',
    headers: [
      ['authorization', 'Bearer {admin}'],
      ['if-match', '"1"'],
    ],
    body: '{"x":1}',
  },
  sent: 1,
  received: 2,
  outcome: { kind: 'answered', response: { status: 200, headers: [], body: '{}', bytes: 2, utf8: true, json: {} } },
} as const

const finding = {
  expected: 'status 412',
  actual: 'status 200',
  at: 'stale write',
  scenario: { first: 'a' },
  shrinks: 6,
  seed: 7,
  path: '0:1:0',
  leansOn: ['doc D5'],
  evidence: [exchange],
} as const

function finished(verdict: 'passed' | 'failed' | 'observed' | 'errored', more: object = {}): Event {
  return {
    type: 'check.finished',
    check: 'etag.stale',
    family: 'etag',
    resource: 'cluster',
    requirement,
    basis: 'documented',
    verdict,
    scenarios: 3,
    requests: 9,
    ...more,
  }
}

function reportOf(result: 'conformant' | 'not conformant', events: readonly Event[], left: readonly string[] = []) {
  const provider = { id: 'pretend', title: 'Pretend' }
  const start = {
    type: 'run.started',
    suite: '0',
    provider,
    contract: 'c',
    target: 'mock',
    seed: 7,
    at: '2026-01-01T00:00:00Z',
    checks: events.length,
  } as const
  return foldReport([
    start,
    ...events,
    { type: 'cleanup.finished', created: 2, deleted: 2 - left.length, handedOver: 0, left },
    { type: 'run.finished', result, requests: 12 },
  ])
}

describe('summary', () => {
  test('shows a failure with the sentence, its source, what was found, a command with the token as a variable, and the replay', () => {
    const text = summary(reportOf('not conformant', [finished('failed', { finding })]), { provider: './pretend', flags: ['--defect', 'etag.x'] }, plain)

    expect(text).toBe(`✗ etag.stale                              pretend · cluster · documented
  A stale write is refused.   RFC 9110 section 13.1.1
  expected  status 412   at "stale write"
  actual    status 200
  scenario  {"first":"a"}   (shrunk 6 times)
  leans on  doc D5
  curl      # stale write
            curl -i --globoff --path-as-is -X PATCH 'http://127.0.0.1:4010/v1/clusters/a' \\
              -H "Authorization: Bearer $TOKEN" \\
              -H 'if-match: "1"' \\
              -H 'content-type:' \\
              --data-binary '{"x":1}'
  replay    clusterproof check ./pretend --only etag.stale --resource cluster --seed 7 --path 0:1:0 --defect etag.x
  finding   fp-0d5f3fcba5cc0c60

1 failed; 12 requests, seed 7
pretend: not conformant
`)
  })

  test('tells observations more briefly than failures, and neither hides what the suite could not do', () => {
    const events = [
      finished('observed', { finding }),
      finished('errored', { check: 'val.enum', because: 'the suite broke' }),
      finished('passed', { check: 'val.bounds' }),
    ]

    const text = summary(reportOf('conformant', events), { provider: 'pretend', flags: [] }, plain)

    expect(text).toContain('○ etag.stale')
    expect(text).not.toContain('curl')
    expect(text).toContain('? val.enum on cluster  errored: the suite broke')
    expect(text).toMatch(/1 passed, 1 observed, 1 errored; 12 requests, seed 7\npretend: conformant\n$/)
  })

  test('tells what is known briefly, with who accepts it till when, and which deviations fail the run', () => {
    const known = { requirement: 'etag.stale', subject: { resource: 'cluster' }, reason: 'since May', owner: 'team-api', expiry: '2999-12-31' }
    const report = reportOf('not conformant', [finished('failed', { finding }), finished('passed', { check: 'val.bounds' })])

    const text = summary(
      withDeviations(report, [
        { ...known, fingerprint: 'fp-0d5f3fcba5cc0c60' },
        { ...known, fingerprint: 'fp-0000000000000000' },
      ]),
      { provider: 'pretend', flags: [] },
      plain,
    )

    expect(text).toContain('≈ etag.stale')
    expect(text).toContain('  known     deviates, accepted until 2999-12-31 (team-api): since May')
    expect(text).not.toContain('curl')
    expect(text).toContain('! A deviation has to be looked at: remove or renew.\n  etag.stale (cluster; fp-0000000000000000; team-api) matches nothing')
    expect(text).toMatch(/pretend: conformant, with 1 known deviation, 1 deviation to look at: the run fails\n$/)
  })

  test('names what is still there after the clean-up', () => {
    const text = summary(reportOf('conformant', [finished('passed')], ['/v1/clusters/b']), { provider: 'pretend', flags: [] }, plain)

    expect(text).toContain('Clean-up is incomplete: 1 of 2 resources are still there. Delete them by hand:\n  /v1/clusters/b')
  })

  test('lets nothing that a server sent act on the terminal', () => {
    const nasty = { ...finding, actual: 'status \u001b[31m200\u0007', scenario: { first: '\u202e' } }

    const text = summary(reportOf('not conformant', [finished('failed', { finding: nasty })]), { provider: 'pretend', flags: [] }, plain)

    expect(text).not.toMatch(/[\u001b\u0007\u202e]/)
  })
})
