import type { Duplex } from 'node:stream'
import { httpDate } from './clock.ts'

/** What Node's parser calls the requests it gives up on, and how they are answered; everything else is a 400. */
const answers: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/**
 * Answers a request that never became one: an unknown method token, header lines without end. Node does so by itself, but
 * leaves out the Date that every answer below 500 owes (RFC 9110 section 6.6.1).
 */
export function answerUnreadable(
  now: () => number,
  tell: (status: number) => void = () => undefined,
): (error: Error & { readonly code?: string }, socket: Duplex) => void {
  return (error, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const status = answers[error.code ?? ''] ?? '400 Bad Request'
    tell(Number(status.slice(0, 3)))
    socket.end(`HTTP/1.1 ${status}\r\nDate: ${httpDate(now())}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }
}
