import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { schemaBelow } from '../../generate/samples.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at } from '../../../specs/json.ts'
import { nursery } from '../nursery.ts'
import { itemsAt } from '../sight.ts'
import { alike, labelled, placed, uniqueIn } from './names.ts'
import { refusalsOf } from './ruled.ts'
import { attempt, changeable, changeOf, withoutEffect } from './steps.ts'
import { refusedFor, sentIn } from './verdicts.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Unique } from './names.ts'
import type { Changeable } from './steps.ts'

/** A rule about names that are the same in any letter case. */
interface Caseless {
  readonly rule: Unique
  readonly place: string
  readonly leansOn: readonly Sourced[]
  /** Whether an update can give another name. */
  readonly renames: boolean
}

const labels = {
  first: 'first',
  listed: 'list before',
  again: 'again in another case',
  relisted: 'list after',
  renamable: 'create to rename',
  renamed: 'another name',
  renaming: 'the first name in another case',
} as const

/** The same name in another letter case. */
export function recased(name: string): string {
  return name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase()
}

export const caselessName = check({
  id: 'rule.caseless-name',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      names: caselessIn(reading),
      create: reading.creatable(),
      list: reading.sighted(),
      nursery: nursery(reading),
      refusals: met(refusalsOf(reading, ['name-taken'])),
      changing: renaming(reading),
      type: met(reading.type),
    }),
  scenario: ({ names }) => every([...names.keys()]),
  drive: async (api, { names, create, list, nursery: parents, changing }, wanted) => {
    const params = await parents(api)
    for (const index of wanted) {
      const name = names[index]
      if (name === undefined) continue
      const send = (label: string, body: JsonObject) => api.send(labelled(label, index), { operation: create.id, params, body })
      const first = api.body()
      await send(labels.first, first)
      await api.send(labelled(labels.listed, index), { operation: list.id, params })
      await send(labels.again, inOtherCase(api.body(), first, name))
      await api.send(labelled(labels.relisted, index), { operation: list.id, params })
      if (!name.renames || changing === undefined) continue
      const { how } = changing
      // Names are told apart among those that agree elsewhere: what is lent may have been changed there.
      const handle = (name.rule.within ?? []).length === 0 ? await api.borrow() : await api.make(labelled(labels.renamable, index))
      const rename = (label: string, body: JsonObject) =>
        attempt(api, how, {
          handle,
          label: labelled(label, index),
          body: (before) => changeOf(how, before, [{ place: name.place, value: at(body, name.place) }]),
        })
      await rename(labels.renamed, api.body())
      await rename(labels.renaming, inOtherCase(first, first, name))
    }
  },
  judge: (history, { names, list, refusals, type, changing }, wanted) =>
    allOf(
      wanted.flatMap((index) => {
        const name = names[index]
        if (name === undefined) return []
        const { leansOn } = name
        const find = (label: string) => history.find(labelled(label, index))
        const [first, again, renamed, renamedAgain] = [labels.first, labels.again, labels.renamed, labels.renaming].map(find)
        const made = succeeded(again) ? kept : twin(history, { index, items: list.items, name, idOf: (item) => idIn(type, item) })
        const creating = allOf([leaning(made, leansOn), refusedFor({ control: first, attempt: again, leansOn, refusals })])
        if (renamedAgain === undefined) return [creating]
        const effect = succeeded(renamedAgain) || !succeeded(first) ? kept : withoutEffect(history, type, labelled(labels.renaming, index))
        const control = succeeded(first) ? renamed : first
        const changed = allOf([leaning(effect, leansOn), refusedFor({ control, attempt: renamedAgain, leansOn, refusals })])
        return [creating, leaning(changed, changing?.leansOn ?? [])]
      }),
    ),
})

/** Rules whose name can be spelt in another case. */
function caselessIn(reading: Reading): Need<readonly Caseless[]> {
  const [rules, schema] = [uniqueIn(reading), reading.bodySchema('create')]
  if (rules.kind === 'unmet') return rules
  if (schema.kind === 'unmet') return schema
  const { contract, where } = schema.value
  const takesBoth = (place: string) => {
    const below = schemaBelow(contract, where, place)
    return below !== undefined && ['cp-ab-1', 'CP-AB-1'].every((name) => contract.validate(below, name).length === 0)
  }
  const found = rules.value.flatMap((rule): readonly Caseless[] => {
    const [place] = rule.at
    if (rule.caseless === undefined || place === undefined || rule.at.length > 1 || !takesBoth(place)) return []
    return [{ rule, place, leansOn: [rule, rule.caseless], renames: isFree(reading, place) }]
  })
  return found.length === 0 ? unmet(`no name of a ${reading.resource} is declared to be the same in another letter case`) : met(found)
}

/** How names are changed, where they can be. Only a finding over a change leans on it. */
function renaming(reading: Reading): Need<{ readonly how: Changeable; readonly leansOn: readonly Sourced[] } | undefined> {
  const how = changeable(reading)
  return met(how.kind === 'met' ? { how: how.value, leansOn: how.leansOn } : undefined)
}

/** Whether an update can give another name. */
function isFree(reading: Reading, place: string): boolean {
  const schema = reading.bodySchema('update')
  if (schema.kind === 'unmet' || schemaBelow(schema.value.contract, schema.value.where, place) === undefined) return false
  return !rulesOf(reading.type, 'immutable').some((rule) => rule.at.includes(place))
}

/** A body with the name of another one in the other case, and with what both have to agree in. */
function inOtherCase(body: JsonObject, first: JsonObject, { rule, place }: Caseless): JsonObject {
  const name = at(first, place)
  return placed(alike(body, first, rule.within ?? []), [place, typeof name === 'string' ? recased(name) : (name ?? null)])
}

interface Listed {
  readonly index: number
  readonly items: string
  readonly name: Caseless
  readonly idOf: (item: Json) => string | undefined
}

/** Broken where something is listed afterwards that has the name in whatever case, and is neither the first nor was there before. */
function twin(history: History, { index, items, name: { place }, idOf }: Listed): Judgement {
  const [first, before, again, after] = [labels.first, labels.listed, labels.again, labels.relisted].map((label) => history.find(labelled(label, index)))
  if (!succeeded(before) || !succeeded(after)) return unclear(`what was there before and after is not known: ${told(before)}, ${told(after)}`)
  const known = new Set(itemsAt(before, items).map(idOf))
  const name = lower(at(sentIn(first), place))
  const made = itemsAt(after, items).find((item) => sameJson(lower(at(item, place)), name) && !known.has(idOf(item)))
  return made === undefined ? kept : broken('nothing is made', `${told(again)}, and yet ${JSON.stringify(idOf(made))} is listed`, labelled(labels.again, index))
}

function lower(value: Json | undefined): Json | undefined {
  return typeof value === 'string' ? value.toLowerCase() : value
}
