import { expect, test } from 'vitest'
import { obeying } from './obeying.ts'
import type { Rule } from '../../specs/behaviour.ts'

const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString('base64')
const rule: Rule = { rule: 'decodes-as', at: '/policy', encoding: 'base64', as: ['json', 'yaml'], basis: 'assumed', source: 'made up' }

test.each([
  ['JSON', '{"kind":"Policy"}'],
  ['YAML', 'kind: Policy\nrules: []\n'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n'],
])('leaves base64 of %s as the document shows it', (_, text) => {
  expect(obeying({ policy: base64(text) }, [rule])).toEqual({ policy: base64(text) })
})

test.each([['sample'], ['abcd'], [''], ['base64 it is not'], [base64(Uint8Array.of(0xff, 0xfe, 0x3a))]])('makes base64 of an object of %j', (text) => {
  const { policy } = obeying({ policy: text }, [rule]) as { policy: string }
  expect(JSON.parse(Buffer.from(policy, 'base64').toString())).toEqual({ note: text })
})

const ordered: Rule = { rule: 'ordered', at: ['/least', '/most'], basis: 'assumed', source: 'made up' }

test.each([
  [
    { least: 3, most: 1 },
    { least: 1, most: 3 },
  ],
  [
    { least: 2, most: 2 },
    { least: 2, most: 2 },
  ],
  [
    { least: 1, most: 2 },
    { least: 1, most: 2 },
  ],
  [{ most: 2, name: 'x' }, { name: 'x' }],
  [
    { least: '3', most: 1 },
    { least: '3', most: 1 },
  ],
])('puts two numbers in order, and leaves out one whose other one is not known: %j', (drawn, kept) => {
  expect(obeying(drawn, [ordered])).toEqual(kept)
})
