import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { builtIn } from '../../specs/providers.ts'
import { qualityIn } from './quality.ts'

const contract = 'a'.repeat(64)
const figures = { requirements: 100, defects: 150, caught: 149, clean: 20, cleanAccused: 0, mixes: 200, mixesAccused: 1 }
const file = { suite: '0.1.0', contracts: { [contract]: { provider: 'example', ...figures } } }
const asked = { suite: '0.1.0', provider: 'example', contract }

test('tells what was measured of a contract', () => {
  expect(qualityIn(file, asked)).toEqual({ measured: true, ...figures })
})

test.each([
  ['another version of the suite', file, { ...asked, suite: '0.2.0' }],
  ['another contract', file, { ...asked, contract: 'b'.repeat(64) }],
  ['another provider', file, { ...asked, provider: 'other' }],
  ['an empty file', {}, asked],
])('says that nothing was measured for %s', (_, content, of) => {
  expect(qualityIn(content, of)).toEqual({ measured: false, because: 'nothing was measured with this version of the suite and this contract' })
})

test('makes no figure of what is none', () => {
  const odd = { ...file, contracts: { [contract]: { provider: 'example', ...figures, caught: 'all' } } }

  expect(qualityIn(odd, asked)).toEqual({ measured: false, because: 'what was measured with this contract cannot be read' })
})

test('is told of built-in providers alone, and of no more than was put to the test', async () => {
  const shipped: unknown = JSON.parse(await readFile(new URL('../quality.json', import.meta.url), 'utf8'))
  const contracts = Object.entries((shipped as { contracts: Record<string, { provider: string }> }).contracts)
  const providers = await builtIn()

  for (const [hash, { provider }] of contracts) {
    const found = qualityIn(shipped, { suite: (shipped as { suite: string }).suite, provider, contract: hash })
    expect(providers).toContain(provider)
    expect(found).toMatchObject({ measured: true })
    if (found.measured) expect(found.caught).toBeLessThanOrEqual(found.defects)
  }
})
