import type { ResourceType } from '../behaviour.ts'
import { resourceNamed } from './names.ts'
import { sentPlaceNamed, shownPlaceNamed } from './places.ts'
import { own } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

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

/** What names a resource shows whom it names. */
function guards(pair: Pair, name: string, resource: ResourceType) {
  return (resource.guards ?? []).flatMap((guard, index) => {
    const path = ['resources', name, 'guards', index]
    const schema = own(pair.behaviour.resources, guard.resource)?.schema
    const unknown = resourceNamed(pair, [...path, 'resource'], guard.resource)
    return schema === undefined ? unknown : shownPlaceNamed(pair, [...path, 'at'], { schema, at: guard.at })
  })
}
