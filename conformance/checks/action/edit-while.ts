import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { kindOf } from '../../judge/phase.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, unclear } from '../../verdict.ts'
import { acting } from './acts.ts'
import { quietField } from './fields.ts'
import { lenient } from './refusals.ts'
import { round } from './routes.ts'
import { look, phaseAt, rest, seen } from './steps.ts'
import { leaveAlone, standsStill, undisturbed, unlessOver } from './under-way.ts'
import { at } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Acting } from './acts.ts'
import type { Edit } from './fields.ts'
import type { Leg } from './routes.ts'

interface Busy {
  readonly how: Acting
  readonly first: Leg
  readonly edit: Edit
  readonly read: OperationNeed
  /** True where the suite reads the resource by itself before it updates it. */
  readonly completed: boolean
  readonly statuses: readonly number[]
  /** Whether the subject's clock stands still. */
  readonly still: boolean
}

function busy(reading: Reading): Need<Busy> {
  const needs = all({
    how: acting(reading),
    edit: quietField(reading),
    read: reading.operation('read'),
    contract: reading.document(),
    update: reading.operation('update'),
    still: standsStill(reading),
    says:
      reading.type.writesWhileBusy === undefined
        ? unmet(`the contract does not say that a ${reading.resource} is not changed while work on it is under way`)
        : met(true, reading.type.writesWhileBusy),
  })
  if (needs.kind === 'unmet') return needs
  const { how, edit, read, contract, update, still } = needs.value
  const first = round(how).find(({ act, from }) => from === how.home && act.trigger.through.length > 0)
  if (first === undefined) return unmet(`no act on a new ${reading.resource} takes its time`)
  return {
    ...needs,
    value: {
      how,
      first,
      edit,
      read,
      still,
      completed: update.operation.behaviour?.replaces !== undefined,
      statuses: lenient(contract, update.operation.behaviour, 'wrong-phase'),
    },
  }
}

export const editWhile = check({
  id: 'act.edit-while',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: busy,
  scenario: () => fc.constant(null),
  drive: async (api, { how, first, edit, read, completed, still }) => {
    const { act } = first
    const handle = await api.make('create')
    const { params } = handle
    const before = answerOf(await api.send('before', { operation: read.id, params }))?.json
    const turn = Math.max(
      0,
      edit.values.findIndex((value) => !sameJson(value, at(before, edit.pointer))),
    )
    const write = { operation: edit.update, params, body: edit.body(turn), atOnce: true }
    const start = await api.send('act', act.plan(params))
    // An update that stands for the whole is completed with what is read right before it: on some subjects each look is a step.
    if (!completed) await look(api, how, { label: 'under way', handle })
    const attempt = await api.send('edit', write)
    await rest(api, how, { label: 'act', handle })
    await look(api, how, { label: seen.end('act'), handle })
    await api.send('after', { operation: read.id, params })
    await api.send('edit later', write)
    if (!still && succeeded(attempt)) await leaveAlone(api, how, { leg: first, meeting: { start, attempt } })
  },
  judge: (history, { how, first: { act }, edit, statuses, still }) => {
    const { lifecycle, sight } = how
    const [during, end] = ['under way', seen.end('act')].map((label) => phaseAt(lifecycle, sight.at, history.find(label)))
    const last = history.find('edit (before)')
    const meanwhile = last === undefined ? during : phaseAt(lifecycle, lifecycle.at, last)
    if (!succeeded(history.find('act'))) return unclear(`${act.name} was not accepted: ${told(history.find('act'))}`)
    if (kindOf(lifecycle, meanwhile) !== 'transient') return unclear('nothing was under way')
    const [before, after] = ['before', 'after'].map((label) => at(history.answer(label)?.json, edit.pointer))
    const attempt = history.find('edit')
    const meeting = { start: history.find('act'), attempt, alone: undisturbed(history, how, act.name), still }
    if (!sameJson(before, after)) return unlessOver(broken(`${text(before)} at ${edit.pointer}`, `${told(attempt)}, and then ${text(after)}`, 'edit'), meeting)
    if (kindOf(lifecycle, end) === 'settled' && end !== act.trigger.to)
      return leaning(broken(`${act.trigger.to} after ${act.name}`, end ?? 'no phase', 'edit'), act.says)
    return unlessOver(refused({ control: history.find('edit later'), attempt, statuses }), meeting)
  },
})
