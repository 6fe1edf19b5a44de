import { isPlain, startsIn } from './acts.ts'
import { wayTo } from './routes.ts'
import { look, perform, seen } from './steps.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Api, Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Act, Acting } from './acts.ts'
import type { Edit } from './fields.ts'

export interface Walking {
  readonly acting: Acting
  readonly read: OperationNeed
  readonly edit: Edit | undefined
  readonly type: ResourceType
  /** Statuses of a refusal, by the name of the act. */
  readonly statuses: ReadonlyMap<string, readonly number[]>
}

/** Follows commands and keeps in mind where the contract's graph says that it is. */
export class Walker {
  private here: string
  private count = 0
  private readonly visited = new Set<string>()
  private readonly accepted = new Set<string>()
  private readonly turnedAway = new Set<string>()
  private readonly api: Api
  private readonly needs: Walking
  private readonly handle: Handle

  constructor(api: Api, needs: Walking, handle: Handle) {
    this.api = api
    this.needs = needs
    this.handle = handle
    this.here = needs.acting.home
  }

  /** In each phase that it comes to, it tries everything that does not start there. */
  async begin(): Promise<void> {
    if (this.visited.has(this.here)) return
    this.visited.add(this.here)
    for (const act of this.needs.acting.acts) if (isPlain(act) && !startsIn(act, this.here)) await this.tryInVain(act)
  }

  /** False where the subject is not where the graph says. */
  async obey(command: string): Promise<boolean> {
    const act = this.needs.acting.acts.find(({ name }) => name === command)
    if (act === undefined) return this.change()
    if (!startsIn(act, this.here)) {
      await this.tryInVain(act)
      return true
    }
    const end = await perform(this.api, this.needs.acting, { label: this.label('done', act.name), handle: this.handle, act })
    if (end !== act.trigger.to) return false
    this.accepted.add(act.name)
    this.here = end
    await this.begin()
    return true
  }

  /** Does whatever was turned away and never done, where it starts: a refusal proves nothing of what is refused anywhere. */
  async controls(): Promise<void> {
    for (const name of this.turnedAway) {
      const act = this.needs.acting.acts.find((one) => one.name === name)
      const way = act === undefined || this.accepted.has(name) ? undefined : wayTo(this.needs.acting.acts, this.here, act)
      if (way === undefined) continue
      for (const command of [...way.map((leg) => leg.act.name), name]) if (!(await this.obey(command))) return
    }
  }

  private async tryInVain(act: Act): Promise<void> {
    this.turnedAway.add(act.name)
    const label = this.label('refused', act.name)
    await this.show(seen.before(label))
    await this.api.send(label, act.plan(this.handle.params))
    await this.show(seen.after(label))
    // What was begun in spite of the refusal would lead the walk astray.
    await this.api.settle(seen.settling(label), this.handle)
    await this.show(seen.end(label))
  }

  private async change(): Promise<boolean> {
    const { edit: field, acting: found } = this.needs
    if (field === undefined) return true
    const label = this.label('changed', field.pointer)
    await look(this.api, found, { label: seen.before(label), handle: this.handle })
    await this.api.send(label, { operation: field.update, params: this.handle.params, body: field.body(this.count) })
    await this.api.settle(seen.settling(label), this.handle)
    await look(this.api, found, { label: seen.end(label), handle: this.handle })
    return true
  }

  private async show(label: string): Promise<void> {
    await this.api.send(label, { operation: this.needs.read.id, params: this.handle.params })
  }

  private label(kind: Kind, name: string): string {
    this.count += 1
    return `${this.count} ${kind}: ${name}`
  }
}

export type Kind = 'done' | 'refused' | 'changed'

export interface Step {
  readonly label: string
  readonly kind: Kind
  readonly name: string
}

/** The steps of a walk, read back from the labels of what was sent. */
export function stepsIn(history: History): readonly Step[] {
  return history.exchanges.flatMap(({ label }): readonly Step[] => {
    const [, kind, name] = /^\d+ (done|refused|changed): (.*)$/.exec(label) ?? []
    return name === undefined ? [] : [{ label, kind: kind === 'done' ? 'done' : kind === 'refused' ? 'refused' : 'changed', name }]
  })
}
