import { beforeAll, describe, expect, test } from 'vitest'
import { loadContract } from '../../specs/load.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Assertion } from '../../conformance/runnable/assertion.ts'
import type { Printed } from '../evidence.ts'
import type { CheckReport, FindingReport, Report } from '../report.ts'
import { programOf } from './build.ts'

let contract: Contract

beforeAll(async () => {
  contract = await loadContract('fixtures/pretend')
})

interface Told {
  readonly target?: string
  readonly headers?: Printed['request']['headers']
  readonly asked?: string
  readonly status?: number
  readonly body?: string
  readonly tag?: string
}

function printed(method: string, label: string, { target = '/boats', headers = [], asked, status = 200, body = '', tag }: Told): Omit<Printed, 'number'> {
  return {
    label,
    principal: 'admin',
    request: { method, target, headers, ...(asked !== undefined && { body: asked }) },
    outcome: { kind: 'answered', response: { status, headers: tag === undefined ? [] : [['etag', tag]], body, bytes: body.length, utf8: true } },
  }
}

function program(evidence: readonly Omit<Printed, 'number'>[], assertion: Assertion) {
  const numbered = evidence.map((one, index) => ({ ...one, number: index + 1 }))
  const finding: FindingReport = {
    expected: 'a refusal',
    actual: 'status 200',
    at: 'attempt',
    scenario: null,
    shrinks: 0,
    seed: 1,
    path: '0',
    leansOn: [],
    needed: assertion.map(({ exchange }) => exchange),
    fingerprint: 'fp-0000000000000000',
    runnable: { before: [], asserts: [assertion] },
    evidence: numbered,
  }
  const requirement = { id: 'a.b', level: 'MUST', sentence: 'It is refused.', source: 'page 1' } as const
  const check: CheckReport = { check: 'a.b', family: 'a', requirement, basis: 'documented', verdict: 'failed', finding, scenarios: 1, requests: 1 }
  const report = { provider: { id: 'x', title: 'X' }, target: 'mock', seed: 1, suite: '0', at: '' } as unknown as Report
  return programOf({ contract, report, check, finding, assertion, extent: 'needed', flows: 'first' })
}

const made = printed('POST', 'made', { asked: '{"label":"cp-abc123-1"}', status: 201, body: '{"id":"b-77af01","label":"cp-abc123-1"}' })
const attempt = [{ exchange: 3, of: 'status', statuses: [412] }] as const

describe('a program', () => {
  test('takes identifiers from the answers that tell them, and names that are new in each run', () => {
    const found = program([made, made, printed('GET', 'attempt', { target: '/boats/b-77af01' })], attempt)

    expect(found).toMatchObject({
      steps: [
        { body: ['{"label":"cp-', { variable: 'FRESH' }, '-1"}'], captures: [{ variable: 'ID_1', from: { json: '/id' } }], status: '2xx' },
        {},
        { target: ['/boats/', { variable: 'ID_1' }] },
      ],
      asserts: [{ exchange: 3, of: 'status', statuses: [412] }],
    })
  })

  test('takes entity tags from the answers that tell them, however short they are', () => {
    const read = printed('GET', 'read', { target: '/boats/b-77af01', tag: '"1"' })
    const found = program([made, read, printed('PUT', 'attempt', { target: '/boats/b-77af01', headers: [['if-match', 'W/"1"']], asked: '{}' })], attempt)

    expect(found).toMatchObject({
      steps: [{}, { captures: [{ variable: 'ETAG_2', from: { header: 'etag' } }] }, { headers: [['if-match', ['W/', { variable: 'ETAG_2' }]]] }],
    })
  })

  test('names every credential as a variable', () => {
    const headers = [['authorization', 'Bearer {other}']] as const
    const found = program([made, made, printed('GET', 'attempt', { headers })], attempt)

    expect(found).toMatchObject({
      variables: expect.arrayContaining([{ name: 'OTHER_TOKEN', kind: 'secret', about: expect.any(String) as string }]) as unknown[],
    })
  })

  test('asks once more until the end, where that is what is asserted', () => {
    const look = printed('GET', 'look', { target: '/boats/b-77af01' })
    const found = program([made, look, look], [{ exchange: 3, of: 'status', statuses: [404] }])

    expect(found).toMatchObject({ steps: [{}, { until: [{ exchange: 2, of: 'status', statuses: [404] }], isHoped: true }] })
  })

  test('lets a second pass before it looks for another instant', () => {
    const made = printed('POST', 'made', { status: 201, body: '{"id":"b-77af01","at":"2026-01-01T00:00:00Z"}' })
    const isLater = { is: 'other', as: { exchange: 1, side: 'answer', from: { json: '/at' } } } as const
    const found = program([made, made], [{ exchange: 2, of: 'json', at: '/at', test: isLater }])

    expect(found).toMatchObject({ steps: [{}, { pause: 1 }] })
  })

  test('leaves out what was refused and is not looked at', () => {
    const found = program([made, printed('PUT', 'another', { asked: '{}', status: 409 }), printed('GET', 'attempt', {})], attempt)

    expect(found).toMatchObject({ steps: [{ label: 'made' }, { label: 'attempt' }] })
  })

  test('is none where bytes were sent that no text holds', () => {
    expect(program([made, made, printed('PUT', 'attempt', { asked: '"\uFFFD"' })], attempt)).toEqual({
      because: 'it sends bytes that are no UTF-8, and evidence is text',
    })
  })
})
