import type { Shown } from '../specs/behaviour.ts'
import { at, isObject, placesAt, steps, withAll, withAt, withoutAll, type Json, type JsonObject } from '../specs/json.ts'
import { stands, typeOf, type Moment } from './moment.ts'
import { fieldsNow } from './parts.ts'
import type { Resource } from './record.ts'
import { shownValue, type Showing, type Subject } from './shown.ts'
import { tiesOf } from './ties.ts'
import { withTypedItems } from './typed.ts'

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
  const subject = subjectOf(moment, resource, showing)
  const { step, since } = subject.standing
  if (showing.fresh === true || showing.shows !== undefined || tiesOf(moment, resource.type).isMoving) return build(subject)
  const before = remembered.get(resource)
  if (before?.settings === moment.settings && before.step === step && before.since === since) return before.body
  const body = build(subject)
  remembered.set(resource, { settings: moment.settings, step, since, body })
  return body
}

/** What shown values are told from. */
export function subjectOf(moment: Moment, resource: Resource, showing: Showing): Subject {
  return { moment, resource, showing, represent, standing: stands(moment, resource, showing.fresh), fields: fieldsNow(moment, resource) }
}

function build(subject: Subject): JsonObject {
  const { moment, resource, showing } = subject
  const { plain, inItems, differences } = sortedOut(showing.shows ?? typeOf(moment, resource.type).shows ?? nothing)
  const entries: (readonly [string, Json])[] = []
  for (const [where, shown] of plain) {
    const value = shownValue(subject, shown)
    if (value !== undefined) entries.push([where, value])
  }
  const body = withAll(showing.shows === undefined ? open(subject) : {}, entries)
  return withDifferences(
    differences,
    inItems.reduce((result, [where, shown]) => inEach(subject, result, { where, shown }), body),
  )
}

type Shows = Readonly<Record<string, Shown>>

/** What is shown, by how it is told. */
interface SortedOut {
  readonly plain: readonly (readonly [where: string, shown: Shown])[]
  /** The same in every item of an array. */
  readonly inItems: readonly (readonly [where: string, shown: Shown])[]
  readonly differences: readonly (readonly [where: string, of: NonNullable<Shown['difference']>])[]
}

const nothing: Shows = {}
const known = new WeakMap<Shows, SortedOut>()

/** Found out once: a contract's statements never change. */
function sortedOut(shows: Shows): SortedOut {
  let found = known.get(shows)
  if (found === undefined) {
    const all = Object.entries(shows)
    found = {
      plain: all.filter(([where]) => !where.includes('/*/')),
      inItems: all.filter(([where]) => where.includes('/*/')),
      differences: all.flatMap(([where, { difference }]) => (difference === undefined ? [] : [[where, difference] as const])),
    }
    known.set(shows, found)
  }
  return found
}

/** The same in every item of an array; a field that it comes from is that of the item. */
function inEach(subject: Subject, body: JsonObject, { where, shown }: { readonly where: string; readonly shown: Shown }): JsonObject {
  const cut = where.lastIndexOf('/*/') + 2
  let result: Json = body
  for (const item of placesAt(body, where.slice(0, cut))) {
    const value = shownValue(subject, ofItem(shown, item))
    if (value !== undefined) result = withAt(result, item + where.slice(cut), value)
  }
  return isObject(result) ? result : body
}

function ofItem(shown: Shown, item: string): Shown {
  if (shown.field === undefined && shown.first === undefined) return shown
  const { field, first, ...rest } = shown
  return {
    ...rest,
    ...(field === undefined ? {} : { field: inItem(field, item) }),
    ...(first === undefined ? {} : { first: first.map((each) => ofItem(each, item)) }),
  }
}

/** A pointer with its `*` in place of the indices that another one has there. */
function inItem(pattern: string, item: string): string {
  const indices = steps(item).filter((step) => /^\d+$/.test(step))
  return pattern.replaceAll(/\/\*(?=\/)/g, (star) => `/${indices.shift() ?? star}`)
}

/** The fields that may be shown, as they are shown. */
function open({ moment, resource, fields }: Subject): JsonObject {
  return withTypedItems(typeOf(moment, resource.type), withoutAll(fields, tiesOf(moment, resource.type).unseen))
}

/** What follows from other shown numbers. */
function withDifferences(differences: SortedOut['differences'], body: JsonObject): JsonObject {
  if (differences.length === 0) return body
  const entries = differences.map(([where, of]): readonly [string, Json] => {
    const [first, second] = of.map((place) => Number(at(body, place)))
    return [where, Math.max(0, (first ?? 0) - (second ?? 0))]
  })
  return withAll(body, entries)
}
