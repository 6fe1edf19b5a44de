import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { succeeded, answerOf } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { all, map, met } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { touches } from '../../rules/places.ts'
import { at } from '../../../specs/json.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { nursery } from '../nursery.ts'
import { itemsAt } from '../sight.ts'
import { refusalsOf } from './ruled.ts'
import { alike, labelled, placed, uniqueIn } from './names.ts'
import { refusedFor } from './verdicts.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Unique } from './names.ts'

/** A rule about values among those of others, and another value for what they agree in, where one can be had for nothing. */
interface Name {
  readonly rule: Unique
  readonly elsewhere: readonly (readonly [place: string, value: Json])[]
}

const labels = { first: 'first', listed: 'list before', again: 'again', elsewhere: 'elsewhere', relisted: 'list after' } as const

export const uniqueName = check({
  id: 'rule.unique-name',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      names: namesOf(reading),
      create: reading.creatable(),
      list: reading.sighted(),
      nursery: nursery(reading),
      refusals: met(refusalsOf(reading, ['name-taken'])),
      type: met(reading.type),
    }),
  scenario: ({ names }) => every([...names.keys()]),
  drive: async (api, { names, create, list, nursery: parents }, wanted) => {
    const params = await parents(api)
    for (const index of wanted) {
      const name = names[index]
      if (name === undefined) continue
      const send = (label: string, body: JsonObject) => api.send(labelled(label, index), { operation: create.id, params, body })
      const first = api.body()
      await send(labels.first, first)
      await api.send(labelled(labels.listed, index), { operation: list.id, params })
      await send(labels.again, alike(api.body(), first, [...name.rule.at, ...(name.rule.within ?? [])]))
      await api.send(labelled(labels.relisted, index), { operation: list.id, params })
      if (name.elsewhere.length > 0) await send(labels.elsewhere, name.elsewhere.reduce(placed, alike(api.body(), first, name.rule.at)))
    }
  },
  judge: (history, { names, list, refusals, type }, wanted) =>
    allOf(
      wanted.flatMap((index) => {
        const name = names[index]
        if (name === undefined) return []
        const find = (label: string) => history.find(labelled(label, index))
        const [control, attempt, elsewhere] = [find(labels.first), find(labels.again), find(labels.elsewhere)]
        const effect = succeeded(attempt) ? kept : twins(history, { index, items: list.items, name, idOf: (item) => idIn(type, item) })
        const again = allOf([leaning(effect, [name.rule]), refusedFor({ control, attempt, leansOn: [name.rule], refusals })])
        return elsewhere === undefined
          ? [again]
          : [again, leaning(succeeded(control) ? accepted(elsewhere) : unclear(`the first was refused: ${told(control)}`), [name.rule])]
      }),
    ),
})

function namesOf(reading: Reading): Need<readonly Name[]> {
  return map(uniqueIn(reading), (rules) => rules.map((rule): Name => ({ rule, elsewhere: elsewhereFor(reading, rule) })))
}

/** Another value that is on offer, for a place that nothing else decides. */
function elsewhereFor({ type }: Reading, { within = [] }: Unique): Name['elsewhere'] {
  const bound = (['exists', 'equal', 'member-of'] as const).flatMap((kind) => rulesOf(type, kind).map((rule) => rule.at))
  const offers = rulesOf(type, 'offered').filter((rule) => within.includes(rule.at) && !touches(bound, rule.at) && rule.values.length > 1)
  return offers.slice(0, 1).map((rule) => [rule.at, rule.values.at(-1) ?? null] as const)
}

interface Listed {
  readonly index: number
  readonly items: string
  readonly name: Name
  readonly idOf: (item: Json) => string | undefined
}

/** Broken where two are listed that agree in the name and in what it is about, and only one of them was there before. */
function twins(history: History, { index, items, name: { rule }, idOf }: Listed): Judgement {
  const [first, before, after] = [labels.first, labels.listed, labels.relisted].map((label) => history.find(labelled(label, index)))
  const sent = answerOf(first)?.json
  if (!succeeded(before) || !succeeded(after)) return unclear(`what was there before and after is not known: ${told(before)}, ${told(after)}`)
  const known = new Set(itemsAt(before, items).map(idOf))
  const agrees = (item: Json) => [...rule.at, ...(rule.within ?? [])].every((place) => sameJson(at(item, place), at(sent, place)))
  const made = itemsAt(after, items).find((item) => agrees(item) && !known.has(idOf(item)) && idOf(item) !== idOf(sent ?? null))
  return made === undefined
    ? kept
    : broken(
        'nothing is made',
        `${told(history.find(labelled(labels.again, index)))}, and yet ${JSON.stringify(idOf(made))} is listed`,
        labelled(labels.again, index),
      )
}
