import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBacking } from './open.ts'
import type { Backing } from './backing.ts'

/** A real engine on a port of the loopback interface, with a folder of its own. */
export interface Engine {
  readonly url: string
  /** At once, as if the machine had lost power. */
  readonly kill: () => Promise<void>
  /** After it was killed: at the same port, with what it kept. */
  readonly start: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** A Redis that syncs each write to its append-only file. Fails where `redis-server` is not installed. */
export async function redisEngine(): Promise<Engine> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'clusterproof-redis-'))
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--dir', folder]
  return engine(`redis://127.0.0.1:${port}/0`, folder, () => spawn('redis-server', settings, { stdio: 'ignore' }))
}

/** A Postgres with a fresh cluster of databases. Fails where its server is not installed; as root it runs as the user `postgres`. */
export async function postgresEngine(): Promise<Engine> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'clusterproof-postgres-'))
  const bin = postgresFolder()
  const as = ownerOf(folder)
  execFileSync(join(bin, 'initdb'), ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale'], { stdio: 'ignore', ...as })
  const settings = ['-D', folder, '-p', String(port), '-h', '127.0.0.1', '-k', '']
  return engine(`postgres://postgres@127.0.0.1:${port}/postgres`, folder, () => spawn(join(bin, 'postgres'), settings, { stdio: 'ignore', ...as }))
}

async function engine(url: string, folder: string, run: () => ChildProcess): Promise<Engine> {
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const started = run()
    child = started
    const failed = new Promise<never>((_, reject) => {
      started.once('error', reject)
      started.once('exit', (code) => reject(new Error(`Failed to start the engine at ${url}: it ended with ${code}.`)))
    })
    failed.catch(() => undefined)
    await Promise.race([answering(url), failed])
  }
  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      if (child === undefined || child.exitCode !== null) return resolve()
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })
  await start()
  return {
    url,
    kill,
    start,
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** Resolves once the engine answers. */
async function answering(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await (await backingAt(url)).close()
    } catch (error) {
      if (tries === 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

export async function backingAt(url: string): Promise<Backing> {
  const backing = await openBacking(url)
  if (backing === undefined) throw new Error(`${url} names no backing`)
  return backing
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** Debian keeps the server's programs out of the path. */
function postgresFolder(): string {
  const root = '/usr/lib/postgresql'
  const version = readdirSync(root).toSorted((a, b) => Number(b) - Number(a))[0]
  if (version === undefined) throw new Error('Failed to find a Postgres server. Run: apt-get install postgresql')
  return join(root, version, 'bin')
}

/** Postgres refuses to run as root. */
function ownerOf(folder: string): { readonly uid: number; readonly gid: number } | object {
  if (process.getuid?.() !== 0) return {}
  const [uid = 0, gid = 0] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' })))
  chownSync(folder, uid, gid)
  return { uid, gid }
}
