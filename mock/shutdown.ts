import type { Server } from 'node:http'
import { elapse } from './clock.ts'

/** How often connections are looked at that have become idle meanwhile, in milliseconds. */
const LOOK = 20

/**
 * Closes a server without breaking off an answer: nobody new is let in, each answer is the last on its connection, and idle connections
 * are closed. What is not over after so many milliseconds is broken off.
 */
export async function drained(server: Server, withinMs: number): Promise<void> {
  server.prependListener('request', (_, response) => response.setHeader('connection', 'close'))
  const over = new AbortController()
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      over.abort()
      resolve()
    })
  })
  let isLate = false
  const late = elapse(withinMs, over.signal).then(() => (isLate = true))
  while (!over.signal.aborted && !isLate) {
    server.closeIdleConnections()
    await Promise.race([elapse(LOOK, over.signal), late])
  }
  server.closeAllConnections()
  await closed
}
