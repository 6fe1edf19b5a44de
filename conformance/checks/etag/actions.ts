import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { phaseOf } from '../../judge/phase.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { tagOf, volatileIn } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { broken, unclear } from '../../verdict.ts'
import type { Lifecycle, Precondition } from '../../../specs/behaviour.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** A tag that no server has ever given out. */
const invented = '"clusterproof-no-such-tag"'

/** An operation that starts something on the condition of a tag, and the phases in which it can; any where absent. */
export interface Conditional {
  readonly id: string
  readonly from?: readonly string[]
}

export const actionConditional = check({
  id: 'etag.action-conditional',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      lifecycle: reading.lifecycle(),
      actions: conditional(reading),
      read: reading.operation('read'),
      create: reading.creatable(),
      tag: reading.tag(),
      refusal: reading.refusal('stale-tag'),
      volatile: met(volatileIn(reading.type)),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { lifecycle, actions, tag }) => {
    const handle = await api.make('make')
    const { params } = handle
    const left = new Set(actions)
    for (;;) {
      const found = await api.settle('found', handle)
      const phase = phaseOf(lifecycle, answerOf(found))
      const next = [...left].find(({ from }) => from === undefined || (phase !== undefined && from.includes(phase)))
      if (next === undefined) return
      left.delete(next)
      const act = (label: string, condition: string) => api.send(`${label} ${next.id}`, { operation: next.id, params, headers: { 'if-match': condition } })
      await act('stale', invented)
      const after = await api.settle(`after ${next.id}`, handle)
      await act('current', tagOf(tag, answerOf(after)) ?? '"none"')
    }
  },
  judge: (history, given) => {
    const done = given.actions.filter(({ id }) => history.find(`stale ${id}`) !== undefined)
    return allOf(done.map(({ id }) => onCurrentOnly(history, given, id)))
  },
})

export interface Judged {
  readonly tag: Parameters<typeof tagOf>[0]
  readonly refusal: { readonly statuses: readonly number[] }
  readonly lifecycle: Pick<Lifecycle, 'at'>
  readonly volatile: readonly string[]
}

/** Nothing is under way when the stale request is sent, so that the phase must stand still too. */
export function onCurrentOnly(history: History, { tag, refusal, lifecycle, volatile }: Judged, id: string): Judgement {
  const [stale, current, after] = ['stale', 'current', 'after'].map((label) => history.find(`${label} ${id}`))
  const { exchanges } = history
  const before = exchanges.slice(0, stale === undefined ? 0 : exchanges.indexOf(stale)).findLast(({ label }) => label === 'found')
  const without = volatile.filter((place) => place !== lifecycle.at)
  if (tagOf(tag, answerOf(before)) === undefined) return unclear('no entity tag is shown')
  const sides = { attempt: stale, before, after, without, tag }
  if (succeeded(current)) return refused({ control: current, statuses: refusal.statuses, ...sides })
  if (succeeded(stale)) return broken(`a refusal with status ${refusal.statuses.join(' or ')}`, told(stale), `stale ${id}`)
  // Whatever else is wrong with the request, e.g. that it has to be paid for, the stale one may have been refused for: only its effect counts.
  const effect = refused({ control: before, statuses: [answerOf(stale)?.status ?? 0], ...sides })
  return effect.kind === 'broken' ? effect : unclear(`${id} on the current tag got ${told(current)}`)
}

function conditional(reading: Reading): Need<readonly Conditional[]> {
  const every = reading.everyOperation()
  const lifecycle = reading.lifecycle()
  if (every.kind === 'unmet') return every
  if (lifecycle.kind === 'unmet') return lifecycle
  const found = every.value.flatMap((operation) => {
    const rule = ruleOf(operation, reading.resource)
    const trigger = lifecycle.value.triggers[operation.behaviour?.trigger ?? '']
    if (rule === undefined || operation.behaviour === undefined || trigger === undefined) return []
    return [{ action: { id: operation.id, ...(trigger.from && { from: trigger.from }) }, leansOn: [operation.behaviour, rule] }]
  })
  if (found.length === 0) return unmet(`nothing is done to a ${reading.resource} on the condition of its tag but updates and deletions`)
  return met(
    found.map(({ action }) => action),
    ...found.flatMap(({ leansOn }) => leansOn),
  )
}

/** The condition of an operation that starts something and needs no body. */
function ruleOf({ behaviour, requestBody }: Operation, resource: string): Precondition | undefined {
  if (behaviour?.action !== 'act' || behaviour.resource !== resource || requestBody?.required === true) return undefined
  const { precondition } = behaviour
  return precondition?.on === undefined || precondition.on === resource ? precondition : undefined
}
