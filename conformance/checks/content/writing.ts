import { tagOf, sameJson, volatileIn } from '../../judge/view.ts'
import { answerOf } from '../../history.ts'
import { all, map, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { bodyOf } from '../lifecycle/create.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Exchange } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed, PreconditionNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'

/** How the type under test is read and changed, and a field whose change shows. */
export interface Writing {
  readonly read: OperationNeed
  readonly update: OperationNeed
  readonly field: MutableField
  /** Places that may change although nobody wrote. */
  readonly volatile: readonly string[]
  /** The precondition without which no update is accepted, where the contract demands one. */
  readonly demanded: PreconditionNeed | undefined
}

/** Updates by any method that the contract uses for them. */
export function writing(reading: Reading): Need<Writing> {
  const condition = reading.precondition()
  const demanded = condition.kind === 'met' && condition.value.rule.presence === 'required' ? condition.value : undefined
  const needs = all({ read: reading.operation('read'), update: reading.operation('update'), field: reading.mutableField() })
  return map(needs, (found) => ({ ...found, volatile: volatileIn(reading.type), demanded }))
}

/** Updates by PATCH only: what RFC 5789 promises holds for no other method. */
export function patching(reading: Reading): Need<Writing> {
  const need = writing(reading)
  if (need.kind === 'unmet' || need.value.update.operation.method === 'PATCH') return need
  return unmet(`a ${reading.resource} is updated by ${need.value.update.operation.method}`)
}

/** Reads the resource once it has settled. */
export function look(api: Api, label: string, handle: Handle): Promise<Exchange> {
  return api.settle(label, handle)
}

/** Sends an update, with the current tag where none is accepted without. */
export async function write(
  api: Api,
  { update, demanded }: Writing,
  sent: { readonly label: string; readonly handle: Handle; readonly plan: Omit<RequestPlan, 'operation'> },
): Promise<Exchange> {
  const { label, handle, plan } = sent
  const tag = demanded && tagOf(demanded.tag, answerOf(await api.send(`tag for ${label}`, { operation: demanded.read, params: handle.params })))
  const headers = { ...(tag !== undefined && { 'if-match': tag }), ...plan.headers }
  return api.send(label, { operation: update.id, params: handle.params, ...plan, headers })
}

/** The body of an update that was accepted, with another change in it; where updates do not replace, the change alone. */
export function another({ update }: Writing, accepted: Exchange | undefined, change: JsonObject): JsonObject {
  return update.operation.behaviour?.replaces === undefined || accepted === undefined ? change : { ...bodyOf(accepted), ...change }
}

/** A value of the field that a read does not show already, so that its effect would show. */
export function anotherValue(field: MutableField, shown: Exchange | undefined): Json {
  const now = at(answerOf(shown)?.json, field.pointer)
  return field.values.find((value) => !sameJson(value, now)) ?? null
}
