// A real Redis and a real Postgres on the loopback interface, as mock/backing/servers.test-kit.ts starts them for the tests.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBacking } from '../dist/mock/backing/open.js'
import { freePort } from './server.mjs'

const folderFor = (name) => mkdtempSync(join(tmpdir(), `clusterproof-bench-${name}-`))

/** A file of its own. */
export async function file() {
  const folder = folderFor('file')
  return { url: `file:${join(folder, 'worlds.db')}`, remove: async () => rmSync(folder, { recursive: true, force: true }) }
}

/** A Redis that syncs each write before it acknowledges it, or one that keeps everything in memory, as it comes. */
export async function redis({ durable = true } = {}) {
  const [port, folder] = [await freePort(), folderFor('redis')]
  const kept = durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...kept, '--dir', folder]
  return engine(`redis://127.0.0.1:${port}/0`, folder, () => spawn('redis-server', settings, { stdio: 'ignore' }))
}

/** A Postgres as it comes: each commit is synced. As root it runs as the user `postgres`, because it refuses to run as root. */
export async function postgres() {
  const [port, folder] = [await freePort(), folderFor('postgres')]
  const root = '/usr/lib/postgresql'
  const [version] = readdirSync(root).sort((a, b) => Number(b) - Number(a))
  const bin = join(root, version, 'bin')
  const as = ownerOf(folder)
  execFileSync(join(bin, 'initdb'), ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale'], { stdio: 'ignore', ...as })
  const settings = ['-D', folder, '-p', String(port), '-h', '127.0.0.1', '-k', '']
  return engine(`postgres://postgres@127.0.0.1:${port}/postgres`, folder, () => spawn(join(bin, 'postgres'), settings, { stdio: 'ignore', ...as }))
}

function ownerOf(folder) {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' })))
  chownSync(folder, uid, gid)
  return { uid, gid }
}

async function engine(url, folder, run) {
  const child = run()
  const ended = new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Failed to start the engine at ${url}: it ended with ${code}.`)))
  })
  ended.catch(() => undefined)
  await Promise.race([answering(url), ended])
  return {
    url,
    pid: child.pid,
    remove: async () => {
      await new Promise((resolve) => {
        child.once('exit', resolve)
        child.kill('SIGKILL')
      })
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

async function answering(url) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await (await openBacking(url)).close()
    } catch (error) {
      if (tries === 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
