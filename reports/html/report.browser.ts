import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriersOf, Desk } from './browser.test-kit.ts'
import { htmlReport } from './index.ts'
import { large, told } from './page.test-kit.ts'

let desk: Desk
let address: string
let many: string

beforeAll(async () => {
  desk = await Desk.open()
  address = await desk.write('report.html', await htmlReport(told))
  many = await desk.write('many.html', await htmlReport({ report: large(300) }))
})

afterAll(() => desk?.close())

const broken = 'check-etag.if-match-stale-not-performed-cluster'
const unicode = 'check-val.unicode-roundtrip-cluster'

describe('a page that is opened from disk', () => {
  test('fetches nothing and complains of nothing, in any scheme', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, asked, complaints } = await desk.see(address, { colorScheme })
      await page.locator('.check:not([open]) > summary').first().click()
      expect(asked).toEqual([])
      expect(complaints).toEqual([])
    }
  })

  test('runs nothing that a subject said', async () => {
    const { page } = await desk.see(address)
    expect(await page.locator('script').count()).toBe(1)
    expect(await page.locator('main b, main i:not(.swatch)').count()).toBe(0)
  })

  test('leads to the sections of the RFCs that it names, and to nothing that is not https', async () => {
    const { page } = await desk.see(address)
    const links = await page.locator('a:not([href^="#"])').evaluateAll((all) => all.map((link) => String(link.getAttribute('href'))))
    expect(links).toContain('https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1')
    expect(links.every((link) => link.startsWith('https://'))).toBe(true)
  })

  test('is dark where the system is', async () => {
    const ground = 'getComputedStyle(document.body).backgroundColor'
    const [light, dark] = [await desk.see(address, { colorScheme: 'light' }), await desk.see(address, { colorScheme: 'dark' })]
    expect(await light.page.evaluate(ground)).toBe('rgb(255, 255, 255)')
    expect(await dark.page.evaluate(ground)).toBe('rgb(18, 22, 28)')
  })

  test.each([360, 800, 1440])('is no wider than a screen of %i pixels', async (width) => {
    const { page } = await desk.see(address, { viewport: { width, height: 800 } })
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true })')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
  })
})

describe('the filters', () => {
  test('narrow the checks down by each of their members, and tell how many are left', async () => {
    const { page } = await desk.see(address)
    const shown = page.locator('.check:visible')
    expect(await page.getByRole('status').textContent()).toBe('9 checks')
    for (const [label, value, count] of [
      ['Verdict', 'observed', 2],
      ['Family', 'etag', 2],
      ['Level', 'PRACTICE', 3],
      ['Basis', 'assumed', 1],
    ] as const) {
      await page.getByLabel(label, { exact: true }).selectOption(value)
      expect([label, await shown.count()]).toEqual([label, count])
      expect(await page.getByRole('status').textContent()).toBe(`${count} of 9 checks`)
      await page.getByRole('button', { name: 'Reset' }).click()
    }
    expect(await shown.count()).toBe(9)
  })

  test('hide the groups in which nothing is left, and say so where nothing is left at all', async () => {
    const { page } = await desk.see(address)
    await page.getByLabel('Search').fill('unicode-roundtrip')
    expect(await page.locator('.group:visible').count()).toBe(1)
    await page.getByLabel('Search').fill('no such words')
    expect(await page.getByText('No check is like that.').isVisible()).toBe(true)
    await page.getByRole('button', { name: 'Show all' }).click()
    expect(await page.locator('.check:visible').count()).toBe(9)
  })

  test('search sentences, sources, reasons and findings, all words in any order', async () => {
    const { page } = await desk.see(address)
    for (const [words, count] of [
      ['CODE point', 1],
      ['point code', 1],
      ['RFC 6750', 1],
      ['throttled', 1],
      ['octocat', 2],
    ] as const) {
      await page.getByLabel('Search').fill(words)
      expect([words, await page.locator('.check:visible').count()]).toEqual([words, count])
    }
  })

  test('stand in the address, which leads others to the same view', async () => {
    const { page } = await desk.see(address)
    await page.getByLabel('Search').fill('write')
    await page.getByLabel('Verdict', { exact: true }).selectOption('failed')
    const shared = page.url()
    expect(shared).toMatch(/#q=write&verdict=failed$/)
    const other = await desk.see(shared)
    expect(await other.page.locator('.check:visible').count()).toBe(1)
    expect(await other.page.getByLabel('Search').inputValue()).toBe('write')
  })

  test('leave out what an address makes up', async () => {
    const { page, complaints } = await desk.see(`${address}#verdict=%00&family=nobody&q=%`)
    expect(complaints).toEqual([])
    expect(await page.getByLabel('Verdict', { exact: true }).inputValue()).toBe('')
  })

  test('count what stands for many resource types by what it stands for', async () => {
    const { page } = await desk.see(many)
    await page.getByLabel('Verdict', { exact: true }).selectOption('passed')
    expect(await page.getByRole('status').textContent()).toBe('270 of 300 checks')
  })
})

describe('a link to one finding', () => {
  test('opens it and moves the focus there', async () => {
    const { page } = await desk.see(`${address}#${unicode}`)
    expect(await page.locator(`[id="${unicode}"]`).getAttribute('open')).toBe('')
    await page.waitForFunction(`document.activeElement.parentElement.id === ${JSON.stringify(unicode)}`)
  })

  test('shows it even where filters had hidden it', async () => {
    const { page } = await desk.see(`${address}#verdict=passed`)
    await page.evaluate(`location.hash = ${JSON.stringify(unicode)}`)
    await page.locator(`[id="${unicode}"]`).waitFor({ state: 'visible' })
    expect(await page.getByRole('status').textContent()).toBe('9 checks')
  })

  test('is reached from the counts at the top', async () => {
    const { page } = await desk.see(address)
    await page
      .getByRole('list', { name: 'Checks by verdict' })
      .getByRole('link', { name: /Observed/ })
      .click()
    expect(page.url()).toMatch(/#observed$/)
    expect(await page.getByRole('heading', { name: /Observed/ }).isVisible()).toBe(true)
  })
})

describe('keys alone', () => {
  test('reach the content, the search, and each check', async () => {
    const { page } = await desk.see(address)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('/')
    expect(await page.evaluate('document.activeElement.id')).toBe('search')
    await page.keyboard.type('unicode-round')
    const summary = page.locator(`[id="${unicode}"] > summary`)
    for (let presses = 0; presses < 20 && !(await summary.evaluate((element) => element === element.ownerDocument.activeElement)); presses += 1)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.locator(`[id="${unicode}"]`).getAttribute('open')).toBe('')
  })
})

describe('a command', () => {
  test('is copied as it stands', async () => {
    const { page } = await desk.see(address, { permissions: ['clipboard-read', 'clipboard-write'] })
    const block = page.locator(`[id="${broken}"] > .inside > .copied`)
    await block.getByRole('button', { name: 'Copy replay' }).click()
    await block.getByRole('button', { name: 'Copied replay' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await block.locator('code').textContent())
  })

  test('is selected where the page may not write to the clipboard', async () => {
    const { page } = await desk.see(address)
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no")); document.execCommand = () => false')
    const block = page.locator(`[id="${broken}"] > .inside > .copied`)
    await block.getByRole('button', { name: 'Copy replay' }).click()
    await block.getByRole('button', { name: 'Selected replay' }).waitFor()
    expect(await page.evaluate('String(getSelection())')).toBe(await block.locator('code').textContent())
  })
})

describe('the pictures', () => {
  test('show one resource alone where it is chosen, or its bar is clicked', async () => {
    const { page } = await desk.see(address)
    await page.getByLabel('Look at one resource').selectOption({ index: 1 })
    expect(await page.locator('.life:visible').count()).toBe(1)
    expect(await page.locator('.life[open] svg').isVisible()).toBe(true)
    await page.locator('rect[data-thing="1"]').click()
    expect(await page.locator('.life:visible').getAttribute('id')).toBe('thing-1')
  })

  test('have a name and a text each', async () => {
    const { page } = await desk.see(address)
    const images = page.locator('[role="img"]')
    expect(await images.count()).toBeGreaterThanOrEqual(5)
    for (const image of await images.all()) {
      expect(await image.locator('title').first().textContent()).not.toBe('')
      expect(await image.locator('desc').first().textContent()).not.toBe('')
    }
  })
})

describe('without scripts', () => {
  test('everything can be read and unfolded, and nothing stands there that does nothing', async () => {
    const { page } = await desk.see(address, { javaScriptEnabled: false })
    expect(await page.locator('.check').count()).toBe(9)
    await page.locator(`[id="${unicode}"] > summary`).click()
    expect(await page.locator(`[id="${unicode}"] .compared`).isVisible()).toBe(true)
    expect(await page.locator('button:visible, input:visible, select:visible').count()).toBe(0)
  })
})

describe('on paper', () => {
  test('findings are unfolded, and what only a screen can do is left out', async () => {
    const { page } = await desk.see(address)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await page.locator(`[id="${unicode}"] .compared`).isVisible()).toBe(true)
    expect(await page.locator('button:visible, input:visible, select:visible').count()).toBe(0)
    await page.evaluate('dispatchEvent(new Event("afterprint"))')
    expect(await page.locator(`[id="${unicode}"]`).getAttribute('open')).toBeNull()
  })
})

describe('people who do not see it, or not well', () => {
  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('meet no barrier that axe-core knows: %s, %i pixels wide', async (colorScheme, width) => {
    const { page } = await desk.see(address, { colorScheme, viewport: { width, height: 900 } })
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true })')
    expect(await barriersOf(page)).toEqual([])
  })
})
