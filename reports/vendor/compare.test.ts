import { describe, expect, test } from 'vitest'
import { compared, differences, itemsOf, type Item } from './compare.ts'
import { vendorReport } from './report.ts'
import { allPassed, checked, instead, reportOf, suite, unmeasured } from './vendor.test-kit.ts'
import type { Report } from '../report.ts'

const item = (outcome: Item['outcome'], known = false): Item => ({ name: 'etag.stale', outcome, known })
const kindsOf = (was: Item, is: Item) => Object.entries(compared([was], [is])).flatMap(([kind, all]) => (all.length > 0 ? [kind] : []))
const vendorOf = (checks = allPassed, rest: Partial<Report> = {}) =>
  vendorReport({ report: reportOf(checks, rest) }, { requirements: suite, quality: unmeasured })

describe('comparing', () => {
  test.each<[Item, Item, readonly string[]]>([
    [item('passed'), item('failed'), ['regressions']],
    [item('passed'), item('observed'), ['regressions']],
    [item('observed'), item('failed'), ['regressions']],
    [item('failed', true), item('failed'), ['regressions']],
    [item('passed'), item('failed', true), ['deviations']],
    [item('failed'), item('failed', true), ['deviations']],
    [item('failed'), item('passed'), ['repairs']],
    [item('failed', true), item('passed'), ['repairs']],
    [item('observed'), item('passed'), ['repairs']],
    [item('passed'), item('inconclusive'), ['lost']],
    [item('failed'), item('not applicable'), ['lost']],
    [item('skipped'), item('passed'), ['gained']],
    [item('blocked'), item('failed'), ['found']],
    [item('passed'), item('passed'), []],
    [item('blocked'), item('skipped'), []],
  ])('%j, then %j: %j', (was, is, kinds) => {
    expect(kindsOf(was, is)).toEqual(kinds)
  })

  test('tells what is new and what has gone by name', () => {
    const { appeared, vanished } = compared([{ ...item('passed'), name: 'a' }], [{ ...item('failed'), name: 'b' }])

    expect({ appeared, vanished }).toEqual({ appeared: ['b'], vanished: ['a'] })
  })

  test('of vendor reports goes by requirement', () => {
    const worse = vendorOf(instead(checked('etag.stale-refused', { resource: 'secret', verdict: 'failed', because: 'it was written' })))

    expect(compared(itemsOf(vendorOf()), itemsOf(worse)).regressions).toEqual([
      { name: 'etag.stale-refused', was: 'passed', is: 'failed', because: 'it was written' },
    ])
  })

  test('says where two reports are not about the same', () => {
    const other = vendorOf(allPassed, { suite: '0.2.0', contract: '0'.repeat(64), wire: 'connect', extent: { profile: 'core' }, target: 'mock' })

    expect(differences(vendorOf(), vendorOf())).toEqual([])
    expect(differences(vendorOf(), other)).toEqual([
      'the suite is not the same: 0.1.0, and now 0.2.0',
      'the contract is not the same: 4f1c6d0a6f0f, and now 000000000000',
      'the wire is not the same: rest, and now connect',
      'how far the runs went is not the same: {"profile":"full"}, and now {"profile":"core"}',
      'the target is not the same: https://api.example.test, and now mock',
    ])
  })
})
