import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../reports/report.ts'
import { exitCodes } from './exit.ts'
import { printed, scratchFolder } from './recording.test-kit.ts'
import { version } from './version.ts'

const { at, remove } = await scratchFolder()
afterAll(remove)

const brief = ['--only', 'err.envelope', '--only', 'err.absent', '--only', 'list', '--only', 'text.verbatim', '--defect', 'err.plain-text']

describe('a recorded run', { timeout: 120_000 }, () => {
  test.each([['kupe'], ['coreweave'], ['coreweave', '--wire', 'connect'], ['qovery'], ['akua'], ['fixtures/pretend']])(
    'of %j %j %j is judged again to the same report, byte for byte',
    async (provider, ...more) => {
      const folder = provider.includes('/') ? [`./${provider}`] : []
      const name = at(`${[provider, ...more].join('').replaceAll('/', '')}.ndjson`)
      const run = await printed('check', folder[0] ?? provider, ...more, ...brief, '--record', name, '--json')

      const again = await printed('judge', name, ...folder, '--json')

      expect(again.out).toBe(run.out)
      expect(again.code).toBe(run.code)
      expect(run.out).toMatch(/"verdict": "(failed|observed)"/)
      expect(again.err).toBe('')
    },
  )

  test('is readable by its owner alone', async () => {
    const name = at('kupe.ndjson')
    await writeFile(at('open.ndjson'), '', { mode: 0o644 })
    await printed('check', 'kupe', '--only', 'list.shape', '--quiet', '--record', at('open.ndjson'))

    expect((await stat(name)).mode & 0o777).toBe(0o600)
    expect((await stat(at('open.ndjson'))).mode & 0o777).toBe(0o600)
  })

  test('is compressed where its name says so, and says the same', async () => {
    const run = await printed('check', 'kupe', ...brief, '--record', at('run.ndjson.gz'), '--json')

    expect((await printed('judge', at('run.ndjson.gz'), '--json')).out).toBe(run.out)
    expect(gunzipSync(await readFile(at('run.ndjson.gz'))).toString()).toContain('"kind":"over"')
  })

  test('makes the reports that the run would have made', async () => {
    await printed('check', 'kupe', ...brief, '--record', at('again.ndjson'), '--out', at('run'), '--quiet')
    const { err } = await printed('judge', at('again.ndjson'), '--out', at('judged'), '--format', 'json,junit')

    expect(err).toBe(`Wrote ${at('judged')}/report.json\nWrote ${at('judged')}/junit.xml\n`)
    for (const file of ['report.json', 'junit.xml']) expect(await readFile(at(`judged/${file}`), 'utf8')).toBe(await readFile(at(`run/${file}`), 'utf8'))
  })

  test('needs nothing but its file: no secret and no place of this machine is in it', async () => {
    const text = await readFile(at('kupe.ndjson'), 'utf8')

    expect(text).toContain('Bearer {admin}')
    expect(text).not.toMatch(/kupe_[a-z]+_[A-Za-z0-9]{12,}/)
    expect(text).not.toContain(process.cwd())
  })
})

describe('a run that was cut short', { timeout: 60_000 }, () => {
  let whole: Buffer

  beforeAll(async () => {
    await printed('check', 'kupe', ...brief, '--record', at('whole.ndjson'), '--quiet')
    whole = await readFile(at('whole.ndjson'))
  }, 60_000)

  test.each([0.3, 0.6, 0.9])('at %d of its length is judged as far as it reaches, and is undetermined', async (part) => {
    await writeFile(at('cut.ndjson'), whole.subarray(0, Math.floor(whole.length * part)))
    const { code, out, err } = await printed('judge', at('cut.ndjson'), '--json')

    expect(code).toBe(exitCodes.undetermined)
    expect(JSON.parse(out)).toMatchObject({ result: 'undetermined', because: 'The run did not finish.' })
    expect(err).toMatch(/ends after record \d+, in the midst of a line: the run was cut short\./)
  })

  test('between two lines, too', async () => {
    const lines = whole.toString().split('\n')
    await writeFile(at('between.ndjson'), lines.slice(0, -2).join('\n') + '\n')

    const { code, err } = await printed('judge', at('between.ndjson'), '--quiet')

    expect(code).toBe(exitCodes.undetermined)
    expect(err).toContain(`ends after record ${lines.length - 2}: the run was cut short`)
  })

  test('while it was compressed', async () => {
    await printed('check', 'kupe', ...brief, '--record', at('cut.gz'), '--quiet')
    await truncate(at('cut.gz'), Math.floor((await stat(at('cut.gz'))).size * 0.7))

    const { code, err } = await printed('judge', at('cut.gz'), '--quiet')

    expect(code).toBe(exitCodes.undetermined)
    expect(err).toContain('the run was cut short')
  })
})

describe('refuses', () => {
  const began = async () => JSON.parse((await readFile(at('kupe.ndjson'), 'utf8')).split('\n')[0] ?? '') as { started: Record<string, unknown> }

  async function refused(name: string, text: string, ...more: readonly string[]): Promise<string> {
    await writeFile(at(name), text)
    const { code, out, err } = await printed('judge', at(name), ...more)
    expect([code, out]).toEqual([exitCodes.usage, ''])
    return err
  }

  test('evidence of another contract, and names both', async () => {
    const first = await began()
    const err = await refused('other.ndjson', `${JSON.stringify({ ...first, started: { ...first.started, contract: '0123456789abcdef' } })}\n`)

    expect(err).toMatch(/another contract of kupe, 0123456789ab, and this one is [0-9a-f]{12}\./)
  })

  test('evidence of another version', async () => {
    expect(await refused('version.ndjson', `${JSON.stringify({ ...(await began()), evidence: 2 })}\n`)).toContain(
      'evidence of version 2, and this suite reads version 1',
    )
  })

  test('evidence of a provider that it does not know, until its folder is named', async () => {
    const first = await began()
    const text = `${JSON.stringify({ ...first, started: { ...first.started, provider: { id: 'yard', title: 'Yard' } } })}\n`

    expect(await refused('yard.ndjson', text)).toContain('it is about "yard", which is not built in. Name its folder')
    expect(await refused('yard.ndjson', text, 'kupe')).toContain('it is about yard, not about kupe')
  })

  test.each([
    ['an empty file', '', 'it is empty'],
    ['a report', '{\n  "report": 1\n}\n', 'it is a JSON document, perhaps a report, and holds no recorded requests'],
    ['another NDJSON', '{"level":"info"}\n', 'line 1: it is no record of evidence'],
    ['evidence without its beginning', '{"kind":"over"}\n', 'it begins with "over"'],
  ])('%s', async (_, text, found) => {
    expect(await refused('no.ndjson', text)).toContain(found)
  })

  test('a line in the midst that is none, and two runs in one file', async () => {
    const lines = (await readFile(at('kupe.ndjson'), 'utf8')).split('\n')

    expect(await refused('midst.ndjson', [...lines.slice(0, 3), '{"kind":', ...lines.slice(3)].join('\n'))).toContain('line 4: it is not JSON')
    expect(await refused('twice.ndjson', [...lines.slice(0, 3), lines[0], ''].join('\n'))).toContain('line 4: a second run begins there')
  })

  test('a file that is not there, a folder, and what is not compressed although it is called so', async () => {
    await writeFile(at('plain.gz'), 'plain')

    expect((await printed('judge', at('nothing'))).err).toContain('there is no such file')
    expect((await printed('judge', at(''))).err).toContain('it is a folder')
    expect((await printed('judge', at('plain.gz'))).err).toContain('it is not compressed')
  })

  test('to record where nothing can be written, before anything is sent', async () => {
    const { code, err } = await printed('check', 'kupe', '--record', at('no/such/folder.ndjson'))

    expect(code).toBe(exitCodes.usage)
    expect(err).toContain('the system says ENOENT')
  })
})

test('says so where another version of the suite has recorded it, and signs with its own', async () => {
  const text = await readFile(at('kupe.ndjson'), 'utf8')
  await writeFile(at('older.ndjson'), text.replace(`"suite":"${version()}"`, '"suite":"0.0.1"'))

  const { out, err } = await printed('judge', at('older.ndjson'), '--json')

  expect(err).toContain(`was recorded by clusterproof 0.0.1; these verdicts are those of clusterproof ${version()}`)
  expect((JSON.parse(out) as Report).suite).toBe(version())
})
