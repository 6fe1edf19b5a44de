import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson, tagOf, view, volatileIn } from '../../judge/view.ts'
import { all, map, met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { at } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idInPath, sight } from '../sight.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { PreconditionNeed, RefusalNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Sight } from '../sight.ts'

/** A child resource whose creation is judged by its parent's tag; updates and deletes where the contract says so too. */
export interface Child {
  readonly precondition: PreconditionNeed
  readonly refusal: RefusalNeed
  readonly sight: Sight
  readonly type: ResourceType
  readonly update: { readonly id: string; readonly field: MutableField } | undefined
  readonly remove: string | undefined
}

function child(reading: Reading): Need<Child> {
  const precondition = reading.precondition('create')
  if (precondition.kind === 'met' && precondition.value.on === reading.resource)
    return unmet(`the tag of a ${reading.resource} cannot be known before it is made`)
  return all({
    precondition,
    creatable: reading.creatable(),
    refusal: reading.refusal('stale-tag'),
    sight: sight(reading),
    type: map(reading.identity(), () => reading.type),
    update: updateOf(reading),
    remove: map(optional(reading.precondition('delete')), (found) => found?.id),
  })
}

function updateOf(reading: Reading): Need<Child['update']> {
  const both = all({ rule: reading.precondition('update'), field: reading.mutableField() })
  return map(optional(both), (found) => found && { id: found.rule.id, field: found.field })
}

function optional<T>(need: Need<T>): Need<T | undefined> {
  return need.kind === 'met' ? need : met(undefined)
}

const writes = ['create', 'update', 'delete'] as const

export const parentPrecondition = check({
  id: 'etag.parent-precondition',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: child,
  scenario: () => fc.constant(null),
  drive: async (api, given) => {
    const {
      precondition,
      sight: { plan },
    } = given
    const first = api.body()
    const old = await parentTag(api, given, 'old')
    const exchange = await api.send('create', { operation: precondition.id, headers: { 'if-match': old }, body: first })
    const handle = api.own(exchange, first)
    if (handle === undefined) return
    const extra = api.body()
    const stale = { 'if-match': old }
    const attempts: [string, RequestPlan][] = [['create', { operation: precondition.id, headers: stale, body: extra }]]
    for (const [name, written] of changes(given, handle)) attempts.push([name, { ...written, headers: stale }])
    await parentTag(api, given, 'new')
    for (const [name, attempt] of attempts) {
      await api.send(`before stale ${name}`, plan(handle.params))
      await api.send(`stale ${name}`, attempt)
      await api.send(`after stale ${name}`, plan(handle.params))
    }
    for (const [name, written] of changes(given, handle))
      await api.send(name, { ...written, headers: { 'if-match': await parentTag(api, given, `tag for ${name}`) } })
  },
  judge: (history, given) => judgedByParent(history, given),
})

async function parentTag(api: Api, { precondition }: Child, label: string): Promise<string> {
  return tagOf(precondition.tag, answerOf(await api.send(label, { operation: precondition.read }))) ?? '"none"'
}

/** The update and the delete of one child, as far as the contract judges them by the parent's tag. */
function changes({ update, remove }: Child, { params, body }: Handle): readonly [string, RequestPlan][] {
  const field = update?.field
  const value = field?.values.find((one) => JSON.stringify(one) !== JSON.stringify(at(body, field.pointer))) ?? null
  return [
    ...(update === undefined || field === undefined
      ? []
      : [['update', { operation: update.id, params, body: field.body(value) }] satisfies [string, RequestPlan]]),
    ...(remove === undefined ? [] : [['delete', { operation: remove, params }] satisfies [string, RequestPlan]]),
  ]
}

/** What the judge needs of a child. */
export interface Judged extends Pick<Child, 'precondition' | 'refusal' | 'type'> {
  readonly sight: Pick<Sight, 'shown'>
}

/** Each write is judged twice: refused without effect on the parent's old tag, accepted on its current one. */
export function judgedByParent(history: History, given: Judged): Judgement {
  const [old, now] = ['old', 'new'].map((label) => tagOf(given.precondition.tag, history.answer(label)))
  const create = history.find('create')
  if (old === undefined) return unclear('the parent shows no entity tag')
  if (!succeeded(create)) return accepted(create, given.refusal.statuses)
  if (old === now) return unclear('the tag of the parent did not become stale')
  const sent = writes.filter((name) => history.find(`stale ${name}`) !== undefined)
  return allOf(sent.flatMap((name) => [refusedStale(history, given, name), accepted(history.find(name), given.refusal.statuses)]))
}

function accepted(exchange: Exchange | undefined, stale: readonly number[]): Judgement {
  if (succeeded(exchange)) return kept
  const status = answerOf(exchange)?.status ?? 0
  if (!stale.includes(status)) return unclear(`a write on the parent's current tag got ${told(exchange)}`)
  return broken("a write on the parent's current tag is performed", told(exchange), exchange?.label ?? '')
}

function refusedStale(history: History, { refusal, sight: { shown }, type }: Judged, name: string): Judgement {
  const attempt = history.find(`stale ${name}`)
  const status = answerOf(attempt)?.status
  const [before, after] = [history.find(`before stale ${name}`), history.find(`after stale ${name}`)]
  if (status === undefined) return unclear(`there is no answer to judge: ${told(attempt)}`)
  if (!succeeded(history.find(name))) return unclear(`there is no positive control: the same write on the current tag got ${told(history.find(name))}`)
  const id = idInPath(history.find('stale delete') ?? history.find('stale update'))
  if (name === 'create') {
    const made = idIn(type, bodyOf(attempt))
    if (made !== undefined && shown(after, made) !== undefined)
      return broken('nothing is made', `${told(attempt)}, and yet the resource is there`, `stale ${name}`)
  } else if (!sameJson(view(shown(before, id), volatileIn(type)), view(shown(after, id), volatileIn(type)))) {
    return broken('the resource is as it was', `${told(attempt)}, and yet it is not`, `stale ${name}`)
  }
  return refusal.statuses.includes(status) ? kept : broken(`a refusal with status ${refusal.statuses.join(' or ')}`, told(attempt), `stale ${name}`)
}

function bodyOf(exchange: Exchange | undefined): Json | undefined {
  try {
    const body: Json = JSON.parse(exchange?.request.body ?? '')
    return body
  } catch {
    return undefined
  }
}
