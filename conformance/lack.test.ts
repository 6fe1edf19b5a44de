import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from './check.ts'
import { railway } from './checks/railway.test-kit.ts'
import { all, map, unmet } from './need.ts'
import { Wants } from './lack.ts'
import { offerOf } from './offer.ts'
import { plan } from './plan.ts'
import { kept } from './verdict.ts'
import type { Contract } from '../specs/contract.ts'
import type { Cost } from './cost.ts'
import type { Need } from './need.ts'
import type { Profile } from './profile.ts'
import type { Reading } from './reading.ts'
import type { Subject } from './subject/subject.ts'

const bare: Subject = {
  baseUrl: 'http://localhost',
  secondsPerSecond: 1,
  principals: { admin: { token: 'a', params: {} } },
  patience: { attempts: 1, pauseMs: 0 },
  requestBudget: 10,
  params: {},
}
const { admin } = railway.behaviour.seed.principals
const readonly = { token: 'r', params: {}, ...admin }
const { behaviour } = railway
/** Trains that somebody may only look at. */
const shared = { ...railway, behaviour: { ...behaviour, seed: { ...behaviour.seed, principals: { ...behaviour.seed.principals, readonly } } } }
const whole: Subject = {
  ...bare,
  principals: { ...bare.principals, readonly },
  burst: bare,
  mayChangeGiven: true,
  pass: () => Promise.resolve(),
}

/** What a check with these needs goes without. */
function wantOf(
  needs: (reading: Reading) => Need<unknown>,
  { subject = bare, profile = 'full', cost = 'safe', contract = shared }: Partial<Circumstances> = {},
) {
  const asked = check({
    id: 'want.of',
    cost,
    each: 'provider',
    needs: (reading) => map(needs(reading), () => null),
    scenario: () => fc.constant(null),
    drive: () => Promise.resolve(),
    judge: () => kept,
  })
  const offer = offerOf(subject, profile)
  const [planned] = plan(contract, offer, [asked])
  return planned && new Wants(contract, offer, profile).of(planned)?.lacks
}

interface Circumstances {
  readonly subject: Subject
  readonly profile: Profile
  readonly cost: Cost
  readonly contract: Contract
}

const credential = (reading: Reading) => reading.principal('readonly')

describe('what a run goes without', () => {
  test.each<[string, (reading: Reading) => Need<unknown>, Partial<Circumstances>]>([
    ['credential', credential, {}],
    ['consent', (reading) => reading.given(), {}],
    ['consent', (reading) => reading.identity(), { cost: 'burst' }],
    ['clock', (reading) => reading.movableClock(), {}],
    ['profile', (reading) => reading.identity(), { profile: 'read-only', cost: 'mutating', subject: whole }],
  ])('is told: %s', (lack, needs, circumstances) => {
    expect(wantOf(needs, circumstances)).toBe(lack)
  })

  test('is nothing where the contract does not call for the check', () => {
    const needs = (reading: Reading) => all({ credential: credential(reading), statement: unmet('the contract says nothing of it') })

    expect(wantOf(needs)).toBeUndefined()
    expect(wantOf(needs, { subject: whole })).toBeUndefined()
  })

  test('is nothing where the contract knows nobody of that kind', () => {
    expect(wantOf(credential, { contract: railway })).toBeUndefined()
  })

  test('is nothing where all was given', () => {
    expect(wantOf(() => unmet('beside the point'), { subject: whole })).toBeUndefined()
  })

  test('is the first of several where all of them are missing', () => {
    expect(wantOf((reading) => all({ given: reading.given(), clock: reading.movableClock() }))).toBe('consent')
  })
})
