import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { kindOf } from '../../judge/phase.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { volatileIn } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { acting, isPlain, startsIn } from './acts.ts'
import { strongestOf } from './findings.ts'
import { refusalOf } from './refusals.ts'
import { wayTo } from './routes.ts'
import { look, perform, phaseAt, rest, seen } from './steps.ts'
import { leaveAlone, standsStill, undisturbed, unlessOver } from './under-way.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Api, Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Act, Acting } from './acts.ts'
import type { Leg } from './routes.ts'
import type { Meeting } from './under-way.ts'

/** An act of which it is told how it is refused when it was done already. */
interface Repeatable {
  readonly act: Act
  readonly statuses: readonly number[]
  readonly says: readonly Sourced[]
}

function repeatable(reading: Reading): Need<{ readonly acting: Acting; readonly repeats: readonly Repeatable[] }> {
  const needs = all({ acting: acting(reading), contract: reading.document() })
  if (needs.kind === 'unmet') return needs
  const { contract, acting: found } = needs.value
  const repeats = found.acts.flatMap((act): readonly Repeatable[] => {
    const { own, statuses } = refusalOf(contract, act.behaviour)
    const reachable = isPlain(act) && wayTo(found.acts, found.home, act) !== undefined
    return own === undefined || !reachable ? [] : [{ act, statuses, says: [own, act.behaviour] }]
  })
  const order = ['documented', 'client', 'assumed']
  const sorted = repeats.toSorted((one, other) => order.indexOf(one.says[0]?.basis ?? 'assumed') - order.indexOf(other.says[0]?.basis ?? 'assumed'))
  return sorted.length === 0
    ? unmet(`nothing tells how an act on a ${reading.resource} is refused that was done already`)
    : { ...needs, value: { acting: found, repeats: sorted } }
}

const labels = {
  way: (name: string, index: number) => `way to ${name} (${index + 1})`,
  again: (name: string) => `${name} under way`,
  late: (name: string) => `${name} done`,
} as const

export const already = check({
  id: 'act.already',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ found: repeatable(reading), read: reading.operation('read'), type: met(reading.type), still: standsStill(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { found: { acting: how, repeats }, read, still }) => {
    const accepted: { readonly leg: Leg; readonly meeting: Meeting }[] = []
    const handle = await api.make('create')
    let here = how.home
    for (const { act } of repeats) {
      const way = wayTo(how.acts, here, act)
      if (way === undefined) continue
      for (const [index, leg] of way.entries())
        if ((await perform(api, how, { label: labels.way(act.name, index), handle, act: leg.act })) !== leg.act.trigger.to) return
      const { end, ...meeting } = await twice(api, how, { act, handle })
      if (succeeded(meeting.attempt)) accepted.push({ leg: { from: way.at(-1)?.act.trigger.to ?? here, act }, meeting })
      // Somewhere else it may well be done again.
      if (end !== act.trigger.to) break
      if (!startsIn(act, act.trigger.to)) await late(api, read.id, { act, handle })
      here = act.trigger.to
    }
    if (!still) for (const one of accepted) await leaveAlone(api, how, one)
  },
  judge: (history, { found: { acting: how, repeats }, type, still }) => {
    const tried = repeats.filter(({ act }) => history.find(act.name) !== undefined)
    const judgements = tried.flatMap((one) => judged(history, { how, type, still, one }).map((judgement) => leaning(judgement, one.says)))
    if (tried.length === 0) return unclear('nothing led to where an act starts that may not be repeated')
    return judgements.length === 0 ? unclear('whatever was done was over at once, and may be done again') : strongestOf(judgements)
  },
})

/** The act, and the same again while it is under way; both, and the phase in which it ends. */
async function twice(
  api: Api,
  how: Acting,
  { act, handle }: { readonly act: Act; readonly handle: Handle },
): Promise<Meeting & { readonly end: string | undefined }> {
  const start = await api.send(act.name, act.plan(handle.params))
  await look(api, how, { label: seen.before(labels.again(act.name)), handle })
  const attempt = await api.send(labels.again(act.name), act.plan(handle.params))
  await rest(api, how, { label: act.name, handle })
  return { start, attempt, end: phaseAt(how.lifecycle, how.sight.at, await look(api, how, { label: seen.end(act.name), handle })) }
}

/** The same once it has arrived, between two reads. */
async function late(api: Api, read: string, { act, handle }: { readonly act: Act; readonly handle: Handle }): Promise<void> {
  const label = labels.late(act.name)
  await api.send(seen.before(label), { operation: read, params: handle.params })
  await api.send(label, act.plan(handle.params))
  await api.send(seen.after(label), { operation: read, params: handle.params })
  await api.settle(seen.settling(label), handle)
}

interface Judged {
  readonly how: Acting
  readonly type: ResourceType
  /** Whether the subject's clock stands still. */
  readonly still: boolean
  readonly one: Repeatable
}

/** One judgement of each repetition that had to be refused: none of an act that was over at once and may be done again. */
function judged(history: History, { how, type, still, one: { act, statuses } }: Judged): readonly Judgement[] {
  const { lifecycle, sight } = how
  const control = history.find(act.name)
  if (!succeeded(control)) return [unclear(`${act.name} was not accepted even once: ${told(control)}`)]
  const under = phaseAt(lifecycle, sight.at, history.find(seen.before(labels.again(act.name))))
  const attempts: Judgement[] = []
  if (kindOf(lifecycle, under) === 'transient') {
    const attempt = history.find(labels.again(act.name))
    attempts.push(unlessOver(refused({ control, attempt, statuses }), { start: control, attempt, alone: undisturbed(history, how, act.name), still }))
    const end = phaseAt(lifecycle, sight.at, history.find(seen.end(act.name)))
    const isElsewhere = end !== act.trigger.to && kindOf(lifecycle, end) === 'settled'
    attempts.push(isElsewhere ? broken(`${act.trigger.to}, however often ${act.name} is asked for`, end ?? 'no phase', labels.again(act.name)) : kept)
  }
  const label = labels.late(act.name)
  const without = volatileIn(type).filter((place) => place !== lifecycle.at)
  if (answerOf(history.find(label)) !== undefined)
    attempts.push(
      refused({ control, attempt: history.find(label), statuses, before: history.find(seen.before(label)), after: history.find(seen.after(label)), without }),
    )
  return attempts
}
