import { readFileSync } from 'node:fs'
import type { Log, Result } from 'sarif'
import { Ajv } from 'ajv'
import formatsOf from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { reports } from './machines.test-kit.ts'
import type { Report } from './report.ts'
import { sarif } from './sarif.ts'

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
formatsOf.default(ajv)
const valid = ajv.compile<Log>(JSON.parse(readFileSync(new URL('../fixtures/schemas/sarif-2.1.0.schema.json', import.meta.url), 'utf8')))

function logOf(report: Report): Log {
  const log: unknown = JSON.parse(sarif(report))
  if (!valid(log)) throw new Error(ajv.errorsText(valid.errors))
  return log
}

const all = reports()
const whole = all['with every verdict']
if (whole === undefined) throw new Error('There is no report with every verdict.')
const [run] = logOf(whole).runs

describe('sarif', () => {
  for (const [name, report] of Object.entries(all)) {
    it(`is valid by the schema of SARIF 2.1.0 for a run ${name}`, () => {
      expect(() => logOf(report)).not.toThrow()
    })
  }

  it('makes an error of a broken documented promise, and less of a weaker one', () => {
    expect(run?.results?.map(({ ruleId, level, kind }) => [ruleId, level, kind])).toEqual([
      ['etag.if-match-stale-not-performed', 'error', 'fail'],
      ['etag.if-match-stale-not-performed', 'warning', 'fail'],
      ['val.unicode-roundtrip', 'note', 'fail'],
    ])
  })

  it('gives GitHub all that it needs to show an alert, and to know it again', () => {
    for (const result of run?.results ?? []) {
      expect(result.message.text).not.toBe('')
      expect(result.locations?.[0]?.physicalLocation).toMatchObject({ artifactLocation: { uri: 'example/openapi.yaml' }, region: { startLine: 1 } })
      expect(result.partialFingerprints?.['primaryLocationLineHash']).toMatch(/^fp-[0-9a-f]{16}$/)
      expect(run?.tool.driver.rules?.[result.ruleIndex ?? -1]?.id).toBe(result.ruleId)
    }
    for (const rule of run?.tool.driver.rules ?? []) {
      expect([rule.shortDescription?.text, rule.fullDescription?.text, rule.help?.text, rule.help?.markdown]).not.toContain('')
    }
    expect(new Set(run?.tool.driver.rules?.map(({ id }) => id)).size).toBe(run?.tool.driver.rules?.length)
  })

  it('leads from a rule to the section that demands it', () => {
    const uri = run?.tool.driver.rules?.find(({ id }) => id === 'etag.if-match-stale-not-performed')?.helpUri
    expect(uri).toBe('https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1')
  })

  it('tells what the suite could not do as notifications, which blame nobody', () => {
    const [told] = run?.invocations ?? []
    expect(told?.executionSuccessful).toBe(true)
    expect(told?.toolExecutionNotifications?.map(({ level, message }) => `${level}: ${message.text}`)).toEqual([
      'error: Clean-up is incomplete: /v1/clusters/cp-1 are still there.',
      'error: content.head (cluster): errored: connect ECONNREFUSED',
      'warning: del.no-resurrection (cluster): blocked: No cluster could be made: 403.',
      'warning: rl.retry-after-honest: inconclusive: Throttled beyond patience: <60 s>.',
    ])
  })

  it('says that a run without a result was not successful, so that nobody takes its silence for a pass', () => {
    const [told] = logOf(all['that began and no more'] ?? whole).runs[0]?.invocations ?? []
    expect([told?.executionSuccessful, told?.toolExecutionNotifications?.[0]?.message.text]).toEqual([false, 'The run did not finish.'])
  })

  it('suppresses a known deviation and nothing else', () => {
    const results: readonly Result[] = logOf(all['with a known deviation'] ?? whole).runs[0]?.results ?? []
    expect(results.map(({ suppressions }) => suppressions?.map(({ status }) => status))).toEqual([['accepted'], [], []])
    expect(results[0]?.suppressions?.[0]?.justification).toContain('Known since [March] (https://example.test/1).')
  })

  it('shows the exchange with its placeholders, and the way to it', () => {
    const [first] = run?.results ?? []
    expect(first?.webRequest).toMatchObject({
      method: 'PATCH',
      target: 'https://api.example.test/v1/clusters/cp-1',
      headers: { authorization: 'Bearer {admin}', 'if-match': '"1"' },
    })
    expect(first?.webResponse?.statusCode).toBe(200)
    expect(first?.codeFlows?.[0]?.threadFlows[0]?.locations.map(({ location, importance }) => [location?.message?.text, importance])).toEqual([
      ['settling (the last of 2): GET /v1/clusters/cp-1 → 200', 'important'],
      ['stale write: PATCH /v1/clusters/cp-1 → 200', 'essential'],
    ])
  })

  it('stays small however large a finding is', () => {
    expect(sarif(all['with a large finding'] ?? whole).length).toBeLessThan(300_000)
  })

  it('holds no character that a terminal or a browser acts on', () => {
    expect(sarif(whole)).not.toMatch(/\\u00[01][0-9a-f](?<!\\\\u00..)|\u202e/)
  })
})
