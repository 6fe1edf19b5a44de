import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { found } from '../../judge/register.ts'
import { allOf, told } from '../../judge/status.ts'
import { tagOf } from '../../judge/view.ts'
import { all, met, optional } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idInPath } from '../sight.ts'
import { vanishing } from '../vanishing.ts'
import { actOf, dialect, ordered } from './acts.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Labelled, RequestPlan } from '../../api.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Exchange, History } from '../../history.ts'
import type { Act } from '../../judge/register.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed, PreconditionNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Vanishing } from '../vanishing.ts'
import type { Dialect } from './acts.ts'

/** Updates beside the delete. */
const most = 5

interface Given {
  readonly update: OperationNeed
  readonly field: MutableField
  readonly leaving: Vanishing
  readonly dialect: Dialect
  readonly type: ResourceType
  /** Where an update, and where a delete, has to name the resource's own tag. */
  readonly updates: PreconditionNeed | undefined
  readonly deletes: PreconditionNeed | undefined
}

/** What updates write, and how many of them go before the delete: a round each, with a resource of its own. */
interface Scenario {
  readonly [key: string]: Json
  readonly values: readonly Json[]
  readonly rounds: readonly number[]
}

export const deleteAgainstUpdate = check<Given, Scenario>({
  id: 'overlap.delete-against-update',
  cost: 'destructive',
  uses: 'own',
  each: 'first',
  runs: 1,
  needs: contended,
  scenario: ({ field: { values } }) => fc.record({ values: every(values.slice(0, most)), rounds: every([0, 2]) }),
  drive: async (api, given, { values, rounds }) => {
    const { leaving } = given
    for (const [index, ahead] of rounds.entries()) {
      const label = labelIn(index)
      const handle = await api.make(label('create'))
      const { params } = handle
      const tag = tagIn(given, await api.settle(label('before'), handle))
      const updates = values.map((value, index): Labelled => [
        label(`update ${index + 1}`),
        { ...asking(given.updates, tag), operation: given.update.id, params, body: given.field.body(value) },
      ])
      const remove: Labelled = [label('delete'), { ...asking(given.deletes, tag), operation: leaving.remove.id, params }]
      const answers = await api.together([...updates.slice(0, ahead), remove, ...updates.slice(ahead)])
      // What was refused to be deleted is not waited for.
      if ((answerOf(answers[ahead])?.status ?? 500) < 400) await leaving.wait(api, label('leaving'), handle)
      await api.send(label('in the end'), leaving.sight.plan(params))
    }
  },
  judge: (history, given, { values, rounds }) => allOf(rounds.map((_, index) => decided(history, given, { values, label: labelIn(index) }))),
})

/** Labels of one round. */
function labelIn(round: number): (label: string) => string {
  return (label) => (round === 0 ? label : `${label}, once more`)
}

function contended(reading: Reading): Need<Given> {
  return all({
    create: reading.creatable(),
    update: reading.operation('update'),
    field: reading.mutableField(),
    leaving: vanishing(reading),
    dialect: dialect(reading),
    type: met(reading.type),
    updates: ownTag(reading, 'update'),
    deletes: ownTag(reading, 'delete'),
  })
}

/** The own tag of a resource, where a request has to name it. */
function ownTag(reading: Reading, action: 'update' | 'delete'): Need<PreconditionNeed | undefined> {
  const found = optional(reading.precondition(action))
  return found.kind === 'met' && found.value?.on === reading.resource && found.value.rule.presence === 'required' ? found : met(undefined)
}

function tagIn({ updates, deletes }: Given, exchange: Exchange | undefined): string | undefined {
  const tag = (updates ?? deletes)?.tag
  return tag === undefined ? undefined : tagOf(tag, answerOf(exchange))
}

/** On the condition of the tag where the request has to make one. */
function asking(condition: PreconditionNeed | undefined, tag: string | undefined): Pick<RequestPlan, 'headers' | 'mayBeLost' | 'atOnce'> {
  return { mayBeLost: true, atOnce: true, ...(condition !== undefined && tag !== undefined && { headers: { 'if-match': tag } }) }
}

/** One round, as it was recorded. */
interface Round {
  readonly values: readonly Json[]
  readonly label: (label: string) => string
}

/** Judges by what is there in the end, and then by the order of what was answered. */
export function decided(history: History, given: Given, { values, label }: Round): Judgement {
  const { leaving, type } = given
  const id = idIn(type, history.answer(label('create'))?.json) ?? idInPath(history.find(label('delete')))
  const [before, remove, last] = ['before', 'delete', 'in the end'].map((name) => history.find(label(name)))
  const presence = leaving.sight.presence(last, id)
  if (leaving.sight.presence(before, id) !== 'there') return unclear('what was to be deleted was not there')
  if (remove?.outcome.kind !== 'answered') return unclear(`what became of the delete is not known: ${told(remove)}`)
  if (presence === 'unclear') return unclear(`whether it is gone is not known: ${told(last)}`)
  const updates = values.map((_, index) => label(`update ${index + 1}`))
  if (succeeded(remove) && presence === 'there')
    return broken('an end, because the delete was accepted', `it is still there: ${accepted(history, updates)}`, label('in the end'))
  if (!succeeded(remove) && remove.outcome.response.status < 500 && presence === 'gone')
    return broken('it stays, because the delete was refused', `${told(remove)}, and it is gone`, label('in the end'))
  return inOrder(history, given, { updates, remove, tag: tagIn(given, before) })
}

function accepted(history: History, updates: readonly string[]): string {
  const done = updates.filter((label) => succeeded(history.find(label)))
  return done.length === 0 ? 'no update was accepted' : `${done.join(', ')} ${done.length === 1 ? 'was' : 'were'} accepted as well`
}

function inOrder(
  history: History,
  given: Given,
  { updates, remove, tag }: { readonly updates: readonly string[]; readonly remove: Exchange; readonly tag: string | undefined },
): Judgement {
  const named = (condition: PreconditionNeed | undefined) => (condition !== undefined && tag !== undefined ? { expect: tag } : {})
  const writes = updates.flatMap((label): readonly Act[] => {
    const exchange = history.find(label)
    return exchange === undefined ? [] : [actOf(exchange, { kind: 'write', value: label, ...named(given.updates) }, given.dialect)]
  })
  const acts = [actOf(remove, { kind: 'delete', lingers: true, ...named(given.deletes) }, given.dialect), ...writes]
  // A tag that moved by itself makes everybody's stale.
  if (!acts.some(({ out }) => out.kind === 'ok' || out.kind === 'unknown')) return kept
  return ordered({ acts, start: found(undefined, tag) }, (label) => history.find(label))
}
