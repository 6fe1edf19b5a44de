import type { OperationBehaviour } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, withAt, type Json } from '../../specs/json.ts'
import type { Call, Outcome } from '../call.ts'
import type { Defect } from '../defect.ts'
import { during, eachItem } from './lifecycle-parts.ts'
import { askedAs, onPages, pageIn, withPage } from './pagination-parts.ts'
import { behaviourOf } from './parts.ts'

/** What query parameters make of a list, and which members lists leave out. */
export const filterDefects: readonly Defect[] = [
  {
    id: 'list.ignores-filters',
    violates: 'list.filter-sort',
    sentence: 'Lists everything, whatever the filters say.',
    applies: (contract) => lists(contract, 'filters'),
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const { action, filters } = behaviourOf(call) ?? {}
      return action === 'list' && filters !== undefined && outcome.reply.refusal === undefined ? respond(unasked(call, Object.keys(filters)), around) : outcome
    },
  },
  {
    id: 'list.filters-late',
    violates: 'list.filter-sort',
    sentence: 'Fills a page before it filters, and ends the list with the first page that is not full then.',
    applies: (contract) => lists(contract, 'filters', 'paging'),
    wrap: onPages((outcome, asked) => {
      const { behaviour, query } = asked
      const sent = Object.entries(behaviour.filters ?? {}).filter(([name]) => query.has(name))
      const page = pageIn(askedAs(asked, without(behaviour)), asked)
      if (sent.length === 0 || page === undefined || outcome.reply.refusal !== undefined) return outcome
      const items = page.items.filter((item) => sent.every(([name, filter]) => at(item, filter.at) === query.get(name)))
      return withPage(outcome, asked, { items, ...(items.length < page.items.length && { more: false, next: null }) })
    }),
  },
  {
    id: 'list.filters-alone',
    violates: 'list.filter-sort',
    sentence: 'Takes a filter alone that has to come together with another one.',
    applies: (contract) => lists(contract, 'together'),
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      return outcome.reply.refusal === 'invalid-parameter' && behaviourOf(call)?.together !== undefined ? respond(withoutTogether(call), around) : outcome
    },
  },
  {
    id: 'list.omits-nothing',
    violates: 'list.omits-declared',
    sentence: 'Shows in a list what lists leave out.',
    wrap: during(['list'], (outcome, scene): Outcome => {
      const places = behaviourOf(scene.call)?.omits?.places ?? []
      const whole = (item: Json) => places.reduce((shown, place) => withAt(shown, place, ['told all the same']), item)
      return { ...outcome, reply: eachItem(outcome.reply, scene, (items) => items.map(whole)) }
    }),
  },
]

function lists({ operations }: Contract, ...having: readonly (keyof OperationBehaviour)[]): boolean {
  return [...operations.values()].some(({ behaviour }) => behaviour?.action === 'list' && having.every((name) => behaviour[name] !== undefined))
}

/** The call without some query parameters. */
function unasked(call: Call, names: readonly string[]): Call {
  const [path = '', query] = call.target.split('?')
  const left = [...new URLSearchParams(query)].filter(([name]) => !names.includes(name))
  return { ...call, target: left.length === 0 ? path : `${path}?${new URLSearchParams(left).toString()}` }
}

/** All filters left out. */
function without({ filters }: OperationBehaviour): Readonly<Record<string, null>> {
  return Object.fromEntries(Object.keys(filters ?? {}).map((name) => [name, null]))
}

function withoutTogether(call: Call): Call {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour === undefined) return call
  const { together: _, ...behaviour } = route.operation.behaviour
  return { ...call, route: { ...route, operation: { ...route.operation, behaviour } } }
}
