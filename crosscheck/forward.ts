import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'

/** A request as it came: nothing is decoded, folded or put in another order. */
export interface Sent {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** Names and values in turns, as Node's `rawHeaders`. */
  readonly headers: readonly string[]
  readonly body: Buffer
}

/** An answer as it came. */
export interface Got {
  readonly status: number
  readonly reason: string
  readonly headers: readonly string[]
  readonly body: Buffer
}

const agent = new Agent({ keepAlive: true })

/**
 * Sends a request as it is to an origin and reads the whole answer. Rejects where there is none. A connection that the other side has closed
 * meanwhile, because nothing came over it for long, is no answer: the request is sent over another (https://nodejs.org/api/http.html#requestreusedsocket).
 */
export function forward(origin: string, { method, target, headers, body }: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sending = request(origin, { method, path: target, headers: [...headers], agent }, (incoming) => {
      read(incoming).then(
        (answer) => resolve({ status: incoming.statusCode ?? 0, reason: incoming.statusMessage ?? '', headers: incoming.rawHeaders, body: answer }),
        reject,
      )
    })
    sending.once('error', (error: Error & { readonly code?: string }) => {
      if (sending.reusedSocket && error.code === 'ECONNRESET') resolve(forward(origin, { method, target, headers, body }))
      else reject(error)
    })
    sending.end(body)
  })
}

/** The body of a message, to its end. */
export async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The first value of a header, by its lower-case name. */
export function headerOf({ headers }: Pick<Got, 'headers'>, name: string): string | undefined {
  const index = headers.findIndex((one, at) => at % 2 === 0 && one.toLowerCase() === name)
  return index < 0 ? undefined : headers[index + 1]
}
