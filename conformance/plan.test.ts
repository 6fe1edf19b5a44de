import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check, type Each } from './check.ts'
import { railway } from './checks/railway.test-kit.ts'
import { map, unmet } from './need.ts'
import { offerOf } from './offer.ts'
import { plan } from './plan.ts'
import { kept } from './verdict.ts'

/** A check that can be put to some resource types only. */
const about = (each: Each, resources: readonly string[]) =>
  check({
    id: 'plan.about',
    cost: 'safe',
    each,
    needs: (reading) => (resources.includes(reading.resource) ? map(reading.identity(), () => null) : unmet('not about that')),
    scenario: () => fc.constant(null),
    drive: () => Promise.resolve(),
    judge: () => kept,
  })

const offer = offerOf({
  baseUrl: 'http://localhost',
  secondsPerSecond: 1,
  principals: { admin: { token: 'a', params: {} } },
  patience: { attempts: 1, pauseMs: 0 },
  requestBudget: 10,
  params: {},
})

test.each<[Each, readonly string[], readonly string[]]>([
  ['first', ['train', 'pass'], ['pass']],
  ['first', ['track', 'pass'], ['track']],
  ['first', [], ['track']],
  ['provider', ['train'], ['track']],
  ['resource', ['train'], ['pass', 'track', 'train', 'depot']],
])('puts a check for each %s that is about %j to %j', (each, resources, subjects) => {
  expect(plan(railway, offer, [about(each, resources)]).map(({ subject }) => subject)).toEqual(subjects)
})
