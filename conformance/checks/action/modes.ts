import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { kindOf, phaseOf } from '../../judge/phase.ts'
import { refused } from '../../judge/refused.ts'
import { told } from '../../judge/status.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { all, map, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { idInPath, listSight, sight, within } from '../sight.ts'
import { strongestOf } from './findings.ts'
import { lenient } from './refusals.ts'
import { seen } from './steps.ts'
import type { Lifecycle, ResourceType, Trigger } from '../../../specs/behaviour.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Json } from '../../../specs/json.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Api, Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Sight } from '../sight.ts'

/** A way to delete that a query parameter chooses. */
interface Mode {
  readonly query: string
  readonly trigger: Trigger
  readonly says: readonly Sourced[]
}

/** Values of query parameters that a deletion refuses together, and a query without the first of them. */
interface Pair {
  readonly query: string
  readonly control: string
  readonly says: readonly Sourced[]
}

/** How it is deleted, how it is seen to be gone, and in what time. */
interface Leaving {
  readonly remove: string
  readonly sight: Sight
  readonly vanishes: Lifecycle['vanishes']
}

interface Modes {
  readonly modes: readonly Mode[]
  readonly pairs: readonly Pair[]
  readonly lifecycle: Lifecycle | undefined
  readonly leaving: Leaving
  readonly statuses: readonly number[]
  readonly type: ResourceType
}

function modesOf(reading: Reading): Need<Modes> {
  const needs = all({
    create: reading.creatable(),
    remove: reading.operation('delete'),
    sight: best(reading),
    contract: reading.document(),
    type: met(reading.type),
  })
  if (needs.kind === 'unmet') return needs
  const { remove, contract, sight, type } = needs.value
  const { chooses, neverTogether = [] } = remove.operation.behaviour ?? {}
  const lifecycle = type.lifecycle === undefined ? undefined : contract.behaviour.lifecycles?.[type.lifecycle]
  const modes = Object.entries(chooses?.triggers ?? {}).flatMap(([value, name]): readonly Mode[] => {
    const trigger = lifecycle?.triggers[name]
    return trigger === undefined || chooses === undefined ? [] : [{ query: queryOf({ [chooses.parameter]: value }), trigger, says: [chooses, trigger] }]
  })
  const pairs: Pair[] = neverTogether.map((rule) => {
    const [first = ''] = Object.keys(rule.parameters)
    const { [first]: _, ...others } = rule.parameters
    return { query: queryOf(rule.parameters), control: queryOf(others), says: [rule] }
  })
  pairs.push(...strange(contract, remove.operation))
  if (modes.length === 0 && pairs.length === 0) return unmet(`a ${reading.resource} is deleted in one way only`)
  const statuses = lenient(contract, remove.operation.behaviour, 'invalid-parameter')
  const leaving: Leaving = { remove: remove.id, sight, vanishes: lifecycle?.vanishes }
  return { ...needs, value: { modes, pairs, lifecycle, leaving, statuses, type } }
}

/** A word that the enumeration of the ways does not have: none of them is chosen by it. */
function strange(contract: Contract, { behaviour, parameters }: Operation): readonly Pair[] {
  const parameter = parameters.find(({ name, in: place }) => place === 'query' && name === behaviour?.chooses?.parameter)
  if (behaviour?.chooses === undefined || parameter === undefined) return []
  const isListed = contract.validate(parameter.schema, stranger).every(({ keyword }) => keyword !== 'enum')
  return isListed ? [] : [{ query: queryOf({ [parameter.name]: stranger }), control: '', says: [behaviour.chooses] }]
}

const stranger = 'CLUSTERPROOF'

/** A list, where there is one: to say that something is not in it leans on less than on how what is absent is refused. */
function best(reading: Reading): Need<Sight> {
  const listed = all({ sight: listSight(reading), items: reading.items() })
  return listed.kind === 'met' ? map(listed, (found) => found.sight) : sight(reading)
}

function queryOf(parameters: Readonly<Record<string, Json>>): string {
  const text = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value))
  return new URLSearchParams(Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, text(value)]))).toString()
}

export const modes = check({
  id: 'del.modes',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: modesOf,
  scenario: () => fc.constant(null),
  drive: async (api, { modes: every, pairs, leaving }) => {
    for (const { query } of every) {
      const handle = await api.make('create')
      await api.send(query, { operation: leaving.remove, params: handle.params, query })
      await api.send(seen.after(query), leaving.sight.plan(handle.params))
      await wait(api, leaving, { label: seen.end(query), handle })
    }
    for (const pair of pairs) await together(api, leaving, pair)
  },
  judge: (history, found) =>
    strongestOf([
      ...found.modes.map((mode) => leaning(gone(history, found, mode), mode.says)),
      ...found.pairs.map((pair) => leaning(staying(history, found, pair), pair.says)),
    ]),
})

async function together(api: Api, leaving: Leaving, { query, control }: Pair): Promise<void> {
  const { remove, sight } = leaving
  const handle = await api.make('create')
  const { params } = handle
  const look = (when: string) => api.send(when, sight.plan(params))
  await look(seen.before(query))
  await api.send(query, { operation: remove, params, query })
  await look(seen.after(query))
  await api.settle(seen.settling(query), handle)
  await look(seen.end(query))
  await api.send(`${query}: control`, { operation: remove, params, ...(control !== '' && { query: control }) })
  await wait(api, leaving, { label: `${query}: gone`, handle })
}

/** Looks until it is gone. */
async function wait(api: Api, { sight, vanishes }: Leaving, { label, handle: { params } }: { readonly label: string; readonly handle: Handle }): Promise<void> {
  const id = Object.values(params).at(-1)
  await within(api, {
    label,
    plan: sight.plan(params),
    enough: (exchange) => sight.presence(exchange, id) !== 'there',
    withinSeconds: vanishes?.withinSeconds ?? 0,
  })
}

/** Judges a deletion in a mode of its own: it is gone at once where that takes no time, and in the end after its own course. */
function gone(history: History, { leaving: { sight, vanishes }, lifecycle }: Modes, { query, trigger }: Mode): Judgement {
  const attempt = history.find(query)
  const id = idInPath(attempt)
  if (!succeeded(attempt)) return answerOf(attempt) === undefined ? unclear(told(attempt)) : broken(`a deletion with ${query}`, told(attempt), query)
  const [soon, late] = [seen.after(query), seen.end(query)].map((label) => history.find(label))
  const presence = sight.presence(soon, id)
  if (presence === 'there' && trigger.through.length === 0) return broken('it is gone at once', 'it is there right after', seen.after(query))
  const phase = presence === 'there' && lifecycle !== undefined ? phaseOf(lifecycle, { json: sight.shown(soon, id) }) : undefined
  if (lifecycle !== undefined && phase !== undefined && kindOf(lifecycle, phase) === 'settled')
    return broken(`${trigger.through.map((step) => step.phase).join(', then ')}, or nothing any more`, `still ${phase}`, seen.after(query))
  if (sight.presence(late, id) !== 'there') return kept
  return leaning(
    broken(`an end within ${vanishes?.withinSeconds ?? 0} seconds`, 'still there after all of them', seen.end(query)),
    vanishes === undefined ? [] : [vanishes],
  )
}

/** Judges what may not be asked for together: it is refused, and all is as it was. */
function staying(history: History, { leaving: { sight }, lifecycle, statuses, type }: Modes, { query }: Pair): Judgement {
  const attempt = history.find(query)
  const id = idInPath(attempt)
  const lost = [seen.after(query), seen.end(query)].find((label) => sight.presence(history.find(label), id) === 'gone')
  if (succeeded(history.find(seen.before(query))) && lost !== undefined) return broken('it stays', `${told(attempt)}, and then it is gone`, lost)
  const control = history.find(`${query}: control`)
  const without = volatileIn(type).filter((place) => place !== lifecycle?.at)
  const [before, end] = [seen.before(query), seen.end(query)].map((label) => view(sight.shown(history.find(label), id), without))
  if (before === undefined || end === undefined) return unclear('what was to be deleted was not seen before and after')
  const changed = differences(before, end)
  return changed.length > 0
    ? broken('all is as it was', `${told(attempt)}, and yet ${changed.join(', ')} changed`, query)
    : refused({ control, attempt, statuses })
}
