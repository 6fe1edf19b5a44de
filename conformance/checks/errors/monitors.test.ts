import { expect, test } from 'vitest'
import { another } from './absent.ts'
import { enveloped } from './enveloped.ts'
import { leak } from './monitors.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Answer, Exchange } from '../../history.ts'

function answer(status: number, body: string, mediaType = 'application/json'): Answer {
  let json: Json | undefined
  try {
    json = JSON.parse(body) as Json
  } catch {
    json = undefined
  }
  return { status, headers: [['content-type', mediaType]], body, bytes: body.length, utf8: true, json }
}

function to(target: string, body?: string): Exchange {
  const request = { method: 'GET', target, headers: [['authorization', 'Bearer {admin}']] as const, ...(body !== undefined && { body }) }
  return { label: 'attempt', number: 1, principal: 'admin', request, sent: 0, received: 1, outcome: { kind: 'lost', reason: 'not looked at' } }
}

const verdict = (sight: ReturnType<typeof leak>) => (typeof sight === 'object' ? 'broken' : sight)

test.each<[string, string, string | undefined]>([
  ['plain words', '{"error":"no such boat at berth 4"}', 'kept'],
  ['a frame of a stack', '{"error":"x at Store.find (/srv/app/store.js:41:13)"}', 'broken'],
  ['a Python trace', '{"error":"Traceback (most recent call last): ..."}', 'broken'],
  ['a query', '{"error":"pq: duplicate key"}', 'broken'],
  ['a path of the server', '{"error":"cannot open /var/lib/boats/data"}', 'broken'],
  ['a key', '{"error":"-----BEGIN PRIVATE KEY-----"}', 'broken'],
  ['the credential', '{"error":"unknown token {admin}"}', 'broken'],
  ['a secret that was shown before', '{"error":"unknown token {secret-3}"}', 'broken'],
  ['the path that was asked for', '{"error":"nothing at /home/boats"}', 'kept'],
])('judges a refusal with %s', (_, body, kind) => {
  expect(verdict(leak(answer(404, body), to('/home/boats')))).toBe(kind)
})

test('looks for leaks in refusals only', () => {
  expect(leak(answer(200, '{"log":"at f (/srv/a.js:1:1)"}'), to('/'))).toBeUndefined()
})

const contract = {
  validate: (_: string, value: unknown) => (JSON.stringify(value).includes('"error"') ? [] : [{ at: '', keyword: 'required', message: 'lacks error' }]),
} as unknown as Contract
const envelope = { mediaType: 'application/json', schema: 'Error', body: {}, basis: 'documented', source: 'page 3' } as const

test.each<[string, Answer, string | undefined]>([
  ['the declared envelope', answer(400, '{"error":"x"}', 'application/json; charset=utf-8'), 'kept'],
  ['nothing', answer(400, ''), undefined],
  ['another media type', answer(400, '{"error":"x"}', 'text/html'), 'broken'],
  ['another schema', answer(400, '{"message":"x"}'), 'broken'],
  ['what is not JSON', answer(400, '<html>'), 'broken'],
])('judges an error that holds %s', (_, given, kind) => {
  expect(verdict(enveloped(contract, envelope, given))).toBe(kind)
})

test('makes an identifier of the same shape that differs', () => {
  expect(another('ak-00ff12ab')).toMatch(/^ak-[0-9a-f]{8}$/)
  expect(another('ak-00ff12ab')).not.toBe('ak-00ff12ab')
  expect(another('2026-03')).not.toBe('2026-03')
})
