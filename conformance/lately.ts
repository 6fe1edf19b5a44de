import { addressOf } from './booking.ts'
import { standingOf } from './judge/phase.ts'
import { answerOf, succeeded } from './history.ts'
import { keyOf } from './ledger.ts'
import { idIn, idParameter, resourceOf } from './resources.ts'
import { operationOf } from './subject/address.ts'
import type { Contract } from '../specs/contract.ts'
import type { Handle, RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'
import type { Subject } from './subject/subject.ts'

/** What else a plan may say and still ask for nothing but the resource as the administrator sees it. */
const plain = new Set(['operation', 'params', 'as', 'mayBeThrottled', 'mayBeLost'])

interface Shown {
  readonly exchange: Exchange
  readonly isRead: boolean
  /** How often something may have changed until then. */
  readonly changes: number
}

/** What the subject has shown of its resources, so that nobody need ask again for what was just told. */
export class Lately {
  readonly contract: Contract
  readonly subject: Subject
  private readonly shown = new Map<string, Shown>()
  /** How often something may have changed. */
  private changes = 0
  private underway = 0
  private last: { readonly key: string; readonly exchange: Exchange } | undefined

  constructor(contract: Contract, subject: Subject) {
    this.contract = contract
    this.subject = subject
  }

  begins(plan: RequestPlan): void {
    this.underway += 1
    this.last = undefined
    if (!isSafe(this.contract, plan)) this.changes += 1
  }

  ends(plan: RequestPlan, exchange: Exchange | undefined): void {
    this.underway -= 1
    if (exchange === undefined) return
    const key = this.keyOfRead(plan)
    if (key !== undefined && this.underway === 0 && succeeded(exchange)) this.last = { key, exchange }
    this.remember(plan, exchange)
  }

  /** Time passes, in which anything may change. */
  forget(): void {
    this.last = undefined
    this.changes += 1
  }

  /** The answer to this very read, where it is the last thing that happened. */
  read(plan: RequestPlan): Exchange | undefined {
    return this.last !== undefined && this.last.key === this.keyOfRead(plan) ? this.last.exchange : undefined
  }

  /** A resource as it was last shown, whatever it was about to become. */
  shownLast({ resource, params }: Pick<Handle, 'resource' | 'params'>): Exchange | undefined {
    return this.shown.get(keyOf({ resource, params }))?.exchange
  }

  /** A resource as it was last shown, where it had settled: nothing that we know of has changed it since. */
  settled({ resource, params }: Pick<Handle, 'resource' | 'params'>): Exchange | undefined {
    const exchange = this.shownLast({ resource, params })
    const lifecycle = this.contract.behaviour.lifecycles?.[resourceOf(this.contract, resource).type.lifecycle ?? '']
    return lifecycle === undefined || standingOf(lifecycle, answerOf(exchange)) === 'settled' ? exchange : undefined
  }

  /** True for a resource that a read showed settled since anything was sent but questions. */
  isUnchanged({ resource, params }: Pick<Handle, 'resource' | 'params'>): boolean {
    const shown = this.shown.get(keyOf({ resource, params }))
    return shown?.isRead === true && shown.changes === this.changes && this.settled({ resource, params }) !== undefined
  }

  private keyOfRead(plan: RequestPlan): string | undefined {
    const { behaviour } = operationOf(this.contract, plan)
    const isPlain = (plan.as ?? 'admin') === 'admin' && Object.entries(plan).every(([name, value]) => value === undefined || plain.has(name))
    if (behaviour?.action !== 'read' || !isPlain) return undefined
    return `${plan.operation} ${keyOf({ resource: behaviour.resource, params: addressOf(this, plan, behaviour.resource) })}`
  }

  private remember(plan: RequestPlan, exchange: Exchange): void {
    const { behaviour } = operationOf(this.contract, plan)
    if (behaviour === undefined) return
    const { resource, action } = behaviour
    const { type } = resourceOf(this.contract, resource)
    const id = action === 'create' || action === 'import' ? idIn(type, answerOf(exchange)?.json) : undefined
    const params = { ...addressOf(this, plan, resource), ...(id !== undefined && { [idParameter(type)]: id }) }
    const shows = action === 'read' || action === 'update' || id !== undefined
    if (shows && succeeded(exchange) && plan.method === undefined && plan.path === undefined)
      this.shown.set(keyOf({ resource, params }), { exchange, isRead: action === 'read', changes: this.changes })
    else if (action !== 'list') this.shown.delete(keyOf({ resource, params }))
  }
}

/** True for plain questions. Of other safe methods too little is known: some servers take HEAD for what it is not. */
function isSafe(contract: Contract, plan: RequestPlan): boolean {
  return (plan.method ?? operationOf(contract, plan).method).toUpperCase() === 'GET'
}
