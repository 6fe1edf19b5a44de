import { answerOf, succeeded } from '../../history.ts'
import { tagOf } from '../../judge/view.ts'
import { idParameter } from '../../resources.ts'
import { keysFor } from '../idempotency/steps.ts'
import { workIn } from './work-in.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Machine } from './machine.ts'

/** What the interpreter knows of a resource that it has made: enough to choose whom a command is about, and no more. */
export interface Slot {
  readonly params: Handle['params']
  readonly body: JsonObject
  readonly key: string | undefined
  readonly by: string
  life: 'there' | 'leaving' | 'gone'
  /** Tags that were told of it, the latest last. */
  readonly tags: string[]
  /** The long-running operation that was started first for it. */
  work: string | undefined
  /** Which field was written last, and which of its values. */
  wrote?: { readonly field: number; readonly value: number }
}

/** Looks at what is leaving: stand-ins let a lifecycle end after some reads. */
const looks = 10

/** What all commands are made of: requests, and what is remembered of those that they were about. */
export class Hands {
  readonly api: Api
  readonly machine: Machine
  readonly parents: Handle['params']
  readonly slots: Slot[] = []
  private seen: Exchange | undefined

  constructor(api: Api, machine: Machine, parents: Handle['params']) {
    this.api = api
    this.machine = machine
    this.parents = parents
  }

  async with(of: number, lives: readonly Slot['life'][], act: (slot: Slot) => Promise<void>): Promise<void> {
    const able = this.slots.filter(({ life }) => lives.includes(life))
    const slot = able.at(-1 - (of % Math.max(1, able.length)))
    if (slot !== undefined) await act(slot)
  }

  async send(label: string, plan: RequestPlan, slot?: Slot): Promise<Exchange> {
    const exchange = await this.api.send(label, plan)
    this.note(exchange, slot)
    return exchange
  }

  /** Remembers the date, and what an answer tells of a slot. */
  note(exchange: Exchange, slot?: Slot): void {
    if (answerOf(exchange) !== undefined) this.seen = exchange
    if (slot === undefined || !succeeded(exchange)) return
    const { rules } = this.machine
    const tag = rules.type.tag === undefined ? undefined : tagOf(rules.type.tag, answerOf(exchange))
    if (tag !== undefined && slot.tags.at(-1) !== tag) slot.tags.push(tag)
    slot.work ??= workIn(rules.contract, exchange)
  }

  async list(label: string): Promise<void> {
    if (this.machine.list !== undefined) await this.send(label, { operation: this.machine.list.id, params: this.parents })
  }

  async create(label: string, wish: { readonly settled: boolean; readonly body: JsonObject; readonly by?: string }): Promise<void> {
    const { by = this.machine.create.id, body, settled } = wish
    const key = by === this.machine.create.id ? await this.key() : undefined
    const plan = this.making(by, body, key)
    const exchange = await this.send(label, plan)
    const slot = this.added(exchange, { body, key, by })
    if (slot !== undefined) this.note(exchange, slot)
    if (slot !== undefined && settled) await this.settle(label, slot)
  }

  making(operation: string, body: JsonObject, key: string | undefined): RequestPlan {
    const { keys } = this.machine
    return { operation, params: this.parents, body, ...(key !== undefined && keys !== undefined && { headers: { [keys.header]: key } }) }
  }

  added(exchange: Exchange, of: Pick<Slot, 'body' | 'key' | 'by'>): Slot | undefined {
    const handle = this.api.own(exchange, of.body)
    if (handle === undefined) return undefined
    const slot: Slot = { ...of, params: handle.params, life: 'there', tags: [], work: undefined }
    const known = this.slots.findIndex(({ params }) => JSON.stringify(params) === JSON.stringify(handle.params))
    if (known >= 0) this.slots.splice(known, 1)
    this.slots.push(slot)
    return slot
  }

  /** A key that nobody has used: made with the date of an answer, so that another run of the same seed has others. */
  async key(): Promise<string | undefined> {
    const { keys } = this.machine
    if (keys === undefined) return undefined
    if (this.seen === undefined) await this.list('date')
    return this.seen === undefined ? undefined : keysFor(keys, this.seen)(this.api.name())
  }

  async look(label: string, slot: Slot): Promise<void> {
    const { sight } = this.machine.vanishing
    const exchange = await this.send(label, sight.plan(slot.params), slot)
    if (sight.presence(exchange, this.idOf(slot)) === 'gone' && slot.life === 'leaving') slot.life = 'gone'
  }

  idOf({ params }: Slot): string | undefined {
    return params[idParameter(this.machine.rules.type)]
  }

  async settle(label: string, slot: Slot): Promise<void> {
    if (slot.life === 'leaving') {
      return this.outlast(label, slot)
    }
    if (this.machine.rules.lifecycle === undefined) return this.look(label, slot)
    this.note(await this.api.settle(label, { resource: this.machine.rules.resource, params: slot.params, body: slot.body }), slot)
  }

  /**
   * Waits until what was deleted is gone. Where time can be moved, the declared time passes at once, and a few looks are enough: what is
   * still there at the last of them has outlasted its time.
   */
  async outlast(label: string, slot: Slot): Promise<void> {
    const last = `${label.replace(/ \([a-z ]+\)$/, '')} (last)`
    const { rules, vanishing } = this.machine
    if (!rules.alone) {
      const last = await vanishing.wait(this.api, label, slot)
      if (vanishing.sight.presence(last, this.idOf(slot)) === 'gone') slot.life = 'gone'
      return
    }
    for (let turn = 0; turn < looks && slot.life === 'leaving'; turn += 1) {
      if (turn > 0) await this.api.wait(vanishing.withinSeconds)
      await this.look(turn === looks - 1 ? last : label, slot)
    }
  }

  updating(slot: Slot, { field: at, value }: { readonly field: number; readonly value: number }): RequestPlan | undefined {
    const { update, fields } = this.machine
    const field = fields[at % Math.max(1, fields.length)]
    const chosen = field?.values[value % field.values.length]
    return update === undefined || field === undefined || chosen === undefined
      ? undefined
      : { operation: update.id, params: slot.params, body: field.body(chosen) }
  }

  async remove(label: string, slot: Slot): Promise<void> {
    const exchange = await this.machine.vanishing.ask(this.api, label, slot)
    this.note(exchange, slot)
    if (succeeded(exchange) && slot.life === 'there') slot.life = 'leaving'
  }
}
