import { seedOf, mark } from './ids.ts'
import { addressOf, keeperOf } from './booking.ts'
import { History, succeeded } from './history.ts'
import { borrow, make, parentParams, settle } from './make.ts'
import { createBody, nameFor } from './naming.ts'
import { wholeList } from './pages.ts'
import { operationOf } from './subject/address.ts'
import type { JsonObject } from '../specs/json.ts'
import type { Api, Handle, Labelled, RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'
import type { Entry } from './ledger.ts'
import type { Session } from './session.ts'

/** Whose scenario it is: names are made from it, so that no check's names depend on another check. */
export interface Scope {
  readonly check: string
  readonly resource: string
  /** True where the check has to see a resource come into being. */
  readonly isFresh?: boolean
  /** Numbers of the names used so far in this scope. */
  count: number
}

/** What one scenario may do, recorded. */
export class Driver implements Api {
  readonly session: Session
  protected readonly scope: Scope
  protected readonly recorded: Exchange[] = []
  protected readonly entries = new Set<Entry>()
  /** Names that were made for it. */
  protected readonly named: string[] = []
  /** Types whose given resource this scenario may have changed. */
  readonly changed = new Set<string>()

  constructor(session: Session, scope: Scope) {
    this.session = session
    this.scope = scope
  }

  /** Everything recorded so far, in the order in which it was sent. */
  history(): History {
    return new History(this.recorded.toSorted((a, b) => a.number - b.number))
  }

  /** What this scenario made and did not lend to others. */
  made(): readonly Entry[] {
    return [...this.entries].filter(({ handle, state }) => (state === 'made' || state === 'asked') && !this.isLent(handle))
  }

  async send(label: string, plan: RequestPlan): Promise<Exchange> {
    await this.rest(plan)
    const exchange = await wholeList(this.session, { label, plan }, (one) => this.keep(one))
    this.follow(plan, exchange)
    return exchange
  }

  get isSparing(): boolean {
    return this.session.lives !== undefined
  }

  control(label: string, plan: RequestPlan): Promise<Exchange> {
    return this.send(label, plan)
  }

  /** What the scenario made and has to go after it. */
  leavings(): Promise<readonly Entry[]> {
    return Promise.resolve(this.made())
  }

  async together(plans: readonly Labelled[]): Promise<readonly Exchange[]> {
    for (const [, plan] of plans) await this.rest(plan)
    const exchanges = await this.session.together(plans, (one) => this.keep(one))
    for (const [index, [, plan]] of plans.entries()) {
      const exchange = exchanges[index]
      if (exchange !== undefined) this.follow(plan, exchange)
    }
    return exchanges
  }

  borrow(): Promise<Handle> {
    return borrow(this, this.scope.resource)
  }

  parents(): Promise<Readonly<Record<string, string>>> {
    return parentParams(this, this.scope.resource)
  }

  make(label: string, changes?: JsonObject): Promise<Handle> {
    return make(this, this.scope.resource, { label, ...(changes && { changes }) })
  }

  body(changes?: JsonObject, as: 'admin' | 'other' = 'admin'): JsonObject {
    return this.plain('create', as, changes)
  }

  importBody(changes?: JsonObject, as: 'admin' | 'other' = 'admin'): JsonObject {
    return this.plain('import', as, changes)
  }

  private plain(action: 'create' | 'import', as: 'admin' | 'other', changes: JsonObject | undefined): JsonObject {
    const { contract, offer, runId } = this.session.options
    return createBody(contract, this.scope.resource, {
      name: this.name(),
      ids: as === 'other' ? offer.othersKnown : offer.known,
      shown: as === 'other' ? offer.othersShown : offer.shown,
      kubeconfig: offer.kubeconfig,
      action,
      runId,
      ...(changes && { changes }),
    })
  }

  async poll(label: string, plan: RequestPlan, enough: (exchange: Exchange) => boolean): Promise<Exchange> {
    const { attempts } = this.session.options.subject.patience
    for (let attempt = 1; ; attempt += 1) {
      const exchange = await this.send(label, plan)
      if (enough(exchange) || attempt >= attempts) return exchange
      await this.session.pause()
    }
  }

  settle(label: string, handle: Handle): Promise<Exchange> {
    return settle(this, label, handle)
  }

  own(exchange: Exchange, body: JsonObject = {}): Handle | undefined {
    const entry = succeeded(exchange) ? this.session.booking.of(exchange) : undefined
    return entry?.known === true ? { ...entry.handle, body } : undefined
  }

  name(): string {
    return this.nameFor(this.scope.resource)
  }

  nameFor(resource: string): string {
    const { contract, seed, runId } = this.session.options
    this.scope.count += 1
    const whose = mark(seedOf(seed, this.scope.check, this.scope.resource, ...(runId === undefined ? [] : [runId])))
    const name = nameFor(contract, resource, { mark: whose, number: this.scope.count, runId })
    this.named.push(name)
    return name
  }

  wait(seconds: number): Promise<void> {
    return this.session.pass(seconds)
  }

  private isLent(handle: Handle): boolean {
    return [...this.session.lent.values()].some((lent) => lent.resource === handle.resource && JSON.stringify(lent.params) === JSON.stringify(handle.params))
  }

  /** Waits until a write is served, where the contract refuses it while an earlier one takes its course. */
  private async rest(plan: RequestPlan): Promise<void> {
    const { behaviour } = operationOf(this.session.options.contract, plan)
    if (plan.atOnce === true || (behaviour?.action !== 'update' && behaviour?.action !== 'delete')) return
    const { subject } = this.session.options
    const handle = { resource: behaviour.resource, params: addressOf(this.session.options, plan, behaviour.resource), body: {} }
    if (this.session.busy.take(handle)) await settle(this, 'settling', { ...handle, as: keeperOf(subject, plan) })
  }

  private keep(exchange: Exchange): void {
    this.recorded.push(exchange)
    const entry = this.session.booking.of(exchange)
    if (entry !== undefined) this.entries.add(entry)
  }

  private follow(plan: RequestPlan, exchange: Exchange): void {
    const { contract } = this.session.options
    const { behaviour } = operationOf(contract, plan)
    if (behaviour?.action === 'update' || behaviour?.action === 'read') {
      const does = behaviour.action === 'read' ? 'read' : 'write'
      this.session.busy.note({ resource: behaviour.resource, params: addressOf(this.session.options, plan, behaviour.resource) }, { does, exchange })
    }
    if (behaviour?.action === 'update' && this.session.given.has(behaviour.resource)) this.changed.add(behaviour.resource)
    const entry = this.session.booking.of(exchange)
    if (entry?.known === true && succeeded(exchange)) this.session.busy.note(entry.handle, { does: 'write', exchange })
  }
}
