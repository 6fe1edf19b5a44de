import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { met, unmet } from '../../need.ts'
import { idIn, idParameter } from '../../resources.ts'
import { succeeded } from '../../history.ts'
import { unclear } from '../../verdict.ts'
import { look } from './look.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Api, Handle, Principal, RequestPlan } from '../../api.ts'
import type { History } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
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
}

const every: readonly Action[] = ['read', 'view', 'list', 'create', 'update', 'delete']

/** Those of the chosen operations on the resource type under test that harm nobody even if they are done. */
export function trespass(reading: Reading, chosen: (operation: { readonly id: string; readonly template: string; readonly action: Action }) => boolean): Need<Trespass> {
  const sight = look(reading)
  if (sight.kind === 'unmet') return sight
  const owned = reading.creatable().kind === 'met'
  const field = reading.mutableField()
  const found = every.flatMap((action) => {
    const need = reading.operation(action)
    if (need.kind === 'unmet' || need.value.operation.open) return []
    const { id, operation } = need.value
    const possible = action === 'update' ? field.kind === 'met' : owned || !['create', 'delete'].includes(action)
    return possible && chosen({ id, template: operation.template, action }) ? [{ action, id, behaviour: need.leansOn }] : []
  })
  if (found.length === 0) return unmet(`nothing on a ${reading.resource} can be tried without harm`)
  const value: Trespass = {
    type: reading.type,
    look: sight.value,
    actions: found.map(({ action, id }) => ({ action, id })),
    ...(field.kind === 'met' && { field: field.value }),
  }
  return met(value, ...sight.leansOn)
}

/** Tries everything as somebody else, between two looks at the resource. */
export async function tryAll(api: Api, { type, look: { id, by }, actions, field }: Trespass, as: Principal): Promise<Handle> {
  const handle = await api.borrow()
  const { params } = handle
  const values = field?.values ?? []
  const update = actions.find(({ action }) => action === 'update')
  if (update !== undefined && field !== undefined) await api.send('control', { operation: update.id, params, body: field.body(values[0] ?? null) })
  if (update !== undefined) await api.settle('settling', handle)
  await api.send('before', { operation: id, params })
  for (const { action, id: operation } of actions) {
    const body = action === 'create' ? api.body() : action === 'update' ? field?.body(values[1] ?? null) : undefined
    const plan: RequestPlan = { operation, params, as, ...(body !== undefined && { body }) }
    await api.send(`attempt to ${action}`, plan)
    const made = action === 'create' ? idIn(type, body) : undefined
    if (made !== undefined && by === 'read') await api.send('not made', { operation: id, params: { ...params, [idParameter(type)]: made } })
  }
  await api.send('after', { operation: id, params })
  return handle
}

/** Judges every attempt by its effect first and its status second. */
export function judgeAll(history: History, { look: { seen, without, tag }, actions }: Trespass, statuses: readonly number[]): Judgement {
  const [before, after] = [seen(history.find('before')), seen(history.find('after'))]
  const control = history.find('control')
  if (control !== undefined && !succeeded(control)) return unclear(`the update by the administrator got ${told(control)}`)
  const absent = history.find('not made')
  return allOf(
    actions.map(({ action }) => {
      const creates = action === 'create' && absent !== undefined
      return refused({
        control: action === 'update' ? control : before,
        attempt: history.find(`attempt to ${action}`),
        statuses,
        before,
        after,
        without,
        ...(tag && { tag }),
        ...(creates && { absent }),
      })
    }),
  )
}
