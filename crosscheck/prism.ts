import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'

/** A `prism proxy` in a process of its own. */
export interface Prism {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Longest wait for Prism to read a document, in tries of 50 ms. */
const PATIENCE = 1200

/**
 * Starts `prism proxy <document> <upstream>` on a free port of this machine. It notes violations in the header `sl-violations` and
 * lets everything through: `--errors` would put its own answers in place of those of the upstream.
 */
export async function openPrism(document: string, upstream: string): Promise<Prism> {
  const port = await freePort()
  const script = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js')
  const options = ['--port', String(port), '--host', '127.0.0.1', '--cors=false', '--multiprocess=false', '--verboseLevel', 'silent']
  const child = spawn(process.execPath, [script, 'proxy', document, upstream, ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const kill = () => child.kill('SIGKILL')
  // Whoever ends without closing, e.g. by an error, leaves no Prism behind.
  process.once('exit', kill)
  const close = async () => {
    process.off('exit', kill)
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    kill()
    await ended
  }
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    if (child.exitCode !== null) break
    if (await listens(port)) return { url: `http://127.0.0.1:${port}`, close }
    await pause(50)
  }
  await close()
  throw new Error(`Failed to start prism for ${document}: ${said.trim() || 'it does not listen'}. Run \`npx prism proxy\` by hand to see why.`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('Failed to find a free port: the system gave none. Try again.')
  return address.port
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const trying = connect(port, '127.0.0.1')
    trying.once('connect', () => resolve(true)).once('error', () => resolve(false))
    trying.once('connect', () => trying.destroy())
  })
}
