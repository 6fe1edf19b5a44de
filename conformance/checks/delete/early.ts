import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { standingOf } from '../../judge/phase.ts'
import { told } from '../../judge/status.ts'
import { tagOf } from '../../judge/view.ts'
import { all, map, met, optional } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { nursery } from '../nursery.ts'
import { onset, setOff } from '../onset.ts'
import { vanishing } from '../vanishing.ts'
import { deletedId, listIfAny } from './after.ts'
import type { Tag } from '../../../specs/behaviour.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** How long after the deletion an orphan is looked for, in seconds of the subject's clock: whole lifecycles would cost real ones half an hour. */
const longestLook = 30

/** Statuses by which a delete may be turned away because a transition is under way, where the contract says no more. */
const usual: readonly number[] = [409, 423]

function conflicts(reading: Reading): Need<readonly number[]> {
  const lifecycle = reading.lifecycle()
  const trigger = operationTrigger(reading)
  const waits = lifecycle.kind === 'met' && lifecycle.value.triggers[trigger]?.from !== undefined
  if (reading.type.writesWhileBusy === undefined && !waits) return met(usual)
  return map(optional(reading.refusal('wrong-phase', 'delete')), (refusal) => [...usual, ...(refusal?.statuses ?? [])])
}

function operationTrigger(reading: Reading): string {
  const remove = reading.operation('delete')
  return (remove.kind === 'met' ? remove.value.operation.behaviour?.trigger : undefined) ?? 'delete'
}

/** A tag that a delete has to be sent with, and the statuses by which it may have become stale meanwhile. */
interface Condition {
  readonly tag: Tag
  readonly stale: readonly number[]
}

function condition(reading: Reading): Need<Condition | undefined> {
  const rule = reading.precondition('delete')
  if (rule.kind === 'unmet' || rule.value.rule.presence !== 'required' || rule.value.on !== reading.resource) return met(undefined)
  return optional(map(all({ rule, refusal: reading.refusal('stale-tag') }), ({ rule: { tag }, refusal }) => ({ tag, stale: refusal.statuses })))
}

/** The tag in what was seen last: another read before the delete might be the one that sees the transition end. */
function headersOf(given: Condition | undefined, last: Exchange | undefined): Readonly<Record<string, string>> {
  const tag = given === undefined ? undefined : tagOf(given.tag, answerOf(last))
  return tag === undefined ? {} : { 'if-match': tag }
}

const duringTransition = check({
  id: 'del.during-transition',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 2,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      read: reading.operation('read'),
      lifecycle: reading.lifecycle(),
      leaving: vanishing(reading),
      condition: condition(reading),
      conflicts: conflicts(reading),
      list: listIfAny(reading),
      nursery: nursery(reading),
      type: met(reading.type),
      onset: onset(reading),
    }),
  scenario: () => fc.record({ reads: fc.integer({ min: 0, max: 1 }) }),
  drive: async (api, { create, read, lifecycle, leaving, condition: given, conflicts: statuses, list, nursery: find, onset: begins }, { reads }) => {
    const params = await find(api)
    const handle = api.own(await api.send('create', { operation: create.id, params, body: api.body() }))
    if (handle === undefined) return
    await setOff(api, begins, handle)
    let last: Exchange | undefined
    for (let turn = 0; turn <= reads; turn += 1) last = await api.send('under way', { operation: read.id, params: handle.params })
    const early = await api.send('early delete', { operation: leaving.remove.id, params: handle.params, headers: headersOf(given, last), atOnce: true })
    if (isConflict(early, { given, statuses })) await api.settle('settling', handle)
    if (!succeeded(early)) await leaving.ask(api, 'delete', handle)
    await leaving.wait(api, 'leaving', handle)
    await api.wait(Math.min(longestLook, lifecycle.settles.withinSeconds))
    await api.send('long after', { operation: read.id, params: handle.params })
    if (list !== undefined) await api.send('list', list.plan(handle.params))
  },
  judge: (history, { lifecycle, leaving: { sight, withinSeconds }, condition: given, conflicts: statuses, list, type }) => {
    if (standingOf(lifecycle, history.answer('under way')) !== 'transient') return unclear('no transition was under way')
    const early = history.find('early delete')
    const late = history.find('delete')
    if (!succeeded(early) && !isConflict(early, { given, statuses }))
      return broken('a delete that wins or is refused as a conflict', told(early), 'early delete')
    if (!succeeded(early) && !succeeded(late)) return broken('a delete that works once it has settled', told(late), 'delete')
    const id = deletedId(history, type)
    if (sight.presence(history.find('leaving'), id) === 'there')
      return broken(`an end within ${withinSeconds} seconds`, 'still there after all of them', 'leaving')
    const orphan = sight.presence(history.find('long after'), id) === 'there' || list?.presence(history.find('list'), id) === 'there'
    return orphan ? broken('nothing left behind', 'it is there long after', 'long after') : kept
  },
})

function isConflict(
  exchange: Exchange | undefined,
  { given, statuses }: { readonly given: Condition | undefined; readonly statuses: readonly number[] },
): boolean {
  return [...statuses, ...(given?.stale ?? [])].includes(answerOf(exchange)?.status ?? 0)
}

export const earlyDeletions: readonly Check[] = [duringTransition]
