import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { History } from '../../history.ts'
import { exchange } from '../exchanges.test-kit.ts'
import { unmangled } from './foreign.ts'
import { samples } from './samples.ts'
import { asText, sameText } from './verbatim.ts'
import type { Exchange } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

function answered(
  label: string,
  body: string,
  { status = 200, type = 'application/x-yaml', sent }: { readonly status?: number; readonly type?: string; readonly sent?: string } = {},
): Exchange {
  const made = exchange(label, { status })
  const response = { status, headers: [['content-type', type]] as const, body, bytes: Buffer.byteLength(body), utf8: true, json: parsed(body) }
  return { ...made, request: { ...made.request, ...(sent !== undefined && { body: sent }) }, outcome: { kind: 'answered', response } }
}

function parsed(body: string) {
  try {
    return JSON.parse(body) as string
  } catch {
    return undefined
  }
}

const text = 'kind: Sample \r\n# ß\n'

test.each<[string, Exchange, Judgement['kind']]>([
  ['the same bytes', answered('read', text), 'kept'],
  ['no space at the end of a line', answered('read', text.replace(' \r', '\r')), 'broken'],
  ['other line ends', answered('read', text.replace('\r\n', '\n')), 'broken'],
  ['nothing', answered('read', ''), 'broken'],
  ['a refusal', answered('read', text, { status: 404 }), 'broken'],
])('takes %s for the text that was written or not', (_, read, kind) => {
  expect(sameText(read, { sent: text, bytes: Buffer.byteLength(text) }).kind).toBe(kind)
})

test('counts bytes where a secret is hidden on both sides', () => {
  const hidden = answered('read', 'token: {secret-1}\n')
  expect(sameText(hidden, { sent: 'token: {secret-1}\n', bytes: 99 }).kind).toBe('broken')
})

test.each<[string, Exchange, Judgement['kind']]>([
  ['a text of the declared type', answered('read', text), 'kept'],
  ['the type with a charset', answered('read', text, { type: 'Application/X-YAML; charset=utf-8' }), 'kept'],
  ['another type', answered('read', text, { type: 'application/json' }), 'broken'],
  ['a JSON string of it', answered('read', JSON.stringify(text)), 'broken'],
  ['a text that happens to be a JSON string', answered('read', '"sample"'), 'kept'],
])('takes %s for a text as it stands or not', (_, read, kind) => {
  expect(asText(read, { mediaType: 'application/x-yaml' }).kind).toBe(kind)
})

describe('a body that no server needs to take', () => {
  const odd = { name: 'a form', raw: 'a=b' }
  const before = answered('before a form', text)

  test.each<[string, Exchange, Exchange, Judgement['kind']]>([
    ['is refused, and the text stays', answered('a form', '', { status: 415, sent: 'a=b' }), answered('after a form', text), 'kept'],
    ['is kept as it was sent', answered('a form', '', { status: 204, sent: 'a=b' }), answered('after a form', 'a=b'), 'kept'],
    ['is refused and kept', answered('a form', '', { status: 415, sent: 'a=b' }), answered('after a form', 'a=b'), 'broken'],
    ['is kept as something else', answered('a form', '', { status: 204, sent: 'a=b' }), answered('after a form', 'a: b'), 'broken'],
    ['is taken and not kept', answered('a form', '', { status: 204, sent: 'a=b' }), answered('after a form', text), 'broken'],
    ['makes the server fail', answered('a form', '', { status: 500, sent: 'a=b' }), answered('after a form', text), 'broken'],
  ])('%s', (_, attempt, after, kind) => {
    expect(unmangled(new History([before, attempt, after]), odd).kind).toBe(kind)
  })
})

test('tries as many bytes as it was told, and every line end there is', () => {
  const [drawn = []] = fc.sample(samples(1000), { numRuns: 1, seed: 1 })
  expect(Buffer.byteLength(drawn.find(({ name }) => name === 'a large text')?.text ?? '')).toBe(1000)
  expect(drawn.some(({ text: one }) => one.includes('\r\n'))).toBe(true)
  expect(new Set(drawn.map(({ name }) => name)).size).toBe(drawn.length)
})
