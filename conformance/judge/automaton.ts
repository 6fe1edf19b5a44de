import { Fronts } from './automaton-fronts.ts'
import type { Lifecycle } from '../../specs/behaviour.ts'
import type { Place } from './automaton-fronts.ts'

/** A look at a resource: the phase that it showed, and the window on a monotonic clock within which it did, in milliseconds. */
export interface Sample {
  readonly phase: string
  readonly sent: number
  readonly received: number
}

/** A request that may set the resource in motion: at most one of these triggers, at most once, however late. `any` of all but a birth. */
export interface Command {
  readonly starts: readonly string[] | 'any'
  readonly sent: number
}

/** One life of one resource, as it was seen. */
export interface Life<S extends Sample = Sample> {
  /** In any order. */
  readonly samples: readonly S[]
  /** `any` where nobody knows what was commanded. */
  readonly commands: readonly Command[] | 'any'
  /** Trigger of its birth, where that was seen; what is not known may be anywhere. */
  readonly born?: string
}

/**
 * Two samples that no life shows one after the other; the first is absent where it is the birth that the second cannot follow.
 * `no way`: not whatever had been commanded. `no command`: only by a command that nobody gave.
 */
export interface Fault<S extends Sample = Sample> {
  readonly kind: 'no way' | 'no command'
  readonly before: S | undefined
  readonly after: S
}

export interface Walked<S extends Sample = Sample> {
  readonly faults: readonly Fault<S>[]
  /** Samples that showed another phase than the one before them. */
  readonly moves: number
}

/**
 * The declared lifecycle as an automaton that is only looked at now and then. Phases may be missed between two looks, so a
 * phase is right where some declared way leads to it: along what is under way, by what happens by itself (`by: administrator`),
 * or by a command that was given before the look had ended. Looks that overlap are unordered: each is compared with the last one
 * that had ended before it began. What a look shows that cannot be is told once, and taken as it is from then on.
 */
export function walk<S extends Sample>(fronts: Fronts, { samples, commands, born }: Life<S>): Walked<S> {
  const seen: { readonly sample: S; readonly places: readonly Place[]; readonly free: readonly Place[] }[] = []
  const faults: Fault<S>[] = []
  let moves = 0
  for (const sample of samples.toSorted((a, b) => a.received - b.received)) {
    if (!fronts.has(sample.phase)) continue
    const before = seen.findLast((one) => one.sample.received <= sample.sent)
    const begun = before === undefined && born !== undefined ? fronts.birth(born) : undefined
    const start = { places: before?.places ?? begun, free: before?.free ?? begun }
    const free = start.free === undefined ? fronts.anywhere(sample.phase) : fronts.follow(start.free, sample.phase, 'any')
    const given = commands === 'any' ? 'any' : commands.filter(({ sent }) => sent < sample.received && (before === undefined || sent >= before.sample.received))
    const places = start.places === undefined || given === 'any' ? free : fronts.follow(start.places, sample.phase, given)
    if (before !== undefined && before.sample.phase !== sample.phase) moves += 1
    const missing = free.length === 0 ? 'no way' : places.length === 0 ? 'no command' : undefined
    if (missing !== undefined) faults.push({ kind: missing, before: before?.sample, after: sample })
    const afresh = free.length === 0 ? fronts.anywhere(sample.phase) : free
    seen.push({ sample, free: afresh, places: places.length === 0 ? afresh : places })
  }
  return { faults, moves }
}

/** True where some declared way leads from one phase to the other, or to `gone`, whatever is commanded on the way. */
export function leadsTo(lifecycle: Lifecycle, from: string, to: string): boolean {
  const fronts = new Fronts(lifecycle)
  return from === to || fronts.follow(fronts.anywhere(from), to, 'any').length > 0
}
