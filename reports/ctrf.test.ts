import { Ajv } from 'ajv'
import formatsOf from 'ajv-formats'
import { CURRENT_SPEC_VERSION, schema } from 'ctrf'
import { describe, expect, it } from 'vitest'
import { ctrf } from './ctrf.ts'
import { reports } from './machines.test-kit.ts'
import type { Told } from './told.ts'

const ajv = new Ajv({ strict: false, allErrors: true })
formatsOf.default(ajv)
// As the package's own `validate`, which compiles the schema anew for each document.
const valid = ajv.compile(schema)

const all = reports()
const whole = all['with every verdict']
if (whole === undefined) throw new Error('There is no report with every verdict.')

interface Document {
  readonly results: {
    readonly summary: Readonly<Record<string, unknown>>
    readonly tests: readonly { readonly name: string; readonly status: string; readonly rawStatus: string; readonly duration: number }[]
  }
}

function documentOf(told: Told): Document {
  const parsed: Document = JSON.parse(ctrf(told))
  return parsed
}

describe('ctrf', () => {
  for (const [name, report] of Object.entries(all)) {
    it(`is valid by the schema of CTRF for a run ${name}, and counts truthfully`, () => {
      const document = documentOf({ report })
      expect(valid(document), ajv.errorsText(valid.errors)).toBe(true)
      expect(document).toMatchObject({ reportFormat: 'CTRF', specVersion: CURRENT_SPEC_VERSION })
      const { summary, tests } = document.results
      const count = (status: string) => tests.filter((test) => test.status === status).length
      const counted = { tests: tests.length, passed: count('passed'), failed: count('failed'), skipped: count('skipped'), other: count('other'), pending: 0 }
      expect(summary).toMatchObject(counted)
    })
  }

  it('calls nothing failed but a documented promise that was broken', () => {
    const tests = documentOf({ report: whole }).results.tests
    expect(tests.map(({ rawStatus, status }) => `${rawStatus}: ${status}`).toSorted()).toEqual([
      'blocked: other',
      'errored: other',
      'failed: failed',
      'inconclusive: other',
      'observed: other',
      'observed: other',
      'passed: passed',
      'passed: passed',
      'skipped: skipped',
    ])
  })

  it('has a red test when the run came to no result, and none for a deviation that is accepted', () => {
    const red = (name: string) =>
      documentOf({ report: all[name] ?? whole }).results.tests.flatMap(({ name: test, status }) => (status === 'failed' ? [test] : []))
    expect(red('that began and no more')).toEqual(['the run comes to a result'])
    expect(red('with a known deviation')).toEqual(['the run comes to a result'])
    expect(red('with a deviation out of date')).toContain('deviation fp-0000000000000000')
  })

  it('tells how long requests took where they went to a real endpoint, and nothing of a mock', () => {
    const request = {
      number: 1,
      check: 'list.shape',
      resource: 'cluster',
      label: 'list',
      as: 'admin',
      method: 'GET',
      target: '/',
      status: 200,
      sent: 10,
      received: 42.4,
    }
    const traffic = { requests: [request], things: [], lifecycles: [], scenes: [] }
    const spent = (report: Told['report']) => documentOf({ report, traffic }).results.tests.find(({ name }) => name === 'list.shape (cluster)')?.duration
    expect(spent(whole)).toBe(32)
    expect(spent({ ...whole, target: 'mock' })).toBe(0)
  })
})
