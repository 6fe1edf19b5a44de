import { answerOf, succeeded } from '../../history.ts'
import { phaseOf } from '../../judge/phase.ts'
import { everyAnswer, monitor, shows } from '../../monitor.ts'
import { met, unmet } from '../../need.ts'
import { kept, unclear } from '../../verdict.ts'
import { idIn } from '../../resources.ts'
import { isObject } from '../../../specs/json.ts'
import { onset } from '../onset.ts'
import { addressed } from '../sight.ts'
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
  /** Operations whose answer shows one resource, each with its own method. */
  readonly showing: ReadonlyMap<string | undefined, string>
  readonly read: string
  /** Its method: GET when absent. */
  readonly method?: string
  /** The end of the path of a resource that an exchange has created; undefined where it created none. */
  readonly create: { readonly begins: (exchange: Exchange) => string | undefined }
}

function whole(reading: Reading, part: 'phases' | 'triggers'): Need<Whole> {
  const document = reading.document()
  const lifecycle = document.kind === 'met' ? document.value.behaviour.lifecycles?.[reading.type.lifecycle ?? ''] : undefined
  const read = reading.operation('read')
  if (lifecycle === undefined) return unmet(`a ${reading.resource} has no lifecycle`)
  if (read.kind === 'unmet') return read
  if (part === 'triggers' && !isMoved(reading, lifecycle)) return unmet(`nothing that is asked of a ${reading.resource} here sets it in motion`)
  const actions = (['create', 'read', 'update'] as const).map((action) => reading.operation(action))
  const shows = (need: (typeof actions)[number]) => need.kind === 'met' && need.value.operation.behaviour?.longRunning === undefined
  const showing = new Map(
    actions.flatMap((need) => (need.kind === 'met' && shows(need) ? [[need.value.id, need.value.operation.method.toUpperCase()] as const] : [])),
  )
  const create = actions[0]?.kind === 'met' ? actions[0].value.id : undefined
  const begins = (exchange: Exchange) => {
    const id = exchange.operation === create && succeeded(exchange) ? idIn(reading.type, answerOf(exchange)?.json) : undefined
    return id === undefined ? undefined : `/${encodeURIComponent(id)}`
  }
  const statements = part === 'phases' ? Object.values(lifecycle.phases) : Object.values(lifecycle.triggers)
  return met({ lifecycle, showing, read: read.value.id, method: read.value.operation.method.toUpperCase(), create: { begins } }, ...read.leansOn, ...statements)
}

/** Whether a create, an update or an action leads through phases that can be seen to pass. */
function isMoved(reading: Reading, { triggers }: Lifecycle): boolean {
  const begins = onset(reading)
  if (begins.kind === 'met' && begins.value.act !== undefined) return true
  const create = reading.creatable()
  const update = reading.operation('update')
  const passes = (name: string) => (triggers[name]?.through.length ?? 0) > 0
  if (create.kind === 'met' && passes(create.value.operation.behaviour?.trigger ?? 'create')) return true
  return update.kind === 'met' && (update.value.operation.behaviour?.triggers ?? []).some(({ trigger }) => passes(trigger))
}

const phasesKnown = monitor({
  id: 'life.phases-known',
  proves: 'life.state-vocabulary',
  each: 'resource',
  needs: (reading) => whole(reading, 'phases'),
  judge: (trace, { lifecycle, showing }) =>
    everyAnswer(trace, (answer, exchange) => {
      if (showing.get(exchange.operation) !== exchange.request.method || !succeeded(exchange) || !isObject(answer.json)) return undefined
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

interface Seen {
  readonly exchange: Exchange
  readonly phase: string
}

/**
 * Judges every life in a trace by the reads of it that do not overlap. A life ends where its resource is seen to be absent
 * or is created anew.
 */
export function journeys(trace: readonly Exchange[], { lifecycle, read, method = 'GET', create }: Omit<Whole, 'showing'>): Judgement {
  const last = new Map<string, Seen>()
  let moves = 0
  for (const exchange of trace.toSorted((a, b) => a.sent - b.sent)) {
    const begun = create.begins(exchange)
    if (begun !== undefined) for (const target of last.keys()) if (target.endsWith(begun)) last.delete(target)
    if (exchange.operation !== read || exchange.request.method !== method) continue
    const target = addressed(exchange)
    if ([404, 410].includes(answerOf(exchange)?.status ?? 0)) last.delete(target)
    const phase = succeeded(exchange) ? phaseOf(lifecycle, answerOf(exchange)) : undefined
    const before = last.get(target)
    if (phase === undefined || lifecycle.phases[phase] === undefined || (before !== undefined && before.exchange.received > exchange.sent)) continue
    last.set(target, { exchange, phase })
    if (before === undefined || before.phase === phase) continue
    if (!leadsTo(lifecycle, before.phase, phase)) return shows([before.exchange, exchange], `a phase that can follow ${before.phase}`, phase)
    moves += 1
  }
  return moves > 0 ? kept : unclear('nothing was seen to change its phase')
}

export const lifeMonitors: readonly Monitor[] = [phasesKnown, transitionsEverywhere]
