import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { subjectAt } from '../../fixtures/boatyard/subject.ts'
import { loadContract } from '../../specs/load.ts'
import { requestOf, spoken } from './address.ts'
import type { RequestPlan } from '../api.ts'

const contract = await loadContract(fileURLToPath(new URL('../../fixtures/railway', import.meta.url)))
const subject = subjectAt('http://127.0.0.1:1', { principals: { admin: { token: 'token', params: {} } } })
const params = { track: 'trk-1' }
const over = (plan: Omit<RequestPlan, 'wire' | 'params'>) => {
  const whole = { ...plan, params, wire: 'connect' as const }
  return requestOf(spoken(contract, whole), subject, whole)
}
const text = ({ body }: { readonly body?: string | Uint8Array }) => (typeof body === 'string' ? body : Buffer.from(body ?? []).toString('latin1'))

test('calls a method by POST, with what stands in the path over REST in the message', () => {
  const called = over({ operation: 'mendTrack', body: { signals: { manual: true } } })

  expect(called).toMatchObject({ method: 'POST', target: '/rail.v3.Tracks/MendTrack', body: '{"signals":{"manual":true},"id":"trk-1"}' })
  expect(called.headers).toContainEqual(['connect-protocol-version', '1'])
  expect(requestOf(contract, subject, { operation: 'getTrack', params }).headers.map(([name]) => name)).not.toContain('connect-protocol-version')
})

test('leaves the version out where a plan says so', () => {
  expect(over({ operation: 'getTrack', headers: { 'connect-protocol-version': '' } }).headers.map(([name]) => name)).not.toContain('connect-protocol-version')
})

test.each([
  ['an object', '{"mask":"stations"}', '{"id":"trk-1","mask":"stations"}'],
  ['an empty object', ' { }', ' {"id":"trk-1" }'],
  ['an object that has it', '{"id":"trk-2"}', '{"id":"trk-2"}'],
  ['an object that is cut off', '{"mask":', '{"id":"trk-1","mask":'],
  ['an array', '[{}]', '[{}]'],
  ['a text', '"{"', '"{"'],
  ['nothing', '', ''],
])('puts it first into a raw text that is %s', (_, raw, sent) => {
  expect(text(over({ operation: 'mendTrack', raw }))).toBe(sent)
})

test('leaves the bytes of a raw body as they are', () => {
  const raw = Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d])

  expect(text(over({ operation: 'mendTrack', raw }))).toBe('\u00ef\u00bb\u00bf{"id":"trk-1","\u00c3("}')
})

test('sends no message with a GET, which has no place for it', () => {
  expect(over({ operation: 'getTrack', method: 'GET' }).body).toBeUndefined()
})
