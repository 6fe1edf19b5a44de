import type { ResourceType } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { sentPlaceNamed, shownPlaceNamed } from './places.ts'
import { choices, own, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const notCompanion = reporter('hands-companion')
const badFirst = reporter('versions-first')

/** What a resource type is given besides what is sent to it, and what it gives away. */
export const givenRules: Rule = (pair) =>
  Object.entries(pair.behaviour.resources).flatMap(([type, resource]) => [...versions(pair, type, resource), ...hands(pair, type, resource)])

/** The version is shown, and whatever makes one begins with the first. */
function versions(pair: Pair, type: string, { versions: told, schema, defaults }: ResourceType): readonly Problem[] {
  if (told === undefined) return []
  const [first] = told.values
  const births = Object.entries(pair.behaviour.operations).filter(([, { action, resource }]) => action === 'create' && resource === type)
  const odd = births.filter(([, { sets }]) => (own(sets, told.at) ?? own(defaults, told.at)) !== first)
  return [
    ...shownPlaceNamed(pair, ['resources', type, 'versions', 'at'], { schema, at: told.at }),
    ...odd.map(([id]) => badFirst(['operations', id], `'${id}' does not begin with the first version of '${type}'. Add \`sets: { ${told.at}: ${first} }\`.`)),
  ]
}

/** What is handed on is sent, and goes to what comes with the resource. */
function hands(pair: Pair, type: string, { hands: told, companions = [] }: ResourceType): readonly Problem[] {
  if (told === undefined) return []
  const path: Path = ['resources', type, 'hands']
  const stranger = `'${told.to}' does not come with '${type}'. Write one of ${choices(companions)}, or add it to \`companions\`.`
  return [...sentPlaceNamed(pair, [...path, 'at'], { type, at: told.at }), ...(companions.includes(told.to) ? [] : [notCompanion([...path, 'to'], stranger)])]
}
