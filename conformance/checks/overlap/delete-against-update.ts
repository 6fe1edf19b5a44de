import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { succeeded } from '../../history.ts'
import { found } from '../../judge/register.ts'
import { told } from '../../judge/status.ts'
import { tagOf } from '../../judge/view.ts'
import { all, met, optional } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { deletedId } from '../delete/after.ts'
import { vanishing } from '../vanishing.ts'
import { actOf, ordered } from './acts.ts'
import { dialect } from './acts.ts'
import { labels } from './steps.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Labelled, RequestPlan } from '../../api.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { History } from '../../history.ts'
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
  /** Where an update, and where a delete, honours the resource's own tag. */
  readonly updates: PreconditionNeed | undefined
  readonly deletes: PreconditionNeed | undefined
}

interface Scenario {
  readonly [key: string]: Json
  readonly values: readonly Json[]
  /** How many updates are sent before the delete. */
  readonly before: number
}

export const deleteAgainstUpdate = check<Given, Scenario>({
  id: 'overlap.delete-against-update',
  cost: 'destructive',
  fresh: true,
  each: 'first',
  runs: 2,
  needs: contended,
  scenario: ({ field: { values } }) => fc.record({ values: every(values.slice(0, most)), before: fc.integer({ min: 1, max: most - 1 }) }),
  drive: async (api, given, { values, before }) => {
    const { leaving } = given
    const handle = await api.make('create')
    const tag = tagIn(given, await api.settle('before', handle))
    const updates = values.map((value, index): Labelled => [
      `update ${index + 1}`,
      { ...asking(given.updates, tag), operation: given.update.id, params: handle.params, body: given.field.body(value) },
    ])
    const remove: Labelled = ['delete', { ...asking(given.deletes, tag), operation: leaving.remove.id, params: handle.params }]
    const looks = labels('look', 2).map((label): Labelled => [label, { ...leaving.sight.plan(handle.params), mayBeLost: true }])
    await api.together([...updates.slice(0, before), remove, ...updates.slice(before), ...looks])
    await leaving.wait(api, 'leaving', handle)
    await api.send('in the end', leaving.sight.plan(handle.params))
  },
  judge: (history, given, scenario) => decided(history, given, scenario),
})

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

function ownTag(reading: Reading, action: 'update' | 'delete'): Need<PreconditionNeed | undefined> {
  const found = optional(reading.precondition(action))
  return found.kind === 'met' && found.value?.on === reading.resource ? found : met(undefined)
}

function tagIn({ updates, deletes }: Given, exchange: Parameters<typeof succeeded>[0]): string | undefined {
  const tag = (updates ?? deletes)?.tag
  return tag === undefined || exchange?.outcome.kind !== 'answered' ? undefined : tagOf(tag, exchange.outcome.response)
}

/** On the condition of the tag where the request honours one. */
function asking(condition: PreconditionNeed | undefined, tag: string | undefined): Pick<RequestPlan, 'headers' | 'mayBeLost' | 'atOnce'> {
  return { mayBeLost: true, atOnce: true, ...(condition !== undefined && tag !== undefined && { headers: { 'if-match': tag } }) }
}

/** Judges by what is there in the end, and then by the order of what was answered. */
export function decided(history: History, given: Given, { values }: Scenario): Judgement {
  const { leaving, type } = given
  const id = deletedId(history, type)
  const [before, remove, last] = ['before', 'delete', 'in the end'].map((label) => history.find(label))
  const presence = leaving.sight.presence(last, id)
  if (leaving.sight.presence(before, id) !== 'there') return unclear('what was to be deleted was not there')
  if (remove?.outcome.kind !== 'answered') return unclear(`what became of the delete is not known: ${told(remove)}`)
  if (presence === 'unclear') return unclear(`whether it is gone is not known: ${told(last)}`)
  if (succeeded(remove) && presence === 'there')
    return broken('an end, because the delete was accepted', `it is still there: ${accepted(history, values)}`, 'in the end')
  if (!succeeded(remove) && remove.outcome.response.status < 500 && presence === 'gone')
    return broken('it stays, because the delete was refused', `${told(remove)}, and it is gone`, 'in the end')
  return orderOf(history, given, values)
}

function accepted(history: History, values: readonly Json[]): string {
  const done = labels('update', values.length).filter((label) => succeeded(history.find(label)))
  return done.length === 0 ? 'no update was accepted' : `${done.join(', ')} ${done.length === 1 ? 'was' : 'were'} accepted as well`
}

function orderOf(history: History, given: Given, values: readonly Json[]): Judgement {
  const tag = tagIn(given, history.find('before'))
  const acts = ['delete', ...labels('update', values.length)].flatMap((label): readonly Act[] => {
    const exchange = history.find(label)
    const condition = label === 'delete' ? given.deletes : given.updates
    const expect = condition !== undefined && tag !== undefined ? { expect: tag } : {}
    const kind = label === 'delete' ? { kind: 'delete' as const, lingers: true } : { kind: 'write' as const, value: label }
    return exchange === undefined ? [] : [actOf(exchange, { ...kind, ...expect }, given.dialect)]
  })
  // A tag that moved by itself makes everybody's stale.
  if (!acts.some(({ out }) => out.kind === 'ok' || out.kind === 'unknown')) return kept
  return ordered({ acts, start: found(undefined, tag) }, (label) => history.find(label))
}
