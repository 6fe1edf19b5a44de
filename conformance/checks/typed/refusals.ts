import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { every } from '../../generate/every.ts'
import { schemaBelow } from '../../generate/samples.ts'
import { answerOf, succeeded } from '../../history.ts'
import { moved } from '../../judge/effect.ts'
import { leaning } from '../../judge/leaning.ts'
import { refused } from '../../judge/refused.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { changeOf, look } from '../rule/steps.ts'
import { itemsAt as listed } from '../sight.ts'
import { versionsIn } from '../validation/verdicts.ts'
import { idIn } from '../../resources.ts'
import { namePlace, sentIn } from '../rule/verdicts.ts'
import { broken, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { groundBody, someValues } from './items.ts'
import { typing } from './needs.ts'
import { groundsOf, itemsAt, makeOn } from './values.ts'
import { wrongFor } from './wrong.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { RefusalNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Ground, Kind } from './items.ts'
import type { Typing } from './needs.ts'
import type { Wrong } from './wrong.ts'

/** Statuses by which any server may tell that a body is not right. */
const sensible = [400, 403, 404, 409, 412, 422]

/** A plain value of a kind. */
export function ordinary({ contract, type }: Typing, kind: Kind): Json {
  return someValues(contract, kind, type)[0] ?? null
}

function wrongsOf(needs: Typing): readonly Wrong[] {
  const item = (place: string) => schemaBelow(needs.contract, needs.born, `${place}/*`)
  return needs.kinds.flatMap((kind) => wrongFor({ contract: needs.contract, type: needs.type, item: item(kind.place) }, kind, needs.kinds))
}

/** The wrong values of the kinds of one ground. */
function onGround(wrongs: readonly Wrong[], ground: Ground): readonly Wrong[] {
  return wrongs.filter(({ kind }) => ground.kinds.includes(kind))
}

/** One wrong value for each kind: what an update takes is judged by the same rules as what a create takes. */
function firstOfEach(wrongs: readonly Wrong[]): readonly Wrong[] {
  return wrongs.filter((wrong, index) => wrongs.findIndex(({ kind }) => kind === wrong.kind) === index)
}

const refusing = check({
  id: 'typed.refused',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const needs = typing(reading)
    const wrongs = needs.kind === 'met' ? wrongsOf(needs.value) : []
    const because = `nothing is known that is no value of an item of a ${reading.resource}`
    return all({ needs, wrongs: needs.kind === 'met' && wrongs.length === 0 ? unmet(because) : met(wrongs), refusal: refusalOf(reading) })
  },
  scenario: ({ wrongs }) => every(wrongs.map(({ label }) => label)),
  drive: async (api, { needs, wrongs }, labels) => {
    const chosen = wrongs.filter(({ label }) => labels.includes(label))
    for (const [index, ground] of groundsOf(needs.kinds, labelsOf(chosen)).entries()) {
      const handle = await makeOn(api, needs, { ground, label: `create ${index}`, values: (kind) => ordinary(needs, kind) })
      if (handle === undefined) continue
      const params = await needs.nursery(api)
      await api.send(`list before ${index}`, { operation: needs.list.id, params })
      for (const { label, kind, value } of onGround(chosen, ground)) {
        const items = ground.kinds.map((one) => [one, one === kind ? value : ordinary(needs, one)] as const)
        await api.send(`create, ${label}`, { operation: needs.create, params, body: groundBody(needs.type, api.body(), { ...ground, items }) })
      }
      await api.send(`list after ${index}`, { operation: needs.list.id, params })
      await changeWrongly(api, needs, { handle, ground, wrongs: firstOfEach(onGround(chosen, ground)), index })
    }
  },
  judge: (history, { needs, wrongs, refusal }, labels) => {
    const chosen = wrongs.filter(({ label }) => labels.includes(label))
    return allOf(
      groundsOf(needs.kinds, labelsOf(chosen)).flatMap((ground, index) =>
        onGround(chosen, ground).flatMap((wrong) => [
          leaning(notMade(history, needs, { wrong, index, refusal }), [wrong.kind.kind]),
          ...(firstOfEach(onGround(chosen, ground)).includes(wrong) ? [leaning(notChanged(history, needs, { wrong, index, refusal }), [wrong.kind.kind])] : []),
        ]),
      ),
    )
  },
})

function labelsOf(wrongs: readonly Wrong[]): readonly string[] {
  return wrongs.map(({ kind }) => kind.label)
}

/** How a body is refused that is not right; undefined where the contract does not say. */
export function refusalOf(reading: Reading) {
  return optional(reading.refusal('invalid-body'))
}

interface Wrongly {
  readonly handle: Handle
  readonly ground: Ground
  readonly wrongs: readonly Wrong[]
  readonly index: number
}

async function changeWrongly(api: Api, needs: Typing, { handle, ground, wrongs, index }: Wrongly): Promise<void> {
  const send = async (label: string, value: (kind: Kind) => Json) => {
    const before = await look(api, needs, { handle, label: `before ${label}` })
    const body = changeOf(needs, before, itemsAt(ground, value))
    if (body === undefined) throw new Blocked(`no update of a ${handle.resource} is known that has all its items`)
    await api.send(label, { operation: needs.update, params: handle.params, body })
    await api.settle(`after ${label}`, handle)
  }
  await send(`update ${index}`, (kind) => ordinary(needs, kind))
  for (const { label, kind, value } of wrongs) await send(`update, ${label}`, (one) => (one === kind ? value : ordinary(needs, one)))
}

interface Judged {
  readonly wrong: Wrong
  readonly index: number
  readonly refusal: RefusalNeed | undefined
}

/** Judges an attempt by its answer, against one that was accepted. */
export function answered(
  history: History,
  { control, label, refusal }: { readonly control: string; readonly label: string; readonly refusal: RefusalNeed | undefined },
): Judgement {
  const statuses = [...new Set([...(refusal?.statuses ?? []), ...sensible])]
  return refused({ control: history.find(control), attempt: history.find(label), statuses, statusesLeanOn: refusal?.statusesLeanOn ?? [] })
}

/** Judges a create by what is listed afterwards, and then by its answer. */
function notMade(history: History, { type, list }: Typing, { wrong, index, refusal }: Judged): Judgement {
  const label = `create, ${wrong.label}`
  const attempt = history.find(label)
  const [before, after] = [`list before ${index}`, `list after ${index}`].map((one) => history.find(one))
  if (!succeeded(before) || !succeeded(after)) return unclear(`what was there before and after is not known: ${told(before)}, ${told(after)}`)
  const known = new Set(listed(before, list.items).map((item) => idIn(type, item)))
  const place = namePlace(type)
  const name = at(sentIn(attempt), place)
  const made = listed(after, list.items).find((item) => typeof name === 'string' && at(item, place) === name && !known.has(idIn(type, item)))
  if (made !== undefined) return broken('nothing is made', `${told(attempt)}, and yet ${JSON.stringify(idIn(type, made))} is listed`, label)
  return answered(history, { control: `create ${index}`, label, refusal })
}

/** Judges an update by what is shown afterwards, and then by its answer. */
function notChanged(history: History, { type }: Typing, { wrong, index, refusal }: Judged): Judgement {
  const label = `update, ${wrong.label}`
  const [before, after] = [`before ${label}`, `after ${label}`].map((one) => history.find(one))
  if (!succeeded(before) || !succeeded(after)) return unclear(`the state before and after is not known: ${told(before)}, ${told(after)}`)
  const places = moved(type, { before: answerOf(before)?.json ?? null, after: answerOf(after)?.json ?? null }, versionsIn(type))
  if (places.length > 0) return broken('the resource is as it was', `${told(history.find(label))}, and yet ${places.join(', ')} changed`, label)
  return answered(history, { control: `update ${index}`, label, refusal })
}

export const refusals: readonly Check[] = [refusing]
