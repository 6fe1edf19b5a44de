// Starts and stops the servers that are compared, and reads what the operating system knows of them.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

/** A port that is free at this moment. */
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** How each server is started on a port. */
export const commands = {
  bare: (port) => [path('./bare.mjs'), String(port)],
  clusterproof: (port) => [path('../dist/cli/main.js'), 'mock', '--port', String(port), '--quiet', '--lifecycle', 'immediate'],
  prism: (port) => [
    path('../node_modules/@stoplight/prism-cli/dist/index.js'),
    'mock',
    path('../specs/kupe/openapi.yaml'),
    '--port',
    String(port),
    '--host',
    '127.0.0.1',
  ],
}

/** A mock of ours; more flags may follow. */
export const mockArgs = [path('../dist/cli/main.js'), 'mock', '--quiet']

/** Starts a server and waits for its first answer to `probe`. Milliseconds from spawn to that answer, and the process. */
export async function start(name, probe) {
  return started(name, await freePort(), { argv: (port) => commands[name](port), probe })
}

/** The same with arguments of its own, to which the port is added. */
export async function launch(name, args, probe) {
  return started(name, await freePort(), { argv: (port) => [...args, '--port', String(port)], probe })
}

async function started(name, port, { argv, probe }) {
  const began = performance.now()
  const child = spawn(process.execPath, argv(port), { stdio: 'ignore', env: { ...process.env, NO_COLOR: '1' } })
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Failed to start ${name}: it ended with exit code ${child.exitCode}.`)
    try {
      const answer = await fetch(url + probe.path, { headers: probe.headers })
      await answer.arrayBuffer()
      return { name, url, child, ready: performance.now() - began }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
}

export function stop({ child }) {
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })
}

/** Resident memory in MiB. */
export function resident({ child }) {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) / 1024
}
