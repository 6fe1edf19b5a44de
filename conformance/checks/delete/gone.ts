import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { all, met } from '../../need.ts'
import { idIn, idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { another } from '../errors/absent.ts'
import { successes } from '../lifecycle/create.ts'
import { vanishing } from '../vanishing.ts'
import { deletedId, goneStatuses, listIfAny } from './after.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Sight } from '../sight.ts'

const statusAndGone = check({
  id: 'del.status-and-gone',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ create: reading.creatable(), leaving: vanishing(reading), list: listIfAny(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { leaving, list }) => {
    const handle = await api.make('create')
    await api.send('before', leaving.sight.plan(handle.params))
    await leaving.ask(api, 'delete', handle)
    await leaving.wait(api, 'leaving', handle)
    if (list !== undefined) await api.send('list', list.plan(handle.params))
  },
  judge: (history, { leaving: { sight, remove, withinSeconds }, list, type }) => {
    const id = deletedId(history, type)
    if (sight.presence(history.find('before'), id) !== 'there') return unclear('what was to be deleted was not there')
    if (succeeded(history.find('delete'))) {
      const presence = sight.presence(history.find('leaving'), id)
      if (presence === 'unclear') return unclear(`whether it is gone is not known: ${told(history.find('leaving'))}`)
      if (presence === 'there') return broken(`an end within ${withinSeconds} seconds`, 'still there after all of them', 'leaving')
      if (list?.presence(history.find('list'), id) === 'there') return broken('a list without it', 'it is still listed', 'list')
    }
    return statusIn(history.find('delete'), successes(remove))
  },
})

/** Statuses that a repeated delete may have: of success, or of the refusal of what is absent. */
function repeated(reading: Reading): Need<readonly number[]> {
  const remove = reading.operation('delete')
  const absent = reading.refusal('absent')
  if (remove.kind === 'unmet') return remove
  if (absent.kind === 'unmet') return absent
  const deleting = reading.refusal('still-deleting', 'delete')
  const { responses } = remove.value.operation
  // What a document would have to list, and what is tolerated besides.
  const conflict = deleting.kind === 'met' ? deleting.value.statuses.filter((status) => status !== deleting.value.status || responses.has(status)) : []
  return met([...successes(remove.value), ...absent.value.statuses, ...conflict], ...absent.leansOn)
}

const repeat = check({
  id: 'del.repeat',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({ create: reading.creatable(), leaving: vanishing(reading), gone: goneStatuses(reading), repeated: repeated(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { leaving, type }) => {
    const neighbour = leaving.sight.by === 'read' ? await api.borrow() : await api.make('neighbour')
    const handle = await api.make('create')
    await api.send('neighbour before', leaving.sight.plan(neighbour.params))
    await leaving.ask(api, 'delete', handle)
    await leaving.ask(api, 'delete again', handle)
    await leaving.wait(api, 'leaving', handle)
    await leaving.ask(api, 'delete what is gone', handle)
    const own = idParameter(type)
    const never = type.identity.from === 'client' ? api.name() : another(handle.params[own] ?? '')
    await leaving.ask(api, 'delete what never was', { params: { ...handle.params, [own]: never } })
    await api.send('neighbour after', leaving.sight.plan(neighbour.params))
    await api.send('still gone', leaving.sight.plan(handle.params))
  },
  judge: (history, { leaving: { sight }, gone: statusesOfGone, repeated: statuses, type }) => {
    const id = deletedId(history, type)
    if (!succeeded(history.find('delete'))) return unclear(`nothing was deleted: ${told(history.find('delete'))}`)
    if (sight.presence(history.find('leaving'), id) !== 'gone') return unclear('nothing was seen to be gone')
    const effect = allOf([
      unharmed(history, sight, type),
      sight.presence(history.find('still gone'), id) === 'there' ? broken('no further effect', 'it is there again', 'still gone') : kept,
    ])
    if (effect.kind !== 'kept') return effect
    return allOf([
      statusIn(history.find('delete again'), [...statuses, ...statusesOfGone]),
      statusIn(history.find('delete what is gone'), statusesOfGone),
      statusIn(history.find('delete what never was'), statusesOfGone),
    ])
  },
})

/** The neighbour is there and as it was. */
function unharmed(history: History, sight: Sight, type: ResourceType): Judgement {
  const [before, after] = ['neighbour before', 'neighbour after'].map((label) => history.find(label))
  const id = idIn(type, history.answer('neighbour')?.json)
  const was = sight.shown(before, id)
  if (was === undefined) return unclear('no neighbour could be seen')
  if (sight.presence(after, id) === 'gone') return broken('a neighbour that stays', 'the neighbour is gone', 'neighbour after')
  const changed = differences(view(was, volatileIn(type)), view(sight.shown(after, id), volatileIn(type)))
  return changed.length === 0 ? kept : broken('a neighbour as it was', `${changed.join(', ')} changed`, 'neighbour after')
}

export const deletions: readonly Check[] = [statusAndGone, repeat]
