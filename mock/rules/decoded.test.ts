import { describe, expect, test } from 'vitest'
import { decodesAs, fromBase64 } from './decoded.ts'
import type { Judged } from './judged.ts'

const said = { basis: 'documented', source: 'a test' } as const
const either = { rule: 'decodes-as', at: '/policy', encoding: 'base64', as: ['json', 'yaml'], ...said } as const
const made = (policy: string): Judged => ({ before: undefined, after: { policy }, sent: { policy } })
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64')
const isKept = (text: string, rule: Parameters<typeof decodesAs>[0] = either): boolean => decodesAs(rule, made(text)) === undefined

describe('base64', () => {
  test.each(['', 'YQ==', 'YWI=', 'YWJj', 'YR==', '+/+/'])('reads %j', (text) => {
    expect(fromBase64(text)).toBeDefined()
  })

  test.each(['a', 'YQ', 'YWI', 'YQ=', 'Y===', '====', 'YQ==YQ==', '-_-_', 'YW\nJj', ' YWJj', 'YWJj\n', 'YW=j', 'YŁJj', 'not base64!'])(
    'does not read %j',
    (text) => {
      expect(fromBase64(text)).toBeUndefined()
    },
  )

  test('gives back the bytes, whatever they are', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)

    expect(Uint8Array.from(fromBase64(base64(bytes)) ?? [])).toEqual(bytes)
  })
})

describe('decodes as', () => {
  test.each([
    ['a JSON object', '{"kind":"Policy"}'],
    ['a YAML mapping', 'kind: Policy\nrules:\n  - level: None\n'],
    ['a YAML mapping after a comment and a marker', '# ours\n---\nkind: Policy\n'],
    ['an empty object', '{}'],
  ])('accepts %s', (_, text) => {
    expect(isKept(base64(text))).toBe(true)
  })

  test.each([
    ['a scalar', 'hello'],
    ['a list', '- a\n- b\n'],
    ['a JSON list', '[{}]'],
    ['nothing but a comment', '# nothing'],
    ['broken JSON that is no YAML either', '{"kind": '],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['an unclosed quote', 'a: "b'],
    ['nesting without end', '['.repeat(100_000)],
  ])('refuses %s', (_, text) => {
    expect(isKept(base64(text))).toBe(false)
  })

  test('refuses what is not UTF-8, and aliases that stand for very many nodes', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, level) =>
        `l${level}: &l${level} [${
          level === 0
            ? '1,1,1'
            : Array(9)
                .fill(`*l${level - 1}`)
                .join(',')
        }]`,
    ).join('\n')

    expect(isKept(base64(Uint8Array.from([0xff, 0xfe])))).toBe(false)
    expect(isKept(base64(bomb))).toBe(false)
  })

  test('tells neither the text nor a part of it', () => {
    expect(decodesAs(either, made('c2VjcmV0'))).toEqual({ at: '/policy', detail: 'policy is not base64 of a JSON object or a YAML mapping' })
    expect(decodesAs(either, made('top secret!'))).toEqual({ at: '/policy', detail: 'policy is not base64' })
  })

  test('reads only the languages that are named, and none where none is', () => {
    const { as: _, ...any } = either

    expect(isKept(base64('a: 1'), { ...either, as: ['json'] })).toBe(false)
    expect(isKept(base64(Uint8Array.from([0xff])), any)).toBe(true)
    expect(isKept('not base64', any)).toBe(false)
  })

  test('takes an empty text for none, and leaves alone what an update does not touch', () => {
    const broken = { policy: '!' }

    expect(isKept('')).toBe(true)
    expect(decodesAs(either, { before: { ...broken, size: 1 }, after: { ...broken, size: 2 }, sent: { size: 2 } })).toBeUndefined()
  })

  test('judges two megabytes without building them, as YAML and as noise', () => {
    const rules = `kind: Policy\nrules:\n${'  - level: Metadata\n    resources: [{ group: "" }]\n'.repeat(30_000)}`

    expect([isKept(base64(rules)), isKept(base64('q'.repeat(1_500_000))), isKept('A'.repeat(2_000_001))]).toEqual([true, false, false])
  })
})
