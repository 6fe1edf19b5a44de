import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { refused } from '../../judge/refused.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { told } from '../../judge/status.ts'
import { all, map, met, optional } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { isPlain, startsIn } from './acts.ts'
import { strongestOf } from './findings.ts'
import { rounds } from './leads.ts'
import { lenient, sensible } from './refusals.ts'
import { wayTo } from './routes.ts'
import { led, look, perform, phaseAt, seen } from './steps.ts'
import { quietField } from './fields.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Act, Acting } from './acts.ts'
import type { Edit } from './fields.ts'

/** What stands in a walk besides the names of acts: a change of a field that sets nothing in motion. */
const edit = 'edit'

interface Walking {
  readonly acting: Acting
  readonly read: OperationNeed
  readonly edit: Edit | undefined
  readonly type: ResourceType
  /** Statuses of a refusal, by the name of the act. */
  readonly statuses: ReadonlyMap<string, readonly number[]>
}

function walking(reading: Reading): Need<Walking> {
  const needs = all({ way: rounds(reading), contract: reading.document(), read: reading.operation('read'), edit: optional(quietField(reading)), type: met(reading.type) })
  return map(needs, ({ way, contract, read, edit: field, type }) => {
    const statuses = way.acting.acts.map((act) => [act.name, lenient(contract, act.behaviour, 'wrong-phase')] as const)
    return { acting: way.acting, read, edit: field, type, statuses: new Map(statuses) }
  })
}

export const onlyWhere = check({
  id: 'act.only-where',
  cost: 'destructive',
  each: 'resource',
  runs: 2,
  needs: walking,
  scenario: ({ acting: { acts }, edit: field }) =>
    fc.array(fc.constantFrom(...acts.filter(isPlain).map(({ name }) => name), ...(field === undefined ? [] : [edit])), { minLength: 2, maxLength: 5 }),
  drive: async (api, needs, walk) => {
    const walker = new Walker(api, needs, await api.make('create'))
    await walker.begin()
    for (const command of walk) if (!(await walker.obey(command))) return
    await walker.controls()
  },
  judge: (history, needs) => strongestOf(stepsIn(history).map((step) => judged(history, needs, step))),
})

/** Follows commands and keeps in mind where the contract's graph says that it is. */
class Walker {
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

type Kind = 'done' | 'refused' | 'changed'

interface Step {
  readonly label: string
  readonly kind: Kind
  readonly name: string
}

/** The steps of a walk, read back from the labels of what was sent. */
function stepsIn(history: History): readonly Step[] {
  return history.exchanges.flatMap(({ label }): readonly Step[] => {
    const [, kind, name] = /^\d+ (done|refused|changed): (.*)$/.exec(label) ?? []
    return name === undefined ? [] : [{ label, kind: kind === 'done' ? 'done' : kind === 'refused' ? 'refused' : 'changed', name }]
  })
}

function judged(history: History, needs: Walking, { label, kind, name }: Step): Judgement {
  const act = needs.acting.acts.find((one) => one.name === name)
  if (kind === 'changed') return still(history, needs, label)
  if (act === undefined) return unclear(`${name} is no act`)
  return kind === 'done' ? led(history, needs.acting, { label, act }) : inVain(history, needs, { label, act })
}

/** Judges an act that does not start in the phase it was tried in: nothing comes of it, and it is refused. */
function inVain(history: History, { acting: { lifecycle }, read, type, statuses }: Walking, { label, act }: { readonly label: string; readonly act: Act }): Judgement {
  const done = stepsIn(history).filter((step) => step.kind === 'done' && step.name === act.name)
  const control = done.map((step) => history.find(step.label)).find(succeeded)
  const [before, after, end] = [seen.before, seen.after, seen.end].map((of) => history.find(of(label)))
  const phase = phaseAt(lifecycle, lifecycle.at, before)
  if (phase === undefined || startsIn(act, phase)) return unclear(`${act.name} was not tried where it does not start: ${phase ?? 'no phase was seen'}`)
  const attempt = history.find(label)
  if (control === undefined) return unclear(`there is no positive control: ${act.name} was never accepted`)
  const effect = [after, end].map((look) => unmoved(type, lifecycle.at, { before: answerOf(before)?.json, after: answerOf(look)?.json }))
  const places = effect.find((moved) => moved.length > 0)
  if (places !== undefined)
    return leaning(broken(`${act.name} changes nothing in ${phase}`, `${told(attempt)}, and yet ${places.join(', ')} changed`, label), [...act.says, ...says(read)])
  return leaning(refused({ control, attempt, statuses: statuses.get(act.name) ?? sensible }), act.says)
}

function says({ operation: { behaviour } }: OperationNeed): readonly Sourced[] {
  return behaviour === undefined ? [] : [behaviour]
}

/** Places in which a resource changed, its phase among them; what moves by itself aside. */
function unmoved(type: ResourceType, phase: string, views: { readonly before: Json | undefined; readonly after: Json | undefined }): readonly string[] {
  const without = volatileIn(type).filter((place) => place !== phase)
  return differences(view(views.before, without), view(views.after, without))
}

/** Judges that a change that sets nothing in motion leaves the phase as it was. Where it is refused, nobody says that it must not be. */
function still(history: History, { acting: { lifecycle, sight }, edit: field }: Walking, label: string): Judgement {
  const [before, end] = [seen.before, seen.end].map((of) => phaseAt(lifecycle, sight.at, history.find(of(label))))
  if (before === undefined || before === end || field === undefined) return kept
  return leaning(broken(`${before}, whatever is written`, `${told(history.find(label))}, and then ${end ?? 'no phase'}`, seen.end(label)), field.says)
}
