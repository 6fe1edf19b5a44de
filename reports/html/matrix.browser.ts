import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckReport } from '../report.ts'
import { matrixOf } from '../vendor/matrix.ts'
import { vendorReport } from '../vendor/report.ts'
import { checked, instead, reportOf, suite, unmeasured } from '../vendor/vendor.test-kit.ts'
import { barriersOf, Desk } from './browser.test-kit.ts'
import { matrixHtml } from './matrix.ts'

let desk: Desk
let address: string

beforeAll(async () => {
  desk = await Desk.open()
  const of = (version: string, ...changed: readonly CheckReport[]) =>
    vendorReport({ report: reportOf(instead(...changed)), subject: { project: 'Example Clusters', version } }, { requirements: suite, quality: unmeasured })
  const reports = [of('1.0'), of('2.0', checked('idem.replay', { verdict: 'failed' })), of('3.0', checked('idem.replay', { verdict: 'blocked' }))]
  address = await desk.write('matrix.html', await matrixHtml(matrixOf(reports, suite)))
})

afterAll(() => desk?.close())

describe('the matrix that is opened from disk', () => {
  test.each(['light', 'dark'] as const)('fetches nothing, complains of nothing, and stands in nobody’s way: %s', async (colorScheme) => {
    const { page, asked, complaints } = await desk.see(address, { colorScheme })

    expect(asked).toEqual([])
    expect(complaints).toEqual([])
    expect(await barriersOf(page)).toEqual([])
  })

  test.each([360, 1440])('is no wider than a screen of %i pixels', async (width) => {
    const { page } = await desk.see(address, { viewport: { width, height: 800 } })

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
  })

  test('keeps its heads in sight while its rows go by', async () => {
    const { page } = await desk.see(address, { viewport: { width: 800, height: 400 } })
    await page.locator('.matrix').evaluate((region) => region.scrollTo(0, 200))
    const [region, head] = [await page.locator('.matrix').boundingBox(), await page.locator('thead .cell').first().boundingBox()]

    expect(Math.abs((region?.y ?? 0) - (head?.y ?? 99))).toBeLessThan(3)
  })
})
