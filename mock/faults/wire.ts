import { elapse } from '../clock.ts'
import type { Slow } from './plan.ts'

/** What happens to the bytes of an answer on their way. */
export interface Wire {
  readonly delayMs?: number
  readonly cut?: 'reset' | 'empty'
  /** Share of the body that is sent before the connection is closed. */
  readonly share?: number
  readonly slow?: Slow
}

/** Node's own ends of a connection; absent when the call came without a socket. */
export interface Ends {
  readonly incoming?: { readonly socket?: Socket }
  readonly outgoing?: Outgoing
}

interface Socket {
  resetAndDestroy?: () => unknown
  destroySoon?: () => unknown
}

interface Outgoing {
  writeHead(status: number, headers: Record<string, string>): unknown
  write(chunk: Uint8Array): unknown
  flushHeaders(): void
}

export interface Line {
  readonly ends: Ends | undefined
  /** Raised when whoever asked is gone. */
  readonly gone: AbortSignal
  /** Raised when the mock closes: nobody waits any longer. */
  readonly closing: AbortSignal
}

/** Over a socket, tells the server that everything that is sent was sent (https://hono.dev/docs/getting-started/nodejs). */
const sent = { headers: { 'x-hono-already-sent': 'true' } }

/** What a fetch without a socket fails with, in the shape that Node's own fetch has for it. */
export class ConnectionLost extends TypeError {
  constructor(message: string, cause: { readonly message: string; readonly code: string }) {
    super(message, { cause: Object.assign(new Error(cause.message), { code: cause.code }) })
    this.name = 'TypeError'
  }
}

const lost = {
  reset: { message: 'read ECONNRESET', code: 'ECONNRESET' },
  empty: { message: 'other side closed', code: 'UND_ERR_SOCKET' },
} as const

/**
 * Sends an answer as the wire has it. Throws ConnectionLost where there is no socket to break.
 *
 * @returns what the server is to write, if anything is left to be written.
 */
export async function overWire(wire: Wire, response: Response, line: Line): Promise<Response> {
  if (wire.delayMs !== undefined) await pause(wire.delayMs, line)
  if (wire.cut !== undefined) return broken(wire.cut, line)
  if (wire.share === undefined && wire.slow === undefined) return response
  const bytes = new Uint8Array(await response.arrayBuffer())
  const headers = { ...Object.fromEntries(response.headers), 'content-length': String(bytes.byteLength) }
  const kept = wire.share === undefined ? bytes : bytes.subarray(0, Math.floor(bytes.byteLength * wire.share))
  const { status } = response
  if (wire.share !== undefined && line.ends?.outgoing !== undefined) return cutShort({ status, headers }, inPieces(kept, wire.slow), line)
  return new Response(streamed(inPieces(kept, wire.slow), { line, ends: wire.share === undefined }), { status, headers })
}

function broken(how: NonNullable<Wire['cut']>, { ends }: Line): Response {
  const socket = ends?.incoming?.socket
  if (socket?.resetAndDestroy === undefined || socket.destroySoon === undefined) throw new ConnectionLost('fetch failed', lost[how])
  if (how === 'reset') socket.resetAndDestroy()
  else socket.destroySoon()
  return new Response(null, sent)
}

interface Piece {
  readonly bytes: Uint8Array
  /** Milliseconds that pass before it. */
  readonly afterMs: number
}

function inPieces(bytes: Uint8Array, slow: Slow | undefined): readonly Piece[] {
  if (slow === undefined) return [{ bytes, afterMs: 0 }]
  const pieces = Math.max(1, Math.min(slow.pieces ?? 10, bytes.byteLength))
  const size = Math.ceil(bytes.byteLength / pieces)
  return Array.from({ length: pieces }, (_, index) => ({ bytes: bytes.subarray(index * size, (index + 1) * size), afterMs: slow.overMs / pieces }))
}

/** By hand, because a server that answers with a stream ends what it has begun. */
async function cutShort(head: { status: number; headers: Record<string, string> }, pieces: readonly Piece[], line: Line): Promise<Response> {
  const { outgoing, incoming } = line.ends ?? {}
  outgoing?.writeHead(head.status, head.headers)
  outgoing?.flushHeaders()
  for (const { bytes, afterMs } of pieces) {
    if (afterMs > 0) await pause(afterMs, line)
    if (line.gone.aborted) break
    if (bytes.byteLength > 0) outgoing?.write(bytes)
  }
  // What was written waits for the end of this turn.
  await pause(0, line)
  incoming?.socket?.destroySoon?.()
  return new Response(null, sent)
}

function streamed(pieces: readonly Piece[], { line, ends }: { line: Line; ends: boolean }): ReadableStream<Uint8Array> {
  const left = [...pieces]
  const stop = new AbortController()
  const gone = AbortSignal.any([line.gone, stop.signal])
  return new ReadableStream({
    pull: async (controller) => {
      const piece = left.shift()
      if (piece === undefined) {
        if (ends) controller.close()
        else controller.error(new ConnectionLost('terminated', lost.empty))
        return
      }
      if (piece.afterMs > 0) await pause(piece.afterMs, { ...line, gone })
      if (!gone.aborted) controller.enqueue(piece.bytes)
    },
    cancel: () => stop.abort(),
  })
}

/** Real time passes, until it is enough, nobody wants it any more, or the mock closes. */
function pause(milliseconds: number, { gone, closing }: Pick<Line, 'gone' | 'closing'>): Promise<void> {
  return elapse(milliseconds, AbortSignal.any([gone, closing]))
}
