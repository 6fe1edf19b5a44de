import { succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { idIn, idParameter } from '../../resources.ts'
import { broken, unclear } from '../../verdict.ts'
import { isObject } from '../../../specs/json.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Api, RequestPlan } from '../../api.ts'
import type { Exchange, History } from '../../history.ts'
import type { Action } from '../../resources.ts'
import type { Refused } from '../../judge/refused.ts'
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
  if (action === 'create' && look.members !== undefined) return listWatched(api, watched, { label, action, plan })
  await api.send(label, plan)
  if (!changing.includes(action)) return
  const made = action === 'create' && look.by === 'read' ? idIn(type, plan.body) : undefined
  if (made === undefined) return void (await api.send('look', { operation: look.id, params: plan.params ?? {} }))
  const params = { ...plan.params, [idParameter(type)]: made }
  const found = await api.send(`what ${label} made`, { operation: look.id, params })
  if (succeeded(found) && look.remove !== undefined) await api.send('tidying up', { operation: look.remove, params })
}

/** A create whose effect has no known address: it is looked for in the list. */
async function listWatched(api: Api, { look, type }: { readonly look: Look; readonly type: ResourceType }, { label, plan }: Attempt): Promise<void> {
  const list = (when: string) => api.send(`list ${when} ${label}`, { operation: look.members?.id ?? '', params: plan.params ?? {} })
  const before = await list('before')
  const attempt = await api.send(label, plan)
  const after = await list('after')
  if (succeeded(attempt) || look.remove === undefined) return
  for (const id of newIn(look, { before, attempt, after }))
    await api.send('tidying up', { operation: look.remove, params: { ...plan.params, [idParameter(type)]: id } })
}

/** Identifiers of what is listed only after an attempt to create it. */
export function newIn(
  { members }: Pick<Look, 'members'>,
  lists: { readonly before: Exchange; readonly attempt: Exchange; readonly after: Exchange },
): readonly string[] {
  const sent = bodyOf(lists.attempt)
  const known = members?.like(lists.before, {}) ?? []
  return (members?.like(lists.after, sent) ?? []).filter((id) => !known.includes(id))
}

function bodyOf({ request }: Exchange): JsonObject {
  const body: Json = JSON.parse(request.body ?? '{}')
  return isObject(body) ? body : {}
}

/** Judges one attempt between the look before it, recorded as `look`, and the one after it. */
export function judgeAttempt(
  history: History,
  look: Look,
  given: Pick<Refused, 'control' | 'statuses' | 'statusesLeanOn' | 'refusalLeansOn'> & { readonly label: string },
): Judgement {
  const { label, control, statuses, statusesLeanOn, refusalLeansOn } = given
  const { exchanges } = history
  const index = exchanges.findIndex((exchange) => exchange.label === label)
  const isLook = (exchange: Exchange | undefined) => exchange?.label === 'look'
  const before = look.seen(exchanges.slice(0, index).findLast(isLook))
  const after = isLook(exchanges[index + 1]) ? look.seen(exchanges[index + 1]) : undefined
  const absent = history.find(`what ${label} made`)
  const attempt = exchanges[index]
  const judged = refused({
    control,
    attempt,
    statusesLeanOn,
    refusalLeansOn,
    ...(statuses && { statuses }),
    ...(after && { before, after, without: look.without, ...(look.tag && { tag: look.tag }) }),
    ...(absent && { absent }),
  })
  const [listed, relisted] = [history.find(`list before ${label}`), history.find(`list after ${label}`)]
  if (judged.kind === 'unclear' || attempt === undefined || listed === undefined || relisted === undefined) return judged
  if (!succeeded(listed) || !succeeded(relisted)) return unclear(`whether anything was made is not known: ${told(relisted)}`)
  const [made] = newIn(look, { before: listed, attempt, after: relisted })
  return made === undefined ? judged : broken('nothing is made', `${told(attempt)}, and yet ${made} is listed`, label)
}
