import { expect, test } from 'vitest'
import { sampled } from './prove.test-kit.ts'

/** What no other provider brings: the made-up foundry has the rest. The rest is a matter of `.ci/run`. */
const of = [
  'act.already',
  'act.edit-while',
  'act.leads',
  'act.only-where',
  'auth.other-schemes',
  'part.cleared',
  'part.expires',
  'part.own',
  'part.replaced',
  'part.survives',
  'replace.beside',
  'replace.defaults',
  'replace.required',
  'replace.twice',
  'rl.legacy-triple',
  'rl.remaining-monotone',
  'rule.ordered',
  'text.any-accept',
  'text.never-mangled',
  'text.own',
  'text.verbatim',
  'typed.changed',
  'typed.refused',
]

test('on the mock of Qovery all checks of what it brings catch a defect, and no check accuses a clean mock', { timeout: 300_000 }, async () => {
  const { wrong, tried, finished } = await sampled({ provider: 'qovery', of })

  expect(wrong).toEqual([])
  expect(tried.length).toBeGreaterThan(15)
  expect(finished).toBeGreaterThan(300)
})
