import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { list } from '../../generate/shape.ts'
import { succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson, volatileIn } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { at, withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { change, currentBody, labels, newBody } from './attempts.ts'
import { leavesOf, shapeOf } from './places.ts'
import { idAmong, idWritten, seen, targetOf } from './target.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange, History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Shape } from '../../generate/shape.ts'
import type { Reading } from '../../reading.ts'
import type { Target } from './target.ts'

/** A foreign value for a field of the server's own. */
export type Injected = { readonly at: string; readonly value: Json }

const instant = '2001-02-03T04:05:06Z'
const text = 'cp-foreign'

export const outputOnly = check({
  id: 'val.output-only',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const target = targetOf(reading)
    if (target.kind === 'unmet') return target
    const fields = serverFields(reading, target.value)
    return fields.length === 0 ? unmet(`a ${reading.resource} shows nothing that requests do not hold`) : all({ target, fields: met(fields) })
  },
  scenario: ({ fields }) => every(fields),
  drive: async (api, { target }, fields) => {
    const handle = await api.borrow()
    const { params } = handle
    if (target.create !== undefined) {
      await api.control(labels.create, { operation: target.create.id, params, body: newBody(api, target) })
      const body = fields.reduce<Json>((rest, { at: place, value }) => withAt(rest, place, value), newBody(api, target))
      const made = api.own(await api.send('create with foreign values', { operation: target.create.id, params, body }))
      if (made !== undefined) await api.send('made', { operation: target.look.id, params: made.params })
    }
    if (target.update === undefined) return
    const base = await currentBody(api, target, handle)
    await change(api, target, { label: labels.update, handle, plan: { body: base } })
    const before = seen(target, await api.send(labels.before, { operation: target.look.id, params }), idAmong(target, params))
    for (const { at: place, value } of fields) {
      const body = withAt(base, place, fresh(value, at(before, place)))
      await change(api, target, { label: `update with a foreign ${place}`, handle, plan: { body } })
    }
    await api.send(labels.after, { operation: target.look.id, params })
  },
  judge: (history, { target }, fields) =>
    allOf([
      ...(target.create === undefined ? [] : [madeWith(history, target, fields)]),
      ...(target.update === undefined ? [] : fields.map((field) => changedBy(history, target, field))),
    ]),
})

function madeWith(history: History, target: Target, fields: readonly Injected[]): Judgement {
  if (!succeeded(history.find(labels.create))) return unclear(`there is no positive control: a plain create got ${told(history.find(labels.create))}`)
  const create = history.find('create with foreign values')
  if (!succeeded(create)) return create === undefined ? unclear('it was never sent') : kept
  const made = history.find('made')
  const id = idIn(target.type, create?.outcome.kind === 'answered' ? create.outcome.response.json : undefined)
  return succeeded(made)
    ? applied(seen(target, made, id), fields, { label: 'create with foreign values', create })
    : unclear(`what was made could not be read: ${told(made)}`)
}

function changedBy(history: History, target: Target, field: Injected): Judgement {
  if (!succeeded(history.find(labels.update))) return unclear(`there is no positive control: a plain update got ${told(history.find(labels.update))}`)
  const label = `update with a foreign ${field.at}`
  const [before, update, after] = [labels.before, label, labels.after].map((one) => history.find(one))
  if (!succeeded(after)) return unclear(`the state after is not known: ${told(after)}`)
  const id = idWritten(target, update)
  const shown = at(seen(target, before, id), field.at)
  const value = fresh(field.value, shown)
  if (sameJson(shown, value)) return unclear(`it had ${JSON.stringify(value)} at ${field.at} anyway`)
  return applied(seen(target, after, id), [{ ...field, value }], { label, create: update })
}

/** Another value where the resource shows this one already, e.g. because it was taken before. */
function fresh(value: Json, now: Json | undefined): Json {
  if (!sameJson(value, now)) return value
  if (typeof value === 'number') return value + 1
  return value === instant ? '2002-03-04T05:06:07Z' : value === text ? `${text}-too` : value
}

function applied(
  shown: Json | undefined,
  fields: readonly Injected[],
  { label, create }: { readonly label: string; readonly create: Exchange | undefined },
): Judgement {
  const taken = fields.find(({ at: place, value }) => sameJson(at(shown, place), value))
  return taken === undefined
    ? kept
    : broken(`${taken.at} stays the server's own`, `${told(create)}, and it reads back as the ${JSON.stringify(taken.value)} that the client sent`, label)
}

/** Everything that a representation shows and no request body holds, each with a plausible value that it does not have. */
export function serverFields(reading: Reading, target: Target): readonly Injected[] {
  const schema = `/components/schemas/${reading.type.schema}`
  const declared = leavesOf(target.contract, schema).map(({ place }) => place)
  const places = [...new Set([...declared, ...Object.keys(reading.type.shows ?? {})])]
  const requested = [target.create, target.update].flatMap((write) => (write === undefined ? [] : [write.schema.where]))
  const isRequested = (place: string) =>
    place.split('/').length > 1 && requested.some((where) => shapeOf(target.contract, where, `/${place.split('/')[1] ?? ''}`) !== undefined)
  const isSecret = (place: string) => reading.type.secrets?.includes(place) === true
  return places.flatMap((place): readonly Injected[] => {
    if (isRequested(place) || isSecret(place)) return []
    const isPhase = reading.type.shows?.[place]?.is === 'phase'
    const shape = shapeOf(target.contract, schema, place)
    const value = isPhase ? phaseOf(reading) : foreign(shape)
    // Of a few values that come and go by themselves, the server may show this one of its own accord.
    const isChance = !isPhase && (typeof value === 'boolean' || list(shape?.keywords['enum']).length > 0) && volatileIn(reading.type).includes(place)
    return value === undefined || isChance ? [] : [{ at: place, value }]
  })
}

function foreign(shape: Shape | undefined): Json {
  const words = list(shape?.keywords['enum'])
  if (words.length > 0) return words.at(-1) ?? null
  switch (shape?.types.find((type) => type !== 'null')) {
    case 'integer':
    case 'number':
      return 4711
    case 'boolean':
      return true
    case 'array':
      return [{ foreign: 'cp' }]
    case 'object':
      return { foreign: 'cp' }
    case 'string':
    case undefined:
      return shape?.keywords['format'] === 'date-time' ? instant : text
  }
}

/** A phase that no healthy resource is in; undefined where the contract knows none, because any other may be reached by chance. */
function phaseOf(reading: Reading): string | undefined {
  const lifecycle = reading.lifecycle()
  return lifecycle.kind === 'unmet' ? undefined : Object.entries(lifecycle.value.phases).find(([, { kind }]) => kind === 'failed')?.[0]
}
