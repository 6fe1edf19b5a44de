import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const headers = { authorization: 'Bearer sk_akua_ad0000015a6d706c6561646d696e3031', 'content-type': 'application/json' }
const children: ChildProcess[] = []

afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')))

interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** Lines of the log so far. */
  readonly lines: Readonly<Record<string, unknown>>[]
  /** Resolves with the first line of the log that has this message. */
  readonly told: (message: string) => Promise<void>
  readonly exited: Promise<readonly unknown[]>
}

async function start(...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [main, 'mock', 'akua', '--port', '0', '--json', '--log', 'debug', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const exited = once(child, 'close')
  const lines: Readonly<Record<string, unknown>>[] = []
  const log = createInterface({ input: child.stderr })
  log.on('line', (line) => lines.push(JSON.parse(line)))
  const told = async (message: string): Promise<void> => {
    while (!lines.some(({ msg }) => msg === message)) await once(log, 'line')
  }
  const [ready] = await once(createInterface({ input: child.stdout }), 'line')
  const { url } = JSON.parse(String(ready))
  return { child, url, lines, told, exited }
}

/** A call that waits for a cluster, once the mock has it. */
async function waiting({ url }: Running): Promise<{ readonly answer: Promise<Response> }> {
  const body = JSON.stringify({ name: 'slow', region_id: 'reg_acmeuse1000000a1' })
  const made = await fetch(`${url}/v1/clusters`, { method: 'POST', headers, body })
  const { id } = JSON.parse(await made.text())
  const answer = fetch(`${url}/v1/operations/${id}:wait?timeout=60`, { method: 'POST', headers })
  let figures = ''
  while (!figures.includes('clusterproof_mock_long_polls 1\n')) figures = await (await fetch(`${url}/__admin/metrics`)).text()
  return { answer }
}

test('told to stop, a mock answers who waits, writes its last lines and ends with 0', async () => {
  const mock = await start('--clock', 'frozen')
  const { answer } = await waiting(mock)
  mock.child.kill('SIGTERM')
  const response = await answer

  expect([response.status, JSON.parse(await response.text())]).toEqual([200, expect.objectContaining({ done: false })])
  expect(await mock.exited).toEqual([0, null])
  expect(mock.lines.map(({ msg }) => msg).filter((msg) => msg !== 'getMetrics 200')).toEqual([
    'listening',
    'clusters.create 202',
    'stopping',
    'operations.wait 200',
  ])
  expect(JSON.stringify(mock.lines)).not.toContain('sk_akua')
})

test('told a second time, it ends at once, whoever is still sending', async () => {
  const mock = await start('--drain', '600')
  const { hostname, port } = new URL(mock.url)
  const socket = connect(Number(port), hostname, () => socket.write('POST /v1/clusters HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'))
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  await fetch(`${mock.url}/v1/clusters`, { headers })
  mock.child.kill('SIGTERM')
  await mock.told('stopping')
  mock.child.kill('SIGTERM')

  expect(await mock.exited).toEqual([null, 'SIGTERM'])
})
