import type { ResourceType, Shown } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { resourceNamed } from './names.ts'
import { choices, keys, lifecycleOf, own, reporter } from './rule.ts'
import type { Pair, Path, Rule } from './rule.ts'

const unknownPhase = reporter('phase-exists')
const noPhase = reporter('shows-phase')
const noWork = reporter('shows-operation')

/** What the server shows, in resources and in the answers of operations. */
export const showsRules: Rule = (pair) => [
  ...Object.entries(pair.behaviour.resources).flatMap(([name, { shows }]) => judged(pair, ['resources', name, 'shows'], { type: name, shows })),
  ...Object.entries(pair.behaviour.operations).flatMap(([id, { resource, shows }]) => judged(pair, ['operations', id, 'shows'], { type: resource, shows })),
]

interface Showing {
  readonly type: string
  readonly shows: Readonly<Record<string, Shown>> | undefined
}

function judged(pair: Pair, path: Path, { type, shows }: Showing): readonly Problem[] {
  const resource = own(pair.behaviour.resources, type)
  if (resource === undefined) return []
  return Object.entries(shows ?? {}).flatMap(([at, shown]) => [
    ...resourceNamed(pair, [...path, at], shown.count ?? shown.children?.resource ?? shown.tally?.resource),
    ...ofLifecycle(pair, [...path, at], { resource, shown }),
    ...ofWork(pair, [...path, at], { type, shown }),
  ])
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
