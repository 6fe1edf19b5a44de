import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { load } from 'js-yaml'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

// The steps of the action and of the workflows that `init` writes, run as their services would: by bash, with the environment alone.

interface Step {
  readonly id?: string
  readonly name?: string
  readonly run?: string
}

const root = join(import.meta.dirname, '..')
const main = join(root, 'dist/cli/main.js')

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterproof-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function bash(script: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`, HOME: folder, ...env },
  })
  return { status, stdout, stderr }
}

describe('the action', () => {
  const { inputs, runs } = load(readFileSync(join(root, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default: string }>
    runs: { steps: readonly Step[] }
  }
  const script = runs.steps.find(({ id }) => id === 'check')?.run ?? 'exit 99'

  function check(given: Readonly<Record<string, string>>) {
    const output = join(folder, 'output')
    const usual = { PROVIDER: '', TARGET: '', ARGUMENTS: '', OUT: inputs['out']?.default ?? '', FORMAT: inputs['format']?.default ?? '' }
    const said = bash(script, { ...usual, CLUSTERPROOF: main, GITHUB_OUTPUT: output, CI: 'true', ...given })
    return { ...said, output: existsSync(output) ? readFileSync(output, 'utf8') : '' }
  }

  test('checks, keeps the reports, and tells the result', () => {
    const { status, output } = check({ PROVIDER: 'kupe', ARGUMENTS: '--only\nerr.absent\n' })

    expect(output).toBe('exit-code=0\nresult=conformant\n')
    expect(status).toBe(0)
    for (const file of ['report.json', 'junit.xml', 'report.md']) expect(existsSync(join(folder, 'clusterproof-report', file))).toBe(true)
  })

  test('ends as the check does where a promise is broken, with the reports all the same', () => {
    const { status, output } = check({ PROVIDER: 'kupe', FORMAT: 'junit', ARGUMENTS: '--only\nerr.absent\n--defect\nerr.absent-is-empty' })

    expect(output).toBe('exit-code=1\nresult=not conformant\n')
    expect(status).toBe(1)
    expect(readFileSync(join(folder, 'clusterproof-report/junit.xml'), 'utf8')).toContain('<failure')
  })

  test('takes nothing that it is given for a command', () => {
    const { status, output } = check({ PROVIDER: '$(touch hit)', ARGUMENTS: '--only\n`touch hit`; touch hit' })

    expect(status).toBe(2)
    expect(output).toBe('exit-code=2\nresult=\n')
    expect(existsSync(join(folder, 'hit'))).toBe(false)
  })
})

describe('the workflow that init writes', () => {
  test.each([
    ['github', 'npm test', (text: string) => jobsOf(text)['client']?.steps.flatMap(({ run }) => run ?? []) ?? []],
    ['gitlab', 'npm test', (text: string) => stagesOf(text)],
  ])('starts the mock, waits for it, tests the client and stops the mock: %s', async (service, placeholder, steps) => {
    const port = await freePort()
    onPath('npx', `#!/usr/bin/env bash\nshift 2\nexec "${process.execPath}" "${main}" "$@"`)
    onPath('npm', `#!/usr/bin/env bash\ncurl --fail --silent -H "Authorization: Bearer $KUPE_API_KEY" "$KUPE_HOST/api/v1/plans" > plans.json`)
    bash(`"${process.execPath}" "${main}" init kupe --ci ${service}`)
    const path = service === 'github' ? '.github/workflows/clusterproof.yml' : 'clusterproof.gitlab-ci.yml'
    const text = readFileSync(join(folder, path), 'utf8')
    expect(text).toContain(placeholder)

    const script = steps(text)
      .join('\n')
      .replaceAll('127.0.0.1:4010', `127.0.0.1:${port}`)
      .replaceAll('mock kupe', `mock kupe --port ${port}`)
      .replaceAll('env kupe', `env kupe --port ${port}`)
    const { status, stderr } = bash(`trap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n${script}`, {
      PATH: `${join(folder, 'bin')}${delimiter}${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
      CLUSTERPROOF: 'clusterproof',
    })

    expect(stderr).not.toContain('Failed')
    expect(status).toBe(0)
    expect(readFileSync(join(folder, 'plans.json'), 'utf8')).toMatch(/^[[{]/)
    expect(readFileSync(join(folder, 'mock-requests.json'), 'utf8')).toContain('/api/v1/plans')
  })
})

function jobsOf(text: string): Readonly<Record<string, { readonly steps: readonly Step[] }>> {
  return (load(text) as { jobs: Record<string, { steps: readonly Step[] }> }).jobs
}

function stagesOf(text: string): readonly string[] {
  const job = (load(text) as Record<string, Record<string, readonly string[]>>)['clusterproof-client']
  return ['before_script', 'script', 'after_script'].flatMap((name) => job?.[name] ?? [])
}

function onPath(name: string, script: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'bin', name), script)
  chmodSync(join(folder, 'bin', name), 0o755)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
