import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { Wire } from '../../subject/wire.ts'
import type { ServerResponse } from 'node:http'

test('puts all writes of a race on warm connections at once, so that a server that holds each until the last has come answers them all', async () => {
  const held: ServerResponse[] = []
  const sockets = new Set<unknown>()
  const server = createServer((request, response) => {
    sockets.add(request.socket)
    if (request.method === 'GET') return void response.end()
    held.push(response)
    if (held.length === 4) for (const one of held.splice(0)) one.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const wire = new Wire(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, { timeoutMs: 5000, maxBytes: 1000 })

  const together = (method: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, racer) => wire.send({ method, target: `/${racer}`, headers: [] })))
  await together('GET', 5)
  await wire.send({ method: 'GET', target: '/tag', headers: [] })
  const warm = sockets.size
  const race = await together('PATCH', 4)

  expect(race.map(({ kind }) => kind)).toEqual(['answered', 'answered', 'answered', 'answered'])
  expect(sockets.size).toBe(warm)
  await wire.close()
  await new Promise((resolve) => server.close(resolve))
})
