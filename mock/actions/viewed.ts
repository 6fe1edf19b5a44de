import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Moment } from '../moment.ts'
import type { Resource } from '../record.ts'
import { represent, subjectOf } from '../represent.ts'
import { shownValue, type Showing } from '../shown.ts'

/**
 * What an operation shows in place of a resource's representation: what the empty pointer stands for, with the other places
 * laid over it; undefined where the empty pointer stands for nothing now.
 */
export function viewed(moment: Moment, resource: Resource, showing: Showing): Json | undefined {
  const whole = showing.shows?.['']
  if (whole === undefined) return represent(moment, resource, showing)
  const value = shownValue(subjectOf(moment, resource, showing), whole)
  const { '': _, ...others } = showing.shows ?? {}
  const places = Object.keys(others)
  if (!isObject(value) || places.length === 0) return value
  const beside = represent(moment, resource, { ...showing, shows: others })
  return places.reduce<Json>((result, place) => {
    const found = at(beside, place)
    return found === undefined ? result : withAt(result, place, found)
  }, value)
}
