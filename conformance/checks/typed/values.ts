import fc from 'fast-check'
import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { sameJson } from '../../judge/view.ts'
import { list } from '../../generate/shape.ts'
import { all, met, unmet } from '../../need.ts'
import { changeOf, look } from '../rule/steps.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { lean } from './filled.ts'
import { groundBody, groundsFor, itemOf, valuesOf } from './items.ts'
import { typing } from './needs.ts'
import { showsValue } from './shown.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Ground, Kind } from './items.ts'
import type { Typing } from './needs.ts'

/** Which kinds are tried, and two values for each, the first without what is filled in. Plain data. */
type Drawn = {
  readonly chosen: string[]
  readonly values: { readonly [label: string]: readonly [Json, Json] }
}

function drawn({ contract, type, kinds }: Typing): fc.Arbitrary<Drawn> {
  const one = (kind: Kind) => valuesOf(contract, kind, type)
  const pairs = kinds.map(
    (kind) =>
      [
        kind.label,
        fc.tuple(
          one(kind).map((value) => lean(contract, kind.where, value)),
          one(kind),
        ),
      ] as const,
  )
  // Which kind is to blame is worth requests; which part of its value is not.
  return fc.record({ chosen: every(kinds.map(({ label }) => label)), values: fc.noShrink(fc.record(Object.fromEntries(pairs))) })
}

/** The grounds of what was chosen. */
export function groundsOf(kinds: readonly Kind[], chosen: readonly string[]): readonly Ground[] {
  return groundsFor(kinds.filter(({ label }) => chosen.includes(label)))
}

function first({ values }: Drawn, { label }: Kind): Json {
  return values[label]?.[0] ?? null
}

/** Makes a resource with an item of every kind of a ground, and waits until it has settled. Undefined where none was made. */
export async function makeOn(
  api: Api,
  { create, type, nursery }: Typing,
  { ground, label, values }: { readonly ground: Ground; readonly label: string; readonly values: (kind: Kind) => Json },
): Promise<Handle | undefined> {
  const body = groundBody(type, api.body(), { ...ground, items: ground.kinds.map((kind) => [kind, values(kind)] as const) })
  const handle = api.own(await api.send(label, { operation: create, params: await nursery(api), body }), body)
  if (handle !== undefined) await api.settle(`settling ${label}`, handle)
  return handle
}

const created = check({
  id: 'typed.kept',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: typing,
  scenario: drawn,
  drive: async (api, needs, scenario) => {
    for (const [index, ground] of groundsOf(needs.kinds, scenario.chosen).entries()) {
      const handle = await makeOn(api, needs, { ground, label: `create ${index}`, values: (kind) => first(scenario, kind) })
      if (handle !== undefined) await look(api, needs, { handle, label: `read ${index}` })
    }
  },
  judge: (history, { contract, kinds }, scenario) =>
    allOf(
      groundsOf(kinds, scenario.chosen).flatMap((ground, index) => {
        const made = leaning(accepted(history.find(`create ${index}`)), sources(ground))
        if (made.kind !== 'kept') return [made]
        return ground.kinds.map((kind) => showsValue(contract, history.find(`read ${index}`), { kind, value: first(scenario, kind) }))
      }),
    ),
})

function sources({ kinds }: Ground): readonly Sourced[] {
  return kinds.map(({ kind }) => kind)
}

/** The values that an update asks for: another one for the kinds that it is about. */
function changedValue(scenario: Drawn, kind: Kind, about: readonly Kind[]): Json {
  return about.includes(kind) ? (scenario.values[kind.label]?.[1] ?? null) : first(scenario, kind)
}

/** Kinds of a ground whose values may be changed at any time: every other one of them, and then the rest. */
function turns({ kinds }: Ground): readonly (readonly Kind[])[] {
  const free = kinds.filter(({ kind }) => kind.change === undefined)
  return [free.filter((_, index) => index % 2 === 0), free.filter((_, index) => index % 2 === 1)].filter((some) => some.length > 0)
}

const changed = check({
  id: 'typed.changed',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const needs = typing(reading)
    const free = needs.kind === 'met' && needs.value.kinds.some(({ kind }) => kind.change === undefined)
    return all({ needs, free: needs.kind === 'met' && !free ? unmet(`no such item of a ${reading.resource} may be changed`) : met<true>(true) })
  },
  scenario: ({ needs }) => drawn(needs),
  drive: async (api, { needs }, scenario) => {
    for (const [index, ground] of groundsOf(needs.kinds, scenario.chosen).entries()) {
      const handle =
        turns(ground).length === 0 ? undefined : await makeOn(api, needs, { ground, label: `create ${index}`, values: (kind) => first(scenario, kind) })
      if (handle !== undefined) await changeInTurns(api, needs, { handle, ground, index, scenario })
    }
  },
  judge: (history, { needs }, scenario) => {
    const judgements = groundsOf(needs.kinds, scenario.chosen).flatMap((ground, index) => turnsOf(history, needs, { ground, index, scenario }))
    return allOf(judgements.length > 0 ? judgements : [kept])
  },
})

interface Stage {
  readonly ground: Ground
  readonly index: number
  readonly scenario: Drawn
}

async function changeInTurns(api: Api, needs: Typing, { handle, ground, index, scenario }: Stage & { readonly handle: Handle }): Promise<void> {
  const about: Kind[] = []
  for (const [turn, some] of turns(ground).entries()) {
    about.push(...some)
    const before = await look(api, needs, { handle, label: `before ${index}.${turn}` })
    const body = changeOf(
      needs,
      before,
      itemsAt(ground, (kind) => changedValue(scenario, kind, about)),
    )
    if (body === undefined) throw new Blocked(`no update of a ${handle.resource} is known that has all its items`)
    await api.send(`update ${index}.${turn}`, { operation: needs.update, params: handle.params, body })
    await api.settle(`after ${index}.${turn}`, handle)
  }
}

/** The arrays of a ground with the items of its kinds, in their order. */
export function itemsAt({ kinds }: Ground, value: (kind: Kind) => Json): readonly { readonly place: string; readonly value: Json }[] {
  const places = [...new Set(kinds.map(({ place }) => place))]
  return places.map((place) => ({ place, value: kinds.filter((kind) => kind.place === place).map((kind) => itemOf(kind, value(kind))) }))
}

/** Judges the updates of one resource: each is done, and what it did not change is as it was, also its order. */
function turnsOf(history: History, { contract }: Typing, { ground, index, scenario }: Stage): readonly Judgement[] {
  const about: Kind[] = []
  const judgements = turns(ground).flatMap((some, turn): readonly Judgement[] => {
    about.push(...some)
    const now = [...about]
    const [update, after] = [`update ${index}.${turn}`, `after ${index}.${turn}`].map((label) => history.find(label))
    if (update === undefined) return [unclear(`nothing was there to be changed: ${told(history.find(`create ${index}`))}`)]
    const done = leaning(accepted(update), sources(ground))
    if (done.kind !== 'kept') return [done]
    return ground.kinds.map((kind) => showsValue(contract, after, { kind, value: changedValue(scenario, kind, now) }))
  })
  return [...judgements, ...turns(ground).map((_, turn) => ordered(history, ground, `after ${index}.${turn}`))]
}

/** That items are shown in the order in which they were sent stands nowhere. */
const order: Sourced = { basis: 'assumed', source: 'inferred: an array has an order (RFC 8259 section 1)' }

function ordered(history: History, { kinds }: Ground, label: string): Judgement {
  const read = history.find(label)
  if (!succeeded(read)) return unclear(`the resource could not be seen: ${told(read)}`)
  const odd = [...new Set(kinds.map(({ place }) => place))].flatMap((place) => {
    const own = kinds.filter((kind) => kind.place === place)
    const wanted = own.map(({ kind }) => kind.id)
    const found = list(at(answerOf(read)?.json, place)).flatMap((item) => wanted.find((id) => id === at(item, own[0]?.rule.id ?? '')) ?? [])
    return sameJson(wanted, found) ? [] : [broken(`the order ${text(wanted)} in ${place}`, text(found), label)]
  })
  return leaning(odd[0] ?? kept, [order])
}

export const valued: readonly Check[] = [created, changed]
