import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { statusIn, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, map, met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { nursery } from '../nursery.ts'
import { idInPath, listSight } from '../sight.ts'
import { vanishing } from '../vanishing.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Reading } from '../../reading.ts'
import type { Sight } from '../sight.ts'

/** Statuses of what is gone. Where people are members of it, nobody is one any more. */
export function goneStatuses(reading: Reading): Need<readonly number[]> {
  const stranger = reading.type.address.length === 1 ? reading.refusal('not-member') : unmet('others are members of something else')
  return map(reading.refusal('absent'), ({ statuses }) => [...new Set([...statuses, ...(stranger.kind === 'met' ? stranger.value.statuses : []), 410])])
}

/** How often, and how many seconds apart, what is gone is looked for. */
const looks = { times: 3, secondsApart: 2 }

const noResurrection = check({
  id: 'del.no-resurrection',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ create: reading.creatable(), leaving: vanishing(reading), list: listIfAny(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { leaving, list }) => {
    const handle = await api.make('create')
    await leaving.ask(api, 'delete', handle)
    await leaving.wait(api, 'leaving', handle)
    for (let look = 0; look < looks.times; look += 1) {
      await api.send('look', leaving.sight.plan(handle.params))
      await api.wait(looks.secondsApart)
    }
    if (list !== undefined) await api.send('list', list.plan(handle.params))
  },
  judge: (history, { leaving: { sight }, list, type }) => {
    const id = deletedId(history, type)
    if (sight.presence(history.find('leaving'), id) !== 'gone') return unclear('nothing was seen to be gone')
    const again = history.all('look').find((exchange) => sight.presence(exchange, id) === 'there')
    if (again !== undefined) return broken('what is gone stays gone', 'it appeared again', 'look')
    return list?.presence(history.find('list'), id) === 'there' ? broken('what is gone stays gone', 'it is listed again', 'list') : kept
  },
})

/** The list, where there is one. */
export function listIfAny(reading: Reading): Need<Sight | undefined> {
  return reading.operation('list').kind === 'met' ? listSight(reading) : met(undefined)
}

/** The identifier of what a scenario made under `create` and deleted. */
export function deletedId(history: History, type: ResourceType): string | undefined {
  return idIn(type, history.answer('create')?.json) ?? idInPath(history.find('delete'))
}

const writeAfter = check({
  id: 'del.write-after',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      update: reading.operation('update'),
      field: reading.mutableField(),
      leaving: vanishing(reading),
      absent: reading.refusal('absent'),
      type: met(reading.type),
    }),
  scenario: ({ field }) => fc.nat(field.values.length - 1),
  drive: async (api, { update, field, leaving }, pick) => {
    const handle = await api.make('create')
    const write = (label: string) => api.send(label, { operation: update.id, params: handle.params, body: field.body(field.values[pick] ?? null) })
    await write('control')
    await api.settle('settling', handle)
    await leaving.ask(api, 'delete', handle)
    await leaving.wait(api, 'leaving', handle)
    await write('late write')
    await api.send('look', leaving.sight.plan(handle.params))
  },
  judge: (history, { leaving: { sight }, absent, type }) => {
    const id = deletedId(history, type)
    if (!succeeded(history.find('control'))) return unclear(`there is no positive control: the same write got ${told(history.find('control'))}`)
    if (sight.presence(history.find('leaving'), id) !== 'gone') return unclear('nothing was seen to be gone')
    const late = history.find('late write')
    if (sight.presence(history.find('look'), id) === 'there') return broken('nothing is made anew', `${told(late)}, and yet it is there`, 'late write')
    return statusIn(late, [...absent.statuses, 410])
  },
})

/** A field that an update writes and a create leaves out: a trace of a past life. */
function trace(reading: Reading): Need<MutableField | undefined> {
  const fields = reading.mutableFields()
  if (fields.kind === 'unmet') return met(undefined)
  const isFilledIn = ({ pointer }: MutableField) =>
    Object.keys(reading.type.defaults ?? {}).some((place) => pointer === place || pointer.startsWith(`${place}/`))
  return met(fields.value.find((field) => !isFilledIn(field)) ?? fields.value[0])
}

const nameReuse = check({
  id: 'del.name-reuse',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const need = all({
      create: reading.creatable(),
      update: reading.operation('update'),
      trace: trace(reading),
      leaving: vanishing(reading),
      nursery: nursery(reading),
      type: met(reading.type),
    })
    return need.kind === 'met' && reading.type.identity.from !== 'client' ? unmet(`clients do not name a ${reading.resource}`) : need
  },
  scenario: () => fc.constant(null),
  drive: async (api, { create, update, trace: field, leaving, nursery: find }) => {
    const params = await find(api)
    const handle = await api.make('create')
    if (field !== undefined) await api.send('trace', { operation: update.id, params: handle.params, body: field.body(field.values.at(-1) ?? null) })
    await api.settle('settling', handle)
    await leaving.ask(api, 'delete', handle)
    await leaving.wait(api, 'leaving', handle)
    await api.send('again', { operation: create.id, params, body: handle.body })
    await api.send('look', leaving.sight.plan(handle.params))
  },
  judge: (history, { trace: field, leaving: { sight }, type }) => {
    const id = deletedId(history, type)
    if (sight.presence(history.find('leaving'), id) !== 'gone') return unclear('nothing was seen to be gone')
    const again = history.find('again')
    if (!succeeded(again)) return broken('a name that can be used again', told(again), 'again')
    const view = sight.shown(history.find('look'), id)
    if (view === undefined) return broken('the new resource can be read', told(history.find('look')), 'look')
    const first = history.answer('create')?.json
    if (field === undefined || sameJson(at(view, field.pointer), at(first, field.pointer))) return kept
    return broken("a resource without the old one's past", `${JSON.stringify(at(view, field.pointer)) ?? 'nothing'} at ${field.pointer}`, 'look')
  },
})

export const afterwards: readonly Check[] = [noResurrection, writeAfter, nameReuse]
