import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import packaged from '../package.json' with { type: 'json' }

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
/** A module that prints the address of every module that is loaded after it. */
const hooks = `import { writeSync } from 'node:fs'
export async function resolve(name, context, next) { const found = await next(name, context); writeSync(2, found.url + '\\n'); return found }`
const tellingLoads = dataUrl(`import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hooks))})`)

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code).replaceAll("'", '%27')}`
}

const children = new Set<ChildProcess>()

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** The first line on stdout. */
  readonly firstLine: Promise<string>
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let out = ''
  let err = ''
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  const firstLine = new Promise<string>((resolve, reject) => {
    child.on('close', () => reject(new Error(`ended before it printed a line: ${err}`)))
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString()
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')))
    })
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      children.delete(child)
      resolve({ code, out, err })
    })
  })
  firstLine.catch(() => {})
  return { child, ended, firstLine }
}

function clusterproof(...args: readonly string[]): Promise<Ended> {
  return start(args).ended
}

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
})

describe('the command line', () => {
  test('tells its version', async () => {
    expect(await clusterproof('--version')).toEqual({ code: 0, out: `${packaged.version}\n`, err: '' })
  })

  test.each([[['mock']], [['env']], [['check']], [['prove']], [['spec', 'lint']], [['list']]])('shows examples in the help of %j', async (command) => {
    const { code, out } = await clusterproof(...command, '--help')

    expect(code).toBe(0)
    expect(out).toContain('Examples:\n  ')
  })

  test('documents every exit code in the help of check', async () => {
    const { out } = await clusterproof('check', '--help')

    for (const code of ['0 ', '1 ', '2 ', '3 ', '4 ', '130 ']) expect(out).toContain(`\n  ${code}`)
  })

  test.each([
    [['mok'], 'Did you mean mock?'],
    [['mock', '--prot', '1'], 'Did you mean --port?'],
    [[], 'Usage: clusterproof'],
    [['list', 'nothing'], 'providers, checks, requirements, defects'],
    [['mock', 'nope'], '"nope" is not one of'],
    [['mock', './nope'], 'There is no folder'],
    [['mock', '--port', '65536'], 'Use 1 to 65535'],
    [['mock', '--defect', 'nope'], 'clusterproof list defects'],
    [['mock', 'kupe', '--fault', 'makeCluster:503'], '"makeCluster" is no operation. Perhaps listClusters, createCluster'],
    [['mock', '--admin-token-env', 'ABSENT'], 'ABSENT is not set'],
    [['mock', '--host', '203.0.113.1', '--port', '0'], 'no address of this machine'],
    [['env', 'kupe', '--port', '0'], 'names no port'],
    [['check', 'kupe', '--seed', 'x'], 'Use a whole number'],
    [['check', 'kupe', '--only', 'etag.syntx'], 'Did you mean etag.syntax'],
    [['check', 'kupe', '--path', '0:1'], 'Add --only'],
    [['check', 'kupe', '--format', 'json'], 'Add --out DIR'],
    [['check', 'kupe', '--token-env', 'TOKEN'], 'Add --target URL'],
    [['check', 'kupe', '--target', 'nowhere'], 'Use an http or https address'],
    [['check', 'kupe', '--target', 'http://127.0.0.1:1', '--token-env', 'ABSENT', '--param', 'tenant=a'], 'ABSENT is not set'],
    [['check', 'kupe', '--out', '/dev/null/reports'], 'a file is in the way'],
    [['check', 'kupe', '--wire', 'connect'], 'kupe is not spoken over connect'],
    [['spec', 'lint', './nope'], 'no folder'],
  ])('refuses %j with exit code 2 and what to do', async (args, message) => {
    const { code, out, err } = await clusterproof(...args)

    expect(`${out}${err}`).toContain(message)
    expect(code).toBe(2)
  })
})

describe('mock', () => {
  test('serves every provider on a free port, tells where on one line of JSON, and ends cleanly by SIGTERM', async () => {
    const { child, ended, firstLine } = start(['mock', '--port', '0', '--json'])
    const ready = JSON.parse(await firstLine) as {
      url: string
      pid: number
      env: Record<string, string>
      providers: { id: string; url: string; token: string }[]
    }

    const health = await fetch(`${ready.url}/__admin/health`)
    child.kill('SIGTERM')

    expect(health.status).toBe(200)
    expect(ready.pid).toBe(child.pid)
    expect(ready.providers.map(({ id }) => id)).toContain('kupe')
    expect(ready.env['KUPE_HOST']).toBe(ready.url)
    expect(await ended).toMatchObject({ code: 0, err: '' })
  })

  test('says plainly what is on and off, with a command that can be pasted, and no colours without a terminal', async () => {
    const { child, ended, firstLine } = start(['mock', 'kupe', '--port', '0', '--lifecycle', 'reads:3', '--clock', '60x', '--fault', 'GET:503 nth=99'])
    await firstLine
    child.kill('SIGINT')
    const { code, out, err } = await ended

    expect(code).toBe(0)
    expect(out).toMatch(/lifecycle +reads:3[^\n]*\n +clock +60x\n +limits +off\n +store [^\n]*\n +defects +off\n +faults +503 on GET, nth 99\n/)
    expect(err).toBe('Never came about: fault-1. No request fitted, or none was its turn.\n')
    expect(out).toMatch(/ {2}curl -H 'Authorization: Bearer kupe_\w+' 'http:\/\/127\.0\.0\.1:\d+\/api\/v1\/tenants\/acme\/clusters'\n/)
    expect(out).toMatch(/ {2}export KUPE_HOST='http:\/\/127\.0\.0\.1:\d+'\n/)
    expect(out).not.toContain('\u001b')
  })

  test('goes on with --state where it ended', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'state-'))
    const file = join(folder, 'worlds.json')
    const args = ['mock', 'kupe', '--port', '0', '--json', '--clock', '2026-02-01T14:00:00Z', '--state', file]
    const seen: unknown[] = []
    for (const advance of [60, 0]) {
      const { child, ended, firstLine } = start(args)
      const { url } = JSON.parse(await firstLine) as { url: string }
      await fetch(`${url}/__admin/snapshots/early`, { method: 'PUT' })
      const moved = await fetch(`${url}/__admin/clock/advance`, { method: 'POST', body: JSON.stringify({ seconds: advance }) })
      seen.push(((await moved.json()) as { now: string }).now)
      child.kill('SIGTERM')
      seen.push((await ended).code)
    }
    await writeFile(file, '{}')
    const refused = await clusterproof(...args)
    const both = await clusterproof(...args, '--store', 'file:x.db')
    await rm(folder, { recursive: true })

    expect(seen).toEqual(['2026-02-01T14:01:00.000Z', 0, '2026-02-01T14:01:00.000Z', 0])
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('Failed to read the state: its "format" is missing.')])
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('--state and --store file:x.db would both say what there is')])
  })

  test('records with --record what `replay` finds the same again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'record-'))
    const file = join(folder, 'run.json')
    const { child, ended, firstLine } = start(['mock', 'kupe', '--port', '0', '--json', '--clock', 'frozen', '--record', file])
    const { url } = JSON.parse(await firstLine) as { url: string }
    for (const path of ['/api/v1/plans', '/__world/a/api/v1/plans', '/api/v1/tenants/../%zz']) await fetch(`${url}${path}`)
    child.kill('SIGTERM')
    const { code } = await ended
    const { out } = await clusterproof('replay', file)
    const running = await clusterproof('mock', 'kupe', '--port', '0', '--record', file)
    await rm(folder, { recursive: true })

    expect([code, out]).toEqual([0, '✓ 3 of 3 answers are the same, byte for byte, of 3 requests.\n'])
    expect([running.code, running.err]).toEqual([2, expect.stringContaining('Failed to record: the clock runs')])
  })

  test('starts without what only check and lint need', async () => {
    const { child, ended, firstLine } = start(['mock', '--port', '0', '--json'], { NODE_OPTIONS: `--import=${tellingLoads}` })
    await firstLine
    child.kill('SIGTERM')
    const { err } = await ended

    expect(err).toContain('node_modules/hono/')
    // The names of formats stand in the help; what they take is loaded when one is asked for.
    expect(err).not.toMatch(/node_modules\/(fast-check|undici|@redocly|xmlbuilder2)\/|\/conformance\/|\/reports\/(?!formats\.js|export\/exports\.js)/)
  })

  test('names the port that is in use and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const taken = typeof address === 'object' && address !== null ? String(address.port) : ''

    const { code, err } = await clusterproof('mock', '--port', taken)
    other.close()

    expect(code).toBe(2)
    expect(err).toContain(`port ${taken} is in use`)
    expect(err).toContain('--port 0')
  })

  test('warns when other machines can reach it', async () => {
    const { child, ended, firstLine } = start(['mock', '--port', '0', '--host', '0.0.0.0'])
    await firstLine
    child.kill('SIGINT')

    expect((await ended).err).toContain('Warning: 0.0.0.0 can be reached by other machines')
  })
})

test('env prints lines for eval and nothing else', async () => {
  const { code, out, err } = await clusterproof('env', 'kupe', '--port', '4011')

  expect([code, err]).toEqual([0, ''])
  expect(out).toContain("export KUPE_HOST='http://127.0.0.1:4011'\n")
  expect(out).toMatch(/^(export [A-Z_]+='[^']*'\n)+$/)
})

describe('check', () => {
  test('writes the reports that were asked for, and says where', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clusterproof-'))
    const { code, err } = await clusterproof('check', 'kupe', '--only', 'etag.syntax', '--out', folder, '--format', 'json,markdown')
    const files = await readdir(folder)
    await rm(folder, { recursive: true })

    expect(files.toSorted()).toEqual(['report.json', 'report.md'])
    expect(err).toContain(`Wrote ${join(folder, 'report.json')}`)
    expect(code).toBe(0)
  })

  test('gives the same report for the same seed, but for the instant', async () => {
    const runs = await Promise.all([1, 2].map(() => clusterproof('check', 'kupe', '--only', 'etag', '--seed', '7', '--json')))
    const [one, two] = runs.map(({ out }) => out.replace(/"at": "2[^"]+"/, ''))

    expect(one).toBe(two)
    expect(one).toContain('"seed": 7')
  })

  test('ends as undetermined where nothing answers, and never shows the token', async () => {
    const { code, out, err } = await start(['check', 'kupe', '--target', 'http://127.0.0.1:1', '--token-env', 'SECRET', '--param', 'tenant=acme'], {
      SECRET: 'do-not-show-me',
    }).ended

    expect(code).toBe(3)
    expect(out).toContain('kupe: undetermined')
    expect(`${out}${err}`).not.toContain('do-not-show-me')
  })

  describe('interrupted', () => {
    test('deletes what it made before it ends with 130', async () => {
      const { url, env, checking } = await checkingSlowly()
      await appears(url, env)

      checking.child.kill('SIGINT')
      const { code, out, err } = await checking.ended

      expect(code).toBe(130)
      expect(err).toContain('Stopping')
      expect(out).toContain('the run was interrupted')
      expect(await clusters(url, env)).toEqual([])
    })

    test('ends at once by the second Ctrl-C', async () => {
      const { url, env, checking } = await checkingSlowly()
      await appears(url, env)

      checking.child.kill('SIGINT')
      await new Promise((resolve) => checking.child.stderr?.once('data', resolve))
      checking.child.kill('SIGINT')

      expect((await checking.ended).code).toBe(130)
      expect(await clusters(url, env)).not.toEqual([])
    })
  })
})

type Env = Readonly<Record<string, string>>

/** A mock whose clusters need seconds, and a check of it that waits for one. */
async function checkingSlowly() {
  const served = start(['mock', 'kupe', '--port', '0', '--json', '--clock', '2x'])
  const { url, env } = JSON.parse(await served.firstLine) as { url: string; env: Env }
  const args = ['check', 'kupe', '--target', url, '--token-env', 'KUPE_API_KEY', '--param', 'tenant=acme', '--only', 'etag.update-changes-validator']
  return { url, env, checking: start(args, env) }
}

async function clusters(url: string, env: Env): Promise<readonly unknown[]> {
  const answer = await fetch(`${url}/api/v1/tenants/acme/clusters`, { headers: { authorization: `Bearer ${env['KUPE_API_KEY'] ?? ''}` } })
  return ((await answer.json()) as { items: unknown[] }).items
}

async function appears(url: string, env: Env): Promise<void> {
  while ((await clusters(url, env)).length === 0) await new Promise((resolve) => setImmediate(resolve))
}
