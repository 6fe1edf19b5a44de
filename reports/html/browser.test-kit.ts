import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']

/** The browser of this machine: `CHROMIUM`, or where distributions put it. */
export function chromiumOf(env: NodeJS.ProcessEnv): string {
  const found = [env['CHROMIUM'], ...places].find((place) => place !== undefined && existsSync(place))
  if (found !== undefined) return found
  throw new Error(
    `Failed to start a browser: there is none at ${places.join(', ')}${env['CHROMIUM'] === undefined ? '' : `, nor at CHROMIUM=${env['CHROMIUM']}`}. Install Debian's package "chromium", or name one in CHROMIUM.`,
  )
}

/** A page as somebody opens it from disk, with all that it asked for and complained of. */
export interface Opened {
  readonly page: Page
  /** Addresses of everything that it wanted to fetch, besides itself. */
  readonly asked: readonly string[]
  /** Errors and warnings of its console, and uncaught errors. */
  readonly complaints: readonly string[]
}

/** A browser and a folder of pages. */
export class Desk {
  private readonly browser: Browser
  private readonly folder: string

  private constructor(browser: Browser, folder: string) {
    this.browser = browser
    this.folder = folder
  }

  static async open(): Promise<Desk> {
    const browser = await chromium.launch({ executablePath: chromiumOf(process.env), args: ['--no-sandbox'] })
    return new Desk(browser, await mkdtemp(join(tmpdir(), 'clusterproof-page-')))
  }

  /** Writes a page and tells its address. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name)
    await writeFile(path, text)
    return pathToFileURL(path).href
  }

  async see(address: string, options: BrowserContextOptions = {}): Promise<Opened> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const [asked, complaints]: [string[], string[]] = [[], []]
    const own = address.split('#')[0] ?? address
    await context.route('**', async (route) => {
      const url = route.request().url().split('#')[0] ?? ''
      if (url === own) return route.continue()
      asked.push(url)
      return route.abort()
    })
    const page = await context.newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(address)
    return { page, asked, complaints }
  }

  async close(): Promise<void> {
    await this.browser.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** What axe-core finds wrong with a page, a line each: the rule, how grave it is, and where. */
export async function barriersOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const found = await page.evaluate<readonly { id: string; impact: string; nodes: readonly { target: readonly string[] }[] }[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  )
  return found.flatMap(({ id, impact, nodes }) => nodes.map(({ target }) => `${id} (${impact}): ${target.join(' ')}`))
}
