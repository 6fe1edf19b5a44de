import type { Guard, ResourceType } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { queryParameterNamed, resourceNamed } from './names.ts'
import { sentPlaceNamed, shownPlaceNamed } from './places.ts'
import { queryValueNamed } from './queries.ts'
import { choices, own, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const badGuard = reporter('guard-address')

/** What resource types say of request bodies, and of the resources that lie beside or hang on them. */
export const bodyRules: Rule = (pair) =>
  Object.entries(pair.behaviour.resources).flatMap(([name, resource]) => [...sent(pair, name, resource), ...guards(pair, name, resource)])

/** Fields that a client sends stand in some request schema. */
function sent(pair: Pair, name: string, { writeOnly, spelling, kubeconfigs }: ResourceType) {
  const path = ['resources', name]
  const hidden = (writeOnly ?? []).flatMap(({ places }, index) =>
    places.map((at, place): readonly [string, Path] => [at, [...path, 'writeOnly', index, 'places', place]]),
  )
  const spelled = (spelling ?? []).flatMap(({ places }, index) =>
    places.map((at, place): readonly [string, Path] => [at, [...path, 'spelling', index, 'places', place]]),
  )
  // The role of a credential may be known from sample data alone.
  const { credentials } = pair.behaviour.auth
  const sampled = credentials.resource === name ? `/${credentials.role}` : undefined
  const configs = Object.keys(kubeconfigs ?? {}).map((at): readonly [string, Path] => [at, [...path, 'kubeconfigs', at]])
  return [...hidden.filter(([at]) => at !== sampled), ...spelled, ...configs].flatMap(([at, where]) => sentPlaceNamed(pair, where, { type: name, at }))
}

/** What names a resource shows whom it names; what does not lies below it. */
function guards(pair: Pair, name: string, resource: ResourceType) {
  return (resource.guards ?? []).flatMap((guard, index) => {
    const path = ['resources', name, 'guards', index]
    const guarding = own(pair.behaviour.resources, guard.resource)
    if (guarding === undefined) return resourceNamed(pair, [...path, 'resource'], guard.resource)
    const { at } = guard
    const placed = at === undefined ? below(path, { name, resource, guarding, guard }) : shownPlaceNamed(pair, [...path, 'at'], { schema: guarding.schema, at })
    return [...placed, ...lifted(pair, path, { name, guard })]
  })
}

interface Guarded {
  readonly name: string
  readonly resource: ResourceType
  readonly guarding: ResourceType
  readonly guard: Guard
}

function below(path: Path, { name, resource, guarding, guard }: Guarded): readonly Problem[] {
  const isBelow = guarding.address.length > resource.address.length && resource.address.every((parameter, index) => guarding.address[index] === parameter)
  if (isBelow) return []
  const message = `A '${guard.resource}' does not lie below a '${name}': its address ${choices(guarding.address)} does not begin with ${choices(resource.address)}. Add \`at\`.`
  return [badGuard(path, message)]
}

/** A guard is lifted by what the deletion can be sent with. */
function lifted(pair: Pair, path: Path, { name, guard: { unless } }: Pick<Guarded, 'name' | 'guard'>): readonly Problem[] {
  const deletions = Object.entries(pair.behaviour.operations).flatMap(([id, operation]) => {
    const declared = pair.operations.get(id)
    return operation.action === 'delete' && operation.resource === name && declared !== undefined ? [{ id, operation, declared }] : []
  })
  const [deletion] = deletions
  if (unless === undefined) return []
  if (deletion === undefined) return [badGuard([...path, 'unless'], `No operation deletes a '${name}', so nothing lifts this. Model one, or remove it.`)]
  const { parameter } = unless
  const values = unless.is.flatMap((value, index) => queryValueNamed(pair, deletion, { path: [...path, 'unless', 'is', index], parameter, value }))
  return [...queryParameterNamed(deletion, [...path, 'unless', 'parameter'], parameter), ...values]
}
