import fc from 'fast-check'
import { check } from '../../check.ts'
import { fieldsOf } from '../../generate/mutable.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, statusIn, told } from '../../judge/status.ts'
import { differences, view, volatileIn } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { nursery } from '../nursery.ts'
import { sight } from '../sight.ts'
import { isObject, withAt } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** Gives a create body another value somewhere else than in its name, where the type has a field for it. */
type Varied = (body: JsonObject) => JsonObject

/** Writes a name into a create body; unmet where the server makes the names. */
function naming(reading: Reading): Need<(body: JsonObject, name: string) => JsonObject> {
  const { from, field } = reading.type.identity
  if (from !== 'client') return unmet(`clients do not name a ${reading.resource}`)
  const place = field.startsWith('/') ? field : `/${field}`
  return met((body: JsonObject, name: string) => objectAt(body, place, name), reading.type.identity)
}

function variation(reading: Reading): Need<Varied> {
  const mutable = reading.mutableField()
  const schema = reading.bodySchema('create')
  if (schema.kind === 'unmet') return met((body: JsonObject) => body)
  const { contract, where } = schema.value
  const field = mutable.kind === 'met' ? mutable.value : fieldsOf(contract, reading.resource, { action: 'create' })[0]
  return met((body: JsonObject) => {
    const varied = field === undefined ? body : objectAt(body, field.pointer, field.values.at(-1) ?? null)
    return contract.validate(where, varied).length === 0 ? varied : body
  })
}

function objectAt(body: JsonObject, place: string, value: JsonObject[string]): JsonObject {
  const made = withAt(body, place, value)
  return isObject(made) ? made : body
}

const racers = Array.from({ length: 8 }, (_, index) => `racer ${index + 1}`)

const nameConflict = check({
  id: 'life.name-conflict',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      named: naming(reading),
      varied: variation(reading),
      refusal: reading.refusal('name-taken', 'create'),
      sight: sight(reading),
      nursery: nursery(reading),
      type: met(reading.type),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, named, varied, sight: { plan }, nursery: find, type }) => {
    const params = await find(api)
    const holder = await api.make('holder')
    const name = idIn(type, holder.body) ?? ''
    await api.send('before', plan(holder.params))
    await api.send('taken', { operation: create.id, params, body: varied(named(api.body(), name)) })
    await api.send('after', plan(holder.params))
    const fresh = api.name()
    await api.together(racers.map((label) => [label, { operation: create.id, params, body: named(api.body(), fresh) }]))
  },
  judge: (history, { refusal, sight: { shown }, type }) => {
    const holder = history.find('holder')
    const id = idIn(type, answerOf(holder)?.json)
    const sides = ['before', 'after'].map((label) => view(shown(history.find(label), id), volatileIn(type)))
    if (!succeeded(holder) || sides[0] === undefined) return unclear('the holder of the name could not be seen')
    const changed = differences(sides[0], sides[1])
    if (changed.length > 0)
      return broken('the holder of the name is as it was', `${told(history.find('taken'))}, and yet ${changed.join(', ')} changed`, 'taken')
    return allOf([statusIn(history.find('taken'), refusal.statuses), race(history, refusal.statuses)])
  },
})

/** One winner, and every loser refused as taken. */
export function race(history: History, statuses: readonly number[]): Judgement {
  const ran = racers.flatMap((label) => history.find(label) ?? [])
  const winners = ran.filter(succeeded)
  if (winners.length === 0) return unclear(`no racer won: ${ran.map(told).join(', ')}`)
  if (winners.length > 1) return broken(`one of ${ran.length} concurrent creates of a name succeeds`, `${winners.length} succeeded`, winners[1]?.label ?? '')
  const losers = ran.filter((exchange) => !succeeded(exchange)).map((exchange) => statusIn(exchange, statuses))
  return losers.length > 0 ? allOf(losers) : kept
}

export const namesOfTheLiving: readonly Check[] = [nameConflict]
