import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { prove, type Proof } from './prove.ts'

const folder = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

async function proven(name: string): Promise<Proof & { readonly requirements: readonly string[] }> {
  const proof = await prove({ provider: folder(name), seeds: 1 })
  return { ...proof, requirements: proof.proven.map(({ requirement }) => requirement) }
}

function expectComplete(proof: Proof): void {
  expect(proof.accusations).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
}

// A provider is a folder: contracts that nobody wrote a line of code for are proven like the ones that are shipped.
test('on a made-up provider the same checks catch every defect, under rules that no shipped contract has', { timeout: 120_000 }, async () => {
  const proof = await proven('pretend')

  expectComplete(proof)
  expect(proof.requirements).toEqual(
    expect.arrayContaining([
      'etag.if-match-strong-comparison',
      'etag.required-missing',
      'val.dns-names',
      'val.duplicate-keys',
      'val.unknown-field',
      'val.quantity-accept',
      'del.status-and-gone',
      'err.envelope',
      'list.filter-sort',
      'content.merge-patch',
      'auth.scope-403',
      'auth.role-allowed',
      'rl.retry-after-honest',
      'life.not-ready-refused',
      'idem.required-missing',
      'idem.reuse-other-payload-rejected',
      'imp.accepts-valid',
      'imp.structure-rejected',
      'imp.secret-hygiene',
    ]),
  )
})

test('on a provider with a single principal and no rate limit the rest is proven all the same', { timeout: 120_000 }, async () => {
  const proof = await proven('boatyard')

  expectComplete(proof)
  expect(proof.requirements).toContain('auth.checks-first')
  expect(proof.notApplicable).toContain('list.shows-other-tenants')
})
