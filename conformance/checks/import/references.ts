import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf } from '../../history.ts'
import { all, map, met, optional, unmet } from '../../need.ts'
import { idIn, operationFor, resourceOf } from '../../resources.ts'
import { withAt } from '../../../specs/json.ts'
import { itemsAt } from '../sight.ts'
import { shapeOf, textIn } from '../validation/places.ts'
import { judged, tryImports } from './attempts.ts'
import { importing } from './needs.ts'
import { rulesOf } from '../../../specs/behaviour.ts'
import { unlike } from '../../rules/unlike.ts'
import type { Api } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Attempted } from './attempts.ts'
import type { Importing } from './needs.ts'

/** A member of the body that names a resource of another type, and the list of those. */
interface Reference {
  readonly place: string
  readonly resource: string
  readonly list: { readonly id: string; readonly items: string } | undefined
}

const referencesResolved = check({
  id: 'imp.references-resolved',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) => {
    const own = importing(reading)
    if (own.kind === 'unmet') return own
    return all({
      own,
      named: references(reading, own.value),
      refusal: reading.refusal('unknown-reference'),
      stranger: optional(map(reading.principal('other'), () => true)),
    })
  },
  scenario: () => fc.constant(null),
  drive: async (api, { own, named, stranger }) => {
    const foreign = new Map<string, string>()
    for (const one of named) {
      const id = stranger === true ? await theirs(api, own, one) : undefined
      if (id !== undefined) foreign.set(one.place, id)
    }
    await tryImports(api, own, [...invented(named, []), ...borrowed(foreign)])
  },
  judge: (history, { own, named, refusal }) => judged(history, own, [...invented(named, refusal.statuses), ...borrowed(foreignIn(history, own, named))]),
})

function references(reading: Reading, { contract, schema }: Importing): Need<readonly Reference[]> {
  const found = rulesOf(reading.type, 'exists').filter((rule) => shapeOf(contract, schema, rule.at) !== undefined)
  if (found.length === 0) return unmet(`the import of a ${reading.resource} names nothing that has to be there`)
  const named = found.map(({ at: place, resource }): Reference => {
    const list = operationFor(contract, resource, 'list')
    return { place, resource, list: list && { id: list.id, items: list.behaviour.items ?? '' } }
  })
  return met(named, ...found)
}

function invented(named: readonly Reference[], statuses: readonly number[]): readonly Attempted[] {
  return named.map(({ place }) => ({
    label: `${place} names nothing`,
    of: (plain) => withAt(plain, place, unlike(textIn(plain, place))),
    ...(statuses.length > 0 && { statuses }),
  }))
}

/** A stranger may be told that it is not theirs, or that it is not there. */
function borrowed(foreign: ReadonlyMap<string, string>): readonly Attempted[] {
  return [...foreign].map(([place, id]) => ({ label: `${place} names what belongs to another`, of: (plain) => withAt(plain, place, id) }))
}

/** The first resource of another tenant that ours does not list. */
async function theirs(api: Api, own: Importing, { list, place, resource }: Reference): Promise<string | undefined> {
  if (list === undefined) return undefined
  const [mine, others] = [await api.send(`ours: ${place}`, { operation: list.id }), await api.send(`theirs: ${place}`, { operation: list.id, as: 'other' })]
  return foreignId(own, { resource, mine: itemsAt(mine, list.items), others: itemsAt(others, list.items) })
}

function foreignIn(history: History, own: Importing, named: readonly Reference[]): ReadonlyMap<string, string> {
  return new Map(
    named.flatMap(({ place, resource, list }) => {
      const [mine, others] = [history.find(`ours: ${place}`), history.find(`theirs: ${place}`)]
      const id = list && foreignId(own, { resource, mine: itemsAt(mine, list.items), others: itemsAt(others, list.items) })
      return id === undefined || answerOf(mine) === undefined ? [] : [[place, id] as const]
    }),
  )
}

function foreignId(
  { contract }: Importing,
  lists: { readonly resource: string; readonly mine: ReturnType<typeof itemsAt>; readonly others: ReturnType<typeof itemsAt> },
) {
  const { type } = resourceOf(contract, lists.resource)
  const ours = new Set(lists.mine.map((item) => idIn(type, item)))
  return lists.others.map((item) => idIn(type, item)).find((id) => id !== undefined && !ours.has(id))
}

export const resolving: readonly Check[] = [referencesResolved]
