import { lose } from './losing.ts'
import { Hands } from './hands.ts'
import type { Api } from '../../api.ts'
import type { Command, Condition, Program } from '../../model/command.ts'
import type { Slot } from './hands.ts'
import type { Machine } from './machine.ts'

/**
 * Carries out commands. Those that make no sense by the time it is their turn are left out, e.g. an update when nothing is there.
 * Each request has the number of its command in its label, so that evidence can be told as a program.
 */
export async function carryOut(api: Api, machine: Machine, program: Program): Promise<void> {
  const walk = new Walk(new Hands(api, machine, await machine.nursery(api)))
  for (const [index, command] of program.entries()) await walk.take(`${index + 1} ${command.do}`, command)
}

class Walk {
  private readonly hands: Hands

  constructor(hands: Hands) {
    this.hands = hands
  }

  async take(label: string, command: Command): Promise<void> {
    switch (command.do) {
      case 'list':
        return this.hands.list(label)
      case 'create':
        return this.hands.create(label, { settled: command.settled, body: this.hands.api.body() })
      case 'import':
        return this.bring(label)
      case 'recreate':
        return this.hands.with(command.of, ['gone', 'leaving'], (slot) => this.recreate(label, slot))
      case 'replay':
        return this.hands.with(command.of, ['there', 'leaving', 'gone'], (slot) => this.replay(label, slot))
      case 'lose':
        return lose(this.hands, label, command)
      case 'wait':
        return this.hands.api.wait(command.seconds)
      case 'finish':
        return this.finish(label)
      case 'read':
      case 'settle':
      case 'view':
      case 'work':
      case 'update':
      case 'act':
      case 'offend':
      case 'delete':
      case 'delete again':
        return this.about(label, command)
    }
  }

  /** What is done with one that is there already. */
  private about(
    label: string,
    command: Extract<Command, { readonly of: number; readonly do: Exclude<Command['do'], 'recreate' | 'replay' | 'lose'> }>,
  ): Promise<void> {
    switch (command.do) {
      case 'read':
        return this.hands.with(command.of, ['there', 'leaving', 'gone'], (slot) => this.hands.look(label, slot))
      case 'settle':
        return this.hands.with(command.of, ['there', 'leaving'], (slot) => this.hands.settle(label, slot))
      case 'view':
        return this.hands.with(command.of, ['there', 'leaving', 'gone'], (slot) => this.view(label, slot, command.which))
      case 'work':
        return this.hands.with(command.of, ['there', 'leaving', 'gone'], (slot) => this.work(label, slot))
      case 'update':
        return this.hands.with(command.of, ['there'], (slot) => this.update(label, slot, command))
      case 'act':
        return this.hands.with(command.of, ['there'], (slot) => this.act(label, slot, command.which))
      case 'offend':
        return this.hands.with(command.of, ['there'], (slot) => this.offend(label, slot, command.how))
      case 'delete':
        return this.hands.with(command.of, ['there'], (slot) => this.hands.remove(label, slot))
      case 'delete again':
        return this.hands.with(command.of, ['leaving', 'gone'], (slot) => this.hands.remove(label, slot))
    }
  }
  private async bring(label: string): Promise<void> {
    const { imports } = this.hands.machine
    if (imports !== undefined) await this.hands.create(label, { by: imports.id, body: this.hands.api.importBody(), settled: false })
  }

  private async view(label: string, slot: Slot, which: number): Promise<void> {
    const { views } = this.hands.machine
    const view = views[which % Math.max(1, views.length)]
    if (view !== undefined) await this.hands.send(label, { operation: view.id, params: slot.params })
  }

  private async work(label: string, slot: Slot): Promise<void> {
    const { work } = this.hands.machine
    if (work !== undefined && slot.work !== undefined) await this.hands.send(label, { operation: work.id, params: { [work.parameter]: slot.work } })
  }

  private async update(label: string, slot: Slot, command: { readonly field: number; readonly value: number; readonly on: Condition }): Promise<void> {
    const plan = this.hands.updating(slot, command)
    if (plan === undefined) return
    slot.wrote = command
    if (command.on === 'nothing' || !this.hands.machine.isConditional) return void (await this.hands.send(label, plan, slot))
    // A tag that was told earlier may have moved since: writes begin with a look.
    await this.hands.look(`${label} (look)`, slot)
    const tag = command.on === 'current' ? slot.tags.at(-1) : slot.tags.at(-2)
    if (tag !== undefined) await this.hands.send(label, { ...plan, headers: { 'if-match': tag } }, slot)
  }

  private async act(label: string, slot: Slot, which: number): Promise<void> {
    const { acts } = this.hands.machine
    const act = acts[which % Math.max(1, acts.length)]
    if (act !== undefined) await this.hands.send(label, act.plan(slot.params), slot)
  }

  private async offend(label: string, slot: Slot, how: 'taken' | 'cut off'): Promise<void> {
    const { field, value } = slot.wrote ?? { field: 0, value: -1 }
    // Another value than it has: whoever does what was refused must be seen to.
    const plan = this.hands.updating(slot, { field, value: value + 1 })
    const isNamed = this.hands.machine.rules.type.identity.from === 'client'
    if (how === 'taken' && isNamed) await this.hands.send(label, this.hands.making(slot.by, slot.body, undefined))
    else if (plan !== undefined) await this.hands.send(label, { operation: plan.operation, params: slot.params, raw: JSON.stringify(plan.body).slice(0, -1) })
  }

  private async recreate(label: string, slot: Slot): Promise<void> {
    if (slot.life === 'leaving') await this.hands.settle(`${label} (wait)`, slot)
    if (slot.life === 'gone') await this.hands.create(label, { settled: false, body: slot.body, by: slot.by })
  }

  private async replay(label: string, slot: Slot): Promise<void> {
    if (slot.key !== undefined) this.hands.added(await this.hands.send(label, this.hands.making(slot.by, slot.body, slot.key)), slot)
  }

  private async finish(label: string): Promise<void> {
    for (const slot of this.hands.slots) if (slot.life === 'there') await this.hands.remove(`${label} (delete)`, slot)
    for (const slot of this.hands.slots) if (slot.life === 'leaving') await this.hands.settle(`${label} (wait)`, slot)
    await this.hands.list(label)
  }
}
