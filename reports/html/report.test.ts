import { describe, expect, test } from 'vitest'
import { foldReport } from '../report.ts'
import { events } from '../../fixtures/events.ts'
import { htmlReport } from './index.ts'
import { large, report, told, traffic } from './page.test-kit.ts'

const whole = await htmlReport(told)
const body = whole.slice(whole.indexOf('<main'))

describe('the page of a report', () => {
  test('is the same for the same run', async () => {
    expect(await htmlReport(told)).toBe(whole)
  })

  test('tells the result, whose it is, and what was left behind', () => {
    for (const text of ['Not conformant', 'Example GmbH', '3.1', 'Clean-up is incomplete: 1 resource is still there', '/v1/clusters/cp-1'])
      expect(body).toContain(text)
  })

  test('runs nothing that a subject said: what is hostile stands as text', () => {
    expect(body.match(/<script/g)).toHaveLength(1)
    expect(body).toContain(String.raw`\u0000\u001b[31m\ud800\u202e]]&gt;&lt;/failure&gt;&lt;script&gt;`)
    expect(body).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e\ud800]/u)
    expect(body.split('<script')[0]).not.toMatch(/\s(style|on[a-z]+)="/)
  })

  test('has an address for every check, each once', () => {
    const ids = [...body.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('check-etag.if-match-stale-not-performed-cluster')
    for (const [, name] of body.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(name)
  })

  test('has headings in an order without gaps', () => {
    const levels = [...body.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level))
    expect(levels[0]).toBe(1)
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1)
  })

  test('asks for nothing from anywhere', () => {
    expect(body.replaceAll(/<a href="https:[^>]*>/g, '')).not.toMatch(/(src|href)="(?!#)/)
    expect(whole).not.toMatch(/@import|url\((?!#)/)
  })

  test('tells how to come by the pictures where it knows the report alone', async () => {
    const alone = await htmlReport({ report })
    expect(alone).toContain('clusterproof check example --record run.ndjson.gz\nclusterproof report run.ndjson.gz --format html')
    expect(alone).not.toContain('The course of the run')
  })

  test('says of a run that did not finish that nothing is determined', async () => {
    const cut = await htmlReport({ report: foldReport(events.slice(0, 1)) })
    expect(cut).toContain('Undetermined')
    expect(cut).toContain('The run did not finish.')
    expect(cut).toContain('10 checks never came to an end')
    expect(cut).toContain('No check came to an end.')
  })

  test('draws nothing of a run that sent nothing', async () => {
    expect(await htmlReport({ report, traffic: { ...traffic, requests: [], things: [] } })).toContain('Nothing was sent')
  })

  test('shows but the beginning of a body of ten megabytes, and says so', async () => {
    const text = await htmlReport({ report: large(1, `{"a":"${'x'.repeat(10_000_000)}"}`) })
    expect(text.length).toBeLessThan(300_000)
    expect(text.includes('Cut: 10,000,008 characters were recorded')).toBe(true)
    expect(text.includes('# The request has 10')).toBe(true)
  })

  test('stays below five megabytes with 250 findings of long bodies among 2,500 checks', async () => {
    const text = await htmlReport({ report: large(2_500, JSON.stringify({ a: Array.from({ length: 300 }, () => 'some text') })) })
    expect(text.length).toBeLessThan(5_000_000)
  })
})
