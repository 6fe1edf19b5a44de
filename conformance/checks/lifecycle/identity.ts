import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { nursery } from '../nursery.ts'
import { vanishing } from '../vanishing.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Json } from '../../../specs/json.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** Places that tell one life from another: creation time and made-up identifiers. */
function marks(reading: Reading): Need<readonly string[]> {
  const found = Object.entries(reading.type.shows ?? {}).filter(([, { is }]) => is === 'created' || is === 'uid')
  return found.length > 0 ? met(found.map(([place]) => place)) : unmet(`a ${reading.resource} shows neither a creation time nor an identifier of its own`)
}

/** Times are often told in whole seconds: two lives are further apart than that. */
const apart = 2

const identity = check({
  id: 'life.identity',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({ create: reading.creatable(), marks: marks(reading), leaving: vanishing(reading), nursery: nursery(reading), type: met(reading.type) }),
  scenario: () => fc.constant(null),
  drive: async (api, { create, leaving, nursery: find, type }) => {
    const params = await find(api)
    const first = await api.make('first')
    await api.send('soon', leaving.sight.plan(first.params))
    await api.wait(apart)
    await api.send('later', leaving.sight.plan(first.params))
    if (type.identity.from === 'server') {
      await api.send('second', { operation: create.id, params, body: api.body() })
      return
    }
    await leaving.ask(api, 'delete', first)
    await leaving.wait(api, 'leaving', first)
    await api.wait(apart)
    await api.send('second', { operation: create.id, params, body: first.body })
  },
  judge: (history, { marks: places, leaving: { sight }, type }) => {
    const first = answerOf(history.find('first'))?.json
    const [soon, later] = ['soon', 'later'].map((label) => sight.shown(history.find(label), idIn(type, first)))
    if (first === undefined || soon === undefined || later === undefined) return unclear('the first life was not seen twice')
    return allOf([
      same(places, first, later),
      same(places, soon, later),
      type.identity.from === 'server' ? distinct(history, (json) => idIn(type, json)) : renewed(history, places),
    ])
  },
})

function same(places: readonly string[], first: Json, later: Json): Judgement {
  const moved = places.find((place) => at(first, place) !== undefined && at(later, place) !== at(first, place))
  return moved === undefined ? kept : broken(`the same ${moved} for a whole life`, `${text(at(first, moved))}, later ${text(at(later, moved))}`, 'later')
}

function distinct(history: History, id: (json: Json | undefined) => string | undefined): Judgement {
  const [first, second] = ['first', 'second'].map((label) => id(history.answer(label)?.json))
  if (first === undefined || second === undefined) return unclear('two resources were not made')
  return first === second ? broken('an identifier of its own for each', `${first} twice`, 'second') : kept
}

function renewed(history: History, places: readonly string[]): Judgement {
  const [first, second] = ['first', 'second'].map((label) => history.find(label))
  if (!succeeded(second)) return unclear(`the name could not be used again: ${told(second)}`)
  const old = places.find((place) => at(answerOf(first)?.json, place) !== undefined && at(answerOf(second)?.json, place) === at(answerOf(first)?.json, place))
  return old === undefined ? kept : broken(`another ${old} for another life`, `${text(at(answerOf(second)?.json, old))} again`, 'second')
}

function text(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

export const identities: readonly Check[] = [identity]
