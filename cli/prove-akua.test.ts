import { expect, test } from 'vitest'
import { sampled } from './prove.test-kit.ts'

/** What no other provider brings. The defects of the rest are a matter of `.ci/run`: here they would cost a minute. */
const of = [
  'lro',
  'content.epoch-seconds',
  'etag.stale-tells-current',
  'idem.action-repeat',
  'idem.async-same-operation',
  'idem.replay-single-effect-of-work',
  'imp.duplicate-and-key',
  'imp.other-kubeconfig-same-key',
  'imp.references-resolved',
  'list.filters-together',
  'list.omits-declared',
]

test('on the mock of Akua all checks of what it brings catch a defect, and no check accuses a clean mock', { timeout: 300_000 }, async () => {
  const { wrong, tried, finished } = await sampled({ provider: 'akua', of })

  expect(wrong).toEqual([])
  expect(tried.length).toBeGreaterThan(25)
  expect(finished).toBeGreaterThan(400)
})
