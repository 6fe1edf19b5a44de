import { readFile, writeFile } from 'node:fs/promises'
import pc from 'picocolors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exitCodes } from './exit.ts'
import { run } from './program.ts'
import { printed, scratchFolder } from './recording.test-kit.ts'

const { at, remove } = await scratchFolder()
afterAll(remove)

const one = ['--only', 'list.shape', '--resource', 'cluster'] as const

beforeAll(async () => {
  await printed('check', 'kupe', ...one, '--shard', '1/1', '--out', at('run'), '--format', 'json,markdown', '--record', at('run.ndjson'), '--quiet')
}, 60_000)

/** As GitHub Actions runs a step. */
async function step(summary: string, ...argv: readonly string[]): Promise<{ readonly code: number; readonly err: string }> {
  let err = ''
  const colours = pc.createColors(false)
  const screen = { out: () => undefined, err: (text: string) => void (err += text), live: false, columns: 80, colours, errColours: colours }
  const code = await run([...argv, '--quiet'], { ...screen, env: { GITHUB_STEP_SUMMARY: summary } })
  return { code, err }
}

const markdown = async () => `${await readFile(at('run/report.md'), 'utf8')}\n`

test.each([
  ['check', 'kupe', ...one, '--shard', '1/1'],
  ['judge', at('run.ndjson')],
  ['report', at('run/report.json'), '--format', 'badge'],
])('%s appends its report once to what the step has written before', async (...argv) => {
  await writeFile(at('summary'), 'Before.\n')

  expect(await step(at('summary'), ...argv)).toEqual({ code: exitCodes.ok, err: '' })
  const text = await readFile(at('summary'), 'utf8')
  const instants = /`\d{4}-[^`]+Z`/
  expect(text.replace(instants, '')).toBe(`Before.\n${await markdown()}`.replace(instants, ''))
})

test('merge appends one report of all shards', async () => {
  await step(at('merged'), 'merge', at('run/report.json'))

  expect((await readFile(at('merged'), 'utf8')).match(/^## /gm)).toHaveLength(1)
})

test('writes nothing where nobody asks for it, or somebody has said so', async () => {
  await writeFile(at('none'), '')
  await step(at('none'), 'report', at('run/report.json'), '--format', 'badge', '--no-step-summary')
  await step('', 'report', at('run/report.json'), '--format', 'badge')

  expect(await readFile(at('none'), 'utf8')).toBe('')
})

test('is a note and no failure where the summary cannot be written', async () => {
  const { code, err } = await step(at('no/such/folder'), 'check', 'kupe', ...one)

  expect(code).toBe(exitCodes.ok)
  expect(err).toBe(`The job summary was not written to "${at('no/such/folder')}": the system says ENOENT. --no-step-summary leaves it out.\n`)
})

test('never makes a summary so large that GitHub shows nothing of it', async () => {
  await writeFile(at('full'), 'x'.repeat(1024 * 1024 - 100))
  const { err } = await step(at('full'), 'report', at('run/report.json'), '--format', 'badge')

  expect(err).toContain('it would be larger than 1 MiB')
  expect((await readFile(at('full'))).length).toBe(1024 * 1024 - 100)
})
