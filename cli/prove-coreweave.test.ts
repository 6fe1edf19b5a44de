import { expect, test } from 'vitest'
import { sampled } from './prove.test-kit.ts'

/** What no other provider brings: the made-up railway has most rules, masks and upgrades. The rest, and the other wire, is a matter of `.ci/run`. */
const of = ['connect', 'err.code-mapping', 'mask.immutable', 'mask.nested', 'mask.order', 'mask.paths', 'mask.several', 'upgrade.flag', 'upgrade.keeps']

test('on the mock of CoreWeave CKS all checks of what it brings catch a defect, and no check accuses a clean mock', { timeout: 300_000 }, async () => {
  const { wrong, tried, finished } = await sampled({ provider: 'coreweave', of })

  expect(wrong).toEqual([])
  expect(tried.length).toBeGreaterThan(15)
  expect(finished).toBeGreaterThan(120)
})
