import { addressOf } from './booking.ts'
import { Driver } from './driver.ts'
import { answerOf, succeeded } from './history.ts'
import { isSameEntry, isUnchanged, type Life, type Lives } from './lives.ts'
import { namePlace } from './naming.ts'
import { resourceOf } from './resources.ts'
import { restoreTo } from './restore.ts'
import { isCostly } from './spending.ts'
import { operationOf } from './subject/address.ts'
import { sameJson } from './judge/view.ts'
import { at, isObject, withAt } from '../specs/json.ts'
import type { JsonObject } from '../specs/json.ts'
import type { Handle, Labelled, RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'
import type { Entry } from './ledger.ts'
import type { Scope } from './driver.ts'
import type { Session } from './session.ts'

/** A life that a scenario was given; `begun` once the scenario has asked for its create. */
interface Lease {
  readonly life: Life
  begun: boolean
}

/**
 * Drives a scenario in a run that may make few resources. Who asks for a plain body gets the one of a resource that is there already,
 * and who sends it is shown the create that made it: the exchange is a true one, only older. What the scenario leaves as it was, or can
 * be brought back to it, serves the next one.
 */
export class Frugal extends Driver {
  private readonly lives: Lives
  private readonly leases: Lease[] = []
  /** Plain bodies of this scenario, and what came of those that were sent. */
  private readonly plainest: JsonObject[] = []
  private readonly fresh: Omit<Life, 'before'>[] = []
  private readonly written = new Set<string>()
  private hasBorrowed = false

  constructor(session: Session, scope: Scope, lives: Lives) {
    super(session, scope)
    this.lives = lives
  }

  override body(changes?: JsonObject, as: 'admin' | 'other' = 'admin'): JsonObject {
    const life = changes === undefined && as === 'admin' ? this.lease() : undefined
    if (life !== undefined) return life.body
    const body = super.body(changes, as)
    if (changes === undefined && as === 'admin') this.plainest.push(body)
    return body
  }

  /** What is lent to everybody; where that has gone or this scenario has taken it for its own, another one. */
  override async borrow(): Promise<Handle> {
    const { resource } = this.scope
    const lent = this.lives.lent.get(resource)
    const isTaken = lent !== undefined && this.leases.some(({ life }) => life === lent)
    if (lent === undefined || isTaken || lent.entry.state !== 'made') {
      const spare = this.lives.take(resource)
      if (spare !== undefined) this.lend(spare)
      else if (isTaken) this.session.lent.delete(resource)
    }
    this.hasBorrowed = true
    const handle = await super.borrow()
    const made = this.recorded.findLast(({ label }) => label === 'borrowing')
    const entry = made && this.session.booking.of(made)
    const settled = answerOf(this.recorded.findLast(({ label }) => label === 'settling'))?.json
    if (made !== undefined && entry?.known === true && settled !== undefined && isCostly(this.session.options.contract, resource))
      this.lives.lent.set(resource, { entry, created: made, body: entry.handle.body, before: settled })
    return handle
  }

  private lend(life: Life): void {
    const { resource } = this.scope
    this.session.lent.set(resource, life.entry.handle)
    this.lives.lent.set(resource, life)
  }

  override async make(label: string, changes?: JsonObject): Promise<Handle> {
    const life = changes === undefined ? this.lease() : undefined
    if (life === undefined) return super.make(label, changes)
    this.begin(life, label)
    await this.settle('settling', life.entry.handle)
    return life.entry.handle
  }

  override async control(label: string, plan: RequestPlan): Promise<Exchange> {
    const like = this.likeness(plan)
    const known = this.lives.control(like)
    if (known !== undefined) return this.show(known, label)
    const exchange = await this.send(label, { ...plan, isMeant: true })
    this.lives.accept(like, exchange)
    return exchange
  }

  override async send(label: string, plan: RequestPlan): Promise<Exchange> {
    const { resource, isCreate } = this.aboutOf(plan)
    const lease = isCreate ? this.leases.find(({ life, begun }) => !begun && life.entry.handle.resource === resource) : undefined
    if (lease !== undefined && isPlain(plan) && sameJson(plan.body, lease.life.body)) return this.begin(lease.life, label)
    const named = lease === undefined ? plan : this.renamed(plan, lease.life)
    const sent = isCreate && this.plainest.some((one) => sameJson(one, named.body)) ? { ...named, isMeant: true } : named
    this.noteWrite(sent)
    const exchange = await super.send(label, sent)
    this.note(sent, exchange)
    return exchange
  }

  override async together(plans: readonly Labelled[]): Promise<readonly Exchange[]> {
    // What was on its way may have arrived, whatever kept its answer from being told.
    for (const [, plan] of plans) this.noteWrite(plan)
    const exchanges = await super.together(plans)
    for (const [index, [, plan]] of plans.entries()) {
      const exchange = exchanges[index]
      if (exchange !== undefined) this.note(plan, exchange)
    }
    return exchanges
  }

  override own(exchange: Exchange, body: JsonObject = {}): Handle | undefined {
    const handle = super.own(exchange, body)
    const sent = this.session.booking.of(exchange)?.handle.body
    return handle === undefined || sent === undefined || this.leases.length === 0 ? handle : { ...handle, body: sent }
  }

  /** What has to go after the scenario: all it made but what serves the next one. */
  override async leavings(): Promise<readonly Entry[]> {
    const kept: Life[] = []
    const { lent } = this.lives
    const mine = this.hasBorrowed ? [...lent.values()].filter(({ entry }) => this.written.has(JSON.stringify(entry.handle.params))) : []
    for (const life of [...this.leases.map((lease) => lease.life), ...mine]) {
      const isLent = lent.get(life.entry.handle.resource) === life
      const isGood = await this.asItWas(life)
      if (isGood && !isLent) kept.push(life)
      if (!isGood && isLent) lent.delete(life.entry.handle.resource)
    }
    for (const one of this.fresh) {
      const life = await this.young(one)
      if (life !== undefined) kept.push(life)
    }
    for (const life of kept) this.lives.give(life)
    return (await super.leavings()).filter((entry) => !kept.some((life) => isSameEntry(life.entry, entry)))
  }

  /** A life for this scenario, where there is one and having one costs something. */
  private lease(): Life | undefined {
    const { resource, isFresh } = this.scope
    const { contract } = this.session.options
    const life = isFresh === true || !isCostly(contract, resource) ? undefined : (this.lives.take(resource) ?? this.lentOne(resource))
    if (life !== undefined) this.leases.push({ life, begun: false })
    return life
  }

  /** What is lent to everybody, where this scenario needs it for nothing else. */
  private lentOne(resource: string): Life | undefined {
    const life = this.hasBorrowed ? undefined : this.lives.lent.get(resource)
    return life?.entry.state === 'made' && !this.leases.some((lease) => lease.life === life) ? life : undefined
  }

  private begin(life: Life, label: string): Exchange {
    for (const lease of this.leases) if (lease.life === life) lease.begun = true
    this.entries.add(life.entry)
    return this.show(life.created, label)
  }

  private show(exchange: Exchange, label: string): Exchange {
    const shown = { ...exchange, label }
    this.recorded.push(shown)
    return shown
  }

  /** The same request with a name of its own: the one that its body has is taken by what is there already. */
  private renamed(plan: RequestPlan, { body }: Life): RequestPlan {
    const place = namePlace(resourceOf(this.session.options.contract, this.scope.resource).type)
    const taken = place === undefined ? undefined : at(body, place)
    if (place === undefined || typeof taken !== 'string') return plan
    if (typeof plan.raw === 'string') return { ...plan, raw: plan.raw.replaceAll(taken, this.name()) }
    return isObject(plan.body) && at(plan.body, place) === taken ? { ...plan, body: withAt(plan.body, place, this.name()) } : plan
  }

  private note(plan: RequestPlan, exchange: Exchange): void {
    if (!this.aboutOf(plan).isCreate || !succeeded(exchange) || !isPlain(plan)) return
    const entry = this.session.booking.of(exchange)
    const body = this.plainest.find((one) => sameJson(one, plan.body))
    if (entry?.known === true && body !== undefined) this.fresh.push({ entry, created: exchange, body })
  }

  private noteWrite(plan: RequestPlan): void {
    const { resource, isCreate, isSafe } = this.aboutOf(plan)
    if (!isCreate && !isSafe && resource !== undefined) this.written.add(JSON.stringify(addressOf(this.session.options, plan, this.scope.resource)))
  }

  /** A resource that this scenario made and only looked at. */
  private async young(one: Omit<Life, 'before'>): Promise<Life | undefined> {
    const { contract } = this.session.options
    const { handle, state } = one.entry
    if (state !== 'made' || !isCostly(contract, handle.resource) || this.written.has(JSON.stringify(handle.params))) return undefined
    const now = await this.settle('settling', handle)
    const before = answerOf(now)?.json
    return before !== undefined && isUnchanged(contract, handle.resource, { before, now }) ? { ...one, before } : undefined
  }

  /** True for a leased life that is as it was, or could be brought back to it. */
  private async asItWas({ entry, before }: Life): Promise<boolean> {
    const { contract } = this.session.options
    const { handle } = entry
    if (entry.state !== 'made') return false
    if (this.written.has(JSON.stringify(handle.params))) await restoreTo(this.session, { handle, before })
    const now = await this.settle('settling', handle)
    return isUnchanged(contract, handle.resource, { before, now })
  }

  private aboutOf(plan: RequestPlan): { readonly resource: string | undefined; readonly isCreate: boolean; readonly isSafe: boolean } {
    const { method, behaviour } = operationOf(this.session.options.contract, plan)
    const isCreate = behaviour?.action === 'create' && plan.method === undefined && plan.path === undefined
    return { resource: behaviour?.resource, isCreate, isSafe: ['GET', 'HEAD', 'OPTIONS'].includes((plan.method ?? method).toUpperCase()) }
  }

  /** A request without the names of this scenario: two that differ in nothing else ask for the same. */
  private likeness({ operation, params = {}, body, as = 'admin' }: RequestPlan): string {
    return this.named.reduce((text, name) => text.replaceAll(name, ''), JSON.stringify([operation, params, body, as]))
  }
}

/** True for a create as anybody would send it. */
function isPlain(plan: RequestPlan): boolean {
  const { as = 'admin', headers, lines, query, raw, hangUp, wire } = plan
  return as === 'admin' && [headers, lines, query, raw, hangUp, wire].every((one) => one === undefined)
}
