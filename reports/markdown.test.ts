import { describe, expect, it } from 'vitest'
import type { Event } from '../conformance/events.ts'
import { events } from '../fixtures/events.ts'
import { longestReport, markdown } from './markdown.ts'
import { foldReport } from './report.ts'

/** The golden run with its failure many times over, each with this body in its evidence. */
function bulky(times: number, body: string): Event[] {
  return events.flatMap((event) => {
    if (event.type !== 'check.finished' || event.verdict !== 'failed' || !event.finding) return [event]
    const { finding } = event
    const evidence = finding.evidence.map((exchange) => ({ ...exchange, request: { ...exchange.request, body } }))
    return Array.from({ length: times }, (_, index) => ({ ...event, resource: `cluster-${index}`, finding: { ...finding, evidence } }))
  })
}

/** What is left when code, inline and fenced, is taken away: all that GitHub would read as markup. */
function markup(text: string): string {
  return text.replace(/^(`{3,})\w*\n[^]*?\n\1$/gm, '').replace(/(?<!`)(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '')
}

describe('markdown', () => {
  const text = markdown(foldReport(events))

  it('tells the result first and failures before all else', () => {
    expect(text).toMatch(/^## Example Cloud: not conformant\n/)
    const headings = ['### Failed', '### Observed', '### Errored', '### Inconclusive', '### Blocked', '<summary>Skipped (1)', '<summary>Passed (2)']
    const places = headings.map((heading) => text.indexOf(heading))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  it('counts every verdict of the run in the last row of its table', () => {
    expect(text).toContain('| family | passed | failed | observed | errored | inconclusive | blocked | skipped |')
    expect(text).toContain('| **all** | 2 | 1 | 2 | 1 | 1 | 1 | 1 |')
  })

  it('shows of a failure the sentence, its source, what was expected and found, the request and the replay', () => {
    for (const part of [
      'MUST: A write whose If-Match matches no current tag is not performed. (RFC 9110 section 13.1.1)',
      '- expected: `the cluster as it was`',
      "--data-binary '{\"displayName\":\"it'\\''s a | test\"}'",
      '-H "Authorization: Bearer $TOKEN"',
      '--only etag.if-match-stale-not-performed --resource cluster --seed 42 --path 0:1:0',
    ])
      expect(text).toContain(part)
  })

  it('names what the run left behind', () => {
    expect(text).toContain('**Cleanup is incomplete**: 1 of 4 resources are still there:\n- `/v1/clusters/cp-1`')
  })

  it('lets nothing that the subject sent become markup, a mention or a control character', () => {
    expect(
      markup(text)
        .match(/<\/?[a-z]+>/g)
        ?.every((tag) => /^<\/?(details|summary)>$/.test(tag)),
    ).toBe(true)
    expect(markup(text)).not.toMatch(/@octocat|<script|<b>/)
    expect(text).not.toMatch(/[^\P{C}\n]/u)
    expect(text.match(/<details>/g)?.length).toBe(markup(text).match(/<\/details>/g)?.length)
  })

  it('escapes markup in sentences and reasons', () => {
    const report = foldReport(events)
    const checks = report.checks.map((check) => Object.assign({}, check, { because: 'a|b <img> *x* [y](z) @octocat\n# `' }))
    expect(markdown({ ...report, checks })).toContain('| `content.head` on cluster | a\\|b &lt;img&gt; \\*x\\* \\[y\\](z) @\u200Boctocat \\# \\` |')
  })

  it('stays below the limit of a comment and says what was cut, evidence before failures', () => {
    const long = markdown(foldReport(bulky(40, 'x'.repeat(3_000))))
    expect(long.length).toBeLessThanOrEqual(longestReport)
    expect(long.match(/^#### `etag.if-match-stale-not-performed` on cluster-/gm)?.length).toBe(40)
    expect(long).toMatch(/\*Cut to 60000 characters: \d+ entries are shortened and \d+ are left out\. report\.json holds all\.\*\n$/)
  })

  it('stays below the limit when not even the failures fit', () => {
    const long = markdown(foldReport(bulky(2_000, '{}')))
    expect(long.length).toBeLessThanOrEqual(longestReport)
    expect(long).toMatch(/and \d{3,} are left out/)
  })

  it('names a request that is too long to paste instead of printing half of it', () => {
    expect(markdown(foldReport(bulky(1, 'x'.repeat(70_000))))).toContain('report.json holds it whole')
  })
})
