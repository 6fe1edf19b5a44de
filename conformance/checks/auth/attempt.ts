import { succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { idIn, idParameter } from '../../resources.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Api, RequestPlan } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { Action } from '../../resources.ts'
import type { Judgement } from '../../verdict.ts'
import type { Look } from './look.ts'

/** A request that must be refused. `params` of its plan address the resource that is watched. */
export interface Attempt {
  readonly label: string
  readonly action: Action
  readonly plan: RequestPlan
}

const changing: readonly Action[] = ['create', 'update', 'delete']

/** Makes an attempt, and looks what became of the resource, or of the one that the attempt would have made. */
export async function underWatch(api: Api, watched: { readonly look: Look; readonly type: ResourceType }, { label, action, plan }: Attempt): Promise<void> {
  const { look, type } = watched
  await api.send(label, plan)
  if (!changing.includes(action)) return
  const made = action === 'create' && look.by === 'read' ? idIn(type, plan.body) : undefined
  if (made === undefined) return void (await api.send('look', { operation: look.id, params: plan.params ?? {} }))
  const params = { ...plan.params, [idParameter(type)]: made }
  const found = await api.send(`what ${label} made`, { operation: look.id, params })
  if (succeeded(found) && look.remove !== undefined) await api.send('tidying up', { operation: look.remove, params })
}

/** Judges one attempt between the look before it, recorded as `look`, and the one after it. */
export function judgeAttempt(
  history: History,
  look: Look,
  given: { readonly label: string; readonly control: Exchange | undefined; readonly statuses: readonly number[] },
): Judgement {
  const { label, control, statuses } = given
  const { exchanges } = history
  const index = exchanges.findIndex((exchange) => exchange.label === label)
  const isLook = (exchange: Exchange | undefined) => exchange?.label === 'look'
  const before = look.seen(exchanges.slice(0, index).findLast(isLook))
  const after = isLook(exchanges[index + 1]) ? look.seen(exchanges[index + 1]) : undefined
  const absent = history.find(`what ${label} made`)
  return refused({
    control,
    attempt: exchanges[index],
    statuses,
    ...(after && { before, after, without: look.without, ...(look.tag && { tag: look.tag }) }),
    ...(absent && { absent }),
  })
}
