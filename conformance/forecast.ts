import { answerOf, succeeded } from './history.ts'
import { isThrough } from './readable.ts'
import { idIn, idParameter, resourceOf } from './resources.ts'
import { isCostly } from './spending.ts'
import { readTarget } from './checks/operation/words.ts'
import type { Contract } from '../specs/contract.ts'
import type { Event } from './events.ts'
import type { EvidenceRecord } from './evidence.ts'
import type { Exchange } from './history.ts'

/** What a run does to the resources of one type. */
export interface Made {
  readonly resource: string
  /** True where having one costs something, so that the budget counts it. */
  readonly costly: boolean
  readonly creates: number
  /** Most that are there at the same time, and so may be left behind by a run that is killed. */
  readonly live: number
}

/** A check that will not be carried out. */
export interface Skipped {
  readonly check: string
  readonly resource?: string
  readonly because: string
}

/** What a run will do, told from a rehearsal of it. */
export interface Forecast {
  readonly requests: number
  /** Requests that could change something. */
  readonly writes: number
  readonly made: readonly Made[]
  /** Seconds of the subject's clock, where everything takes as long as the contract allows. */
  readonly seconds: number
  readonly checks: number
  readonly skipped: readonly Skipped[]
}

/** Watches a rehearsal. `waited` is how many seconds it let pass on purpose. */
export class Forecaster {
  private readonly contract: Contract
  private requests = 0
  private writes = 0
  private ended = 0
  private readonly ever = new Set<string>()
  private readonly there = new Map<string, Set<string>>()
  private readonly counts = new Map<string, { creates: number; live: number; deletes: number }>()
  private readonly skipped: Skipped[] = []

  constructor(contract: Contract) {
    this.contract = contract
  }

  record(record: EvidenceRecord): void {
    if (record.kind === 'sent') this.sent(record.exchange)
  }

  tell(event: Event): void {
    if (event.type !== 'check.finished') return
    if (event.verdict !== 'skipped') this.ended += 1
    else this.skipped.push({ check: event.check, because: event.because ?? '', ...(event.resource !== undefined && { resource: event.resource }) })
  }

  forecast(): Forecast {
    const { contract } = this
    const order = Object.keys(contract.behaviour.resources)
    const made = order.flatMap((resource) => {
      const { creates = 0, live = 0 } = this.counts.get(resource) ?? {}
      return creates === 0 ? [] : [{ resource, costly: isCostly(contract, resource), creates, live }]
    })
    const { requests, writes, skipped } = this
    return { requests, writes, made, seconds: this.seconds(), checks: this.ended, skipped }
  }

  private sent(exchange: Exchange): void {
    this.requests += 1
    if (!['GET', 'HEAD', 'OPTIONS'].includes(exchange.request.method.toUpperCase())) this.writes += 1
    const operation = this.contract.operations.get(exchange.operation ?? '')
    const { action, resource } = operation?.behaviour ?? {}
    if (operation === undefined || resource === undefined || isThrough(operation) || !succeeded(exchange)) return
    const { type } = resourceOf(this.contract, resource)
    const ids = this.there.get(resource) ?? new Set<string>()
    const count = this.counts.get(resource) ?? { creates: 0, live: 0, deletes: 0 }
    this.there.set(resource, ids)
    this.counts.set(resource, count)
    if (action === 'create') {
      const id = idIn(type, answerOf(exchange)?.json) ?? String(exchange.number)
      // A repeat under the same key makes nothing.
      if (!this.ever.has(`${resource} ${id}`)) count.creates += 1
      this.ever.add(`${resource} ${id}`)
      ids.add(id)
      count.live = Math.max(count.live, ids.size)
    } else if (action === 'delete') {
      count.deletes += 1
      ids.delete({ ...readTarget(operation, exchange.request.target).params, ...exchange.named }[idParameter(type)] ?? '')
    }
  }

  /** As long as all that was made and deleted may take, one after the other. */
  private seconds(): number {
    const { behaviour } = this.contract
    return [...this.counts].reduce((sum, [resource, { creates, deletes }]) => {
      const lifecycle = behaviour.lifecycles?.[resourceOf(this.contract, resource).type.lifecycle ?? '']
      return (
        sum + (isCostly(this.contract, resource) ? creates * (lifecycle?.settles.withinSeconds ?? 0) + deletes * (lifecycle?.vanishes?.withinSeconds ?? 0) : 0)
      )
    }, 0)
  }
}
