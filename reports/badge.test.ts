import { describe, expect, it } from 'vitest'
import { badge, shields } from './badge.ts'
import { reports } from './machines.test-kit.ts'
import type { Report } from './report.ts'

const all = reports()
const clean = all['of the mock, without a finding']
if (clean === undefined) throw new Error('There is no report without a finding.')

function told(report: Report | undefined): { readonly message: string; readonly color: string; readonly isError?: boolean } {
  return JSON.parse(shields(report ?? raise()))
}

function raise(): never {
  throw new Error('There is no such report.')
}

describe('the badge', () => {
  it('is green for a conformant run, and for nothing else', () => {
    const green = Object.entries(all).filter(([, report]) => told(report).color.includes('green'))
    expect(green.map(([name]) => name)).toEqual(['of the mock, without a finding'])
    expect(told(clean)).toEqual({ schemaVersion: 1, label: 'clusterproof', message: 'conformant', color: 'brightgreen' })
  })

  it('cannot be painted over where the run is not conformant', () => {
    expect(told(all['with every verdict'])).toMatchObject({ message: 'not conformant: 1 failed', color: 'red', isError: true })
    expect(told(all['that began and no more'])).toMatchObject({ message: 'undetermined', color: 'lightgrey', isError: true })
  })

  it('says so where only a part was checked, so that nobody takes it for the whole', () => {
    const only = { ...clean, extent: { profile: 'full', only: ['etag'] } } as const
    const core = { ...clean, extent: { profile: 'core' } } as const
    const shard = { ...clean, shard: { index: 1, of: 2, whole: 9, plan: 'p' } }
    expect([only, core, shard].map((report) => told(report).message)).toEqual(['conformant, in part', 'conformant, profile core', 'conformant, in part'])
  })

  it('tells of deviations that are accepted, and of those that no longer are', () => {
    expect(told({ ...clean, deviations: { known: 1, matched: 1, untested: 0, stale: [] } })).toMatchObject({
      message: 'conformant, 1 known deviation',
      color: 'green',
    })
    expect(told(all['with a deviation out of date']).message).toMatch(/, 1 out of date$/)
  })

  it('is a picture complete in itself, with a text for who does not see it', () => {
    const svg = badge(clean)
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="clusterproof: conformant"/)
    expect(svg).not.toMatch(/(href|src)="?https?:|url\((?!#)/)
  })
})
