import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { events } from '../../fixtures/events.ts'
import { formats } from '../formats.ts'
import { foldReport } from '../report.ts'

/** `GOLDEN=write npx vitest run reports/golden` writes the files anew: read the difference before it is committed. */
const writes = process.env['GOLDEN'] === 'write'

describe('the golden reports', () => {
  // What a vendor publishes names every requirement there is: its golden file is made with few (vendor/report.test.ts).
  const whole = Object.entries(formats).flatMap(([name, format]) => (name.startsWith('vendor') ? [] : [format]))
  for (const { file, render } of whole) {
    it(`come out of the golden events byte for byte: ${file}`, async () => {
      const where = new URL(file, import.meta.url)
      const text = await render({ report: foldReport(events) })
      if (writes) await writeFile(where, text)
      expect(text).toBe(await readFile(where, 'utf8'))
    })
  }

  it('are files of different names, so that one folder holds all formats', () => {
    const files = Object.values(formats).map((format) => format.file)
    expect(new Set(files).size).toBe(files.length)
  })
})
