import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { barriersOf, chromiumOf } from '../../../reports/html/browser.test-kit.ts'
import { createMock, type Mock } from '../../index.ts'
import { CLUSTERS, TOKEN, cluster } from './ui.test-kit.ts'

let browser: Browser
let mock: Mock
let url: string

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumOf(process.env), args: ['--no-sandbox'] })
})
beforeEach(async () => {
  mock = await createMock({ providers: ['kupe'], clock: { scale: 0, at: '2026-02-01T14:00:00Z' } })
  url = await mock.listen()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await mock.close()
})
afterAll(() => browser?.close())

/** A page, with all that it asked of others and complained of. */
interface Opened {
  readonly page: Page
  readonly strangers: readonly string[]
  readonly complaints: readonly string[]
}

async function open(options: BrowserContextOptions = {}, path = ''): Promise<Opened> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })).newPage()
  const [strangers, complaints]: [string[], string[]] = [[], []]
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/__admin/ui`) && !request.url().startsWith('data:')) strangers.push(request.url())
  })
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
  await page.goto(`${url}/__admin/ui${path}`)
  if (options.javaScriptEnabled !== false && path === '') await page.getByText('live', { exact: true }).waitFor()
  return { page, strangers, complaints }
}

function call(method: string, path = CLUSTERS, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  return fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
}

/** All that a page can show: resources under way, a fault that came about, a broken rule, an explained request, several worlds. */
async function lively(): Promise<void> {
  const long = 'a'.repeat(60)
  await call('POST', CLUSTERS, cluster)
  await call('POST', CLUSTERS, { ...cluster, name: 'staging', displayName: '<img src=x onerror=alert(1)>' })
  mock.clock.advance(5000)
  await call('GET', `${CLUSTERS}/${long}?q=${long}`)
  mock.world().faults.set([{ id: 'throttled', do: { status: 429, retryAfterSeconds: 30 } }])
  for (let turn = 0; turn < 2; turn += 1) await call('GET')
  await fetch(`${url}/__admin/limits/force`, { method: 'POST', body: '{"requests":2}' })
  mock.save('before')
  mock.world(`ci-${long}`)
}

describe('the page of a world', () => {
  test('shows what a client makes as it comes, and settles it as the clock is advanced', async () => {
    const { page, complaints, strangers } = await open()
    await call('POST', CLUSTERS, cluster)
    const life = page.getByRole('article', { name: 'acme / production' })
    await life.locator('header').getByText('Pending').waitFor()
    await page.getByRole('button', { name: 'To the next phase' }).click()
    await life.locator('header').getByText('Provisioning').waitFor()
    await page.getByRole('button', { name: 'Advance +1 min' }).click()
    await life.locator('header').getByText('Running').waitFor()
    await life.locator('[aria-current=step]', { hasText: 'Running' }).waitFor()
    expect(await page.locator('#now').textContent()).toBe('2026-02-01 14:01:02')
    expect([complaints, strangers]).toEqual([[], []])
  })

  test('lets the clock run and freezes it', async () => {
    const { page } = await open()
    await page.getByRole('button', { name: 'Run with the real time' }).click()
    await expect.poll(() => page.locator('#now').textContent(), { timeout: 10_000 }).not.toBe('2026-02-01 14:00:00')
    expect(mock.clock.state().mode).toBe('real')
    await page.getByRole('button', { name: 'Freeze the clock' }).click()
    await page.getByText('stands still', { exact: true }).waitFor()
    expect(mock.clock.state().mode).toBe('frozen')
    await page.getByLabel('Speed').selectOption('60')
    await page
      .locator('form', { has: page.getByLabel('Speed') })
      .getByRole('button')
      .click()
    await page.getByText('runs 60 times as fast').waitFor()
    await call('POST', CLUSTERS, cluster)
    await page.getByRole('article', { name: 'acme / production' }).locator('header').getByText('Running').waitFor()
  })

  test('puts a fault in the way of a client, tells that it was met, and takes it away', async () => {
    const { page } = await open()
    await page.getByLabel('Where').selectOption('kupe/listClusters')
    await page.getByRole('button', { name: 'Add the fault' }).click()
    await page.getByText('The fault is planned.').waitFor()
    expect((await call('GET')).status).toBe(503)
    await page.getByText('Came about in 1 of 1 request').waitFor()
    await page.locator('#requests').getByText('fault unavailable').waitFor()
    await page.getByRole('button', { name: 'Remove the fault unavailable' }).click()
    await page.locator('#f-unavailable').waitFor({ state: 'detached' })
    expect((await call('GET')).status).toBe(200)
  })

  test('saves a snapshot, resets the world and rewinds to the snapshot', async () => {
    await call('POST', CLUSTERS, cluster)
    const { page } = await open()
    await page.getByLabel('Name', { exact: true }).fill('before')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The snapshot is saved.').waitFor()
    await page.getByRole('button', { name: 'Reset this world' }).click()
    await page.getByText('Nothing lives here yet.').waitFor()
    await page.getByRole('button', { name: 'Rewind to before' }).click()
    await page.getByRole('article', { name: 'acme / production' }).waitFor()
  })

  test('explains a request where it is opened', async () => {
    await call('POST', CLUSTERS, cluster)
    const { page } = await open()
    await page.locator('#q-1 summary').click()
    await page.getByText('it created the cluster acme/production').waitFor()
    mock.clock.advance(1000)
    await call('GET')
    await page.locator('#q-2').waitFor()
    expect(await page.getByText('it created the cluster acme/production').isVisible()).toBe(true)
  })

  test('keeps focus, what is open and what is being written while other things change', async () => {
    await call('POST', CLUSTERS, cluster)
    const { page } = await open()
    await page.locator('.life summary').click()
    await page.getByLabel('Open a world').fill('half-writ')
    await call('POST', CLUSTERS, { ...cluster, name: 'staging' })
    mock.world('another')
    mock.clock.advance(60_000)
    await page.locator('.worlds').getByText('another').waitFor()
    await page.getByText('2 resources, all settled').waitFor()
    expect(await page.getByLabel('Open a world').inputValue()).toBe('half-writ')
    expect(await page.evaluate('document.activeElement.id')).toBe('open')
    expect(await page.locator('.life details[open]').count()).toBe(1)
  })

  test('says what cannot be done, and why', async () => {
    const { page } = await open()
    await page.getByLabel('Open a world').fill('no name')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('status').getByText('"no name" is not a name').waitFor()
  })

  test('leads to another world and back', async () => {
    const { page } = await open()
    await page.getByLabel('Copy this one to').fill('copy')
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('heading', { name: 'copy', level: 1 }).waitFor()
    page.removeAllListeners('dialog')
    page.on('dialog', (dialog) => void dialog.accept())
    await page.getByRole('button', { name: 'Delete this world' }).click()
    await page.getByRole('heading', { name: 'default', level: 1 }).waitFor()
    expect(await page.locator('.worlds').getByText('copy').count()).toBe(0)
  })

  test('tells when the mock is no longer there', async () => {
    const { page } = await open()
    await mock.close()
    await page.getByText('not live').waitFor()
    await page.getByRole('button', { name: 'Advance +1 min' }).click()
    await page.getByText('The mock does not answer.').waitFor()
  })
})

test('without scripts every form works, and says what it did', async () => {
  await call('POST', CLUSTERS, cluster)
  const { page, strangers } = await open({ javaScriptEnabled: false })
  await page.getByRole('button', { name: 'Advance +1 min' }).click()
  await page.getByRole('status').getByText('The clock was advanced.').waitFor()
  await page.locator('.phase', { hasText: 'Running' }).first().waitFor()
  await page.locator('#q-1 summary').click()
  await page.getByRole('link', { name: 'What the mock made of request 1' }).click()
  await page.getByText('it created the cluster acme/production').waitFor()
  await page.goBack()
  await page.getByLabel('Open a world').fill('../x')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByText('is not a name').waitFor()
  expect(strangers).toEqual([])
})

test('with a token the page is opened once it was shown', async () => {
  await mock.close()
  mock = await createMock({ providers: ['kupe'], adminToken: 'sesame' })
  url = await mock.listen()
  const { page } = await open({}, '/')
  await page.getByLabel('The token').fill('sesame')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByText('live', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Freeze the clock' }).click()
  await page.getByText('stands still', { exact: true }).waitFor()
})

test('a page of another site cannot do anything to a mock', async () => {
  const other = await createMock({ providers: ['kupe'] })
  const foreign = await other.listen()
  const page = await (await browser.newContext()).newPage()
  await page.route(`${foreign}/trap`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${url}/__admin/ui/do/advance"><input name="seconds" value="60"></form><script>document.forms[0].submit()</script>`,
    }),
  )
  await page.goto(`${foreign}/trap`)
  await page.getByText('was not sent by a page of this mock').waitFor()
  expect(mock.clock.now()).toBe(Date.UTC(2026, 1, 1, 14))
  await other.close()
})

describe('everybody can use it', () => {
  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('in %s colours on a screen of %i pixels', async (colorScheme, width) => {
    await lively()
    const { page, complaints } = await open({ colorScheme, viewport: { width, height: 800 } })
    await page.locator('#q-1 summary').click()
    await page.locator('.explained').waitFor()
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true })')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    expect(complaints).toEqual([])
    expect(await barriersOf(page)).toEqual([])
  })

  test('also the page of a request, and what there is before the first one', async () => {
    expect(await barriersOf((await open()).page)).toEqual([])
    await lively()
    expect(await barriersOf((await open({}, '?world=default&request=2')).page)).toEqual([])
    expect(await barriersOf((await open({}, '?world=nowhere')).page)).toEqual([])
  })

  test('by keys alone: the first leads past the bar, and every control can be reached and seen', async () => {
    await call('POST', CLUSTERS, cluster)
    const { page } = await open()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await page.getByRole('button', { name: 'Advance +1 min' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('The clock was advanced.').waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Advance +1 min')
  })
})
