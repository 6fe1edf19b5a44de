import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { every } from '../../generate/every.ts'
import { samplesAt } from '../../generate/samples.ts'
import { answerOf, succeeded } from '../../history.ts'
import { isBlank, moved, standsFor } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { all, map, met, unmet } from '../../need.ts'
import { namedValues } from '../../rules/named.ts'
import { versionsIn } from '../validation/verdicts.ts'
import { plainItems } from '../typed/items.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { at, isObject, withAt } from '../../../specs/json.ts'
import { labels, plainest, replaceBy } from './defaults.ts'
import { neighboursOf, openingOf } from './neighbours.ts'
import { replacing } from './needs.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Neighbour } from './neighbours.ts'
import type { Optional, Replacing } from './needs.ts'

/** A value for each place that stays, where one may be asked for at all; what is made with it shows it. What names another resource names one that is known. */
function keptValues({ contract, resource, type, keeps }: Replacing, create: string | undefined, known: ReadonlyMap<string, Json>): readonly Optional[] {
  const unsure = (type.unsure ?? []).filter(({ keywords }) => keywords.includes('*')).map(({ at: place }) => place)
  const naming = rulesOf(type, 'exists').map(({ at: place }) => place)
  return keeps.flatMap((place) => {
    const typed = type.typed?.[place]
    const free = naming.includes(place) ? known.get(place) : firstOther(create === undefined ? [] : samplesAt({ contract, where: create }, place))
    const value = typed === undefined ? free : plainItems(contract, resource, place)
    return unsure.includes(place) || value === undefined ? [] : [{ place, value }]
  })
}

function firstOther(values: readonly Json[]): Json | undefined {
  return values.find((value) => !isBlank(value))
}

const keeps = check({
  id: 'replace.keeps',
  cost: 'mutating',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const replaces = replacing(reading)
    const create = reading.operation('create')
    const schema = create.kind === 'met' ? create.value.operation.requestBody?.schema : undefined
    const known = replaces.kind === 'met' ? namedValues(replaces.value.contract, reading.resource, reading.acquaintance()) : new Map<string, Json>()
    const values = replaces.kind === 'met' ? keptValues(replaces.value, schema, known) : []
    const because = `nothing of a ${reading.resource} that could be seen stays where an update leaves it out`
    return all({ replaces, creatable: reading.creatable(), values: replaces.kind === 'met' && values.length === 0 ? unmet(because) : met(values) })
  },
  scenario: ({ values }) => every(values.map(({ place }) => place)),
  drive: async (api, { replaces, values }, places) => {
    const chosen = values.filter(({ place }) => places.includes(place))
    const changes = chosen.reduce<Json>((made, { place, value }) => withAt(made, place, value), {})
    const handle = await api.make('create', isObject(changes) ? changes : {})
    const least = await plainest(api, replaces, handle)
    const body = chosen.reduce<Json>((rest, { place }) => withAt(rest, place, undefined), least)
    await replaceBy(api, replaces, { handle, body: isObject(body) ? body : least, label: labels.replace, after: labels.replaced })
  },
  judge: (history, { replaces }, places) =>
    allOf([leaning(accepted(history.find(labels.replace)), replaces.least), ...places.map((place) => stayed(history, replaces, place))]),
})

function stayed(history: History, { keepsLeanOn }: Replacing, place: string): Judgement {
  const [before, after] = [labels.before, labels.replaced].map((label) => history.find(label))
  if (!succeeded(before) || !succeeded(after)) return unclear(`the resource could not be seen before and after: ${told(before)}, ${told(after)}`)
  const [was, is] = [before, after].map((read) => at(answerOf(read)?.json, place))
  if (isBlank(was)) return unclear(`${place} had no value that could be lost`)
  return standsFor(was, is) ? kept : leaning(broken(`${text(was)} at ${place}, which stays`, text(is), labels.replaced), keepsLeanOn)
}

const beside = check({
  id: 'replace.beside',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const replaces = replacing(reading)
    const neighbours = map(reading.document(), (contract) => neighboursOf(contract, reading.resource))
    const because = `nothing of a ${reading.resource} is written by operations of its own`
    return all({
      replaces,
      neighbours: neighbours.kind === 'met' && neighbours.value.length === 0 ? unmet(because) : neighbours,
      creatable: reading.creatable(),
    })
  },
  scenario: ({ neighbours }) => every(neighbours.map(({ name }) => name)),
  drive: async (api, { replaces, neighbours }, names) => {
    const handle = await api.borrow()
    const chosen = neighbours.filter(({ name }) => names.includes(name))
    const least = await plainest(api, replaces, handle)
    for (const neighbour of chosen) await opened(api, replaces, { handle, neighbour })
    for (const neighbour of chosen) await look(api, { handle, neighbour, label: `${neighbour.name} before` })
    await replaceBy(api, replaces, { handle, body: least, label: labels.replace, after: labels.replaced })
    for (const neighbour of chosen) await look(api, { handle, neighbour, label: `${neighbour.name} after` })
    // Others have the resource next, and what was written beside it may stand in their way.
    for (const { clear } of chosen) if (clear !== undefined) await api.send('clearing', { operation: clear, params: handle.params })
  },
  judge: (history, { replaces, neighbours }, names) =>
    allOf([besideOthers(history, replaces), ...neighbours.filter(({ name }) => names.includes(name)).map((neighbour) => untouched(history, neighbour))]),
})

/** What was written beside a resource may well stand in the way of an update. */
function besideOthers(history: History, { least }: Replacing): Judgement {
  const replace = history.find(labels.replace)
  const status = answerOf(replace)?.status ?? 0
  return status >= 400 && status < 500 ? unclear(`it is not replaced with all that beside it: ${told(replace)}`) : leaning(accepted(replace), least)
}

/** Writes something to it that is not there by itself. */
async function opened(api: Api, { contract }: Replacing, { handle, neighbour }: { readonly handle: Handle; readonly neighbour: Neighbour }): Promise<void> {
  const plan = openingOf(contract, neighbour, handle.params)
  if (plan === undefined) return
  const exchange = await api.send(`${neighbour.name} write`, plan)
  if (!succeeded(exchange)) throw new Blocked(`${neighbour.name} could not be written: ${told(exchange)}`)
}

function look(api: Api, { handle, neighbour, label }: { readonly handle: Handle; readonly neighbour: Neighbour; readonly label: string }): Promise<unknown> {
  return api.send(label, { operation: neighbour.read, params: handle.params, headers: neighbour.accept === undefined ? {} : { accept: neighbour.accept } })
}

function untouched(history: History, { name, type, place, accept, leansOn }: Neighbour): Judgement {
  const [before, after] = [`${name} before`, `${name} after`].map((label) => history.find(label))
  if (!succeeded(before)) return unclear(`${name} could not be seen before: ${told(before)}`)
  const own = (read: typeof after): Json => (accept === undefined ? at(answerOf(read)?.json, place) : answerOf(read)?.body) ?? null
  const places = moved(type, { before: own(before), after: own(after) }, versionsIn(type))
  if (succeeded(after) && places.length === 0) return kept
  return leaning(broken(`${name} as it was`, succeeded(after) ? `others at ${places.join(', ')}` : told(after), `${name} after`), leansOn)
}

export const staying: readonly Check[] = [keeps, beside]
