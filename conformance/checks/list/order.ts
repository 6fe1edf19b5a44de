import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf } from '../../judge/status.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { idIn } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { bodyOf } from '../lifecycle/create.ts'
import { another } from '../crowd.ts'
import { idsIn, pages } from '../pagination/pages.ts'
import { sizeFor, walk } from '../pagination/walk.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** Seconds between two creates: instants may be kept in whole seconds, and two of the same second in any order. */
const apart = 2

const newestFirst = check({
  id: 'list.newest-first',
  proves: 'list.filter-sort',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) =>
    all({
      order: ordered(reading),
      list: reading.items(),
      identity: reading.identity(),
      another: another(reading),
      pages: optional(pages(reading)),
      type: met(reading.type),
    }),
  scenario: () => fc.constant(null),
  drive: async (api, { list, another: make, pages: paged }) => {
    let params = (await make(api))?.params ?? {}
    for (let count = 1; count < 3; count += 1) {
      await api.wait(apart)
      params = (await make(api))?.params ?? params
    }
    const whole = await api.send('list', { operation: list.id, params })
    if (paged === undefined) return
    const { length } = idsIn(paged.type, list.items, whole)
    await walk(api, 'page', { list: paged, params, length, sizes: [sizeFor(paged, 1, length)] })
  },
  judge: (history, { list: { items }, type }) => {
    const made = history
      .all('made')
      .filter(succeeded)
      .map((exchange) => idIn(type, answerOf(exchange)?.json) ?? idIn(type, bodyOf(exchange)))
    const shown = ['list', 'page'].map((label) => history.all(label).flatMap((exchange) => idsIn(type, items, exchange)))
    return allOf(shown.filter((ids) => ids.length > 0).map((ids) => youngestFirst(ids, made)))
  },
})

/** Judges the order of those among these identifiers that were made one after another. */
export function youngestFirst(shown: readonly string[], made: readonly (string | undefined)[]): Judgement {
  const places = made.flatMap((id) => (id !== undefined && shown.includes(id) ? [shown.indexOf(id)] : []))
  if (places.length < 2) return unclear(`${places.length} of what was made is listed`)
  const late = places.findIndex((place, index) => index > 0 && place > (places[index - 1] ?? 0))
  return late < 0 ? kept : broken('the youngest first', `what was made as number ${late + 1} stands below what was made before it`, 'list')
}

function ordered(reading: Reading): Need<Sourced> {
  const list = reading.operation('list')
  const rule = list.kind === 'met' ? list.value.operation.behaviour?.newestFirst : undefined
  // An order that somebody only guessed is nobody's promise: any other one is as good.
  return rule?.basis === 'documented' ? met(rule, rule) : unmet(`no document says that lists of a ${reading.resource} begin with the youngest`)
}

export const orderChecks: readonly Check[] = [newestFirst]
