import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formats } from '../reports/formats.ts'
import { exitCodes } from './exit.ts'
import { printed, scratchFolder } from './recording.test-kit.ts'

const { at, remove } = await scratchFolder()
afterAll(remove)

const brief = ['--only', 'err.envelope', '--only', 'list', '--defect', 'err.plain-text', '--resource', 'cluster']
const names = Object.keys(formats)
/** These show what a report.json does not hold: what went over the wire, and what the run was told. */
const ofTheRun = new Set(['html', 'vendor', 'vendor-yaml'])

beforeAll(async () => {
  await printed('check', 'kupe', ...brief, '--record', at('run.ndjson.gz'), '--out', at('run'), '--format', names.join(','), '--quiet')
}, 60_000)

describe('a stored report', () => {
  test('is told in every format as the run itself told it', async () => {
    const { code, err } = await printed('report', at('run/report.json'), '--format', names.join(','), '--out', at('again'))

    expect(code).toBe(exitCodes.ok)
    expect(err.trim().split('\n')).toEqual(Object.values(formats).map(({ file }) => `Wrote ${at(`again/${file}`)}`))
    for (const [name, { file }] of Object.entries(formats)) {
      if (!ofTheRun.has(name)) expect(await readFile(at(`again/${file}`), 'utf8'), name).toBe(await readFile(at(`run/${file}`), 'utf8'))
    }
  })

  test.each(names)('goes to standard output as %s, and nothing else does', async (name) => {
    const { out, err, code } = await printed('report', at('run/report.json'), '--format', name)
    await printed('report', at('run/report.json'), '--format', name, '--out', at('one'), '--quiet')
    const file = Object.entries(formats).find(([known]) => known === name)?.[1].file ?? ''

    expect([code, err]).toEqual([exitCodes.ok, ''])
    expect(out).toBe(await readFile(at(`one/${file}`), 'utf8'))
  })

  test('does not gate unless it is asked to', async () => {
    const asked = ['report', at('run/report.json'), '--format', 'badge']

    expect((await printed(...asked)).code).toBe(exitCodes.ok)
    expect((await printed(...asked, '--gate')).code).toBe(exitCodes.failed)
  })
})

describe('recorded evidence', { timeout: 60_000 }, () => {
  test('is judged again, and gives an archive of all that was sent', async () => {
    const { code, out } = await printed('report', at('run.ndjson.gz'), '--format', 'har')
    const { requests }: { readonly requests: number } = JSON.parse(await readFile(at('run/report.json'), 'utf8'))
    const { log } = JSON.parse(out)

    expect(code).toBe(exitCodes.ok)
    expect(log.entries.length).toBe(requests)
    expect(log.entries.some(({ comment }: { readonly comment: string }) => comment.startsWith('list.membership: '))).toBe(true)
    expect(out).not.toMatch(/Bearer (?!\{)/)
  })

  test('gives the same report, and an archive in a file is the one that is printed', async () => {
    await printed('report', at('run.ndjson.gz'), '--format', 'json,har', '--out', at('judged'), '--quiet')
    await printed('judge', at('run.ndjson.gz'), '--format', 'har', '--out', at('by-judge'), '--quiet')

    expect(await readFile(at('judged/report.json'), 'utf8')).toBe(await readFile(at('run/report.json'), 'utf8'))
    expect(await readFile(at('by-judge/report.har'), 'utf8')).toBe(await readFile(at('judged/report.har'), 'utf8'))
    expect(await readFile(at('judged/report.har'), 'utf8')).toBe((await printed('report', at('run.ndjson.gz'), '--format', 'har')).out)
  })

  test('that was cut short is told as far as it reaches', async () => {
    await printed('check', 'kupe', '--only', 'list.shape', '--record', at('cut.ndjson'), '--quiet')
    const { length } = await readFile(at('cut.ndjson'))
    await truncate(at('cut.ndjson'), Math.floor(length / 2))

    const { code, out, err } = await printed('report', at('cut.ndjson'), '--format', 'har', '--gate')

    expect(code).toBe(exitCodes.undetermined)
    expect(err).toContain('the run was cut short')
    expect(JSON.parse(out).log.entries.length).toBeGreaterThan(0)
  })
})

describe('what cannot be told of', () => {
  beforeAll(async () => {
    const report = JSON.parse(await readFile(at('run/report.json'), 'utf8'))
    const { checks, ...headless } = report
    const files: Readonly<Record<string, string>> = {
      empty: '',
      blank: '\n  \n',
      truncated: JSON.stringify(report).slice(0, -200),
      later: JSON.stringify({ ...report, report: 2 }),
      headless: JSON.stringify({ ...headless, check: checks }),
      'wild-target': JSON.stringify({ ...report, target: 'javascript:alert(1)' }),
      list: '[1]',
      other: '{"openapi":"3.1.0","info":{}}',
      prose: 'Dear reader,',
      events: await readFile(at('run/events.ndjson'), 'utf8'),
      vendor: '{"vendorReport":1,"subject":{}}',
      'vendor.yaml': 'vendorReport: 1\nsubject: {}\n',
      'evidence-v9': '{"kind":"began","evidence":9}\n',
      'renamed-gz': (await readFile(at('run.ndjson.gz'))).toString('latin1'),
    }
    for (const [name, text] of Object.entries(files)) await writeFile(at(name), text, 'latin1')
    await mkdir(at('folder'))
    await writeFile(at('huge'), '{')
    await truncate(at('huge'), 300 * 1024 * 1024)
  })

  test.each([
    ['absent', 'there is no such file'],
    ['folder', 'it is a folder'],
    ['empty', 'it is empty'],
    ['blank', 'it is empty'],
    ['truncated', 'it is JSON that breaks off or holds a mistake'],
    ['later', 'it is a report of version 2, and this program reads version 1'],
    ['headless', 'it says that it is a report of version 1, and is not built like one'],
    ['wild-target', 'it says that it is a report of version 1, and is not built like one'],
    ['list', 'it is JSON, and no report'],
    ['other', 'its members are openapi, info'],
    ['prose', 'it is neither JSON nor evidence'],
    ['events', 'it is a stream of events'],
    ['vendor', 'it is a vendor report'],
    ['vendor.yaml', 'it is a vendor report'],
    ['evidence-v9', 'version 9, and this suite reads version 1'],
    ['renamed-gz', 'it is compressed, and its name does not end in .gz'],
    ['huge', 'it has 300 MiB, and a report has at most 256'],
  ])('%s: says what it is, and what to give instead', async (name, found) => {
    const { code, out, err } = await printed('report', at(name), '--format', 'json')

    expect([code, out]).toEqual([exitCodes.usage, ''])
    expect(err).toMatch(/^Failed to read /)
    expect(err).toContain(found)
    expect(err).toMatch(/\. Name /)
  })

  test('a format that there is not, no format at all, or two of them for one output', async () => {
    const asked = async (...flags: readonly string[]) => (await printed('report', at('run/report.json'), ...flags)).err

    expect(await asked('--format', 'sarfi')).toContain('Did you mean sarif?')
    expect(await asked()).toContain('Add --format markdown, or --out DIR')
    expect(await asked('--format', 'json,junit')).toContain('2 formats do not go to one output. Add --out DIR')
  })

  test('writes nothing where the file cannot be read', async () => {
    await printed('report', at('empty'), '--out', at('nothing'))

    expect(await readdir(at('nothing'))).toEqual([])
  })
})
