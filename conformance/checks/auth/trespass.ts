import { allOf, told } from '../../judge/status.ts'
import { met, unmet } from '../../need.ts'
import { succeeded } from '../../history.ts'
import { unclear } from '../../verdict.ts'
import { judgeAttempt, underWatch } from './attempt.ts'
import { look } from './look.ts'
import { operationFor, primaryOf } from '../../resources.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Api, Handle, Principal } from '../../api.ts'
import type { History } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { Refused } from '../../judge/refused.ts'
import type { Reading } from '../../reading.ts'
import type { Action } from '../../resources.ts'
import type { Judgement } from '../../verdict.ts'
import type { Look } from './look.ts'

/** What somebody without the right may try on one resource type, and how to see whether it was done. */
export interface Trespass {
  readonly type: ResourceType
  readonly look: Look
  readonly actions: readonly { readonly action: Action; readonly id: string }[]
  readonly field?: MutableField
  /** What shows that somebody's credential works at all: their own list, which changes nothing. */
  readonly probe: string
}

const every: readonly Action[] = ['read', 'view', 'list', 'create', 'update', 'delete']

/** Those of the chosen operations on the resource type under test that harm nobody even if they are done. */
export function trespass(reading: Reading, chosen: (operation: Operation) => boolean): Need<Trespass> {
  const sight = look(reading)
  const probe = ownList(reading)
  if (sight.kind === 'unmet') return sight
  if (probe.kind === 'unmet') return probe
  const owned = reading.creatable().kind === 'met'
  const field = reading.mutableField()
  const found = every.flatMap((action) => {
    const need = reading.operation(action)
    if (need.kind === 'unmet' || need.value.operation.open) return []
    const { id, operation } = need.value
    const possible = action === 'update' ? field.kind === 'met' : owned || !['create', 'delete'].includes(action)
    return possible && chosen(operation) ? [{ action, id, behaviour: need.leansOn }] : []
  })
  if (found.length === 0) return unmet(`nothing on a ${reading.resource} can be tried without harm`)
  const value: Trespass = {
    type: reading.type,
    look: sight.value,
    probe: probe.value,
    actions: found.map(({ action, id }) => ({ action, id })),
    ...(field.kind === 'met' && { field: field.value }),
  }
  return met(value, ...sight.leansOn)
}

/** The list of the provider's main resource type, whose path needs nothing but what belongs to a principal. */
export function ownList(reading: Reading): Need<string> {
  const need = reading.document()
  if (need.kind === 'unmet') return need
  const main = primaryOf(need.value)
  const list = operationFor(need.value, main, 'list')
  return list === undefined ? unmet(`the contract has no operation to list a ${main}, which would show that a credential works`) : met(list.id)
}

/** Tries everything as somebody else, and looks after each attempt what became of the resource. */
export async function tryAll(api: Api, watched: Trespass, as: Principal): Promise<Handle> {
  const { look: sight, actions, field, probe } = watched
  const handle = await api.borrow()
  const { params } = handle
  await api.send('their own', { operation: probe, as })
  const update = actions.find(({ action }) => action === 'update')
  if (update !== undefined && field !== undefined) {
    await api.send('control', { operation: update.id, params, body: field.body(field.values[0] ?? null) })
    await api.settle('settling', handle)
  }
  await api.send('look', { operation: sight.id, params })
  for (const { action, id } of actions) {
    const body = action === 'create' ? api.body() : action === 'update' ? field?.body(field.values[1] ?? null) : undefined
    await underWatch(api, watched, { label: `attempt to ${action}`, action, plan: { operation: id, params, as, ...(body !== undefined && { body }) } })
  }
  return handle
}

/** Judges every attempt by its effect first and its status second. */
export function judgeAll(
  history: History,
  { look: sight, actions }: Trespass,
  refusing: Pick<Refused, 'statuses' | 'statusesLeanOn' | 'refusalLeansOn'>,
): Judgement {
  const own = history.find('their own')
  if (!succeeded(own)) return unclear(`their credential works nowhere: ${told(own)} for their own list`)
  const change = history.find('control')
  if (change !== undefined && !succeeded(change)) return unclear(`the update by the administrator got ${told(change)}`)
  const seen = history.exchanges.find(({ label }) => label === 'look')
  return allOf(
    actions.map(({ action }) => judgeAttempt(history, sight, { label: `attempt to ${action}`, control: action === 'update' ? change : seen, ...refusing })),
  )
}
