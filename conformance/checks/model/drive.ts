import { answerOf, succeeded } from '../../history.ts'
import { tagOf } from '../../judge/view.ts'
import { keysFor } from '../idempotency/steps.ts'
import { idIn, idParameter } from '../../resources.ts'
import { isOurs } from '../idempotency/effects.ts'
import { itemsAt } from '../sight.ts'
import { workIn } from './work-in.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { Command, Condition, Program } from '../../model/command.ts'
import type { Machine } from './machine.ts'

/** What the interpreter knows of a resource that it has made: enough to choose whom a command is about, and no more. */
interface Slot {
  readonly params: Handle['params']
  readonly body: JsonObject
  readonly key: string | undefined
  readonly by: string
  life: 'there' | 'leaving' | 'gone'
  /** Tags that were told of it, the latest last. */
  readonly tags: string[]
  /** The long-running operation that was started last for it. */
  work: string | undefined
}

/**
 * Carries out commands. Those that make no sense by the time it is their turn are left out, e.g. an update when nothing is there.
 * Each request has the number of its command in its label, so that evidence can be told as a program.
 */
export async function carryOut(api: Api, machine: Machine, program: Program): Promise<void> {
  const walk = new Walk(api, machine, await machine.nursery(api))
  for (const [index, command] of program.entries()) await walk.take(`${index + 1} ${command.do}`, command)
}

class Walk {
  private readonly api: Api
  private readonly machine: Machine
  private readonly parents: Handle['params']
  private readonly slots: Slot[] = []
  private seen: Exchange | undefined

  constructor(api: Api, machine: Machine, parents: Handle['params']) {
    this.api = api
    this.machine = machine
    this.parents = parents
  }

  async take(label: string, command: Command): Promise<void> {
    switch (command.do) {
      case 'list':
        return this.list(label)
      case 'create':
        return this.create(label, { settled: command.settled, body: this.api.body() })
      case 'import':
        return this.bring(label)
      case 'recreate':
        return this.with(command.of, ['gone', 'leaving'], (slot) => this.recreate(label, slot))
      case 'replay':
        return this.with(command.of, ['there', 'leaving', 'gone'], (slot) => this.replay(label, slot))
      case 'lose':
        return this.lose(label, command)
      case 'wait':
        return this.api.wait(command.seconds)
      case 'finish':
        return this.finish(label)
      default:
        return this.about(label, command)
    }
  }

  /** What is done with one that is there already. */
  private about(label: string, command: Extract<Command, { readonly of: number; readonly do: Exclude<Command['do'], 'recreate' | 'replay' | 'lose'> }>): Promise<void> {
    switch (command.do) {
      case 'read':
        return this.with(command.of, ['there', 'leaving', 'gone'], (slot) => this.look(label, slot))
      case 'settle':
        return this.with(command.of, ['there', 'leaving'], (slot) => this.settle(label, slot))
      case 'view':
        return this.with(command.of, ['there', 'leaving', 'gone'], (slot) => this.view(label, slot, command.which))
      case 'work':
        return this.with(command.of, ['there', 'leaving', 'gone'], (slot) => this.work(label, slot))
      case 'update':
        return this.with(command.of, ['there'], (slot) => this.update(label, slot, command))
      case 'act':
        return this.with(command.of, ['there'], (slot) => this.act(label, slot, command.which))
      case 'offend':
        return this.with(command.of, ['there'], (slot) => this.offend(label, slot, command.how))
      case 'delete':
        return this.with(command.of, ['there'], (slot) => this.remove(label, slot))
      case 'delete again':
        return this.with(command.of, ['leaving', 'gone'], (slot) => this.remove(label, slot))
    }
  }

  private async with(of: number, lives: readonly Slot['life'][], act: (slot: Slot) => Promise<void>): Promise<void> {
    const able = this.slots.filter(({ life }) => lives.includes(life))
    const slot = able[of % Math.max(1, able.length)]
    if (slot !== undefined) await act(slot)
  }

  private async send(label: string, plan: RequestPlan, slot?: Slot): Promise<Exchange> {
    const exchange = await this.api.send(label, plan)
    this.note(exchange, slot)
    return exchange
  }

  /** Remembers the date, and what an answer tells of a slot. */
  private note(exchange: Exchange, slot?: Slot): void {
    if (answerOf(exchange) !== undefined) this.seen = exchange
    if (slot === undefined || !succeeded(exchange)) return
    const { rules } = this.machine
    const tag = rules.type.tag === undefined ? undefined : tagOf(rules.type.tag, answerOf(exchange))
    if (tag !== undefined && slot.tags.at(-1) !== tag) slot.tags.push(tag)
    slot.work = workIn(rules.contract, exchange) ?? slot.work
  }

  private async list(label: string): Promise<void> {
    if (this.machine.list !== undefined) await this.send(label, { operation: this.machine.list.id, params: this.parents })
  }

  private async create(label: string, wish: { readonly settled: boolean; readonly body: JsonObject; readonly by?: string }): Promise<void> {
    const { by = this.machine.create.id, body, settled } = wish
    const key = by === this.machine.create.id ? await this.key() : undefined
    const plan = this.making(by, body, key)
    const exchange = await this.send(label, plan)
    const slot = this.added(exchange, { body, key, by })
    if (slot !== undefined) this.note(exchange, slot)
    if (slot !== undefined && settled) await this.settle(label, slot)
  }

  private making(operation: string, body: JsonObject, key: string | undefined): RequestPlan {
    const { keys } = this.machine
    return { operation, params: this.parents, body, ...(key !== undefined && keys !== undefined && { headers: { [keys.header]: key } }) }
  }

  private added(exchange: Exchange, of: Pick<Slot, 'body' | 'key' | 'by'>): Slot | undefined {
    const handle = this.api.own(exchange, of.body)
    if (handle === undefined) return undefined
    const slot: Slot = { ...of, params: handle.params, life: 'there', tags: [], work: undefined }
    const known = this.slots.findIndex(({ params }) => JSON.stringify(params) === JSON.stringify(handle.params))
    if (known >= 0) this.slots.splice(known, 1)
    this.slots.push(slot)
    return slot
  }

  /** A key that nobody has used: made with the date of an answer, so that another run of the same seed has others. */
  private async key(): Promise<string | undefined> {
    const { keys } = this.machine
    if (keys === undefined) return undefined
    if (this.seen === undefined) await this.list('date')
    return this.seen === undefined ? undefined : keysFor(keys, this.seen)(this.api.name())
  }

  private async bring(label: string): Promise<void> {
    const { imports } = this.machine
    if (imports !== undefined) await this.create(label, { by: imports.id, body: this.api.importBody(), settled: false })
  }

  private async look(label: string, slot: Slot): Promise<void> {
    const { sight } = this.machine.vanishing
    const exchange = await this.send(label, sight.plan(slot.params), slot)
    if (sight.presence(exchange, this.idOf(slot)) === 'gone' && slot.life === 'leaving') slot.life = 'gone'
  }

  private idOf({ params }: Slot): string | undefined {
    return params[idParameter(this.machine.rules.type)]
  }

  private async settle(label: string, slot: Slot): Promise<void> {
    if (slot.life === 'leaving') {
      const last = await this.machine.vanishing.wait(this.api, label, slot)
      if (this.machine.vanishing.sight.presence(last, this.idOf(slot)) === 'gone') slot.life = 'gone'
      return
    }
    if (this.machine.rules.lifecycle === undefined) return this.look(label, slot)
    this.note(await this.api.settle(label, { resource: this.machine.rules.resource, params: slot.params, body: slot.body }), slot)
  }

  private async view(label: string, slot: Slot, which: number): Promise<void> {
    const { views } = this.machine
    const view = views[which % Math.max(1, views.length)]
    if (view !== undefined) await this.send(label, { operation: view.id, params: slot.params })
  }

  private async work(label: string, slot: Slot): Promise<void> {
    const { work } = this.machine
    if (work !== undefined && slot.work !== undefined) await this.send(label, { operation: work.id, params: { [work.parameter]: slot.work } })
  }

  private async update(label: string, slot: Slot, command: { readonly field: number; readonly value: number; readonly on: Condition }): Promise<void> {
    const plan = this.updating(slot, command)
    if (plan === undefined) return
    if (command.on === 'nothing' || !this.machine.isConditional) return void (await this.send(label, plan, slot))
    // A tag that was told earlier may have moved since: writes begin with a look.
    await this.look(`${label} (look)`, slot)
    const tag = command.on === 'current' ? slot.tags.at(-1) : slot.tags.at(-2)
    if (tag !== undefined) await this.send(label, { ...plan, headers: { 'if-match': tag } }, slot)
  }

  private updating(slot: Slot, { field: at, value }: { readonly field: number; readonly value: number }): RequestPlan | undefined {
    const { update, fields } = this.machine
    const field = fields[at % Math.max(1, fields.length)]
    const chosen = field?.values[value % field.values.length]
    return update === undefined || field === undefined || chosen === undefined ? undefined : { operation: update.id, params: slot.params, body: field.body(chosen) }
  }

  private async act(label: string, slot: Slot, which: number): Promise<void> {
    const { acts } = this.machine
    const act = acts[which % Math.max(1, acts.length)]
    if (act !== undefined) await this.send(label, act.plan(slot.params), slot)
  }

  private async offend(label: string, slot: Slot, how: 'taken' | 'cut off'): Promise<void> {
    const plan = this.updating(slot, { field: 0, value: 0 })
    const isNamed = this.machine.rules.type.identity.from === 'client'
    if (how === 'taken' && isNamed) await this.send(label, this.making(slot.by, slot.body, undefined))
    else if (plan !== undefined) await this.send(label, { operation: plan.operation, params: slot.params, raw: JSON.stringify(plan.body).slice(0, -1) })
  }

  private async remove(label: string, slot: Slot): Promise<void> {
    const exchange = await this.machine.vanishing.ask(this.api, label, slot)
    this.note(exchange, slot)
    if (succeeded(exchange) && slot.life === 'there') slot.life = 'leaving'
  }

  private async recreate(label: string, slot: Slot): Promise<void> {
    if (slot.life === 'leaving') await this.settle(`${label} (wait)`, slot)
    if (slot.life === 'gone') await this.create(label, { settled: false, body: slot.body, by: slot.by })
  }

  private async replay(label: string, slot: Slot): Promise<void> {
    if (slot.key !== undefined) this.added(await this.send(label, this.making(slot.by, slot.body, slot.key)), slot)
  }

  private async lose(label: string, command: Extract<Command, { readonly do: 'lose' }>): Promise<void> {
    const lost = { hangUp: 'after-send', mayBeLost: true } as const
    switch (command.what) {
      case 'create':
        return this.loseCreate(label, lost)
      case 'update':
        return this.with(command.of, ['there'], async (slot) => {
          const plan = this.updating(slot, { field: command.of, value: command.value })
          if (plan !== undefined) await this.api.send(label, { ...plan, ...lost })
          await this.look(`${label} (look)`, slot)
          await this.look(`${label} (look)`, slot)
        })
      case 'delete':
        return this.with(command.of, ['there'], async (slot) => {
          await this.api.send(label, { operation: this.machine.vanishing.remove.id, params: slot.params, ...lost })
          slot.life = 'leaving'
          await this.look(`${label} (look)`, slot)
          // Whether it was done or not, it is now: nothing is left in doubt that costs money.
          if (slot.life === 'leaving') await this.remove(`${label} (again)`, slot)
        })
    }
  }

  /** Only where what came of it can be found again: by its name, or by its key. */
  private async loseCreate(label: string, lost: Pick<RequestPlan, 'hangUp' | 'mayBeLost'>): Promise<void> {
    const { create, rules, list } = this.machine
    const isNamed = rules.type.identity.from === 'client'
    const key = await this.key()
    if (!isNamed && (key === undefined || list === undefined)) return
    const body = this.api.body()
    const plan = this.making(create.id, body, key)
    await this.api.send(label, { ...plan, ...lost })
    if (key === undefined) return this.adopt(label, body)
    const again = await this.api.poll(`${label} (again)`, plan, (exchange) => (answerOf(exchange)?.status ?? 500) < 500)
    this.note(again)
    if (this.added(again, { body, key, by: create.id }) === undefined) await this.discard(`${label} (after)`, body)
  }

  /** Takes a resource for made whose create was lost: its name is known, and whether it is there will show. */
  private async adopt(label: string, body: JsonObject): Promise<void> {
    const { type } = this.machine.rules
    const slot: Slot = { params: { ...this.parents, [idParameter(type)]: idIn(type, body) ?? '' }, body, key: undefined, by: this.machine.create.id, life: 'there', tags: [], work: undefined }
    this.slots.push(slot)
    await this.look(`${label} (look)`, slot)
    await this.look(`${label} (look)`, slot)
  }

  /** Deletes what came of a body after all, where no answer told of it. */
  private async discard(label: string, body: JsonObject): Promise<void> {
    const { list, rules, vanishing } = this.machine
    if (list === undefined || rules.items === undefined) return
    const listed = await this.send(label, { operation: list.id, params: this.parents })
    const known = new Set(this.slots.map((slot) => this.idOf(slot)))
    for (const item of itemsAt(listed, rules.items)) {
      const id = idIn(rules.type, item)
      if (id !== undefined && !known.has(id) && isOurs(item, [body]))
        await vanishing.ask(this.api, `${label} (discard)`, { params: { ...this.parents, [idParameter(rules.type)]: id } })
    }
  }

  private async finish(label: string): Promise<void> {
    for (const slot of this.slots) if (slot.life === 'there') await this.remove(`${label} (delete)`, slot)
    for (const slot of this.slots) if (slot.life === 'leaving') await this.settle(`${label} (wait)`, slot)
    await this.list(label)
  }
}
