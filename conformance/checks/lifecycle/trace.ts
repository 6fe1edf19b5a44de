import { answerOf, succeeded } from '../../history.ts'
import { phaseOf } from '../../judge/phase.ts'
import { everyAnswer, monitor, shows } from '../../monitor.ts'
import { met, unmet } from '../../need.ts'
import { kept, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { leadsTo } from './graph.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Exchange } from '../../history.ts'
import type { Monitor } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** A lifecycle as a whole, and where its phases are read. Leans on every phase or every trigger, so on the weakest of them. */
interface Whole {
  readonly lifecycle: Lifecycle
  /** Operations whose answer shows one resource. */
  readonly showing: ReadonlySet<string>
  readonly read: string
  /** Place of what tells two lives of one name apart; undefined where nothing does. */
  readonly life: string | undefined
}

function whole(reading: Reading, part: 'phases' | 'triggers'): Need<Whole> {
  const document = reading.document()
  const lifecycle = document.kind === 'met' ? document.value.behaviour.lifecycles?.[reading.type.lifecycle ?? ''] : undefined
  const read = reading.operation('read')
  if (lifecycle === undefined) return unmet(`a ${reading.resource} has no lifecycle`)
  if (read.kind === 'unmet') return read
  const actions = (['create', 'read', 'update'] as const).map((action) => reading.operation(action))
  const showing = new Set(actions.flatMap((need) => (need.kind === 'met' ? [need.value.id] : [])))
  const life = Object.entries(reading.type.shows ?? {}).find(([, shown]) => shown.is === 'uid' || shown.is === 'created')?.[0]
  const statements = part === 'phases' ? Object.values(lifecycle.phases) : Object.values(lifecycle.triggers)
  return met({ lifecycle, showing, read: read.value.id, life }, ...read.leansOn, ...statements)
}

const phasesKnown = monitor({
  id: 'life.phases-known',
  proves: 'life.state-vocabulary',
  each: 'resource',
  needs: (reading) => whole(reading, 'phases'),
  judge: (trace, { lifecycle, showing }) =>
    everyAnswer(trace, (answer, exchange) => {
      if (!showing.has(exchange.operation ?? '') || !succeeded(exchange) || exchange.request.method === 'HEAD') return undefined
      const phase = phaseOf(lifecycle, answer)
      if (phase !== undefined && Object.hasOwn(lifecycle.phases, phase)) return 'kept'
      return { expected: `a phase of ${Object.keys(lifecycle.phases).join(', ')}`, actual: phase ?? 'no phase' }
    }),
})

const transitionsEverywhere = monitor({
  id: 'life.transitions-everywhere',
  proves: 'life.transition-graph',
  each: 'resource',
  needs: (reading) => whole(reading, 'triggers'),
  judge: (trace, needs) => journeys(trace, needs),
})

/** Judges every life in a trace by the reads of it: one that ended before the next was sent, and showed a phase. */
export function journeys(trace: readonly Exchange[], { lifecycle, read, life }: Pick<Whole, 'lifecycle' | 'read' | 'life'>): Judgement {
  const last = new Map<string, { readonly exchange: Exchange; readonly phase: string }>()
  let moves = 0
  for (const exchange of trace.toSorted((a, b) => a.sent - b.sent)) {
    if (exchange.operation !== read || exchange.request.method !== 'GET' || exchange.outcome.kind === 'lost') continue
    const phase = succeeded(exchange) ? phaseOf(lifecycle, answerOf(exchange)) : undefined
    if (phase === undefined || lifecycle.phases[phase] === undefined) continue
    const whose = JSON.stringify([exchange.request.target, life === undefined ? null : (at(answerOf(exchange)?.json, life) ?? null)])
    const before = last.get(whose)
    if (before !== undefined && before.exchange.received > exchange.sent) continue
    last.set(whose, { exchange, phase })
    if (before === undefined || before.phase === phase) continue
    if (!leadsTo(lifecycle, before.phase, phase)) return shows([before.exchange, exchange], `a phase that can follow ${before.phase}`, phase)
    moves += 1
  }
  return moves > 0 ? kept : unclear('nothing was seen to change its phase')
}

export const lifeMonitors: readonly Monitor[] = [phasesKnown, transitionsEverywhere]
