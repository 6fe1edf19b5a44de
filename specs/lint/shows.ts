import type { ResourceType, Shown } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { schemaBelow } from '../document.ts'
import { rulesOf } from '../behaviour.ts'
import { resourceNamed } from './names.ts'
import { named, placeNamed, requestSchemas } from './places.ts'
import { successes } from './representation.ts'
import { choices, keys, lifecycleOf, own, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const unknownPhase = reporter('phase-exists')
const noVersions = reporter('shows-upgradeable')
const noPhase = reporter('shows-phase')
const noWork = reporter('shows-operation')

/** What the server shows, in resources and in the answers of operations. */
export const showsRules: Rule = (pair) => [
  ...Object.entries(pair.behaviour.resources).flatMap(([name, { shows, schema }]) =>
    judged(pair, ['resources', name, 'shows'], {
      type: name,
      shows,
      schemas: [named(schema), ...answersWith(pair, name)],
      called: `any answer with a '${name}'`,
    }),
  ),
  ...[...pair.operations.values()].flatMap((declared) => {
    const { resource, shows } = own(pair.behaviour.operations, declared.id) ?? {}
    if (resource === undefined) return []
    return judged(pair, ['operations', declared.id, 'shows'], { type: resource, shows, schemas: successes(declared), called: `the answer of '${declared.id}'` })
  }),
]

/** Schemas of the answers that tell of a resource, which may have more than its own: a secret, say, that is shown but once. */
function answersWith({ document, behaviour, operations }: Pair, type: string): readonly string[] {
  return [...operations.values()].flatMap((declared) => {
    const { resource, action, representation } = own(behaviour.operations, declared.id) ?? {}
    if (resource !== type || action === 'list' || action === 'view' || action === 'invoke') return []
    return successes(declared).flatMap((schema) => schemaBelow(document, schema, representation ?? '')?.where ?? [])
  })
}

interface Showing {
  readonly type: string
  readonly shows: Readonly<Record<string, Shown>> | undefined
  /** Of which one at least has the place. */
  readonly schemas: readonly string[]
  readonly called: string
}

function judged(pair: Pair, path: Path, { type, shows, schemas, called }: Showing): readonly Problem[] {
  const resource = own(pair.behaviour.resources, type)
  if (resource === undefined) return []
  return Object.entries(shows ?? {}).flatMap(([at, shown]) => [
    ...placeNamed(pair, [...path, at], { at, schemas, called }),
    ...beside(pair, [...path, at, 'beside'], { type, resource, shown }),
    ...ofVersions([...path, at, 'is'], { resource, shown }),
    ...resourceNamed(pair, [...path, at], shown.count ?? shown.children?.resource ?? shown.tally?.resource),
    ...ofLifecycle(pair, [...path, at], { resource, shown }),
    ...ofWork(pair, [...path, at], { type, shown }),
  ])
}

/** What stands beside a value is sent, or shown. */
function beside(pair: Pair, path: Path, of: { readonly type: string; readonly resource: ResourceType; readonly shown: Shown }): readonly Problem[] {
  if (of.shown.beside === undefined) return []
  const schemas = [...requestSchemas(pair, of.type), named(of.resource.schema)]
  return placeNamed(pair, path, { at: of.shown.beside, schemas, called: `any body of a '${of.type}'` })
}

/** Only where versions are offered, and go up one by one, is there a next one. */
function ofVersions(path: Path, { resource, shown }: { readonly resource: ResourceType; readonly shown: Shown }): readonly Problem[] {
  if (shown.is !== 'upgradeable') return []
  const offered = rulesOf(resource, 'offered').map(({ at }) => at)
  if (rulesOf(resource, 'one-minor-at-a-time').some(({ at }) => offered.includes(at))) return []
  const message =
    'Whether there is a next version is shown, but nothing tells which ones there are. Add the rules `one-minor-at-a-time` and `offered` at the version.'
  return [noVersions(path, message)]
}

/** Values that come from a lifecycle need one that has their phases. */
function ofLifecycle(pair: Pair, path: Path, { resource, shown }: { readonly resource: ResourceType; readonly shown: Shown }): readonly Problem[] {
  const lifecycle = lifecycleOf(pair, resource)
  if (resource.lifecycle === undefined && (shown.is === 'phase' || shown.is === 'busy' || shown.phases !== undefined)) {
    const what = shown.is === 'busy' ? 'Whether it is under way' : 'A phase'
    return [noPhase(path, `${what} is shown, but the resource has no lifecycle. Give it one, or write a \`value\`.`)]
  }
  const check = (phase: string, at: Path): readonly Problem[] =>
    own(lifecycle?.phases, phase) === undefined ? [unknownPhase(at, `There is no phase '${phase}'. Write one of ${choices(keys(lifecycle?.phases))}.`)] : []
  return [
    ...(shown.after === undefined ? [] : check(shown.after, [...path, 'after'])),
    ...keys(shown.phases).flatMap((phase) => check(phase, [...path, 'phases', phase])),
  ]
}

/** Only a long-running operation has a state of work, and only where there are some can one be running. */
function ofWork({ behaviour }: Pair, path: Path, { type, shown }: { readonly type: string; readonly shown: Shown }): readonly Problem[] {
  const told = behaviour.longRunning?.resource
  if (shown.operation !== undefined && type !== told) {
    const found = told === undefined ? 'nothing is' : `only '${told}' is`
    return [noWork([...path, 'operation'], `A part of a long-running operation is shown, but ${found} one. Name '${type}' in \`longRunning\`, or remove this.`)]
  }
  if (shown.is !== 'running-operation' || told !== undefined) return []
  return [noWork([...path, 'is'], 'A running operation is shown, but there are none. Add `longRunning` at the top of behaviour.yaml, or write a `value`.')]
}
