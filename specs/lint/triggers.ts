import type { Problem } from '../finding.ts'
import { phaseNamed, resourceNamed, triggerNamed } from './names.ts'
import { shownPlaceNamed } from './places.ts'
import { own, reporter } from './rule.ts'
import type { Judge } from './rule.ts'

const noTrigger = reporter('act-trigger')

/** Phases and triggers that an operation names are those of its resource. */
export const phases: Judge = (pair, { id, operation: { resource, requires, triggers } }) => [
  ...phaseNamed(pair, ['operations', id, 'requires', 'after'], { resource, phase: requires?.after }),
  ...(triggers ?? []).flatMap(({ trigger }, index) => triggerNamed(pair, ['operations', id, 'triggers', index, 'trigger'], { resource, trigger })),
]

/** `act` starts a trigger unless it keeps or forgets a part, and so does `import` where there is a lifecycle. */
export const started: Judge = (pair, { id, operation }) => {
  const { action, resource, trigger } = operation
  const path = ['operations', id]
  if (action === 'act' && trigger === undefined && operation.stores === undefined && operation.clears === undefined)
    return [noTrigger(path, `'${id}' acts on '${resource}', but nothing says what it starts. Add \`trigger\` with the name of a trigger.`)]
  if (trigger !== undefined) return triggerNamed(pair, [...path, 'trigger'], { resource, trigger })
  const moves = own(pair.behaviour.resources, resource)?.lifecycle !== undefined
  return action === 'import' && moves ? triggerNamed(pair, path, { resource, trigger: 'import' }) : []
}

/** A quota is a resource of its own, which tells the limit and the usage. */
export const quota: Judge = (pair, { id, operation }) => {
  const told = operation.quota
  if (told === undefined) return []
  const path = ['operations', id, 'quota']
  const schema = own(pair.behaviour.resources, told.resource)?.schema
  const place = (member: 'limit' | 'usage'): readonly Problem[] =>
    schema === undefined ? [] : shownPlaceNamed(pair, [...path, member], { schema, at: told[member] })
  return [...resourceNamed(pair, [...path, 'resource'], told.resource), ...place('limit'), ...place('usage')]
}
