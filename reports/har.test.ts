import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import formatsOf from 'ajv-formats'
import type { Har } from 'har-format'
import { describe, expect, it } from 'vitest'
import { aroundEntries, har, streamed } from './har.ts'
import { reports } from './machines.test-kit.ts'

/** They name a draft that Ajv does not bring along, and use nothing that is only in it. */
function withoutDialect(schema: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema'))
}

const schemas: readonly Readonly<Record<string, unknown>>[] = JSON.parse(
  readFileSync(new URL('../fixtures/schemas/har-1.2.schemas.json', import.meta.url), 'utf8'),
)
const ajv = new Ajv({ strict: false, allErrors: true, schemas: schemas.map(withoutDialect) })
formatsOf.default(ajv)
const valid = ajv.getSchema('har.json')

function archiveOf(text: string): Har {
  const archive: Har = JSON.parse(text)
  if (valid?.(archive) !== true) throw new Error(ajv.errorsText(valid?.errors ?? []))
  return archive
}

const all = reports()
const whole = all['with every verdict']
if (whole === undefined) throw new Error('There is no report with every verdict.')

describe('har', () => {
  for (const [name, report] of Object.entries(all)) {
    it(`is valid by the schema of HAR 1.2 for a run ${name}`, () => {
      expect(() => archiveOf(har(report))).not.toThrow()
    })
  }

  it('has a page for each finding, and says of each exchange which check sent it and what it shows', () => {
    const { pages = [], entries } = archiveOf(har(whole)).log
    expect(pages.map(({ title }) => title)).toEqual([
      'etag.if-match-stale-not-performed (cluster): failed',
      'etag.if-match-stale-not-performed (secret): observed',
      'val.unicode-roundtrip (cluster): observed',
    ])
    expect(entries.map(({ pageref, comment }) => `${pageref}: ${comment}`)).toEqual([
      'finding-1: etag.if-match-stale-not-performed (cluster): settling',
      'finding-1: etag.if-match-stale-not-performed (cluster): settling',
      'finding-1: etag.if-match-stale-not-performed (cluster): stale write: this one shows it',
      'finding-3: val.unicode-roundtrip (cluster): create: this one shows it',
      'finding-3: val.unicode-roundtrip (cluster): read',
    ])
  })

  it('holds placeholders in place of credentials', () => {
    expect(archiveOf(har(whole)).log.entries[0]?.request.headers).toContainEqual({ name: 'authorization', value: 'Bearer {admin}' })
  })

  it('writes an answer that never came as browsers do: status 0', () => {
    const lost = archiveOf(har(whole)).log.entries.at(-1)
    expect(lost?.response).toMatchObject({ status: 0, _error: 'The connection was closed before the answer.' })
  })

  it('is an archive too when it is written entry by entry, with the times of the run', () => {
    const { before, after } = aroundEntries(whole)
    const [first, second] = whole.checks.flatMap(({ finding }) => finding?.evidence ?? [])
    if (first === undefined || second === undefined) throw new Error('The report holds too few exchanges.')
    const place = { report: whole, check: 'list.shape (cluster)' }
    const text = [
      before,
      streamed(first, { ...place, follows: false, sent: 0, received: 12.5 }),
      streamed(second, { ...place, follows: true, sent: 1_000, received: 1_001 }),
      after,
    ].join('')
    expect(archiveOf(text).log.entries.map(({ startedDateTime, time, comment }) => [startedDateTime, time, comment])).toEqual([
      ['2026-03-02T10:00:00.000Z', 12.5, 'list.shape (cluster): settling'],
      ['2026-03-02T10:00:01.000Z', 1, 'list.shape (cluster): settling'],
    ])
  })

  it('is an archive without entries where nothing was sent', () => {
    const { before, after } = aroundEntries(whole)
    expect(archiveOf(`${before}${after}`).log.entries).toEqual([])
  })
})
