import { rulesOf } from '../behaviour.ts'
import type { OperationBehaviour, ResourceType, Shown } from '../behaviour.ts'
import { schemaBelow } from '../document.ts'
import type { Problem } from '../finding.ts'
import { elsewhereShown } from './in-effect.ts'
import { resourceNamed } from './names.ts'
import { fieldPlaceNamed, named, placeNamed } from './places.ts'
import { represented, showsAlone } from './representation.ts'
import { choices, keys, lifecycleOf, own, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const unknownPhase = reporter('phase-exists')
const noVersions = reporter('shows-upgradeable')
const wholeItem = reporter('shows-item')
const noPhase = reporter('shows-phase')
const noWork = reporter('shows-operation')

/** What the server shows, in resources and in the answers of operations. */
export const showsRules: Rule = (pair) => [
  ...Object.entries(pair.behaviour.resources).flatMap(([name, { shows, schema }]) => {
    const schemas = [named(schema), ...answersWith(pair, name)]
    return judged(pair, ['resources', name, 'shows'], { type: name, shows, schemas, called: `any answer with a '${name}'` })
  }),
  ...Object.entries(pair.behaviour.operations).flatMap(([id, operation]) => {
    const { resource, shows } = operation
    const schemas = shownBy(pair, id, operation)
    return judged(pair, ['operations', id, 'shows'], { type: resource, shows, schemas, called: `the answer of '${id}'` })
  }),
]

/** Schemas of the answers that tell of a resource, which may have more than its own: a secret, say, that is shown but once. */
function answersWith(pair: Pair, type: string): readonly string[] {
  return Object.entries(pair.behaviour.operations).flatMap(([id, operation]) => {
    if (operation.resource !== type || operation.action === 'list' || showsAlone(operation)) return []
    return represented(pair, operation, pair.operations.get(id)).map(({ where }) => where)
  })
}

/** An overview shows items; what is answered as text has no members. */
function shownBy(pair: Pair, id: string, operation: OperationBehaviour): readonly string[] {
  const holders = represented(pair, operation, pair.operations.get(id)).map(({ where }) => where)
  if (operation.action !== 'overview') return holders
  return holders.flatMap((schema) => schemaBelow(pair.document, schema, `${operation.items ?? ''}/0`)?.where ?? [])
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
    ...(at.endsWith('/*') ? [wholeItem([...path, at], wholly(at))] : placeNamed(pair, [...path, at], { at, schemas, called })),
    ...said(pair, [...path, at], { type, resource, shown }),
  ])
}

/** What one shown value says, wherever it stands; one may hold others. */
function said(pair: Pair, path: Path, { type, resource, shown }: { readonly type: string; readonly resource: ResourceType; readonly shown: Shown }) {
  const found: readonly Problem[] = [
    ...(shown.beside === undefined ? [] : fieldPlaceNamed(pair, [...path, 'beside'], { type, at: shown.beside })),
    ...ofVersions([...path, 'is'], { resource, shown }),
    ...resourceNamed(pair, path, shown.count ?? shown.children?.resource ?? shown.tally?.resource),
    ...ofLifecycle(pair, path, { resource, shown }),
    ...ofWork(pair, path, { type, shown }),
    ...elsewhereShown(pair, path, { type, resource, shown }),
  ]
  const inner: readonly Problem[] = (shown.first ?? []).flatMap((each, index) => said(pair, [...path, 'first', index], { type, resource, shown: each }))
  return [...found, ...inner]
}

function wholly(at: string): string {
  return `'${at}' stands for whole items of an array, and only members of them can be shown. Write \`${at}/<member>\`, or the array itself.`
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
