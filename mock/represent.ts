import type { ResourceType, Shown } from '../specs/behaviour.ts'
import { at, withAll, type Json, type JsonObject } from '../specs/json.ts'
import { seconds } from './clock.ts'
import { digits } from './ids.ts'
import type { Standing } from './lifecycle.ts'
import { members, lifecycleOf, reached, stands, typeOf, type Moment } from './moment.ts'
import { collectionOf, idOf, isLeaving, type Resource } from './record.ts'

/** What is told besides the resource itself. */
export interface Showing {
  /** True in the answer to the write itself. */
  readonly fresh?: boolean
  /** The raw token of a credential that was made by this very call. */
  readonly secret?: string
  /** Fields of a view in place of the type's own. */
  readonly shows?: Readonly<Record<string, Shown>>
}

interface Subject {
  readonly moment: Moment
  readonly resource: Resource
  readonly standing: Standing
  readonly showing: Showing
}

interface Remembered {
  readonly settings: Moment['settings']
  readonly step: number
  readonly since: number
  readonly body: JsonObject
}

// Resources never change in place, so what was shown once can be shown again while the lifecycle stands still.
const remembered = new WeakMap<Resource, Remembered>()

/** The representation of a resource: what the client asked for, and what the server adds. */
export function represent(moment: Moment, resource: Resource, showing: Showing = {}): JsonObject {
  const subject: Subject = { moment, resource, showing, standing: stands(moment, resource, showing.fresh) }
  const { step, since } = subject.standing
  if (showing.fresh === true || showing.shows !== undefined || looksBelow(typeOf(moment, resource.type))) return build(subject)
  const before = remembered.get(resource)
  if (before?.settings === moment.settings && before.step === step && before.since === since) return before.body
  const body = build(subject)
  remembered.set(resource, { settings: moment.settings, step, since, body })
  return body
}

/** True where a representation depends on other resources, so that it cannot be remembered. */
function looksBelow(type: ResourceType): boolean {
  for (const where in type.shows) if (type.shows[where]?.count !== undefined || type.shows[where]?.children !== undefined) return true
  return false
}

function build(subject: Subject): JsonObject {
  const { moment, resource, showing } = subject
  const entries: [string, Json][] = []
  for (const [where, shown] of Object.entries(showing.shows ?? typeOf(moment, resource.type).shows ?? {})) {
    const value = isDue(subject, shown) ? valueOf(subject, shown) : undefined
    if (value !== undefined) entries.push([where, value])
  }
  return withAll(showing.shows === undefined ? resource.fields : {}, entries)
}

function isDue(subject: Subject, shown: Shown): boolean {
  if (shown.only === 'create' && subject.showing.secret === undefined) return false
  return shown.after === undefined || reached(subject.moment, subject.resource, { phase: shown.after, standing: subject.standing })
}

function valueOf(subject: Subject, shown: Shown): Json | undefined {
  if (shown.is !== undefined) return ownValue(subject, shown.is)
  if (shown.text !== undefined) return fill(subject, shown)
  if (shown.value !== undefined) return shown.value
  if (shown.count !== undefined) return members(subject.moment, shown.count, subject.resource.address).filter((each) => !isLeaving(each)).length
  if (shown.children !== undefined) return childrenOf(subject, shown.children)
  return undefined
}

function ownValue({ moment, resource, standing, showing }: Subject, is: NonNullable<Shown['is']>): Json | undefined {
  switch (is) {
    case 'revision':
      return String(versionOf(moment, resource, standing))
    case 'created':
      return seconds(resource.created)
    case 'updated':
      return seconds(resource.updated)
    case 'phase':
      return moment.settings.phaseWords[standing.phase] ?? standing.phase
    case 'generation':
      return resource.generation
    case 'observed-generation':
      return standing.settled ? resource.generation : resource.settledGeneration
    case 'id':
      return idOf(resource)
    case 'uid':
      return resource.uid
    case 'caller':
      return resource.caller
    case 'secret':
      return showing.secret
    case 'conditions':
      return [readyCondition(moment, resource, standing)]
  }
}

/** One Kubernetes-style condition: ready while the phase is a settled one. */
function readyCondition(moment: Moment, resource: Resource, standing: Standing): JsonObject {
  const ready = lifecycleOf(moment, resource.type)?.phases[standing.phase]?.kind === 'settled'
  return {
    type: 'Ready',
    status: ready ? 'True' : 'False',
    reason: moment.settings.phaseWords[standing.phase] ?? standing.phase,
    message: ready ? `The ${typeOf(moment, resource.type).title} is ready.` : `The ${typeOf(moment, resource.type).title} is not ready.`,
    lastTransitionTime: seconds(standing.since),
  }
}

function fill({ moment, resource, standing }: Subject, shown: Shown): string | undefined {
  const fields = shown.from === 'settled' && !standing.settled ? resource.settled : resource.fields
  const address = typeOf(moment, resource.type).address
  let missing = false
  const text = (shown.text ?? '').replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const position = address.indexOf(name)
    const value =
      position >= 0 ? resource.address[position] : name === 'id' ? idOf(resource) : name === 'hex8' ? digits(resource.uid).slice(0, 8) : at(fields, `/${name}`)
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    missing = true
    return ''
  })
  return missing ? undefined : text
}

function childrenOf({ moment, resource }: Subject, children: NonNullable<Shown['children']>): Json {
  const staying = members(moment, children.resource, resource.address).filter((child) => !isLeaving(child))
  return staying.map((child) => {
    const body = represent(moment, child)
    return Object.fromEntries(children.fields.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])))
  })
}

/**
 * The number that stands for one representation: it differs whenever the representation does. A phase has a version
 * of its own, and a resource that tells how many others lie below it changes with their number.
 */
export function versionOf(moment: Moment, resource: Resource, standing: Standing): number {
  const type = typeOf(moment, resource.type)
  let version = resource.revision
  if (moment.settings.phaseMovesTag && type.tag?.movesWithPhase !== false) version += standing.step
  for (const shown of Object.values(type.shows ?? {})) {
    const below = shown.count ?? shown.children?.resource
    if (below !== undefined) version = Math.max(version, moment.view.changed(collectionOf(below, resource.address)))
  }
  return version
}

/** The entity tag of a resource as it stands in a header (RFC 9110 section 8.8.3), or undefined where there is none. */
export function tagOf(moment: Moment, resource: Resource, fresh = false): string | undefined {
  const tag = typeOf(moment, resource.type).tag
  if (tag === undefined) return undefined
  const opaque = `"${versionOf(moment, resource, stands(moment, resource, fresh))}"`
  return tag.strength === 'weak' ? `W/${opaque}` : opaque
}
