import { prerequisites, wanted } from './generate/known.ts'
import { unplaced } from './placed.ts'
import { costsOf, type Profile } from './profile.ts'
import { Reading } from './reading.ts'
import { idParameter, resourceOf } from './resources.ts'
import { weakest } from '../specs/statement.ts'
import type { Contract } from '../specs/contract.ts'
import type { Json } from '../specs/json.ts'
import type { Basis } from '../specs/statement.ts'
import type { Offer } from './offer.ts'
import type { Planned } from './plan.ts'

/**
 * What a check was skipped for want of, although the contract calls for it:
 *
 * - `profile`: the profile does not go that far.
 * - `consent`: nobody gave leave to exhaust limits, or to change what the run did not make.
 * - `credential`: no token of another role or another tenant was given.
 * - `parameter`: nothing was given or found that requests have to name.
 * - `clock`: hours would have to pass, and the subject's clock cannot be moved.
 * - `budget`: the run could not afford it.
 */
export const lacks = ['profile', 'consent', 'credential', 'parameter', 'clock', 'budget'] as const
export type Lack = (typeof lacks)[number]

/** A want of the run, and the weakest basis of what would have been put to the test. */
export interface Lacking {
  readonly lacks: Lack
  readonly basis: Basis
}

type Wider = Partial<Offer>

/** Tells what the contract does not call for from what this run went without. Sends nothing. */
export class Wants {
  private readonly contract: Contract
  private readonly offer: Offer
  private readonly wider: ReadonlyMap<Lack, Wider>
  private readonly readings = new Map<string, Reading>()

  /** `contract` is the one that the plan was made of (`readable`). */
  constructor(contract: Contract, offer: Offer, profile: Profile = 'full') {
    this.contract = contract
    this.offer = offer
    const { principals, costs, movesClock } = offer
    const seeded = Object.keys(contract.behaviour.seed.principals)
    const placed = placedIn(contract, offer)
    const wider: readonly (readonly [Lack, boolean, Wider])[] = [
      ['consent', !covers(costs, costsOf(profile)) || !offer.mayChangeGiven, { costs: new Set(costsOf(profile)), mayChangeGiven: true }],
      ['profile', !covers(new Set(costsOf(profile)), costsOf('full')), { costs: new Set(costsOf('full')) }],
      ['credential', !covers(principals, seeded), { principals: new Set([...principals, ...seeded]) }],
      ['parameter', placed !== undefined, placed ?? {}],
      ['clock', movesClock !== true, { movesClock: true }],
    ]
    this.wider = new Map(wider.flatMap(([lack, isMissed, more]) => (isMissed ? [[lack, more]] : [])))
  }

  /** Undefined where nothing that the run could be given would let this test be put to the subject. */
  of(planned: Planned): Lacking | undefined {
    const all = [...this.wider.keys()]
    // Most runs of a mock go without nothing.
    if (all.length === 0) return undefined
    const need = this.needOf(planned, all)
    if (need?.kind !== 'met') return undefined
    const necessary = all.find(
      (lack) =>
        this.needOf(
          planned,
          all.filter((one) => one !== lack),
        )?.kind !== 'met',
    )
    const enough = all.find((lack) => this.needOf(planned, [lack])?.kind === 'met')
    return { lacks: necessary ?? enough ?? 'consent', basis: weakest(need.leansOn.map(({ basis }) => basis)) }
  }

  /** What the test would want, were these given besides; undefined where it may still not be run. */
  private needOf({ test, subject }: Planned, given: readonly Lack[]) {
    const offer = given.reduce<Offer>((made, lack) => ({ ...made, ...this.wider.get(lack) }), this.offer)
    if (!offer.costs.has(test.cost)) return undefined
    const key = JSON.stringify([subject, given])
    const reading = this.readings.get(key) ?? new Reading(this.contract, offer, subject)
    this.readings.set(key, reading)
    return test.prepare(reading)
  }
}

function covers<T>(given: ReadonlySet<T>, all: readonly T[]): boolean {
  return all.every((one) => given.has(one))
}

/** Something for all that nobody has given and the run cannot make, as the sample data of the contract has it; undefined where nothing is missing. */
function placedIn(contract: Contract, offer: Offer): Wider | undefined {
  const params = missingPlaces(contract, offer)
  const samples = missingSamples(contract, offer)
  if (params.size === 0 && samples.size === 0) return undefined
  const ids = [...samples].map(([parameter, { id }]) => [parameter, id] as const)
  const fields = [...samples].map(([parameter, sample]) => [parameter, sample.fields] as const)
  return {
    params: { ...Object.fromEntries(params), ...offer.params },
    otherParams: { ...Object.fromEntries(params), ...offer.otherParams },
    known: new Map([...params, ...ids, ...offer.known]),
    othersKnown: new Map([...params, ...ids, ...offer.othersKnown]),
    shown: new Map([...fields, ...offer.shown]),
  }
}

function missingPlaces(contract: Contract, { params }: Offer): ReadonlyMap<string, string> {
  const missing = Object.keys(contract.behaviour.resources).flatMap((resource) => unplaced(contract, resource, params) ?? [])
  return new Map(missing.map((parameter) => [parameter, parameter]))
}

function missingSamples(contract: Contract, { known }: Offer): ReadonlyMap<string, { readonly id: string; readonly fields: Json }> {
  const found = [...wanted(contract), ...prerequisites(contract)].flatMap((resource) => {
    const [sample] = contract.behaviour.seed.resources[resource] ?? []
    const id = sample?.address.at(-1)
    const parameter = idParameter(resourceOf(contract, resource).type)
    return sample === undefined || id === undefined || known.has(parameter) ? [] : [[parameter, { id, fields: sample.fields }] as const]
  })
  return new Map(found)
}
