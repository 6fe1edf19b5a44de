import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { standsFor } from '../../judge/effect.ts'
import { told } from '../../judge/status.ts'
import { volatileIn } from '../../judge/view.ts'
import { all, met, optional } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { itemsAt } from '../sight.ts'
import { anotherValue } from '../content/writing.ts'
import { apart, oddOnesOut } from './views.ts'
import { called } from './steps.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange, History } from '../../history.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Json } from '../../../specs/json.ts'
import type { Judgement } from '../../verdict.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Called } from './steps.ts'

interface Both {
  readonly called: Called
  readonly type: ResourceType
  readonly create: string
  readonly remove: string
  readonly list: { readonly id: string; readonly items: string } | undefined
  readonly change: { readonly id: string; readonly field: MutableField } | undefined
}

function both(reading: Reading): Need<Both> {
  const [create, remove, update] = [reading.showingCreate(), reading.operation('delete'), reading.operation('update')]
  const change = all({ update, field: reading.mutableField() })
  return all({
    called: called(reading),
    type: met(reading.type),
    create: create.kind === 'met' ? { ...create, value: create.value.id } : create,
    remove: remove.kind === 'met' ? { ...remove, value: remove.value.id } : remove,
    list: optional(reading.sighted()),
    change: optional(change.kind === 'met' ? { ...change, value: { id: change.value.update.id, field: change.value.field } } : change),
  })
}

/** Reads a settled resource over both wires. */
async function compare(api: Api, label: string, { handle, read }: { readonly handle: Handle; readonly read: string }): Promise<void> {
  await api.settle(label, handle)
  await api.send(`${label}, over Connect`, { operation: read, params: handle.params, wire: 'connect' })
}

async function changes(api: Api, handle: Handle, { called: { read }, change }: Both): Promise<void> {
  if (change === undefined) return
  const { id, field } = change
  for (const wire of ['Connect', 'REST'] as const) {
    const body = field.body(anotherValue(field, await api.settle(`before the change over ${wire}`, handle)))
    await api.send(`change over ${wire}`, { operation: id, params: handle.params, body, ...(wire === 'Connect' && { wire: 'connect' as const }) })
    await compare(api, `changed over ${wire}`, { handle, read })
  }
}

async function lists(api: Api, { params }: Handle, { list }: Both): Promise<void> {
  if (list === undefined) return
  await api.send('list', { operation: list.id, params })
  await api.send('list, over Connect', { operation: list.id, params, wire: 'connect' })
  await api.send('list again', { operation: list.id, params })
}

export const oneState = check({
  id: 'connect.one-state',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: both,
  scenario: () => fc.constant(null),
  drive: async (api, needs) => {
    const {
      called: { read },
      create,
      remove,
    } = needs
    const lent = await api.borrow()
    await compare(api, 'made over REST', { handle: lent, read })
    const body = api.body()
    const made = api.own(await api.send('create over Connect', { operation: create, params: lent.params, body, wire: 'connect' }), body)
    if (made === undefined) throw new Blocked('the create over Connect made nothing that the suite could find again')
    await api.send('at once', { operation: read, params: made.params })
    await compare(api, 'made over Connect', { handle: made, read })
    await changes(api, made, needs)
    await lists(api, made, needs)
    await api.send('delete over Connect', { operation: remove, params: made.params, wire: 'connect' })
    await api.poll('gone', { operation: read, params: made.params }, (exchange) => !succeeded(exchange))
    await api.send('gone, over Connect', { operation: read, params: made.params, wire: 'connect' })
  },
  judge: (history, needs) => {
    const steps: readonly (() => Judgement | undefined)[] = [
      () => shown(history.find('at once')),
      ...['made over REST', 'made over Connect', 'changed over Connect', 'changed over REST'].map((label) => () => alike(history, label, needs.type)),
      ...(['Connect', 'REST'] as const).map((wire) => () => changed(history, wire, needs)),
      () => listed(history, needs),
      () => gone(history),
    ]
    for (const step of steps) {
      const judgement = step()
      if (judgement !== undefined && judgement.kind !== 'kept') return judgement
    }
    return kept
  },
})

function shown(exchange: Exchange | undefined): Judgement {
  return succeeded(exchange) ? kept : broken('what was made over Connect is there over REST', told(exchange), 'at once')
}

/** Both wires show the same; members that are empty may be left out over one and stand over the other. */
function alike(history: History, label: string, type: ResourceType): Judgement | undefined {
  const [here, there] = [history.find(label), history.find(`${label}, over Connect`)]
  if (here === undefined && there === undefined) return undefined
  if (!succeeded(here)) return unclear(`a read over REST got ${told(here)}`)
  if (!succeeded(there)) return broken('the same resource over Connect', told(there), `${label}, over Connect`)
  const places = apart(answerOf(here)?.json, answerOf(there)?.json, volatileIn(type))
  return places.length === 0 ? kept : broken('one representation over both wires', `${places.join(', ')} differ`, `${label}, over Connect`)
}

/** A change is there, once the resource has settled, over the wire that it did not come by; where it was refused, it proves nothing. */
function changed(history: History, wire: 'Connect' | 'REST', { change }: Both): Judgement | undefined {
  const sent = history.find(`change over ${wire}`)
  if (change === undefined || sent === undefined) return undefined
  if (!succeeded(sent)) return unclear(`the change over ${wire} got ${told(sent)}`)
  const label = wire === 'Connect' ? 'changed over Connect' : 'changed over REST, over Connect'
  const { pointer } = change.field
  const [wanted, found] = [at(bodyOf(sent), pointer), at(answerOf(history.find(label))?.json, pointer)]
  if (standsFor(wanted, found)) return kept
  return broken(`${pointer} is ${JSON.stringify(wanted)}, as changed over ${wire}`, `${pointer} is ${JSON.stringify(found) ?? 'not there'}`, label)
}

function bodyOf({ request }: Exchange): Json | undefined {
  const body: Json | undefined = request.body === undefined ? undefined : JSON.parse(request.body)
  return body
}

/** Others may be at work meanwhile: what both lists around it show, the one over Connect shows, and nothing that neither does. */
function listed(history: History, { type, list }: Both): Judgement | undefined {
  if (list === undefined || history.find('list') === undefined) return undefined
  const labels = ['list', 'list, over Connect', 'list again'] as const
  const failed = labels.map((label) => history.find(label)).find((exchange) => !succeeded(exchange))
  if (failed !== undefined) return unclear(`a list got ${told(failed)}`)
  const [first = [], there = [], last = []] = labels.map((label) => itemsAt(history.find(label), list.items).flatMap((item) => idIn(type, item) ?? []))
  const odd = oddOnesOut({ first, there, last })
  return odd === undefined ? kept : broken('one list over both wires', `${odd} is in one of them only`, 'list, over Connect')
}

function gone(history: History): Judgement {
  const [removal, here, there] = [history.find('delete over Connect'), history.find('gone'), history.find('gone, over Connect')]
  if (!succeeded(removal)) return unclear(`the delete over Connect got ${told(removal)}`)
  if (succeeded(here)) return broken('what was deleted over Connect goes over REST too', `${told(here)} after all reads`, 'gone')
  return succeeded(there) ? broken('what is gone over REST is gone over Connect', told(there), 'gone, over Connect') : kept
}

export const stateChecks: readonly Check[] = [oneState]
