// A client of many connections that are kept alive; answers with what was said and how long it took.
import { Agent, request } from 'node:http'

export const kupe = { authorization: 'Bearer kupe_ad000001_c2FtcGxlLWFkbWluLWtleQ', 'content-type': 'application/json' }
export const akua = { authorization: 'Bearer sk_akua_ad0000015a6d706c6561646d696e3031', 'content-type': 'application/json' }
export const region = 'reg_acmeuse1000000a1'

/** `sockets`: most connections at once. */
export function clientOf(url, sockets) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets })
  const send = (method, path, { headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const asked = request(url + path, { agent, method, headers }, (answer) => {
        const parts = []
        answer.on('data', (part) => parts.push(part))
        answer.once('error', reject)
        answer.once('end', () => {
          const text = Buffer.concat(parts).toString()
          const json = answer.headers['content-type'] === 'application/json' ? JSON.parse(text) : undefined
          resolve({ status: answer.statusCode, headers: answer.headers, text, json, took: performance.now() - began })
        })
      })
      asked.once('error', reject)
      asked.end(body === undefined ? undefined : JSON.stringify(body))
    })
  return { send, close: () => agent.destroy() }
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The value that so much of all of them do not exceed. */
export function quantile(values, part) {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
