import type { ResourceType } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { resourceNamed, schemaNamed } from './names.ts'
import { choices, keys, lifecycleOf, own, reporter } from './rule.ts'
import type { Pair, Rule } from './rule.ts'

const unknownLifecycle = reporter('lifecycle-exists')
const noLifecycle = reporter('lifecycle-needed')
const badCompanion = reporter('companion-address')
const noTag = reporter('touches-tag')
const noPattern = reporter('identity-pattern')
const unseen = reporter('identity-shown')

/** What `resources` says of each type. */
export const resourceRules: Rule = (pair) =>
  Object.entries(pair.behaviour.resources).flatMap(([name, resource]) => [
    ...names(pair, name, resource),
    ...identity(pair, name, resource),
    ...companions(pair, name, resource),
  ])

function names(pair: Pair, name: string, resource: ResourceType): readonly Problem[] {
  const { behaviour } = pair
  const found: Problem[] = []
  const path = ['resources', name]
  found.push(...schemaNamed(pair, [...path, 'schema'], resource.schema))
  if (resource.lifecycle !== undefined && lifecycleOf(pair, resource) === undefined) {
    found.push(unknownLifecycle([...path, 'lifecycle'], `There is no lifecycle '${resource.lifecycle}'. Write one of ${choices(keys(behaviour.lifecycles))}.`))
  }
  if (resource.writesWhileBusy !== undefined && resource.lifecycle === undefined) {
    const message = `Work on '${name}' is never under way, because it has no lifecycle. Give it one, or remove \`writesWhileBusy\`.`
    found.push(noLifecycle([...path, 'writesWhileBusy'], message))
  }
  if (resource.touches === undefined) return found
  const touched = own(behaviour.resources, resource.touches)
  found.push(...resourceNamed(pair, [...path, 'touches'], resource.touches))
  if (touched !== undefined && touched.tag === undefined)
    found.push(noTag([...path, 'touches'], `The resource '${resource.touches}' has no tag that could move. Give it a \`tag\`, or remove \`touches\`.`))
  return found
}

/** A server that makes identifiers needs a pattern; a client brings its own. */
function identity({ behaviour }: Pair, name: string, { identity: { from, field, pattern }, shows: shown }: ResourceType): readonly Problem[] {
  const path = ['resources', name, 'identity']
  const called = Object.values(behaviour.operations).some(({ action, resource }) => (action === 'create' || action === 'import') && resource === name)
  const made = called || behaviour.longRunning?.resource === name
  if (from === 'server' && made && shown?.[`/${field}`] === undefined) {
    return [unseen(path, `The server makes the '${field}' of '${name}', but nothing shows it. Add \`shows: { /${field}: { is: id } }\` to the resource.`)]
  }
  if (from === 'server' && pattern === undefined && made) {
    return [
      noPattern(
        path,
        `The server makes the identifiers of '${name}', but nothing says how they look. Add a \`pattern\`, e.g. \`${name.toLowerCase()}-{hex8}\`.`,
      ),
    ]
  }
  if (from === 'client' && pattern !== undefined) {
    return [
      noPattern(
        [...path, 'pattern'],
        `The client names each '${name}', so \`pattern\` means nothing. Remove it; what a name may look like stands in openapi.yaml.`,
      ),
    ]
  }
  return []
}

/** What comes and goes with a resource lies at its very address. */
function companions(pair: Pair, name: string, resource: ResourceType): readonly Problem[] {
  return (resource.companions ?? []).flatMap((companion, index) => {
    const path = ['resources', name, 'companions', index]
    const found = own(pair.behaviour.resources, companion)?.address
    if (found === undefined) return resourceNamed(pair, path, companion)
    if (companion !== name && JSON.stringify(found) === JSON.stringify(resource.address)) return []
    return [
      badCompanion(
        path,
        `'${companion}' has the address ${choices(found)}, but comes and goes with '${name}', at ${choices(resource.address)}. Write the same address, or remove it.`,
      ),
    ]
  })
}
