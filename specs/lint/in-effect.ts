import type { Lifecycle, ResourceType, Shown } from '../behaviour.ts'
import type { Problem } from '../finding.ts'
import { fieldPlaceNamed, named, placeNamed } from './places.ts'
import { lifecycleOf, reporter } from './rule.ts'
import type { Pair, Path } from './rule.ts'

const noEffect = reporter('shows-applied')
const noOwner = reporter('shows-owner')
const noVersions = reporter('shows-version')
const noPhase = reporter('shows-phase')
const badEnd = reporter('trigger-applies')
const noApplying = reporter('lifecycle-applies')

interface OfType {
  readonly type: string
  readonly resource: ResourceType
  readonly shown: Shown
}

/** What is shown of other places, of what is in effect and of what a resource comes with. */
export function elsewhereShown(pair: Pair, path: Path, of: OfType): readonly Problem[] {
  const { shown, type, resource } = of
  const conditions = Object.keys(shown.where ?? {}).flatMap((at) => fieldPlaceNamed(pair, [...path, 'where', at], { type, at }))
  return [...conditions, ...ofOwner(pair, path, of), ...ofEffect(pair, path, { resource, shown }), ...ofWords(path, { resource, shown })]
}

/** A resource has an owner only where it comes and goes with one. */
function ofOwner(pair: Pair, path: Path, { type, shown: { owner } }: OfType): readonly Problem[] {
  if (owner === undefined) return []
  const owners = Object.entries(pair.behaviour.resources).flatMap(([name, { companions }]) => (companions?.includes(type) === true ? [name] : []))
  if (owners.length === 0) return [noOwner([...path, 'owner'], `No resource has '${type}' among its \`companions\`, so it has no owner. Name it in one.`)]
  const problems = owners.map((name) => fieldPlaceNamed(pair, [...path, 'owner'], { type: name, at: owner }))
  return problems.some((each) => each.length === 0) ? [] : (problems[0] ?? [])
}

type Looked = Pick<OfType, 'resource' | 'shown'>

/** Something is in effect only where a trigger puts it there. */
function ofEffect(pair: Pair, path: Path, { resource, shown }: Looked): readonly Problem[] {
  const members = [
    ...(shown.applied === undefined ? [] : ['applied']),
    ...(shown.is === 'applied-at' || shown.is === 'next-version' ? ['is'] : []),
    ...(shown.from === 'applied' ? ['from'] : []),
  ]
  const message = 'What is in effect is shown, but no trigger of the lifecycle puts anything into effect. Add `applies: true` to one.'
  const unapplied = applies(lifecycleOf(pair, resource)) ? [] : members.map((member) => noEffect([...path, member], message))
  if (shown.is !== 'next-version' || resource.versions !== undefined) return unapplied
  return [...unapplied, noVersions([...path, 'is'], 'The next version is shown, but nothing tells which ones there are. Add `versions` to the resource.')]
}

function applies(lifecycle: Lifecycle | undefined): boolean {
  return Object.values(lifecycle?.triggers ?? {}).some((trigger) => trigger.applies === true)
}

/** When a trigger started is known only where there are triggers. */
function ofWords(path: Path, { resource, shown: { text } }: Looked): readonly Problem[] {
  if (text?.includes('{execution}') !== true || resource.lifecycle !== undefined) return []
  return [noPhase([...path, 'text'], 'The start of a trigger is shown (`{execution}`), but the resource has no lifecycle. Give it one, or write another text.')]
}

/** What puts into effect ends somewhere, and what needs none of it is said only where something does. */
export function applying(pair: Pair, name: string, lifecycle: Lifecycle): readonly Problem[] {
  const path = ['lifecycles', name]
  const { application, triggers } = lifecycle
  const endless = Object.entries(triggers)
    .filter(([, trigger]) => trigger.applies === true && (trigger.to === 'before' || trigger.to === 'gone'))
    .map(([trigger, { to }]) =>
      badEnd([...path, 'triggers', trigger, 'applies'], `'${trigger}' ends in '${to}', so it puts nothing into effect. Remove \`applies\`, or end in a phase.`),
    )
  if (application === undefined) return endless
  const idle = `Nothing is ever put into effect, because no trigger of '${name}' does it. Add \`applies: true\` to one, or remove this.`
  const users = Object.entries(pair.behaviour.resources).filter(([, resource]) => resource.lifecycle === name)
  const unknown = application.regardless.flatMap((at, index) => {
    const found = users.map(([type, { schema }]) => ({ type, place: fieldPlaceNamed(pair, [], { type, at }), schema }))
    if (found.length === 0 || found.some(({ place }) => place.length === 0)) return []
    const schemas = found.map(({ schema }) => named(schema))
    return placeNamed(pair, [...path, 'application', 'regardless', index], { at, schemas, called: `any resource with the lifecycle '${name}'` })
  })
  return [...endless, ...(applies(lifecycle) ? [] : [noApplying([...path, 'application'], idle)]), ...unknown]
}
