import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { standingOf } from '../../judge/phase.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { idParameter, operationFor } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { dependantOn, makeDependant, removeDependant } from '../dependant.ts'
import { vanishing } from '../vanishing.ts'
import { deletedId } from './after.ts'
import type { Check } from '../../check.ts'
import type { ResourceType } from '../../../specs/behaviour.ts'
import type { Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Dependant } from '../dependant.ts'

/** How it is made, and where it is seen whether it names what it keeps: that may stand in a companion. */
interface Keeper extends Dependant {
  readonly names?: { readonly read: string; readonly at: string }
}

/** What keeps a resource of the type under test from being deleted, as long as it is there. */
function keeper(reading: Reading): Need<Keeper> {
  const document = reading.document()
  if (document.kind === 'unmet') return document
  const contract = document.value
  for (const guard of reading.type.guards ?? []) {
    const by = dependantOn(contract, guard.resource, guard.at)
    const operations = [by?.create, by?.read, by?.remove].map((id) => contract.operations.get(id ?? '')?.behaviour)
    const read = operationFor(contract, guard.resource, 'read')?.id
    if (by !== undefined)
      return met(
        { ...by, ...(read !== undefined && guard.at !== undefined && { names: { read, at: guard.at } }) },
        guard,
        ...operations.filter((one) => one !== undefined),
      )
  }
  return unmet(`nothing that the run can make keeps a ${reading.resource} from being deleted`)
}

/** How often, and how many seconds apart, what was deleted in spite of its keeper is looked for: a deletion takes its time. */
const looks = { times: 4, secondsApart: 10 }

const guards = check({
  id: 'del.guards',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      leaving: vanishing(reading),
      keeper: keeper(reading),
      refusal: reading.refusal('in-use', 'delete'),
      type: met(reading.type),
      resource: met(reading.resource),
      lifecycle: optional(reading.lifecycle()),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { leaving, keeper: by, type, resource }) => {
    const handle = await api.make('create', type.serves?.fields)
    const seen = await api.send('what is kept', leaving.sight.plan(handle.params))
    const named = { resource, params: handle.params, shown: leaving.sight.shown(seen, handle.params[idParameter(type)]) }
    const guard = await makeDependant(api, by, { label: 'keeper', named })
    await api.send('before', leaving.sight.plan(handle.params))
    if (by.names !== undefined) await api.send('naming', { operation: by.names.read, params: guard.params })
    const attempt = await leaving.ask(api, 'attempt', handle)
    for (let look = 1; succeeded(attempt) && look < looks.times; look += 1) {
      await api.send('leaving', leaving.sight.plan(handle.params))
      await api.wait(looks.secondsApart)
    }
    await api.send('after', leaving.sight.plan(handle.params))
    await api.send('keeper after', { operation: by.read, params: guard.params })
    await removeDependant(api, by, { label: 'keeper', handle: guard })
    if (!succeeded(attempt)) await leaving.ask(api, 'delete', handle)
    await leaving.wait(api, 'gone', handle)
  },
  judge: (history, { leaving: { sight }, keeper: by, refusal, type, lifecycle }) => {
    const [attempt, keeping] = ['attempt', 'keeper after'].map((label) => history.find(label))
    if (!isNaming(by, history, type)) return unclear('the keeper does not tell that it names it')
    if (!succeeded(history.find('before')) || answerOf(attempt) === undefined) return unclear('what was to be deleted was not there')
    if (answerOf(keeping)?.status === 404) return broken('what names it stays', `${told(attempt)}, and then that is gone`, 'attempt')
    const id = deletedId(history, type)
    if (succeeded(attempt)) return waited(attempt, sight.presence(history.find('after'), id))
    const [before, after] = ['before', 'after'].map((label) => sight.shown(history.find(label), id))
    const [was, is] = [before, after].map((json) => (lifecycle === undefined ? undefined : standingOf(lifecycle, { json })))
    if (was === 'settled' && is === 'transient') return broken('the resource is as it was', `${told(attempt)}, and yet its deletion has begun`, 'attempt')
    const [once, now] = [before, after].map((json) => view(json, volatileIn(type)))
    const changed = differences(once, now)
    if (changed.length > 0) return broken('the resource is as it was', `${told(attempt)}, and yet ${changed.join(', ')} changed`, 'attempt')
    return refused({ control: history.find('delete'), attempt, statuses: refusal.statuses })
  },
})

/** Whether what was made to name it shows that it does. What lies below it names it by its path. */
function isNaming({ names }: Keeper, history: History, type: ResourceType): boolean {
  const naming = history.find('naming')
  return names === undefined || !succeeded(naming) || at(answerOf(naming)?.json, names.at) === deletedId(history, type)
}

/** A delete that is accepted may wait until it is free to be done; nobody says that it has to be refused. */
function waited(attempt: Exchange | undefined, presence: 'there' | 'gone' | 'unclear'): Judgement {
  if (presence === 'gone') return broken('it stays while something names it', `${told(attempt)}, and then it is gone`, 'attempt')
  return answerOf(attempt)?.status === 202 ? kept : broken('a refusal, or a 202 that waits', told(attempt), 'attempt')
}

export const guarded: readonly Check[] = [guards]
