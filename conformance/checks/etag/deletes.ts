import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { sameJson, tagOf, view, volatileIn } from '../../judge/view.ts'
import { all, map } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idInPath, sight } from '../sight.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { History } from '../../history.ts'
import type { PreconditionNeed, RefusalNeed } from '../../needed.ts'
import type { Judgement } from '../../verdict.ts'
import type { Sight } from '../sight.ts'

const invented = '"clusterproof-no-such-tag"'

export const deleteConditional = check({
  id: 'etag.delete-conditional',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      precondition: reading.precondition('delete'),
      create: reading.creatable(),
      refusal: reading.refusal('stale-tag'),
      sight: sight(reading),
      volatile: map(reading.identity(), () => restless(reading.type)),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { precondition, sight: { plan } }) => {
    const { params } = await api.make('make')
    const look = (label: string) => api.send(label, plan(params))
    const current = async (label: string) => tagOf(precondition.tag, answerOf(await api.send(label, { operation: precondition.read, params }))) ?? '"none"'
    const remove = (label: string, tag: string) => api.send(label, { operation: precondition.id, params, headers: { 'if-match': tag } })
    await current('tag')
    await look('before')
    await remove('stale delete', invented)
    const after = answerOf(await look('after'))?.body
    await remove('current delete', await current('tag again'))
    await api.poll('in the end', plan(params), (exchange) => answerOf(exchange)?.body !== after)
  },
  judge: (history, needs) => deletedOnCurrentOnly(history, needs),
})

/** What may change by itself, but for the phase: it alone shows that a deletion has begun. */
function restless(type: ResourceType): readonly string[] {
  return volatileIn(type).filter((place) => type.shows?.[place]?.is !== 'phase')
}

/** What was made stands in the path of the delete that was sent. */
export interface Deleting {
  readonly precondition: Pick<PreconditionNeed, 'tag'>
  readonly refusal: Pick<RefusalNeed, 'statuses'>
  readonly sight: Pick<Sight, 'shown'>
  readonly volatile: readonly string[]
}

export function deletedOnCurrentOnly(history: History, { precondition, refusal, sight: { shown }, volatile }: Deleting): Judgement {
  const [stale, current] = [history.find('stale delete'), history.find('current delete')]
  const [before, after, last] = ['before', 'after', 'in the end'].map((label): Json | undefined => shown(history.find(label), idInPath(stale)))
  if (before === undefined) return unclear('the resource was not to be seen before the delete')
  // What was done needs no positive control: only a refusal does.
  if (answerOf(history.find('after')) === undefined) return unclear('the state after the stale delete is not known')
  if (!sameJson(view(before, volatile), view(after, volatile)))
    return broken('the resource is as it was', `${told(stale)}, and yet it ${after === undefined ? 'is gone' : 'changed'}`, 'stale delete')
  if (tagOf(precondition.tag, history.answer('tag again')) === undefined) return unclear('no entity tag is shown')
  if (!succeeded(current)) return notAccepted(history, refusal)
  const status = answerOf(stale)?.status
  if (status === undefined) return unclear(`there is no answer to judge: ${told(stale)}`)
  if (!refusal.statuses.includes(status)) return broken(`a refusal with status ${refusal.statuses.join(' or ')}`, told(stale), 'stale delete')
  return sameJson(after, last) ? broken('the deletion has begun', `${told(current)}, and yet nothing changed`, 'current delete') : kept
}

/** The delete on the current tag did not succeed: wrong where the subject calls that tag stale, and unclear otherwise. */
function notAccepted(history: History, { statuses }: Pick<RefusalNeed, 'statuses'>): Judgement {
  const current = history.find('current delete')
  const status = answerOf(current)?.status ?? 0
  return statuses.includes(status)
    ? broken('a delete on the current tag is performed', told(current), 'current delete')
    : unclear(`the delete on the current tag got ${told(current)}`)
}
