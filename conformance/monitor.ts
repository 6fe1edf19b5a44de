import { familyOf } from './check.ts'
import { broken, kept, unclear } from './verdict.ts'
import type { Api } from './api.ts'
import type { Exchange, Answer } from './history.ts'
import type { Need } from './need.ts'
import type { Reading } from './reading.ts'
import type { Broken, Judgement } from './verdict.ts'

/**
 * A requirement judged on every exchange of the whole run, whichever check sent it.
 *
 * Where a monitor is among the checks to be run, a tour through the API makes sure that there is something to judge.
 * `drive` adds traffic that the tour lacks. `judge` is a pure function of the trace and answers `unclear` when nothing in it
 * was applicable: see `everyAnswer`.
 */
export interface MonitorDefinition<N> {
  readonly id: string
  readonly proves?: string
  /** Put to the provider once unless told otherwise. */
  readonly each?: 'resource' | 'provider'
  readonly needs: (reading: Reading) => Need<N>
  readonly drive?: (api: Api, needs: N) => Promise<void>
  readonly judge: (trace: readonly Exchange[], needs: N) => Judgement
}

export interface Monitor {
  readonly kind: 'monitor'
  readonly id: string
  readonly proves: string
  readonly family: string
  readonly cost: 'safe'
  readonly each: 'resource' | 'provider'
  readonly prepare: (reading: Reading) => Need<Watch>
}

/** A monitor with its needs filled in. */
export interface Watch {
  readonly drive?: (api: Api) => Promise<void>
  readonly judge: (trace: readonly Exchange[]) => Judgement
}

export function monitor<N>(definition: MonitorDefinition<N>): Monitor {
  const { id, needs, drive, judge } = definition
  return {
    kind: 'monitor',
    id,
    proves: definition.proves ?? id,
    family: familyOf(id),
    cost: 'safe',
    each: definition.each ?? 'provider',
    prepare: (reading) => {
      const need = needs(reading)
      if (need.kind === 'unmet') return need
      const value = need.value
      return {
        ...need,
        value: {
          ...(drive && { drive: (api: Api) => drive(api, value) }),
          judge: (trace: readonly Exchange[]) => judge(trace, value),
        },
      }
    },
  }
}

/** What one answer shows of a requirement: nothing, that it was kept, or how it was broken. */
export type Sight = undefined | 'kept' | { readonly expected: string; readonly actual: string }

/** Judges every answer of a trace by itself: broken by the first that breaks it, unclear when it concerned none. */
export function everyAnswer(trace: readonly Exchange[], see: (answer: Answer, exchange: Exchange) => Sight): Judgement {
  let concerned = 0
  for (const exchange of trace) {
    if (exchange.outcome.kind !== 'answered') continue
    const sight = see(exchange.outcome.response, exchange)
    if (sight === undefined) continue
    if (sight !== 'kept') return shows([exchange], sight.expected, sight.actual)
    concerned += 1
  }
  return concerned > 0 ? kept : unclear('no answer of this run was concerned')
}

/** A promise broken in these exchanges, the last of which shows it. */
export function shows(exchanges: readonly Exchange[], expected: string, actual: string): Broken {
  return { ...broken(expected, actual, exchanges.at(-1)?.label ?? ''), shown: exchanges.map(({ number }) => number) }
}
