import type { Problem } from '../finding.ts'
import type { Json } from '../json.ts'
import { isAllowedAsText } from './allowed.ts'
import { pathParameterNamed, queryParameterNamed, triggerNamed } from './names.ts'
import { choices, keys, reporter } from './rule.ts'
import type { Judge, Modelled, Pair, Path } from './rule.ts'

const badValue = reporter('parameter-value')
const noTrigger = reporter('act-trigger')
const notScope = reporter('ignores-scope')

/** A query parameter that chooses among triggers is declared, takes the values that it is said to take, and has a trigger to choose instead of. */
export const chosen: Judge = (pair, modelled) => {
  const { id, operation } = modelled
  const { chooses, resource, action } = operation
  if (chooses === undefined) return []
  const path = ['operations', id, 'chooses']
  const { parameter, triggers } = chooses
  const usual = action === 'delete' ? (operation.trigger ?? 'delete') : operation.trigger
  return [
    ...keys(triggers).flatMap((value) => queryValueNamed(pair, modelled, { path: [...path, 'triggers', value], parameter, value })),
    ...queryParameterNamed(modelled, [...path, 'parameter'], parameter),
    ...Object.entries(triggers).flatMap(([value, trigger]) => triggerNamed(pair, [...path, 'triggers', value], { resource, trigger })),
    ...(usual === undefined ? [noTrigger(path, `'${id}' chooses another trigger, but has none by itself. Add \`trigger\`.`)] : []),
    ...(action === 'delete' && usual !== undefined ? triggerNamed(pair, path, { resource, trigger: usual }) : []),
  ]
}

/** What is never sent together are values that could be sent. */
export const together: Judge = (pair, modelled) =>
  (modelled.operation.neverTogether ?? []).flatMap(({ parameters }, index) =>
    Object.entries(parameters).flatMap(([parameter, value]) => {
      const path = ['operations', modelled.id, 'neverTogether', index, 'parameters', parameter]
      return [...queryParameterNamed(modelled, path, parameter), ...queryValueNamed(pair, modelled, { path, parameter, value })]
    }),
  )

/** Nothing but the scope can be told from elsewhere, so no other path parameter can be ignored. */
export const ignored: Judge = ({ behaviour }, modelled) =>
  (modelled.operation.ignores?.parameters ?? []).flatMap((name, index) => {
    const path = ['operations', modelled.id, 'ignores', 'parameters', index]
    const unknown = pathParameterNamed(modelled, path, name)
    const { scope } = behaviour.auth.credentials
    if (unknown.length > 0 || name === scope) return unknown
    const known = choices(scope === undefined ? [] : [scope])
    return [notScope(path, `Without '${name}' nobody knows what is meant: only the scope is the credential's own. Write ${known}, or remove it.`)]
  })

interface Valued {
  readonly path: Path
  readonly parameter: string
  readonly value: Json
}

/** What is wrong with a value of a query parameter; nothing where the parameter is not declared, which is told elsewhere. */
export function queryValueNamed(pair: Pair, { id, declared }: Modelled, { path, parameter, value }: Valued): readonly Problem[] {
  const found = declared.parameters.find((each) => each.in === 'query' && each.name === parameter)
  if (found === undefined || isAllowedAsText(pair, found.schema, value)) return []
  return [badValue(path, `openapi.yaml does not allow ${JSON.stringify(value)} as '${parameter}' of '${id}'. Write a value that it allows.`)]
}
