import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** A mock in a process of its own. */
export interface Ship {
  readonly url: string
  readonly port: number
  /** SIGKILL, in the middle of whatever it does. */
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts the built program, and resolves once it is ready. */
export async function launch(...args: readonly string[]): Promise<Ship> {
  const child = spawn(process.execPath, [main, 'mock', '--port', '0', '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`a mock ended with ${String(code)}: ${said.join('')}`)
    }),
  ])
  const { url } = JSON.parse(String(line))
  return { url, port: Number(new URL(url).port), kill: () => ended(child, 'SIGKILL'), stop: () => ended(child, 'SIGTERM') }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = once(child, 'exit')
  child.kill(signal)
  await over
}

/** What stands before several mocks, and gives each request to the next one. One that is gone is left out from then on. */
export interface Proxy {
  readonly url: string
  /** How many requests each has answered. */
  readonly answered: readonly number[]
  readonly close: () => Promise<void>
}

/** `onRequest` is called with the number of each request, from 1, before it goes on. */
export async function roundRobin(ships: readonly Ship[], onRequest: (number: number) => void = () => undefined): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true })
  const answered = ships.map(() => 0)
  const gone = new Set<number>()
  let count = 0
  const server = createServer((incoming, outgoing) => {
    // The date is that of whoever answers.
    outgoing.sendDate = false
    count += 1
    onRequest(count)
    const live = ships.map((_, index) => index).filter((index) => !gone.has(index))
    const index = live[count % live.length] ?? 0
    const { port = 0 } = ships[index] ?? {}
    const forth = request({ host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers: incoming.rawHeaders, agent }, (back) => {
      answered[index] = (answered[index] ?? 0) + 1
      outgoing.writeHead(back.statusCode ?? 502, back.rawHeaders)
      back.pipe(outgoing)
    })
    let isLeft = false
    // Whoever asked is left without an answer, as behind any balancer: whether it was done, nobody can say.
    forth.on('error', () => {
      if (!isLeft) gone.add(index)
      incoming.socket.destroy()
    })
    outgoing.on('close', () => {
      isLeft = true
      forth.destroy()
    })
    incoming.pipe(forth)
  })
  // What is no HTTP never gets past a balancer, which answers for itself: with a date, as everybody has to.
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end(`HTTP/1.1 400 Bad Request\r\ndate: ${new Date().toUTCString()}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    answered,
    close: async () => {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}

export interface Verdicts {
  readonly code: number
  readonly said: string
  /** By check and resource. */
  readonly verdicts: Readonly<Record<string, string>>
}

/** Runs `clusterproof check` of a provider against an endpoint. */
export async function checked(
  provider: string,
  url: string,
  { args, env }: { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv },
): Promise<Verdicts> {
  const child = spawn(process.execPath, [main, 'check', provider, '--target', url, '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const [out, err]: [string[], string[]] = [[], []]
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text))
  const [code] = await once(child, 'close')
  const report = JSON.parse(out.join('') || '{"checks":[]}')
  const verdicts = report.checks.map(({ check, resource, verdict }: Record<string, string>) => [`${check} ${resource ?? ''}`.trim(), verdict])
  return { code: Number(code), said: err.join(''), verdicts: Object.fromEntries(verdicts) }
}
