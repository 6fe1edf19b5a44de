import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sampled } from './prove.test-kit.ts'
import { prove } from './prove.ts'

const folder = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

/** What it has in common with no shipped one. The whole of its matrix is a matter of `.ci/run`. */
const of = [
  'etag',
  'idem',
  'imp',
  'page',
  'rl',
  'err',
  'list',
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
]

// A provider is a folder: contracts that nobody wrote a line of code for are proven like the ones that are shipped.
test('on a made-up provider the same checks catch defects, under rules that no shipped contract has', { timeout: 300_000 }, async () => {
  const { wrong, tried } = await sampled({ provider: folder('pretend'), of, alone: true })

  expect(wrong).toEqual([])
  expect(tried).toEqual(
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

test('on a provider with a single principal and no rate limit every check catches a defect, and every defect is caught', { timeout: 300_000 }, async () => {
  const { checks } = await import('../conformance/checks/index.ts')
  const only = checks.filter(({ family }) => ['auth', 'list', 'rl'].includes(family)).map(({ id }) => id)
  const proof = await prove({ provider: folder('boatyard'), seeds: 1, only })

  expect(proof.accusations).toEqual([])
  expect(proof.proven.flatMap(({ trials }) => trials).filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(proof.unproven).toEqual([])
  expect(proof.complete).toBe(true)
  expect(proof.proven.map(({ requirement }) => requirement)).toContain('auth.checks-first')
  expect(proof.notApplicable).toContain('list.shows-other-tenants')
})
