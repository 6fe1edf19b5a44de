import { seedOf, mark } from './ids.ts'
import { answerOf, History, succeeded } from './history.ts'
import { borrow, make, parentParams, settle } from './make.ts'
import { createBody, nameFor } from './naming.ts'
import { wholeList } from './pages.ts'
import { idIn, idParameter, resourceOf } from './resources.ts'
import { operationOf, paramsOf } from './subject/address.ts'
import { at, isObject } from '../specs/json.ts'
import type { Json, JsonObject } from '../specs/json.ts'
import type { Api, Handle, RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'
import type { Entry } from './ledger.ts'
import type { Session } from './session.ts'

/** Whose scenario it is: names are made from it, so that no check's names depend on another check. */
export interface Scope {
  readonly check: string
  readonly resource: string
  /** Numbers of the names used so far in this scope. */
  count: number
}

/** What one scenario may do, recorded. */
export class Driver implements Api {
  readonly session: Session
  private readonly scope: Scope
  private readonly recorded: Exchange[] = []
  private readonly entries = new Set<Entry>()
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
    const entry = this.intend(plan)
    const exchange = await wholeList(this.session, { label, plan }, (one) => this.recorded.push(one))
    this.follow(plan, exchange, entry)
    return exchange
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
    const { contract, offer } = this.session.options
    return createBody(contract, this.scope.resource, {
      name: this.name(),
      ids: as === 'other' ? offer.othersKnown : offer.known,
      shown: as === 'other' ? offer.othersShown : offer.shown,
      kubeconfig: offer.kubeconfig,
      action,
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
    const found = this.handleOf(exchange)
    return found === undefined ? undefined : { ...found, body }
  }

  name(): string {
    return this.nameFor(this.scope.resource)
  }

  nameFor(resource: string): string {
    const { contract, seed } = this.session.options
    this.scope.count += 1
    return nameFor(contract, resource, { mark: mark(seedOf(seed, this.scope.check, this.scope.resource)), number: this.scope.count })
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
    const handle = { resource: behaviour.resource, params: this.address(plan, behaviour.resource), body: {} }
    if (this.session.busy.take(handle)) await settle(this, 'settling', { ...handle, as: this.keeper(plan) })
  }

  /** Writes a create whose name is ours to choose into the ledger before it is sent. */
  private intend(plan: RequestPlan): Entry | undefined {
    const resource = this.creates(plan)
    const id = resource === undefined ? undefined : idIn(resourceOf(this.session.options.contract, resource).type, plan.body)
    if (resource === undefined || id === undefined) return undefined
    const handle = this.handle(plan, resource, id)
    const entry = this.session.ledger.note({ handle, as: this.keeper(plan), shared: false, state: 'asked' })
    if (entry.state === 'asked') this.entries.add(entry)
    return entry
  }

  private follow(plan: RequestPlan, exchange: Exchange, intended: Entry | undefined): void {
    const { contract } = this.session.options
    const { behaviour } = operationOf(contract, plan)
    if (behaviour?.action === 'update' || behaviour?.action === 'read') {
      const does = behaviour.action === 'read' ? 'read' : 'write'
      this.session.busy.note({ resource: behaviour.resource, params: this.address(plan, behaviour.resource) }, { does, exchange })
    }
    if (behaviour?.action === 'update' && this.session.given.has(behaviour.resource)) this.changed.add(behaviour.resource)
    if (behaviour?.action === 'delete' && plan.method === undefined && succeeded(exchange)) {
      const entry = this.session.ledger.find(behaviour.resource, this.address(plan, behaviour.resource))
      if (entry !== undefined) entry.state = 'deleted'
    }
    const resource = this.creates(plan)
    if (resource === undefined) return
    if (exchange.outcome.kind === 'answered' && !succeeded(exchange) && intended?.state === 'asked') intended.state = 'nothing'
    const id = idIn(resourceOf(contract, resource).type, answerOf(exchange)?.json) ?? intended?.handle.params[idParameter(resourceOf(contract, resource).type)]
    if (!succeeded(exchange) || id === undefined) return
    const entry = this.session.ledger.note({ handle: this.handle(plan, resource, id), as: this.keeper(plan), shared: false, state: 'made' })
    entry.state = 'made'
    this.session.busy.note(entry.handle, { does: 'write', exchange })
    if (intended !== undefined && intended !== entry && intended.state === 'asked') intended.state = 'nothing'
    this.entries.add(entry)
  }

  /** Who deletes what this plan makes: its tenant's own principal, because whoever made it may have had no right to. */
  private keeper(plan: RequestPlan): 'admin' | 'other' {
    const { subject } = this.session.options
    const own = Object.entries(subject.principals.other?.params ?? {})
    const params = paramsOf(subject, plan)
    return plan.as === 'other' && own.every(([name, value]) => params[name] === value) ? 'other' : 'admin'
  }

  /** The resource type that a plan asks the subject to make one of. */
  private creates(plan: RequestPlan): string | undefined {
    const { behaviour } = operationOf(this.session.options.contract, plan)
    return (behaviour?.action === 'create' || behaviour?.action === 'import') && plan.method === undefined && plan.path === undefined
      ? behaviour.resource
      : undefined
  }

  private handle(plan: RequestPlan, resource: string, id: string): Handle {
    const { type } = resourceOf(this.session.options.contract, resource)
    return { resource, params: { ...this.address(plan, resource), [idParameter(type)]: id }, body: isObject(plan.body) ? plan.body : {} }
  }

  private address(plan: RequestPlan, resource: string): Readonly<Record<string, string>> {
    const { contract, subject } = this.session.options
    const params = paramsOf(subject, plan)
    return Object.fromEntries(resourceOf(contract, resource).type.address.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])))
  }

  /** Finds the ledger's entry for a create by what was sent and what was answered. */
  private handleOf(exchange: Exchange): Handle | undefined {
    if (!succeeded(exchange) || exchange.operation === undefined) return undefined
    const { behaviour } = operationOf(this.session.options.contract, { operation: exchange.operation })
    if (behaviour === undefined) return undefined
    const { type } = resourceOf(this.session.options.contract, behaviour.resource)
    const id = idIn(type, answerOf(exchange)?.json) ?? idIn(type, bodyOf(exchange))
    const entries = this.session.ledger.all().filter(({ handle }) => handle.resource === behaviour.resource && handle.params[idParameter(type)] === id)
    return entries.at(-1)?.handle
  }
}

function bodyOf(exchange: Exchange): Json | undefined {
  try {
    const body: Json = JSON.parse(exchange.request.body ?? '')
    return at(body, '')
  } catch {
    return undefined
  }
}
