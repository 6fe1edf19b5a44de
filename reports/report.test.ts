import { readFile } from 'node:fs/promises'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Event, RunFinished } from '../conformance/events.ts'
import { verdicts } from '../conformance/verdict.ts'
import { events } from '../fixtures/events.ts'
import { json } from './json.ts'
import { foldReport } from './report.ts'

const without = (...types: Event['type'][]) => events.filter((event) => !types.includes(event.type))
const end: RunFinished = { type: 'run.finished', result: 'conformant', requests: 1 }

describe('foldReport', () => {
  it('counts every verdict, all in all and by family', () => {
    const report = foldReport(events)
    expect(report.counts).toEqual({ passed: 2, failed: 1, observed: 2, skipped: 1, blocked: 1, inconclusive: 1, errored: 1 })
    expect(Object.keys(report.counts)).toEqual([...verdicts])
    expect(report.families.find(({ family }) => family === 'etag')?.counts).toMatchObject({ failed: 1, observed: 1, passed: 0 })
    expect(report.result).toBe('not conformant')
  })

  it('sorts checks by id and resource, whatever the order of the run', () => {
    const report = foldReport(events)
    expect(report.checks.map(({ check, resource }) => `${check} ${resource ?? ''}`.trim())).toEqual([
      'auth.scope-403',
      'content.head cluster',
      'del.no-resurrection cluster',
      'etag.if-match-stale-not-performed cluster',
      'etag.if-match-stale-not-performed secret',
      'list.shape cluster',
      'list.shape secret',
      'rl.retry-after-honest',
      'val.unicode-roundtrip cluster',
    ])
    expect(json(foldReport([...events].reverse()))).toBe(json(report))
  })

  it('is undetermined when the run did not finish, even if a check failed', () => {
    const report = foldReport(without('run.finished'))
    expect(report).toMatchObject({ result: 'undetermined', because: 'The run did not finish.', requests: 41 })
  })

  it('is undetermined when no check finished, whatever the run says', () => {
    expect(foldReport([...without('check.finished', 'run.finished'), end]).result).toBe('undetermined')
  })

  it('is undetermined when every check was skipped, blocked, inconclusive or errored', () => {
    const untested = events.filter((event) => event.type !== 'check.finished' || !['passed', 'failed', 'observed'].includes(event.verdict))
    expect(foldReport([...untested.slice(0, -1), end])).toMatchObject({ result: 'undetermined', because: 'No promise was put to the test.' })
  })

  it('is never conformant with a failed check, whatever the run says', () => {
    expect(foldReport([...without('run.finished'), end]).result).toBe('not conformant')
  })

  it('is conformant where weaker promises alone were not kept', () => {
    const kept = events.filter((event) => event.type !== 'check.finished' || event.verdict !== 'failed')
    expect(foldReport([...kept.slice(0, -1), end]).result).toBe('conformant')
  })

  it('refuses events of no run', () => {
    expect(() => foldReport([])).toThrow('Failed to make a report: found no run.started.')
  })

  it('gives the same bytes for two runs that differ only in timing, request ids and position in the run', () => {
    const later = events.map((event) => {
      if (event.type !== 'check.finished' || !event.finding) return event
      const evidence = event.finding.evidence.map((exchange) => ({
        ...exchange,
        number: exchange.number + 100,
        sent: exchange.sent * 2,
        received: exchange.received * 3,
        outcome:
          exchange.outcome.kind === 'lost'
            ? exchange.outcome
            : {
                ...exchange.outcome,
                response: {
                  ...exchange.outcome.response,
                  headers: exchange.outcome.response.headers.map(([name, value]): [string, string] => [
                    name,
                    name === 'date' ? 'Tue, 03 Mar 2026 11:11:11 GMT' : name === 'x-request-id' ? 'another' : value,
                  ]),
                },
              },
      }))
      return { ...event, finding: { ...event.finding, evidence } }
    })
    expect(json(foldReport(later))).toBe(json(foldReport(events)))
  })

  it('keeps a Date that is no IMF-fixdate, since it may be what was found', () => {
    const report = foldReport(
      events.map((event) => {
        if (event.type !== 'check.finished' || !event.finding) return event
        const evidence = event.finding.evidence.map((exchange) => ({
          ...exchange,
          request: {
            ...exchange.request,
            headers: [
              ['Date', '2026-03-02T10:00:00Z'],
              ['User-Agent', 'x'],
            ] as const,
          },
        }))
        return { ...event, finding: { ...event.finding, evidence } }
      }),
    )
    const evidence = report.checks.flatMap((check) => check.finding?.evidence ?? [])
    expect(evidence).not.toEqual([])
    for (const { request } of evidence) expect(request.headers).toEqual([['Date', '2026-03-02T10:00:00Z']])
  })
})

describe('report.schema.json', () => {
  let validates: (value: unknown) => boolean
  beforeAll(async () => {
    const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false })
    addFormats.default(ajv)
    validates = ajv.compile(JSON.parse(await readFile(new URL('report.schema.json', import.meta.url), 'utf8')))
  })

  it('describes the report of every verdict, and the report of a run that was cut short', () => {
    expect(validates(JSON.parse(json(foldReport(events))))).toBe(true)
    expect(validates(JSON.parse(json(foldReport(events.slice(0, 1)))))).toBe(true)
  })

  it('refuses a conformant report that has a failed check or no check at all', () => {
    const report = foldReport(events)
    expect(validates({ ...report, result: 'conformant' })).toBe(false)
    expect(validates({ ...report, counts: { ...report.counts, failed: 0 }, checks: [], result: 'conformant' })).toBe(false)
  })

  it('refuses a report that lacks a verdict, has another version, or tells of timing as text', () => {
    const report = foldReport(events)
    const { observed: _, ...counts } = report.counts
    expect(validates({ ...report, counts })).toBe(false)
    expect(validates({ ...report, report: 2 })).toBe(false)
    expect(validates({ ...report, at: 'yesterday' })).toBe(false)
  })
})
