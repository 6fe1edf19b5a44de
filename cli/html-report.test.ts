import { readFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { printed, scratchFolder } from './recording.test-kit.ts'

const { at, remove } = await scratchFolder()

afterAll(remove)

/** One check of a race and one of a lifecycle, on a mock that lets every racer win. */
const wanted = ['--only', 'etag.concurrent-single-winner', '--only', 'life.transition-graph', '--defect', 'etag.race-let-through', '--seed', '3']

async function page(name: string): Promise<string> {
  const { code, err } = await printed('check', 'kupe', ...wanted, '--out', at(name), '--record', at(`${name}.ndjson`))
  expect(code).toBe(1)
  expect(err).toContain('report.html')
  return readFile(`${at(name)}/report.html`, 'utf8')
}

/** All that may differ between two runs of one seed. */
const undated = (text: string) => text.replace(/<time [^]*?<\/time>/g, '')

test('a run writes a page with pictures, the same for the same seed, and so does its recording', async () => {
  const [one, other] = [await page('one'), await page('other')]
  expect(one).toContain('What was under way at the same time')
  expect(one).toMatch(/Pending to Provisioning: seen \d+ times/)
  expect(undated(one) === undated(other)).toBe(true)
  await printed('judge', at('one.ndjson'), '--out', at('again'), '--format', 'html')
  expect((await readFile(`${at('again')}/report.html`, 'utf8')) === one).toBe(true)
})
