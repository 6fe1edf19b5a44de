import fc from 'fast-check'
import type { Api } from './api.ts'
import type { Cost } from './cost.ts'
import type { History } from './history.ts'
import type { Need } from './need.ts'
import type { Reading } from './reading.ts'
import type { Json } from '../specs/json.ts'
import type { Judgement } from './verdict.ts'

/**
 * One requirement made executable.
 *
 * `needs` reads what the check wants from the contract, and with it the bases it leans on. `scenario` makes the
 * random part, as plain JSON data. `drive` sends labelled requests and asserts nothing. `judge` is a pure function
 * of the recorded history, so that evidence can be judged again without a network.
 */
export interface CheckDefinition<N, S extends Json> {
  readonly id: string
  /** Requirement id; the check's own id when absent. */
  readonly proves?: string
  readonly cost: Cost
  /** Put to each resource type that meets the needs, once to the provider by its main type, or once by the first type that meets them. */
  readonly each: Each
  /** What it makes and uses up; nothing besides what all checks share when absent. Counts where a run may make few. */
  readonly uses?: Uses
  /** Scenarios at the default budget. */
  readonly runs?: number
  readonly needs: (reading: Reading) => Need<N>
  readonly scenario: (needs: N) => fc.Arbitrary<S>
  readonly drive: (api: Api, needs: N, scenario: S) => Promise<void>
  readonly judge: (history: History, needs: N, scenario: S) => Judgement
}

/** A plain resource, which may have been there before, or resources of its own: other than plain ones, or ones that it has to see come into being. */
export type Uses = 'one' | 'own'

export type Each = 'resource' | 'provider' | 'first'

/** A check with its own types closed over, so that checks of all kinds fit one list. */
export interface Check {
  readonly kind: 'check'
  readonly id: string
  readonly proves: string
  readonly family: string
  readonly cost: Cost
  readonly each: Each
  readonly uses: Uses | undefined
  readonly runs: number
  readonly prepare: (reading: Reading) => Need<fc.Arbitrary<Attempt>>
  /** The attempt that a stored scenario of this very check stands for; undefined where its needs are unmet. */
  readonly recall: (reading: Reading, scenario: Json) => Attempt | undefined
}

/** One scenario, ready to be driven and judged. */
export interface Attempt {
  readonly scenario: Json
  readonly drive: (api: Api) => Promise<void>
  readonly judge: (history: History) => Judgement
}

export function check<N, S extends Json>(definition: CheckDefinition<N, S>): Check {
  const { id, cost, each, needs, scenario, drive, judge } = definition
  const attempt = (value: N, drawn: S): Attempt => ({
    scenario: drawn,
    drive: (api: Api) => drive(api, value, drawn),
    judge: (history: History) => judge(history, value, drawn),
  })
  return {
    kind: 'check',
    id,
    proves: definition.proves ?? id,
    family: familyOf(id),
    cost,
    each,
    uses: definition.uses,
    runs: definition.runs ?? 3,
    prepare: (reading) => {
      const need = needs(reading)
      if (need.kind === 'unmet') return need
      return { ...need, value: scenario(need.value).map((drawn) => attempt(need.value, drawn)) }
    },
    recall: (reading, stored) => {
      const need = needs(reading)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this check has drawn it: evidence of another contract is refused before
      return need.kind === 'unmet' ? undefined : attempt(need.value, stored as S)
    },
  }
}

/** The part of an id before its first dot. */
export function familyOf(id: string): string {
  return id.split('.')[0] ?? id
}
