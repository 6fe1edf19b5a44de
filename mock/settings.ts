import type { Pace } from './lifecycle.ts'

/** What a person may set for one world. Everything that could surprise is off. */
export interface Settings {
  readonly pace: Pace
  /** False keeps an entity tag still while only the phase changes, whatever the contract says. */
  readonly phaseMovesTag: boolean
  /** Other words for phases, e.g. a synonym that a vendor's clients use. */
  readonly phaseWords: Readonly<Record<string, string>>
  /** By operationId: another status of success, among those that the contract declares or tolerates. */
  readonly successes: Readonly<Record<string, number>>
  /** Ids of the defects that are switched on. */
  readonly defects: readonly string[]
  /** `true` enforces the contract's own rate limit; an object sets another one; `false` is off. */
  readonly limits: boolean | { readonly requests: number; readonly windowSeconds: number }
}

export const defaults: Settings = { pace: 'time', phaseMovesTag: true, phaseWords: {}, successes: {}, defects: [], limits: false }
