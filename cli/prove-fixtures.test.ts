import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { prove, type Proof } from './prove.ts'

const folder = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

/** Of a provider that has much in common with shipped ones, what it has by itself. The whole of its matrix is a matter of `.ci/run`. */
async function proven(name: string, { families, besides }: Part): Promise<Proof & { readonly requirements: readonly string[] }> {
  const { checks } = await import('../conformance/checks/index.ts')
  const only = [...checks.filter(({ family }) => families.includes(family)).map(({ id }) => id), ...besides]
  const proof = await prove({ provider: folder(name), seeds: 1, only })
  return { ...proof, requirements: proof.proven.map(({ requirement }) => requirement) }
}

interface Part {
  readonly families: readonly string[]
  readonly besides: readonly string[]
}

const pretended: Part = {
  families: ['etag', 'idem', 'imp', 'page', 'rl', 'err', 'list'],
  besides: [
    'auth.role-allowed',
    'auth.scope-403',
    'content.merge-patch',
    'del.status-and-gone',
    'life.not-ready-refused',
    'val.dns-names',
    'val.duplicate-keys',
    'val.number-forms',
    'val.quantity-accept',
    'val.unknown-field',
  ],
}

function expectComplete(proof: Proof): void {
  expect(proof.accusations).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
}

// A provider is a folder: contracts that nobody wrote a line of code for are proven like the ones that are shipped.
test('on a made-up provider the same checks catch every defect, under rules that no shipped contract has', { timeout: 300_000 }, async () => {
  const proof = await proven('pretend', pretended)

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

test('on a provider with a single principal and no rate limit the rest is proven all the same', { timeout: 300_000 }, async () => {
  const proof = await proven('boatyard', { families: ['auth', 'list', 'rl'], besides: [] })

  expectComplete(proof)
  expect(proof.requirements).toContain('auth.checks-first')
  expect(proof.notApplicable).toContain('list.shows-other-tenants')
})
