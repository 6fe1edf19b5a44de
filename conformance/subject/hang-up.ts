import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { WireLimits, WireOutcome, WireRequest } from './wire.ts'

/**
 * Sends a whole request over a connection of its own and closes that before an answer is read, as a client does that is killed
 * while it waits. The subject may or may not notice; what it did is not known.
 */
export function sendAndHangUp(origin: string, { method, target, headers, body }: WireRequest, limits: Pick<WireLimits, 'timeoutMs'>): Promise<WireOutcome> {
  const url = new URL(origin)
  const fields: [string, string][] = [['host', url.host], ...headers.map(([name, value]): [string, string] => [name, value])]
  if (body !== undefined) fields.push(['content-length', String(Buffer.byteLength(body))])
  const options = { method, path: target, headers: fields.flat(), agent: false, timeout: limits.timeoutMs }
  return new Promise((resolve) => {
    const lost = (reason: string): void => resolve({ kind: 'lost', reason })
    const sending = (url.protocol === 'https:' ? secure : plain)(url, options)
    // After its end there is nobody left to tell of errors.
    sending.on('error', (error: Error & { code?: string }) => lost(error.code ?? error.message))
    sending.on('timeout', () => sending.destroy(new Error('the request could not be sent in time')))
    sending.end(body, () => {
      sending.destroy()
      lost('the suite hung up after it had sent the request')
    })
  })
}
