import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMock, type Mock } from './create.ts'

let mock: Mock

beforeAll(async () => {
  mock = await createMock({ providers: ['kupe'], clock: { at: '2026-01-01T00:00:00Z', scale: 0 } })
  await mock.listen()
})
afterAll(() => mock.close())

const answerTo = (request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(new URL(mock.url).port), '127.0.0.1', () => socket.write(request))
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })

describe('a request that cannot be read', () => {
  test('is refused with the date of the virtual clock when its method is unknown', async () => {
    const text = await answerTo('FROBNICATE / HTTP/1.1\r\nHost: mock\r\n\r\n')

    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(text).toContain('Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n')
  })

  test('is refused as too large when its header section has no end', async () => {
    expect(await answerTo(`GET / HTTP/1.1\r\nHost: mock\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
  })
})
