import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Wire } from './wire.ts'
import type { Server, Socket } from 'node:net'
import type { WireRequest } from './wire.ts'

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const post: WireRequest = { method: 'POST', target: '/', headers: [['content-type', 'text/plain']], body: 'twelve bytes' }
const get: WireRequest = { method: 'GET', target: '/', headers: [] }

/** What each connection has sent so far, in the order in which they came. */
type Seen = { readonly socket: Socket; text: string }[]

let close: () => Promise<void> = () => Promise.resolve()

afterEach(() => close())

/** A server that shows every piece that comes to somebody who decides when to answer. */
async function listening(piece: (seen: Seen, index: number) => void): Promise<Wire> {
  const seen: Seen = []
  const server: Server = createServer((socket) => {
    const index = seen.push({ socket, text: '' }) - 1
    socket.on('error', () => {})
    socket.on('data', (data) => {
      const one = seen[index]
      if (one !== undefined) one.text += data.toString('latin1')
      piece(seen, index)
    })
  })
  const origin = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
    })
  })
  const wire = new Wire(origin, { timeoutMs: 5000, maxBytes: 1000 })
  close = async () => {
    await wire.close()
    for (const { socket } of seen) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return wire
}

const isWhole = (text: string) => (text.startsWith('GET') ? text.endsWith('\r\n\r\n') : text.endsWith('twelve bytes'))

test('keeps the last byte of each request until all others are there but for theirs', async () => {
  const texts: string[] = []
  let nearly: () => void = () => {}
  const twoAreNearlyThere = new Promise<void>((resolve) => (nearly = resolve))
  const wire = await listening((seen, index) => {
    texts[index] = seen[index]?.text ?? ''
    if (texts.filter((text) => text.endsWith('twelve byte') || text.endsWith('\r\n\r')).length === 2) nearly()
    if (isWhole(texts[index])) seen[index]?.socket.write(answer)
  })
  const gate = wire.gate(3)
  const first = [post, get].map((request) => gate.send(request))
  await twoAreNearlyThere
  const before = texts.filter(isWhole)
  const outcomes = await Promise.all([...first, gate.send({ ...post, method: 'PATCH' })])

  expect(before).toEqual([])
  expect(texts.filter(isWhole)).toHaveLength(3)
  expect(outcomes.map((outcome) => (outcome.kind === 'answered' ? `${outcome.status} ${outcome.body.toString()}` : outcome.reason))).toEqual(
    Array(3).fill('200 ok'),
  )
  expect(gate.opened).toBeGreaterThan(0)
})

test('does not wait for one that the server hung up on, nor for one that never came', async () => {
  const wire = await listening((seen, index) => {
    const { socket, text } = seen[index] ?? {}
    if (text?.startsWith('DELETE') === true) socket?.destroy()
    else if (isWhole(text ?? '')) socket?.write(answer)
  })
  const gate = wire.gate(3)
  const sent = Promise.all([gate.send(post), gate.send({ ...get, method: 'DELETE' })])
  gate.arrived()

  expect((await sent).map(({ kind }) => kind)).toEqual(['answered', 'lost'])
})

test('tells that nothing came of it where nobody can be reached', async () => {
  const wire = await listening(() => {})
  await close()
  close = () => Promise.resolve()
  const gate = wire.gate(2)

  expect(await Promise.all([gate.send(post), gate.send(get)])).toEqual([
    { kind: 'lost', reason: 'ECONNREFUSED' },
    { kind: 'lost', reason: 'ECONNREFUSED' },
  ])
})
