import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { phaseOf, standingOf } from '../../judge/phase.ts'
import { told } from '../../judge/status.ts'
import { differences, sameJson, tagOf, view, volatileIn } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { writable } from '../etag/steps.ts'
import { keysFor } from './steps.ts'
import { changing } from './needs.ts'
import type { Lifecycle, OperationBehaviour } from '../../../specs/behaviour.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Writable } from '../etag/steps.ts'

export const replayWithIfMatch = check({
  id: 'idem.replay-with-if-match',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ writable: writable(reading), changes: changing(reading) }),
  scenario: ({ changes }) => fc.shuffledSubarray([...changes.field.values], { minLength: 2, maxLength: 2 }),
  drive: async (api, { writable: { tag }, changes: { id, rules, field, read } }, [first = null, second = null]) => {
    const handle = await api.borrow()
    const seen = { operation: read, params: handle.params }
    const update = { operation: id, params: handle.params }
    await api.send('earlier', { ...update, body: field.body(second) })
    const found = await api.settle('found', handle)
    const headers = { [rules.header]: keysFor(rules, found)(api.name()), 'if-match': tagOf(tag, answerOf(found)) ?? '"none"' }
    await api.send('first', { ...update, body: field.body(first), headers })
    await api.send('moved on', { ...update, body: field.body(second) })
    await api.send('before', seen)
    await api.send('again', { ...update, body: field.body(first), headers })
    await api.send('after', seen)
  },
  judge: (history, { writable: given }) => replayed(history, given),
})

/** A repeat has no second effect, whether its result comes again or its tag is found to be stale first: no document says which. */
export function replayed(history: History, { tag, volatile, refusal }: Pick<Writable, 'tag' | 'volatile' | 'refusal'>): Judgement {
  const [first, moved, before, again, after] = ['first', 'moved on', 'before', 'again', 'after'].map((label) => history.find(label))
  const failed = [first, moved, before].find((exchange) => !succeeded(exchange))
  if (failed !== undefined) return unclear(`the request ${JSON.stringify(failed.label)} got ${told(failed)}`)
  const status = answerOf(again)?.status
  if (status === undefined || !succeeded(after)) return unclear(`what became of the repeat is not known: ${told(again)}`)
  const places = differences(view(answerOf(before)?.json, volatile), view(answerOf(after)?.json, volatile))
  if (places.length > 0) return broken('no second effect', `${told(again)}, and ${places.join(', ')} changed`, 'again')
  const tags = [before, after].map((exchange) => tagOf(tag, answerOf(exchange)))
  if (tags[0] !== tags[1]) return broken('no second version', `${told(again)}, and the tag moved from ${tags[0] ?? 'none'} to ${tags[1] ?? 'none'}`, 'again')
  return succeeded(again) || refusal.statuses.includes(status) ? kept : broken('the first result', told(again), 'again')
}

/** An action that leads from one settled phase to another, in which it cannot begin again. */
interface Acting {
  readonly id: string
  readonly to: string
  readonly lifecycle: Lifecycle
  readonly behaviour: OperationBehaviour
  readonly statuses: readonly number[]
  readonly volatile: readonly string[]
  readonly read: string
}

function acting(reading: Reading): Need<Acting> {
  const need = all({
    lifecycle: reading.lifecycle(),
    contract: reading.document(),
    refusal: reading.refusal('wrong-phase'),
    read: reading.operation('read'),
    made: reading.creatable(),
  })
  if (need.kind === 'unmet') return need
  const { lifecycle, contract, refusal, read } = need.value
  const initial = lifecycle.triggers['create']?.to ?? ''
  for (const { id, behaviour } of contract.operations.values()) {
    if (behaviour?.action !== 'act' || behaviour.resource !== reading.resource) continue
    const trigger = lifecycle.triggers[behaviour.trigger ?? '']
    if (trigger?.from?.includes(initial) !== true || trigger.from.includes(trigger.to) || lifecycle.phases[trigger.to]?.kind !== 'settled') continue
    const found = { id, to: trigger.to, lifecycle, behaviour, statuses: refusal.statuses, volatile: volatileIn(reading.type), read: read.id }
    return met(found, ...need.leansOn, behaviour, trigger)
  }
  return unmet(`no action leads a ${reading.resource} from ${initial} to another settled phase`)
}

export const actionRepeat = check({
  id: 'idem.action-repeat',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: acting,
  scenario: () => fc.constant(null),
  drive: async (api, { id, to, lifecycle, behaviour, read }) => {
    const handle = await api.make('make')
    const seen = { operation: read, params: handle.params }
    const fit = await api.send('fit', seen)
    const wrong = Object.entries(behaviour.onlyWhere?.fields ?? {}).find(([place, value]) => !sameJson(at(answerOf(fit)?.json, place), value))
    if (wrong !== undefined) throw new Blocked(`what was made has another ${wrong[0]} than the action wants`)
    await api.send('first', { operation: id, params: handle.params })
    await api.poll('done', seen, (exchange) => isIn(lifecycle, to, exchange))
    await api.send('again', { operation: id, params: handle.params })
    await api.send('at once', seen)
    await api.settle('after', handle)
  },
  judge: repeated,
})

/** Whether an answer shows the phase, with nothing under way. */
function isIn(lifecycle: Lifecycle, phase: string, exchange: Exchange): boolean {
  return phaseOf(lifecycle, answerOf(exchange)) === phase && standingOf(lifecycle, answerOf(exchange)) === 'settled'
}

/** The second time is a success that does nothing, or the declared conflict: in no case does anything begin. */
export function repeated(history: History, given: Pick<Acting, 'to' | 'lifecycle' | 'statuses' | 'volatile'>): Judgement {
  const [first, done, again, atOnce, after] = ['first', 'done', 'again', 'at once', 'after'].map((label) => history.find(label))
  if (!succeeded(first)) return unclear(`the action got ${told(first)}`)
  const phase = (exchange: Exchange | undefined) => phaseOf(given.lifecycle, answerOf(exchange))
  if (phase(done) !== given.to) return unclear(`after the action it shows ${phase(done) ?? told(done)}`)
  const status = answerOf(again)?.status
  if (status === undefined || !succeeded(atOnce) || !succeeded(after)) return unclear(`what became of the repeat is not known: ${told(again)}`)
  if (standingOf(given.lifecycle, answerOf(atOnce)) === 'transient') return broken('nothing begins', `${told(again)}, and then it is under way`, 'again')
  const places = [atOnce, after].flatMap((exchange) => differences(view(answerOf(done)?.json, given.volatile), view(answerOf(exchange)?.json, given.volatile)))
  if (places.length > 0 || phase(after) !== given.to)
    return broken(`it stays ${given.to}`, `${told(again)}, and it shows ${phase(after) ?? 'nothing'}; changed: ${places.join(', ') || 'the phase'}`, 'again')
  return succeeded(again) || given.statuses.includes(status)
    ? kept
    : broken(`a success without effect, or status ${given.statuses.join(' or ')}`, told(again), 'again')
}

export const writes: readonly Check[] = [replayWithIfMatch, actionRepeat]
