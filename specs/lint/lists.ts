import { schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import { queryParameterNamed } from './names.ts'
import { placeNamed, shownPlaceNamed } from './places.ts'
import { own, reporter } from './rule.ts'
import type { Judge, Path } from './rule.ts'

const noItems = reporter('list-items')
const badOrder = reporter('list-order')
const badRange = reporter('range')

export const items: Judge = ({ document }, { id, operation, declared }) => {
  const schema = declared.responses.get(200)?.schema
  if ((operation.action !== 'list' && operation.action !== 'overview') || schema === undefined) return []
  const below = schemaBelow(document, schema, operation.items ?? '')
  const type = below?.value['type']
  if (below !== undefined && (type === undefined || type === 'array')) return []
  const where = operation.items === undefined ? ['operations', id] : ['operations', id, 'items']
  return [
    noItems(where, `The answer of '${id}' has no array at '${operation.items ?? ''}'. Write in \`items\` the JSON pointer of the member that holds the list.`),
  ]
}

/** Pages have parameters to ask for them, and members that tell of the next one. */
export const pages: Judge = (pair, modelled) => {
  const { id, operation, declared } = modelled
  const { paging } = operation
  if (paging === undefined) return []
  const path = ['operations', id, 'paging']
  const schema = declared.responses.get(200)?.schema
  const place = (member: 'more' | 'next') =>
    placeNamed(pair, [...path, member], { at: paging[member], schemas: schema === undefined ? [] : [schema], called: `the answer of '${id}'` })
  return [
    ...queryParameterNamed(modelled, [...path, 'limit', 'parameter'], paging.limit.parameter),
    ...queryParameterNamed(modelled, [...path, 'cursor'], paging.cursor),
    ...range([...path, 'limit'], paging.limit),
    ...place('more'),
    ...place('next'),
  ]
}

/** The least, the usual and the most, in this order. */
export function range(path: Path, of: { readonly min: number; readonly max: number; readonly default: number }): readonly Problem[] {
  if (of.min <= of.default && of.default <= of.max) return []
  return [badRange(path, `The default ${of.default} is not between ${of.min} and ${of.max}. Write \`min\`, \`default\` and \`max\` in ascending order.`)]
}

/** A cursor stands for an instant of birth: whatever comes or goes meanwhile, nothing is shown twice or left out. */
export const order: Judge = (_, { id, operation }) => {
  if (operation.paging !== undefined && operation.newestFirst === undefined) {
    const message = `'${id}' has pages but no \`newestFirst\`, and a page goes on from where the last one ended by creation. Add \`newestFirst\`.`
    return [badOrder(['operations', id, 'paging'], message)]
  }
  if (operation.newestFirst === undefined || operation.order === undefined) return []
  return [badOrder(['operations', id, 'order'], `'${id}' is ordered by '${operation.order.by}' and by creation. Keep one of \`order\` and \`newestFirst\`.`)]
}

/** Query parameters of a list that keep some of its items. */
export const filters: Judge = (pair, modelled) => {
  const { id, operation } = modelled
  const schema = own(pair.behaviour.resources, operation.resource)?.schema
  const path = ['operations', id]
  const kept = Object.entries(operation.filters ?? {}).flatMap(([name, { at }]) => [
    ...queryParameterNamed(modelled, [...path, 'filters', name], name),
    ...(schema === undefined ? [] : shownPlaceNamed(pair, [...path, 'filters', name, 'at'], { schema, at })),
  ])
  const together = (operation.together?.parameters ?? []).flatMap((name, index) =>
    queryParameterNamed(modelled, [...path, 'together', 'parameters', index], name),
  )
  const omitted = (operation.omits?.places ?? []).flatMap((at, index) =>
    schema === undefined ? [] : shownPlaceNamed(pair, [...path, 'omits', 'places', index], { schema, at }),
  )
  return [...kept, ...together, ...omitted]
}
