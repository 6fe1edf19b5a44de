import { Withheld } from './api.ts'
import { clock } from './clock.ts'
import { operationFor, primaryOf, resourceOf } from './resources.ts'
import { operationOf } from './subject/address.ts'
import type { Contract } from '../specs/contract.ts'
import type { RequestPlan } from './api.ts'
import type { Entry, Ledger } from './ledger.ts'
import type { Profile } from './profile.ts'
import type { Budget } from './subject/subject.ts'

/** Methods that ask for nothing to be changed (RFC 9110 section 9.2.1). */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** What the profile core makes unless told otherwise: of the type that takes longest to make, and of each other that costs something. */
export const creationsOfCore = { dearest: 5, other: 10 }

/** What a run may still do: asked before anything is sent, over all its sessions. */
export class Spending {
  private readonly contract: Contract
  private readonly budget: Budget
  private readonly profile: Profile
  private readonly ledgers: Ledger[] = []
  private readonly began = clock.elapsed()
  /** Requests that were paid for, over all sessions. */
  requests = 0

  constructor(contract: Contract, { budget = {}, profile = 'full' }: { readonly budget?: Budget | undefined; readonly profile?: Profile | undefined }) {
    this.contract = contract
    this.budget = budget
    this.profile = profile
  }

  /** True where nothing may be changed. */
  get looksOnly(): boolean {
    return this.profile === 'read-only'
  }

  /** True where one resource has to serve many checks. */
  get isFrugal(): boolean {
    return this.profile === 'core'
  }

  /** Milliseconds until the run has to stop; endless where nobody has said. */
  get left(): number {
    const { seconds } = this.budget
    return seconds === undefined ? Infinity : this.began + seconds * 1000 - clock.elapsed()
  }

  /** Why the run has to stop, once its time is over. */
  get over(): string | undefined {
    return this.left > 0 ? undefined : `the budget of ${Math.round((this.budget.seconds ?? 0) / 6) / 10} minutes is used up`
  }

  watch(ledger: Ledger): void {
    this.ledgers.push(ledger)
  }

  /** Throws `Withheld` where one of these requests may not be sent at all, or all of them could make more than the run can afford. */
  refuse(plans: readonly RequestPlan[]): void {
    for (const plan of plans) {
      const verb = (plan.method ?? operationOf(this.contract, plan).method).toUpperCase()
      if (!this.looksOnly) continue
      if (!safe.has(verb)) throw new Withheld(`the profile read-only sends no ${verb}`, 'profile')
      const other = overriding(plan)
      if (other !== undefined) throw new Withheld(`the profile read-only asks nobody to take a ${verb} for a ${other}`, 'profile')
    }
    const making = plans.filter((plan) => this.makes(plan) !== undefined)
    const [first] = making
    const resource = first && this.makes(first)
    const { live } = this.budget
    if (live !== undefined && making.length > live)
      throw new Withheld(`${making.length} at once could make as many of a ${resource}, and the budget allows ${live} at the same time`)
    const creates = resource === undefined ? undefined : this.creates(resource)
    if (resource === undefined || creates === undefined) return
    const kept = this.isFrugal && making.every(({ isMeant }) => isMeant === true) && creates > 1 ? 1 : 0
    if (this.made(resource).length + making.length + kept <= creates) return
    throw new Withheld(
      creates === 0 ? `no ${resource} may be made` : `the budget of ${creates} ${creates === 1 ? 'create' : 'creates'} of a ${resource} is used up`,
      this.budget.creates === undefined ? 'profile' : 'budget',
    )
  }

  /** What has to go before these requests, sent together, may each make one more; nothing where there is room. */
  inTheWay(plans: readonly RequestPlan[]): readonly Entry[] {
    const { live } = this.budget
    if (live === undefined) return []
    const making = plans.flatMap((plan) => this.makes(plan) ?? [])
    return [...new Set(making)].flatMap((resource) => {
      const there = this.made(resource).filter(({ state }) => state !== 'gone')
      return there.length + making.filter((one) => one === resource).length <= live ? [] : there
    })
  }

  /** How many of each type that costs something were made, or may have been. */
  get spent(): Readonly<Record<string, number>> {
    const costly = Object.keys(this.contract.behaviour.resources).filter((resource) => isCostly(this.contract, resource))
    return Object.fromEntries(costly.map((resource) => [resource, this.made(resource).length]))
  }

  private creates(resource: string): number | undefined {
    return mostCreates(this.contract, resource, { budget: this.budget, profile: this.profile })
  }

  /** The type of what a request may make, where having one costs something. An import makes nothing: what it names is there already. */
  private makes(plan: RequestPlan): string | undefined {
    const { behaviour } = operationOf(this.contract, plan)
    if (behaviour?.action !== 'create' || plan.method !== undefined || plan.path !== undefined) return undefined
    return isCostly(this.contract, behaviour.resource) ? behaviour.resource : undefined
  }

  private made(resource: string): readonly Entry[] {
    const isMade = ({ handle, state, intent }: Entry) =>
      handle.resource === resource && state !== 'nothing' && this.contract.operations.get(intent?.operation ?? '')?.behaviour?.action !== 'import'
    return this.ledgers.flatMap((ledger) => ledger.all().filter(isMade))
  }
}

/** The method that a request asks to be taken for, where some frameworks would and it may change something. */
function overriding({ headers = {}, lines = [], query = '' }: RequestPlan): string | undefined {
  const fields = [...Object.entries(headers), ...lines].filter(([name]) => /^x-(?:http-)?method(?:-override)?$/i.test(name)).map(([, value]) => value)
  const members = new URLSearchParams(query)
  return [...fields, ...members.getAll('_method')].map((method) => method.trim().toUpperCase()).find((method) => !safe.has(method))
}

/** How many of a type may be made; undefined where there is no bound. */
export function mostCreates(
  contract: Contract,
  resource: string,
  { budget, profile }: { readonly budget: Budget; readonly profile: Profile },
): number | undefined {
  if (profile === 'read-only') return 0
  if (!isCostly(contract, resource)) return undefined
  const { dearest, other } = creationsOfCore
  return budget.creates ?? (profile === 'core' ? (resource === dearestOf(contract) ? dearest : other) : undefined)
}

/** The type that takes longest to make; what the API is about, where none takes any time. */
export function dearestOf(contract: Contract): string {
  const { resources, lifecycles = {} } = contract.behaviour
  const seconds = (resource: string) => (isCostly(contract, resource) ? (lifecycles[resources[resource]?.lifecycle ?? '']?.settles.withinSeconds ?? 0) : -1)
  return Object.keys(resources).reduce((dearest, resource) => (seconds(resource) > seconds(dearest) ? resource : dearest), primaryOf(contract))
}

/** True where having a resource of this type costs somebody something: it takes time to make, or it is what the API is about. */
export function isCostly(contract: Contract, resource: string): boolean {
  const { lifecycle } = resourceOf(contract, resource).type
  const birth = operationFor(contract, resource, 'create')?.behaviour.trigger ?? 'create'
  return (contract.behaviour.lifecycles?.[lifecycle ?? '']?.triggers[birth]?.through.length ?? 0) > 0 || resource === primaryOf(contract)
}
