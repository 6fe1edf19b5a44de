import { withAt, type Json } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import { typeOf } from '../moment.ts'
import { collectionOf, idOf } from '../record.ts'
import { represent } from '../represent.ts'
import { knowsStranger, operationsOf, placesOf, typesOf } from './applies.ts'
import { during, eachItem, textAt, type Scene } from './lifecycle-parts.ts'
import { filterDefects } from './list-filters.ts'
import { parentsOf } from './parts.ts'

/** What lists hold, and how. */
export const listDefects: readonly Defect[] = [
  {
    id: 'list.omits-one',
    violates: 'list.membership',
    sentence: 'Leaves the resource that was made last out of every list.',
    wrap: editNewest(() => []),
  },
  {
    id: 'list.doubles-one',
    violates: 'list.membership',
    sentence: 'Lists the resource that was made last twice.',
    wrap: editNewest((item) => [item, item]),
  },
  {
    id: 'list.shows-other-tenants',
    violates: 'list.membership',
    sentence: 'Lists the resources of every tenant to every tenant.',
    applies: knowsStranger,
    wrap: editItems((items, scene) => [...items, ...elsewhere(scene)]),
  },
  {
    id: 'list.shows-first-phase',
    violates: 'list.get-agreement',
    sentence: 'Lists every resource in its first phase, however far it has come.',
    applies: ({ behaviour }) => Object.values(behaviour.lifecycles ?? {}).some(({ triggers }) => (triggers['create']?.through.length ?? 0) > 0),
    wrap: editItems((items, { lifecycle, early: [first] }) =>
      lifecycle === undefined || first === undefined ? items : items.map((item) => withAt(item, lifecycle.at, first)),
    ),
  },
  {
    id: 'list.shows-another-version',
    violates: 'list.get-agreement',
    sentence: 'Lists every resource under a version that it never had.',
    applies: (contract) => typesOf(contract, 'list').some((type) => placesOf(type, 'revision').length > 0),
    wrap: editItems((items, { moment, type }) => {
      const [place] = placesOf(typeOf(moment, type), 'revision')
      return place === undefined ? items : items.map((item) => withAt(item, place, '7'))
    }),
  },
  {
    id: 'list.shows-another-day',
    violates: 'list.get-agreement',
    sentence: 'Lists every resource as if it had been made on another day.',
    applies: (contract) => typesOf(contract, 'list').some((type) => placesOf(type, 'created').length > 0),
    wrap: editItems((items, { moment, type }) => {
      const [place] = placesOf(typeOf(moment, type), 'created')
      return place === undefined ? items : items.map((item) => withAt(item, place, '2001-02-03T04:05:06Z'))
    }),
  },
  {
    id: 'list.null-when-empty',
    violates: 'list.shape',
    sentence: 'Shows null where there is nothing to be listed.',
    applies: (contract) => operationsOf(contract, 'list').some(({ parameters }) => parameters.some(({ in: where }) => where === 'path' || where === 'query')),
    wrap: editItems((items) => (items.length === 0 ? null : items)),
  },
  {
    id: 'list.bare-array',
    violates: 'list.shape',
    sentence: 'Answers with an array in place of an object that holds one.',
    applies: (contract) => operationsOf(contract, 'list').some(({ behaviour }) => behaviour?.items !== undefined),
    wrap: during(['list'], (outcome, scene) => {
      let found: readonly Json[] = []
      eachItem(outcome.reply, scene, (items) => (found = items))
      return outcome.reply.refusal === undefined ? { ...outcome, reply: { ...outcome.reply, body: found } } : outcome
    }),
  },
  {
    id: 'list.reversed',
    violates: 'list.filter-sort',
    sentence: 'Lists in the reverse of the declared order.',
    applies: (contract) =>
      operationsOf(contract, 'list').some(({ behaviour }) =>
        [behaviour?.order, behaviour?.newestFirst].some((rule) => rule !== undefined && rule.basis !== 'assumed'),
      ),
    wrap: editItems((items) => items.toReversed()),
  },
  ...filterDefects,
]

function editItems(edit: (items: readonly Json[], scene: Scene) => Json): Defect['wrap'] {
  return during(['list'], (outcome, scene) => ({ ...outcome, reply: eachItem(outcome.reply, scene, (items) => edit(items, scene)) }))
}

/** Edits the item of the resource of each type that was made last. */
function editNewest(edit: (item: Json) => readonly Json[]): Defect['wrap'] {
  return (respond, contract) => {
    const newest = new Map<string, string>()
    return during(['create', 'import', 'list'], (outcome, scene) => {
      const { type, moment, action } = scene
      const made = outcome.changes.flatMap((each) => (each.kind === 'put' && each.resource.type === type ? [each.resource] : []))[0]
      if (action !== 'list' && made !== undefined) newest.set(type, idOf(made))
      if (action !== 'list') return outcome
      const isNewest = (item: Json) => newest.has(type) && textAt(item, `/${typeOf(moment, type).identity.field}`) === newest.get(type)
      return { ...outcome, reply: eachItem(outcome.reply, scene, (items) => items.flatMap((item) => (isNewest(item) ? edit(item) : [item]))) }
    })(respond, contract)
  }
}

/** The same collection of every other tenant that the sample data knows. */
export function elsewhere({ call, moment, type, around }: Scene): readonly Json[] {
  const { contract } = call
  const parents = typeOf(moment, type).address.slice(0, -1)
  const collections = Object.values(contract.behaviour.seed.principals).map(({ params }) =>
    collectionOf(
      type,
      parents.map((name) => params[name] ?? ''),
    ),
  )
  const own = collectionOf(type, parentsOf(call, around, type) ?? [])
  return [...new Set(collections)].filter((name) => name !== own).flatMap((name) => around.view.list(name).map((resource) => represent(moment, resource)))
}
