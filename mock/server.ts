import { Server } from 'node:http'
import { serve, type ServerType } from '@hono/node-server'
import { bounds, serverOptions } from './bounds.ts'
import { elapse } from './clock.ts'
import type { Host } from './host.ts'
import { answerUnreadable } from './unreadable.ts'

export type Handler = Parameters<typeof serve>[0]['fetch']

/** Where and how a mock listens. */
export interface Listening {
  /** Any free one when absent. */
  readonly port?: number
  /** `127.0.0.1` when absent. */
  readonly host?: string
  /**
   * False closes every connection after its answer. Clients that make sure with a timer that an idle connection is alive, as undici does,
   * wait for ever on a kept one while a test has faked their timers.
   */
  readonly keepAlive?: boolean
  /** Milliseconds that a client may take to send its header lines. 30,000 when absent; then the connection is closed with a 408. */
  readonly headersMs?: number
  /** Milliseconds that a client may take to send all of a request. 120,000 when absent. */
  readonly requestMs?: number
  /** Connections that are open at once. 10,000 when absent. */
  readonly connections?: number
}

/** A server that listens. */
export interface Listener {
  /** Its origin. */
  readonly url: string
  /** Closes at once, whoever waits for an answer. */
  readonly close: () => Promise<void>
  /** Closes without breaking off an answer, unless it takes longer than so many milliseconds. */
  readonly drain: (withinMs: number) => Promise<void>
}

/** How long answers that are under way may take when a server closes, in milliseconds. */
export const PATIENCE = 5000

/** How often connections are looked at that have become idle while a server closes, in milliseconds. */
const LOOK = 20

/** Rejects with Node's own error where the port is in use, or not allowed. */
export async function listen(host: Host, handler: Handler, at: Listening): Promise<Listener> {
  const { port = 0, host: hostname = '127.0.0.1', keepAlive = true, connections = bounds.connections } = at
  const opened = await opening({ fetch: handler, port, hostname, serverOptions: serverOptions(at) })
  const { server } = opened
  if (server instanceof Server) {
    server.maxConnections = connections
    if (!keepAlive) server.maxRequestsPerSocket = 1
  }
  const unreadable = answerUnreadable(
    () => host.world().clock.now(),
    (status) => host.observers.forEach(({ turnedAway }) => turnedAway?.({ why: 'unreadable', status })),
  )
  server.on('clientError', unreadable)
  server.on('drop', () => host.observers.forEach(({ turnedAway }) => turnedAway?.({ why: 'too many connections' })))
  return {
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${opened.port}`,
    close: () => closing(server),
    drain: (withinMs) => (server instanceof Server ? drained(server, withinMs) : closing(server)),
  }
}

interface Opening {
  readonly fetch: Handler
  readonly port: number
  readonly hostname: string
  readonly serverOptions: ReturnType<typeof serverOptions>
}

function opening(at: Opening): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ ...at, overrideGlobalObjects: false }, (info) => {
      server.off('error', reject)
      resolve({ server, port: info.port })
    })
    server.once('error', reject)
  })
}

function closing(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}

/** Nobody new is let in, each answer is the last on its connection, and connections that have become idle are closed. */
async function drained(server: Server, withinMs: number): Promise<void> {
  server.prependListener('request', (_, response) => response.setHeader('connection', 'close'))
  const over = new AbortController()
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      over.abort()
      resolve()
    })
  })
  const done = new AbortController()
  void elapse(withinMs, over.signal).then(() => done.abort())
  while (!done.signal.aborted) {
    server.closeIdleConnections()
    await elapse(LOOK, done.signal)
  }
  server.closeAllConnections()
  await closed
}
