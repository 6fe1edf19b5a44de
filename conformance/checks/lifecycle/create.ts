import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { phaseOf } from '../../judge/phase.ts'
import { statusIn, told } from '../../judge/status.ts'
import { all, map, met } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { nursery } from '../nursery.ts'
import { listSight, sight } from '../sight.ts'
import { echo, echoed } from './echo.ts'
import { birthIfAny } from './graph.ts'
import { idIn } from '../../resources.ts'
import { at, isObject } from '../../../specs/json.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Check } from '../../check.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** The statuses of success that the document lists for an operation, and those that nobody's documents rule out. */
export function successes({ operation }: { readonly operation: Pick<Operation, 'responses' | 'behaviour'> }): readonly number[] {
  return [...[...operation.responses.keys()].filter((status) => status >= 200 && status < 300), ...(operation.behaviour?.success?.tolerated ?? [])]
}

const createResponse = check({
  id: 'life.create-response',
  cost: 'destructive',
  uses: 'one',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({ create: reading.creatable(), birth: birthIfAny(reading), unlike: echo(reading), nursery: nursery(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, nursery: find }) => {
    const params = await find(api)
    await api.send('create', { operation: create.id, params, body: api.body() })
  },
  judge: (history, { create, birth, unlike, type }) => {
    const exchange = history.find('create')
    // Who may not create, or has no room left, shows nothing of how a create is answered.
    if (!succeeded(exchange)) return unclear(`nothing was made: the create got ${told(exchange)}`)
    const status = statusIn(exchange, successes(create))
    if (exchange === undefined || status.kind !== 'kept') return status
    const answer = answerOf(exchange)
    if (create.operation.behaviour?.longRunning !== undefined) return kept
    const other = unlike(bodyOf(exchange), answer?.json)
    if (other.length > 0) {
      const finding = broken(
        'a representation that shows what was asked for',
        `${told(exchange)}, in which ${other.join(', ')} differs or is missing`,
        'create',
      )
      return echoed(type, firstOf(other, answer?.json), finding)
    }
    const phase = birth && phaseOf(birth.lifecycle, answer)
    return birth === undefined || phase === birth.initial ? kept : broken(`the phase ${birth.initial}`, phase ?? 'no phase', 'create')
  },
})

const readYourCreate = check({
  id: 'life.read-your-create',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      create: reading.creatable(),
      sight: sight(reading),
      list: reading.operation('list').kind === 'met' ? listSight(reading) : met(undefined),
      unlike: echo(reading),
      // Accuses over what is not listed, and where there is no other read over what is not shown.
      envelope: reading.operation('list').kind === 'met' ? reading.items() : met(undefined),
      nursery: nursery(reading),
      type: met(reading.type),
      early: early(reading),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, sight: { plan }, list, nursery: find }) => {
    const params = await find(api)
    const made = api.own(await api.send('create', { operation: create.id, params, body: api.body() }))
    if (made === undefined) return
    await api.send('read', plan(made.params))
    if (list !== undefined) await api.send('list', list.plan(made.params))
  },
  judge: (history, { sight: { shown, presence }, list, unlike, type }) => {
    const create = history.find('create')
    if (create === undefined || !succeeded(create)) return unclear(`nothing was made: the create got ${told(create)}`)
    const id = idIn(type, answerOf(create)?.json) ?? idIn(type, bodyOf(create))
    const read = history.find('read')
    if (presence(read, id) !== 'there') return broken('what was made can be read at once', told(read), 'read')
    const other = unlike(bodyOf(create), shown(read, id))
    if (other.length > 0)
      return echoed(type, firstOf(other, shown(read, id)), broken('the specification that was sent', `another value at ${other.join(', ')}`, 'read'))
    if (list === undefined || list.presence(history.find('list'), id) === 'there') return kept
    return broken('what was made is listed at once', `${told(history.find('list'))} without it`, 'list')
  },
})

/** The first of these places that has a value. */
function firstOf(places: readonly string[], shown: Json | undefined): Json | undefined {
  return places.map((place) => at(shown, place)).find((value) => value !== undefined)
}

/** Who answers with a long-running operation may show what was made at its end only: then an accusation leans on how far the two agree. */
function early(reading: Reading): Need<true> {
  const create = reading.creatable()
  if (create.kind === 'unmet' || create.value.operation.behaviour?.longRunning === undefined) return met(true)
  return map(
    reading.stated(({ longRunning }) => longRunning?.agrees, 'the contract has no long-running operations'),
    () => true,
  )
}

/** The JSON body of a request; an empty object where it has none. */
export function bodyOf(exchange: Exchange): Readonly<Record<string, Json>> {
  const body: Json = JSON.parse(exchange.request.body ?? '{}')
  return isObject(body) ? body : {}
}

export const creating: readonly Check[] = [createResponse, readYourCreate]
