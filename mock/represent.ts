import type { ResourceType, Shown } from '../specs/behaviour.ts'
import { at, isObject, placesAt, steps, withAll, withAt, type Json, type JsonObject } from '../specs/json.ts'
import { stands, typeOf, type Moment } from './moment.ts'
import type { Resource } from './record.ts'
import { shownValue, type Showing, type Subject } from './shown.ts'

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
  const subject: Subject = { moment, resource, showing, represent, standing: stands(moment, resource, showing.fresh) }
  const { step, since } = subject.standing
  if (showing.fresh === true || showing.shows !== undefined || looksBelow(typeOf(moment, resource.type))) return build(subject)
  const before = remembered.get(resource)
  if (before?.settings === moment.settings && before.step === step && before.since === since) return before.body
  const body = build(subject)
  remembered.set(resource, { settings: moment.settings, step, since, body })
  return body
}

const lookers = new WeakMap<ResourceType, boolean>()

/** True where a representation depends on other resources or on the clock, so that it cannot be remembered. */
function looksBelow(type: ResourceType): boolean {
  let looks = lookers.get(type)
  if (looks === undefined) {
    looks = Object.values(type.shows ?? {}).some(
      ({ count, children, tally, difference, operation, is }) =>
        [count, children, tally, difference, operation].some((one) => one !== undefined) || is === 'age' || is === 'running-operation',
    )
    lookers.set(type, looks)
  }
  return looks
}

function build(subject: Subject): JsonObject {
  const { moment, resource, showing } = subject
  const type = typeOf(moment, resource.type)
  const shows = showing.shows ?? type.shows ?? {}
  const entries: [string, Json][] = []
  const inItems: [string, Shown][] = []
  for (const [where, shown] of Object.entries(shows)) {
    if (where.includes('/*/')) {
      inItems.push([where, shown])
      continue
    }
    const value = shownValue(subject, shown)
    if (value !== undefined) entries.push([where, value])
  }
  const body = withAll(showing.shows === undefined ? open(type, resource.fields) : {}, entries)
  return differences(
    shows,
    inItems.reduce((result, [where, shown]) => inEach(subject, result, { where, shown }), body),
  )
}

/** The same in every item of an array; a field that it comes from is that of the item. */
function inEach(subject: Subject, body: JsonObject, { where, shown }: { readonly where: string; readonly shown: Shown }): JsonObject {
  const cut = where.lastIndexOf('/*/') + 2
  let result: Json = body
  for (const item of placesAt(body, where.slice(0, cut))) {
    const value = shownValue(subject, shown.field === undefined ? shown : { ...shown, field: inItem(shown.field, item) })
    if (value !== undefined) result = withAt(result, item + where.slice(cut), value)
  }
  return isObject(result) ? result : body
}

/** A pointer with its `*` in place of the indices that another one has there. */
function inItem(pattern: string, item: string): string {
  const indices = steps(item).filter((step) => /^\d+$/.test(step))
  return pattern.replaceAll(/\/\*(?=\/)/g, (star) => `/${indices.shift() ?? star}`)
}

/** The fields that may be shown. */
function open(type: ResourceType, fields: JsonObject): JsonObject {
  let result: Json = fields
  for (const { places } of type.writeOnly ?? []) for (const place of places) if (at(result, place) !== undefined) result = withAt(result, place, undefined)
  return isObject(result) ? result : fields
}

/** What follows from other shown numbers. */
function differences(shows: Readonly<Record<string, Shown>>, body: JsonObject): JsonObject {
  const entries = Object.entries(shows).flatMap(([where, { difference }]): (readonly [string, Json])[] => {
    if (difference === undefined) return []
    const [first, second] = difference.map((place) => Number(at(body, place)))
    return [[where, Math.max(0, (first ?? 0) - (second ?? 0))]]
  })
  return entries.length === 0 ? body : withAll(body, entries)
}
