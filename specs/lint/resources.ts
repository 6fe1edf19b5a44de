import type { ResourceType, Shown } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { choices, keys, lifecycleOf, own, reporter, schemaNames } from './rule.ts'
import type { Pair, Rule } from './rule.ts'

const unknownSchema = reporter('schema-exists')
const unknownLifecycle = reporter('lifecycle-exists')
const unknownResource = reporter('resource-exists')
const unknownPhase = reporter('phase-exists')
const noPhase = reporter('shows-phase')
const noTag = reporter('touches-tag')
const noPattern = reporter('identity-pattern')
const unseen = reporter('identity-shown')

type Path = readonly (string | number)[]

/** What `resources` says, and the values that operations show. */
export const resourceRules: Rule = (pair) => [
  ...Object.entries(pair.behaviour.resources).flatMap(([name, resource]) => [
    ...names(pair, name, resource),
    ...identity(pair, name, resource),
    ...shows(pair, ['resources', name, 'shows'], { resource, shows: resource.shows }),
  ]),
  ...Object.entries(pair.behaviour.operations).flatMap(([id, operation]) => {
    const resource = own(pair.behaviour.resources, operation.resource)
    return resource === undefined ? [] : shows(pair, ['operations', id, 'shows'], { resource, shows: operation.shows })
  }),
]

function names(pair: Pair, name: string, resource: ResourceType): readonly Problem[] {
  const { document, behaviour } = pair
  const found: Problem[] = []
  const path = ['resources', name]
  if (!schemaNames(document).includes(resource.schema)) {
    found.push(unknownSchema([...path, 'schema'], `components.schemas has no '${resource.schema}'. Write one of ${choices(schemaNames(document))}.`))
  }
  if (resource.lifecycle !== undefined && lifecycleOf(pair, resource) === undefined) {
    found.push(unknownLifecycle([...path, 'lifecycle'], `There is no lifecycle '${resource.lifecycle}'. Write one of ${choices(keys(behaviour.lifecycles))}.`))
  }
  if (resource.touches === undefined) return found
  const touched = own(behaviour.resources, resource.touches)
  if (touched === undefined) {
    found.push(unknownResource([...path, 'touches'], `There is no resource '${resource.touches}'. Write one of ${choices(keys(behaviour.resources))}.`))
  } else if (touched.tag === undefined) {
    found.push(noTag([...path, 'touches'], `The resource '${resource.touches}' has no tag that could move. Give it a \`tag\`, or remove \`touches\`.`))
  }
  return found
}

/** A server that makes identifiers needs a pattern; a client brings its own. */
function identity({ behaviour }: Pair, name: string, { identity: { from, field, pattern }, shows: shown }: ResourceType): readonly Problem[] {
  const path = ['resources', name, 'identity']
  const made = Object.values(behaviour.operations).some(({ action, resource }) => action === 'create' && resource === name)
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

function shows(
  pair: Pair,
  path: Path,
  of: { readonly resource: ResourceType; readonly shows: Readonly<Record<string, Shown>> | undefined },
): readonly Problem[] {
  const lifecycle = lifecycleOf(pair, of.resource)
  return Object.entries(of.shows ?? {}).flatMap(([at, shown]) => {
    const found: Problem[] = []
    const named = shown.count ?? shown.children?.resource
    if (named !== undefined && own(pair.behaviour.resources, named) === undefined) {
      found.push(unknownResource([...path, at], `There is no resource '${named}'. Write one of ${choices(keys(pair.behaviour.resources))}.`))
    }
    if (shown.after !== undefined && own(lifecycle?.phases, shown.after) === undefined) {
      found.push(unknownPhase([...path, at, 'after'], `There is no phase '${shown.after}'. Write one of ${choices(keys(lifecycle?.phases))}.`))
    }
    if (shown.is === 'phase' && of.resource.lifecycle === undefined) {
      found.push(noPhase([...path, at], 'A phase is shown, but the resource has no lifecycle. Give it one, or write a `value`.'))
    }
    return found
  })
}
