import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { refused } from '../../judge/refused.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { told } from '../../judge/status.ts'
import { all, map, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { isPlain, startsIn } from './acts.ts'
import { strongestOf } from './findings.ts'
import { rounds } from './leads.ts'
import { lenient, sensible } from './refusals.ts'
import { led, phaseAt, seen } from './steps.ts'
import { anyQuietField } from './fields.ts'
import { stepsIn, Walker } from './walker.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Json } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Act } from './acts.ts'
import type { Step, Walking } from './walker.ts'

/** What stands in a walk besides the names of acts: a change of a field that sets nothing in motion. */
const edit = 'edit'

function walking(reading: Reading): Need<Walking> {
  const needs = all({
    way: rounds(reading),
    contract: reading.document(),
    read: reading.operation('read'),
    edit: anyQuietField(reading),
    type: met(reading.type),
  })
  return map(needs, ({ way, contract, read, edit: field, type }) => {
    const statuses = way.acting.acts.map((act) => [act.name, lenient(contract, act.behaviour, 'wrong-phase')] as const)
    return { acting: way.acting, read, edit: field, type, statuses: new Map(statuses) }
  })
}

export const onlyWhere = check({
  id: 'act.only-where',
  cost: 'destructive',
  uses: 'own',
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

function judged(history: History, needs: Walking, { label, kind, name }: Step): Judgement {
  const act = needs.acting.acts.find((one) => one.name === name)
  if (kind === 'changed') return still(history, needs, label)
  if (act === undefined) return unclear(`${name} is no act`)
  return kind === 'done' ? led(history, needs.acting, { label, act }) : inVain(history, needs, { label, act })
}

/** Judges an act that does not start in the phase it was tried in: nothing comes of it, and it is refused. */
function inVain(
  history: History,
  { acting: { lifecycle }, read, type, statuses }: Walking,
  { label, act }: { readonly label: string; readonly act: Act },
): Judgement {
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
    return leaning(broken(`${act.name} changes nothing in ${phase}`, `${told(attempt)}, and yet ${places.join(', ')} changed`, label), [
      ...act.says,
      ...says(read),
    ])
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
