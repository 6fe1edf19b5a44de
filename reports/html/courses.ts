import type { LifecycleGraph, Request, Thing, Traffic } from '../../conformance/traffic.ts'
import type { Axis } from './axis.ts'

/** One life in the pictures: all that was sent about it, and when it was in which phase. */
export interface Course {
  readonly thing: Thing
  /** Its position in `traffic.things`. */
  readonly index: number
  readonly requests: readonly Request[]
  /** Positions of those in `traffic.requests`. */
  readonly positions: readonly number[]
  /** Places on the axis of the run. */
  readonly begins: number
  readonly ends: number
  readonly spans: readonly Span[]
}

/** A stretch in one phase. */
export interface Span {
  readonly phase: string
  readonly kind: 'transient' | 'settled' | 'failed-phase' | 'loud'
  readonly begins: number
  readonly ends: number
}

/** The lives about which something was sent, in the order in which they were first seen. */
export function coursesOf({ requests, things, lifecycles }: Traffic, axis: Axis): readonly Course[] {
  const positions = things.map((): number[] => [])
  const byNumber = new Map<number, number>()
  for (const [position, { thing, number }] of requests.entries()) {
    if (thing === undefined) continue
    positions[thing]?.push(position)
    byNumber.set(number, position)
  }
  const placeOf = (number: number) => axis.begins(byNumber.get(number) ?? 0)
  return things.flatMap((thing, index) => {
    const own = positions[index] ?? []
    const [first, last] = [own[0], own.at(-1)]
    if (first === undefined || last === undefined) return []
    const ends = thing.gone === undefined ? axis.ends(last) : placeOf(thing.gone)
    const graph = lifecycles.find(({ resources }) => resources.includes(thing.resource))
    const spans = thing.looks.map(({ phase, from }, look): Span => {
      const next = thing.looks[look + 1]
      return { phase, kind: kindOf(graph, phase), begins: placeOf(from), ends: next === undefined ? Math.max(ends, placeOf(from)) : placeOf(next.from) }
    })
    const about = own.flatMap((position) => requests[position] ?? [])
    return [{ thing, index, requests: about, positions: own, begins: axis.begins(first), ends: Math.max(ends, axis.ends(first)), spans }]
  })
}

function kindOf(graph: LifecycleGraph | undefined, phase: string): Span['kind'] {
  const kind = graph?.phases.find(({ name }) => name === phase)?.kind
  return kind === undefined ? 'loud' : kind === 'failed' ? 'failed-phase' : kind
}

/** The same in rows, none over another: each in the first row that has room. */
export function lanesOf(courses: readonly Course[]): readonly (readonly Course[])[] {
  const lanes: Course[][] = []
  for (const course of courses.toSorted((a, b) => a.begins - b.begins)) {
    const lane = lanes.find((others) => (others.at(-1)?.ends ?? -1) <= course.begins)
    if (lane === undefined) lanes.push([course])
    else lane.push(course)
  }
  return lanes
}
