import type { Shown } from '../specs/behaviour.ts'
import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { applicationOf, followingVersion, inEffect } from './applied.ts'
import { seconds } from './clock.ts'
import type { Standing } from './lifecycle.ts'
import { endOf, filledIn, rulesOf, targetOf, tellerOf } from './long-running.ts'
import { lifecycleOf, members, present, reached, typeOf, type Moment } from './moment.ts'
import { idOf, isLeaving, type Resource } from './record.ts'
import { nextVersion } from './rules/changes.ts'
import { isLike } from './rules/judged.ts'
import { tiesOf } from './ties.ts'
import { phaseMoves, versionOf } from './version.ts'
import { worded, wordedJson } from './words.ts'

/** What is told besides the resource itself. */
export interface Showing {
  /** True in the answer to the write itself. */
  readonly fresh?: boolean
  /** True in the answer to the create. */
  readonly created?: boolean
  /** The raw token of a credential that was made by this very call. */
  readonly secret?: string
  /** Fields of a view in place of the type's own. */
  readonly shows?: Readonly<Record<string, Shown>>
}

/** A resource at a moment, and what is told besides. */
export interface Subject {
  readonly moment: Moment
  readonly resource: Resource
  readonly standing: Standing
  readonly showing: Showing
  /** The fields without parts whose days are over. */
  readonly fields: JsonObject
  /** How another resource is represented, for those that are shown inside of this one. */
  readonly represent: (moment: Moment, resource: Resource) => JsonObject
}

/** The value that the contract says is shown here; undefined where there is none now. */
export function shownValue(subject: Subject, shown: Shown): Json | undefined {
  if (shown.beside !== undefined && at(subject.fields, shown.beside) === undefined) return undefined
  const fields = fieldsFor(subject, shown)
  if (shown.where !== undefined && !isLike(fields, shown.where)) return undefined
  const value = fields !== undefined && isDue(subject, shown) ? valueOf(subject, shown, fields) : undefined
  return value === undefined ? shown.otherwise : value
}

function isDue(subject: Subject, shown: Shown): boolean {
  const { created, secret } = subject.showing
  if (shown.only === 'create' && created !== true && secret === undefined) return false
  return shown.after === undefined || reached(subject.moment, subject.resource, { phase: shown.after, standing: subject.standing })
}

/** The fields that it is told from; undefined where nothing is in effect yet. */
function fieldsFor({ resource, standing, fields }: Subject, { from }: Shown): JsonObject | undefined {
  if (from === 'applied') return inEffect(resource, standing)?.fields
  return from === 'settled' && !standing.settled ? resource.settled : fields
}

function valueOf(subject: Subject, shown: Shown, fields: JsonObject): Json | undefined {
  const { moment, resource, standing } = subject
  if (shown.is !== undefined) return ownValue(subject, shown.is)
  if (shown.field !== undefined) {
    const found = inWords(at(shown.from === 'applied' ? fields : subject.fields, shown.field), shown)
    if (found !== undefined) return found
  }
  if (shown.first !== undefined) return firstOf(subject, shown.first)
  if (shown.made !== undefined) return wordedJson(moment, resource, { template: shown.made, fields })
  if (shown.text !== undefined) return worded(moment, resource, { template: shown.text, fields })
  if (shown.value !== undefined) return shown.value
  if (shown.phases !== undefined) return !standing.settled && shown.busy !== undefined ? shown.busy : shown.phases[standing.phase]
  if (shown.operation !== undefined) return workValue(subject, shown.operation)
  if (shown.expires !== undefined) return expiry(subject, shown.expires)
  if (shown.owner !== undefined) return inWords(at(ownerOf(moment, resource)?.fields, shown.owner), shown)
  if (shown.applied !== undefined) return shown.applied[applicationOf(inEffect(resource, standing), resource.fields, tiesOf(moment, resource.type).regardless)]
  return counted(subject, shown)
}

function firstOf(subject: Subject, values: readonly Shown[]): Json | undefined {
  for (const each of values) {
    const value = shownValue(subject, each)
    if (value !== undefined) return value
  }
  return undefined
}

/** The resource that this one comes with. */
function ownerOf(moment: Moment, { type, address }: Resource): Resource | undefined {
  const { owner } = tiesOf(moment, type)
  return owner === undefined ? undefined : present(moment, owner, address)
}

function counted(subject: Subject, shown: Shown): Json | undefined {
  const { moment, resource } = subject
  if (shown.count !== undefined) return members(moment, shown.count, resource.address).filter((each) => !isLeaving(each)).length
  if (shown.children !== undefined) return childrenOf(subject, shown.children)
  if (shown.tally === undefined) return undefined
  const where = Object.entries(shown.tally.where ?? {}).map(
    ([place, value]) => [place, typeof value === 'string' ? (worded(moment, resource, { template: value }) ?? value) : value] as const,
  )
  const scope = resource.address.slice(0, typeOf(moment, shown.tally.resource).address.length - 1)
  return members(moment, shown.tally.resource, scope).filter(({ fields }) => where.every(([place, value]) => at(fields, place) === value)).length
}

function inWords(found: Json | undefined, { words }: Shown): Json | undefined {
  return found === undefined || words === undefined ? found : words[JSON.stringify(found)]
}

function ownValue(subject: Subject, is: NonNullable<Shown['is']>): Json | undefined {
  const { moment, resource, standing, showing } = subject
  switch (is) {
    case 'revision':
      return String(versionOf(moment, resource, standing))
    case 'created':
      return instant(moment, resource.created)
    case 'updated':
      return instant(moment, phaseMoves(moment, resource) ? Math.max(resource.updated, standing.since) : resource.updated)
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
    case 'secret-start':
      return resource.hint
    case 'conditions':
      return [readyCondition(moment, resource, standing)]
    case 'busy':
      return !standing.settled
    case 'since':
      return instant(moment, standing.since)
    case 'age':
      return Math.max(0, Math.floor((moment.now - standing.since) / 1000))
    case 'running-operation':
      return standing.settled ? null : runningOf(moment, resource)
    case 'applied-at': {
      const effect = inEffect(resource, standing)
      return effect === undefined ? undefined : instant(moment, effect.at)
    }
    case 'next-version':
      return followingVersion(typeOf(moment, resource.type), inEffect(resource, standing)?.fields)
    case 'upgradeable':
      return isReady(moment, resource, standing) && nextVersion(typeOf(moment, resource.type), resource.fields) !== undefined
  }
}

/** An instant as the vendor writes it. */
function instant({ contract }: Moment, milliseconds: number): Json {
  return contract.behaviour.content.timestamps?.format === 'unix-seconds' ? Math.floor(milliseconds / 1000) : seconds(milliseconds)
}

function expiry({ moment, resource }: Subject, field: string): Json | undefined {
  const after = at(resource.fields, field)
  return typeof after === 'number' ? instant(moment, resource.created + after * 1000) : undefined
}

/** The long-running operation that tells of a resource's present work, in short. */
function runningOf(moment: Moment, resource: Resource): Json {
  const record = tellerOf(moment, resource)
  if (record === undefined) return null
  const { metadata } = record.fields
  const type = isObject(metadata) ? metadata['type'] : undefined
  return { id: idOf(record), ...(type === undefined ? {} : { type }), started_at: instant(moment, record.created) }
}

/** A part of a long-running operation: all of them follow from how its work ended, if it did. */
function workValue({ moment, resource, showing }: Subject, part: NonNullable<Shown['operation']>): Json | undefined {
  const { work } = resource
  if (work === undefined) return undefined
  const end = endOf(moment, resource, showing.fresh)
  switch (part) {
    case 'state':
      return rulesOf(moment).states[end?.as ?? 'running']
    case 'done':
      return end !== undefined
    case 'completed':
      return end === undefined ? undefined : instant(moment, end.at)
    case 'response':
      return end?.as === 'succeeded' ? resultOf(moment, resource) : undefined
    case 'error':
      return end === undefined || end.as === 'succeeded' ? undefined : { message: `The work ${end.as === 'failed' ? 'failed' : 'was cancelled'}.` }
    case 'steps':
      return []
  }
}

function resultOf(moment: Moment, { work }: Resource): JsonObject | undefined {
  const response = work && moment.contract.behaviour.operations[work.operation]?.longRunning?.response
  const target = work && targetOf(moment, work)
  if (work === undefined || response === undefined) return undefined
  // What the result tells is the identity of the target, which is known also when the target is no more.
  const { type, address } = work.target
  const about = work.ended?.fields !== undefined ? { ...(target ?? ghost), type, address, fields: work.ended.fields } : (target ?? { ...ghost, type, address })
  return filledIn(moment, about, response)
}

const ghost = { uid: '', revision: 0, born: 0, created: 0, updated: 0, generation: 0, fields: {}, settled: {}, settledGeneration: 0 }

/** One Kubernetes-style condition: ready while the phase is a settled one. */
function readyCondition(moment: Moment, resource: Resource, standing: Standing): JsonObject {
  const ready = isReady(moment, resource, standing)
  const { title } = typeOf(moment, resource.type)
  return {
    type: 'Ready',
    status: ready ? 'True' : 'False',
    reason: moment.settings.phaseWords[standing.phase] ?? standing.phase,
    message: ready ? `The ${title} is ready.` : `The ${title} is not ready.`,
    lastTransitionTime: seconds(standing.since),
  }
}

/** In a settled phase that is not a failure. */
function isReady(moment: Moment, { type }: Resource, { phase }: Standing): boolean {
  return lifecycleOf(moment, type)?.phases[phase]?.kind === 'settled'
}

function childrenOf({ moment, resource, represent }: Subject, children: NonNullable<Shown['children']>): Json {
  const staying = members(moment, children.resource, resource.address).filter((child) => !isLeaving(child))
  return staying.map((child) => {
    const body = represent(moment, child)
    return Object.fromEntries(children.fields.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])))
  })
}
