import fc from 'fast-check'
import { Blocked } from '../../api.ts'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { createBody } from '../../naming.ts'
import { all, met, unmet } from '../../need.ts'
import { idIn, idParameter, itemsIn, operationFor, resourceOf, vanishes } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { isObject, withAt } from '../../../specs/json.ts'
import { vanishing } from '../vanishing.ts'
import { deletedId } from './after.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** What keeps a resource of the type under test from being deleted, as long as it is there. */
interface Keeper {
  readonly contract: Contract
  readonly resource: string
  readonly create: string
  readonly read: string
  readonly remove: string
  /** Place of the create body that names what is kept. */
  readonly at: string
}

function keeper(reading: Reading): Need<Keeper> {
  const document = reading.document()
  if (document.kind === 'unmet') return document
  const contract = document.value
  for (const guard of reading.type.guards ?? []) {
    const [create, read, remove] = (['create', 'read', 'delete'] as const).map((action) => operationFor(contract, guard.resource, action))
    if (create === undefined || read === undefined || remove === undefined || !vanishes(contract, guard.resource)) continue
    const ids = { create: create.id, read: read.id, remove: remove.id }
    return met({ contract, resource: guard.resource, ...ids, at: guard.at }, guard, create.behaviour, read.behaviour, remove.behaviour)
  }
  return unmet(`nothing that the run can make keeps a ${reading.resource} from being deleted`)
}

/** The body of a keeper. What else it names is looked up: any that is there will do. */
async function bodyOf(api: Api, { contract, resource, at: place }: Keeper, kept: { readonly parameter: string; readonly id: string }): Promise<JsonObject> {
  const ids = new Map([[kept.parameter, kept.id]])
  for (const { resource: named } of rulesOf(resourceOf(contract, resource).type, 'exists')) {
    const { type } = resourceOf(contract, named)
    const list = operationFor(contract, named, 'list')
    if (ids.has(idParameter(type)) || list === undefined) continue
    const found = idIn(type, itemsIn(list, answerOf(await api.send(`looking for a ${named}`, { operation: list.id }))?.json)[0])
    if (found === undefined) throw new Blocked(`a ${resource} names a ${named}, and none is there`)
    ids.set(idParameter(type), found)
  }
  const body = withAt(createBody(contract, resource, { name: api.name(), ids }), place, kept.id)
  return isObject(body) ? body : {}
}

/** How often, and how many seconds apart, what was deleted in spite of its keeper is looked for: a deletion takes its time. */
const looks = { times: 4, secondsApart: 10 }

const guards = check({
  id: 'del.guards',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      leaving: vanishing(reading),
      keeper: keeper(reading),
      refusal: reading.refusal('in-use'),
      type: met(reading.type),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { leaving, keeper: by, type }) => {
    const handle = await api.make('create')
    const parameter = idParameter(type)
    const body = await bodyOf(api, by, { parameter, id: handle.params[parameter] ?? '' })
    const guard = api.own(await api.send('keeper', { operation: by.create, body }))
    if (guard === undefined) throw new Blocked(`no ${by.resource} could be made that names it`)
    await api.settle('keeper settling', guard)
    await api.send('before', leaving.sight.plan(handle.params))
    const attempt = await leaving.ask(api, 'attempt', handle)
    for (let look = 1; succeeded(attempt) && look < looks.times; look += 1) {
      await api.send('leaving', leaving.sight.plan(handle.params))
      await api.wait(looks.secondsApart)
    }
    await api.send('after', leaving.sight.plan(handle.params))
    await release(api, by, guard)
    if (!succeeded(attempt)) await leaving.ask(api, 'delete', handle)
    await leaving.wait(api, 'gone', handle)
  },
  judge: (history, { leaving: { sight }, refusal, type }) => {
    const [attempt, keeping] = ['attempt', 'keeper after'].map((label) => history.find(label))
    if (!succeeded(history.find('before')) || answerOf(attempt) === undefined) return unclear('what was to be deleted was not there')
    if (answerOf(keeping)?.status === 404) return broken('what names it stays', `${told(attempt)}, and then that is gone`, 'attempt')
    const id = deletedId(history, type)
    if (succeeded(attempt)) return waited(attempt, sight.presence(history.find('after'), id))
    const [was, is] = ['before', 'after'].map((label) => view(sight.shown(history.find(label), id), volatileIn(type)))
    const changed = differences(was, is)
    if (changed.length > 0) return broken('the resource is as it was', `${told(attempt)}, and yet ${changed.join(', ')} changed`, 'attempt')
    return refused({ control: history.find('delete'), attempt, statuses: refusal.statuses })
  },
})

async function release(api: Api, by: Keeper, { params }: Handle): Promise<void> {
  await api.send('keeper after', { operation: by.read, params })
  await api.send('keeper delete', { operation: by.remove, params })
  await api.poll('keeper gone', { operation: by.read, params }, (exchange) => !succeeded(exchange))
}

/** A delete that is accepted may wait until it is free to be done; nobody says that it has to be refused. */
function waited(attempt: Exchange | undefined, presence: 'there' | 'gone' | 'unclear'): Judgement {
  if (presence === 'gone') return broken('it stays while something names it', `${told(attempt)}, and then it is gone`, 'attempt')
  return answerOf(attempt)?.status === 202 ? kept : broken('a refusal, or a 202 that waits', told(attempt), 'attempt')
}

export const guarded: readonly Check[] = [guards]
