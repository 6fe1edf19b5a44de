import { spawn } from 'node:child_process'
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder } from './recording.test-kit.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { at, remove } = await scratchFolder()

interface Told {
  readonly name: string
  readonly assertionResults: readonly { readonly title: string; readonly status: string; readonly failureMessages: readonly string[] }[]
}

/** What the JSON reporter says of each file, and what a person saw. */
let told: readonly Told[] = []
let shown = ''

/** Calls that somebody may make besides the example's. */
const odd = `import { conformance } from 'clusterproof/vitest'
import { expect, test } from 'vitest'
await conformance('kupe', { target: 'http://127.0.0.1:9', tokenEnv: 'TOKEN', param: { tenant: 'acme' }, only: ['etag.syntax'] })
const weaker = { only: ['etag.if-match-malformed-not-ignored'], defects: ['etag.malformed-is-absent'] }
await conformance('kupe', { ...weaker, strict: true })
await conformance('kupe', weaker)
const refused = await conformance('kupe', { defects: ['etag.no-such'] }).catch((error) => error)
test('refuses', () => expect(refused.message).toMatch(/etag.no-such/))
`

beforeAll(async () => {
  await mkdir(at('node_modules'), { recursive: true })
  await symlink(root, at('node_modules/clusterproof'))
  await symlink(`${root}node_modules/vitest`, at('node_modules/vitest'))
  await writeFile(at('package.json'), '{"private":true,"type":"module"}')
  await copyFile(`${root}fixtures/vitest-example/kupe.test.js`, at('kupe.test.js'))
  await writeFile(at('odd.test.js'), odd)
  const args = [`${root}node_modules/vitest/vitest.mjs`, 'run', '--root', at(''), '--reporter=json', '--reporter=verbose', '--outputFile.json=told.json']
  const env = { PATH: process.env['PATH'], NO_COLOR: '1', TOKEN: 'made-up-0123456789', DEFECT: 'etag.delete-ignores-if-match' }
  const child = spawn(process.execPath, args, { cwd: at(''), env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (shown += data.toString()))
  await new Promise((resolve) => child.on('close', resolve))
  told = (JSON.parse(await readFile(at('told.json'), 'utf8')) as { testResults: readonly Told[] }).testResults
}, 240_000)
afterAll(remove)

function resultsIn(file: string, status: string): Told['assertionResults'] {
  return told.find(({ name }) => name.endsWith(file))?.assertionResults.filter((result) => result.status === status) ?? []
}

function titles(results: Told['assertionResults']): readonly (string | undefined)[] {
  return results.map(({ title }) => title.split(':')[0])
}

describe('the example, run against a mock that breaks one promise', () => {
  test('has exactly one red test, which tells all that `check` would tell', () => {
    const failed = resultsIn('kupe.test.js', 'failed')

    expect(titles(failed)).toEqual(['etag.delete-conditional on member'])
    const message = failed[0]?.failureMessages.join('\n')
    expect(message).toMatch(/expected {2}\S.*\n {2}actual {4}\S/)
    expect(message).toContain('curl -i --globoff --path-as-is -X DELETE')
    expect(message).toMatch(
      /replay .*check kupe --only etag\.delete-conditional --resource member --seed 1 --path [\d:]+ --defect etag\.delete-ignores-if-match/,
    )
  })

  test('is green otherwise, one test for each check and resource type', () => {
    const passed = resultsIn('kupe.test.js', 'passed').map(({ title }) => title)

    expect(passed).toContain('etag.if-match-stale-not-performed on cluster: A write whose If-Match matches no current tag is not performed.')
    expect(passed.length).toBeGreaterThan(20)
  })

  test('says of every skipped test why', () => {
    expect(shown).toMatch(/↓ .*etag\.present-on-get on plan: .*\[a plan has no entity tag\]/)
  })
})

test('what was observed passes with an annotation, and fails where one is strict', () => {
  const name = 'etag.if-match-malformed-not-ignored'

  expect(titles(resultsIn('odd.test.js', 'failed'))).toEqual([name])
  expect(titles(resultsIn('odd.test.js', 'passed'))).toEqual([name, 'refuses'])
  expect(shown).toMatch(/observed\s+↳ ○ etag\.if-match-malformed-not-ignored/)
})

test('a suite fails as a whole where nothing can be put to the test', () => {
  expect(shown).toContain('Failed to put Kupe Cloud to the test: http://127.0.0.1:9 could not be reached')
  expect(titles(resultsIn('odd.test.js', 'skipped')).concat(titles(resultsIn('odd.test.js', 'pending')))).toContain('etag.syntax')
})
