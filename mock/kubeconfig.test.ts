import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bounds, invalid, valid } from '../fixtures/kubeconfigs/index.ts'
import { reasons } from '../fixtures/kubeconfigs/reasons.ts'
import { kubeconfigProblem } from './kubeconfig.ts'

const problem = (text: string) => kubeconfigProblem(text, bounds)
const plain = valid.find(({ name }) => name === 'token.yaml')?.text ?? ''

test.each(valid)('accepts $name', ({ text }) => {
  expect(problem(text)).toBeUndefined()
})

describe('of each invalid kubeconfig', () => {
  test.each(invalid)('tells why $name is refused', ({ text, because }) => {
    const found = problem(text)

    if (typeof because === 'string') expect(found).toBe(because)
    else expect(found).toMatch(because)
  })

  test.each(invalid)('repeats no secret of $name', ({ text }) => {
    const secrets = text.slice(0, 20_000).match(/fixture-secret[\w-]*|[A-Za-z0-9+/=]{20,}|\d{5,}/g) ?? []

    expect(secrets.filter((secret) => problem(text)?.includes(secret))).toEqual([])
  })

  test('has a reason for a file that is there', () => {
    const files = new Set(invalid.map(({ name }) => name))

    expect(Object.keys(reasons).filter((name) => !files.has(name))).toEqual([])
  })
})

describe('bounds', () => {
  test('refuse the first byte too many, counted in UTF-8', () => {
    const text = `${plain}# é`
    const bytes = Buffer.byteLength(text)

    expect(kubeconfigProblem(text, { ...bounds, maxBytes: bytes })).toBeUndefined()
    expect(kubeconfigProblem(text, { ...bounds, maxBytes: bytes - 1 })).toBe(`the text is larger than ${bytes - 1} bytes`)
  })

  test('refuse the first node too many behind aliases, nested ones multiplied out', () => {
    const text = `${plain}x: &x [1, 2]\ny: &y [*x, *x]\nz: [*y, *x]\n`

    expect(kubeconfigProblem(text, { ...bounds, maxAliases: 3 + 3 + 7 + 3 })).toBeUndefined()
    expect(kubeconfigProblem(text, { ...bounds, maxAliases: 15 })).toBe('its aliases stand for more than 15 nodes')
  })

  test('refuse what is too large without parsing it', () => {
    expect(kubeconfigProblem(`${'['.repeat(2000)}\u0000`, { ...bounds, maxBytes: 1999 })).toBe('the text is larger than 1999 bytes')
  })

  test('hold for texts made to be slow: none takes a second', () => {
    const shapes = [
      '[,',
      '{a: [',
      '&a ',
      '*a ',
      '"\\u0041',
      '? ',
      '- a\n',
      '!<x> ',
      '|\n ',
      '#\n',
      "''",
      '%TAG ! x\n',
      '-----BEGIN A-----\n',
      ' ',
      '\t',
      '\r',
      'a: &a b\n',
      '[]: ',
    ]
    const slow = [...shapes.map((shape) => shape.repeat(bounds.maxBytes / shape.length - 1)), manyKeys()].filter((text) => {
      const began = performance.now()
      problem(text)
      return performance.now() - began > 1000
    })

    expect(slow.map((text) => text.slice(0, 10))).toEqual([])
  })
})

test('takes hosts and addresses of loopback, since clusters on one machine are imported too', () => {
  const servers = ['https://127.0.0.1:38915', 'https://localhost:6443', 'https://[::1]:6443', 'HTTPS://main.example.com']

  expect(servers.map((server) => problem(plain.replace('https://main.example.com:6443', server)))).toEqual(servers.map(() => undefined))
})

test('recognises the sample failures however their hosts are written', () => {
  const servers = ['https://UNREACHABLE.invalid', 'https://unreachable.invalid.:6443/', "'https://%75nreachable.invalid'"]

  const found = servers.map((server) => problem(plain.replace('https://main.example.com:6443', server)))

  expect(found).toEqual(servers.map(() => 'clusters[0].cluster.server is a host that does not answer'))
})

test.each([
  '',
  '//',
  '"https:"',
  'https:main.example.com',
  'https:/main.example.com',
  'https://',
  'https:///x',
  'https://@main',
  'https://a\\@b',
  '//main',
  '"https://ma\\tin"',
])('refuses %j as a server', (server) => {
  expect(problem(plain.replace('https://main.example.com:6443', server))).toMatch(/^clusters\[0\]\.cluster\.server /)
})

test('never throws, whatever one character is replaced by', () => {
  const odd = ['\u0000', '\ud800', '"', '[', '{', ':', '&a', '*a', '!', '|', '\n', '\t']
  const places = Array.from({ length: 60 }, (_, index) => Math.floor((index * plain.length) / 60))

  const outcomes = places.flatMap((at) => odd.map((each) => problem(`${plain.slice(0, at)}${each}${plain.slice(at + 1)}`)))

  expect(outcomes.filter((outcome) => outcome !== undefined && typeof outcome !== 'string')).toEqual([])
})

test('can open, run and contact nothing: it imports a YAML parser and its own parts', () => {
  const folder = new URL('kubeconfig/', import.meta.url)
  const files = [new URL('kubeconfig.ts', import.meta.url), ...readdirSync(folder).map((name) => new URL(name, folder))]
  const sources = files.map((file) => readFileSync(file, 'utf8'))

  const imported = new Set(sources.flatMap((source) => [...source.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from)))
  expect([...imported].filter((from) => !/^\.\.?\//.test(from))).toEqual(['js-yaml'])
  expect([...imported].filter((from) => from.startsWith('../'))).toEqual(['../kubeconfig.ts'])
  expect(sources.filter((source) => /\bimport\(|\brequire\(|\bfetch\b|\bprocess\b|\bWebSocket\b|\beval\b|\bnew Function\b/.test(source))).toEqual([])
})

function manyKeys(): string {
  return Array.from({ length: 22_000 }, (_, index) => `k${index}: 1`).join('\n')
}
