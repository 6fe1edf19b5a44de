import { succeeded } from '../../history.ts'
import { walk } from '../../judge/automaton.ts'
import { Fronts } from '../../judge/automaton-fronts.ts'
import { kindOf, phaseOf, standingOf } from '../../judge/phase.ts'
import { everyAnswer, monitor, shows } from '../../monitor.ts'
import { map, met, unmet } from '../../need.ts'
import { kept, unclear } from '../../verdict.ts'
import { isObject } from '../../../specs/json.ts'
import { onset } from '../onset.ts'
import { livesIn } from './lives.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Fault } from '../../judge/automaton.ts'
import type { Monitor } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Kin, Look, Seen } from './lives.ts'

/** A lifecycle as a whole, and where its phases are read. Leans on every phase or every trigger, so on the weakest of them. */
interface Whole extends Kin {
  /** Operations whose answer shows one resource, each with its own method. */
  readonly showing: ReadonlyMap<string | undefined, string>
}

function whole(reading: Reading, part: 'phases' | 'triggers'): Need<Whole> {
  const own = kin(reading)
  if (own.kind === 'unmet') return own
  const { lifecycle } = own.value
  if (part === 'triggers' && !isMoved(reading, lifecycle)) return unmet(`nothing that is asked of a ${reading.resource} here sets it in motion`)
  const actions = (['create', 'read', 'update'] as const).map((action) => reading.operation(action))
  const shows = (need: (typeof actions)[number]) => need.kind === 'met' && need.value.operation.behaviour?.longRunning === undefined
  const showing = new Map(
    actions.flatMap((need) => (need.kind === 'met' && shows(need) ? [[need.value.id, need.value.operation.method.toUpperCase()] as const] : [])),
  )
  const statements = part === 'phases' ? Object.values(lifecycle.phases) : Object.values(lifecycle.triggers)
  return met({ ...own.value, showing }, ...own.leansOn, ...statements)
}

/** The resource type under test with its lifecycle. Leans on how it is read: who accuses over a phase or a trigger says so. */
export function kin(reading: Reading): Need<Kin> {
  const document = reading.document()
  const read = reading.operation('read')
  if (document.kind === 'unmet') return document
  const lifecycle = document.value.behaviour.lifecycles?.[reading.type.lifecycle ?? '']
  if (lifecycle === undefined) return unmet(`a ${reading.resource} has no lifecycle`)
  return map(read, () => ({ contract: document.value, resource: reading.resource, type: reading.type, lifecycle }))
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
  judge: (trace, kin) => journeys(kin.lifecycle, livesIn(trace, kin)),
})

/** Judges that every look at every life can follow the one before, whatever was commanded. */
export function journeys(lifecycle: Lifecycle, lives: readonly Seen[]): Judgement {
  const fronts = new Fronts(lifecycle)
  const walked = lives.map(({ samples }) => walk(fronts, { samples, commands: 'any' }))
  const fault = walked.flatMap(({ faults }) => faults).find(({ kind }) => kind === 'no way')
  if (fault !== undefined) return shown(fault, `a phase that can follow ${fault.before?.phase ?? 'a birth'}`)
  return walked.some(({ moves }) => moves > 0) ? kept : unclear('nothing was seen to change its phase')
}

const movedByCommand = monitor({
  id: 'life.moved-by-command',
  proves: 'life.terminal-absorbing',
  each: 'resource',
  needs: (reading) => whole(reading, 'triggers'),
  judge: (trace, kin) => commanded(kin.lifecycle, livesIn(trace, kin)),
})

/**
 * Judges that every life whose birth was seen has gone its way: along what its birth set in motion and what was commanded since.
 * Nobody else commands what the run has made. What has failed has done so by itself.
 */
export function commanded(lifecycle: Lifecycle, lives: readonly Seen[]): Judgement {
  const own = lives.filter(({ born, by }) => born !== undefined && by === 'read')
  const fronts = new Fronts(lifecycle)
  const walked = own.map((life) => walk(fronts, life))
  const fault = walked.flatMap(({ faults }) => faults).find((one) => isOwn(lifecycle, one))
  if (fault !== undefined)
    return shown(fault, fault.before === undefined ? 'a phase on the way from its birth' : `${fault.before.phase}, or a phase that follows without a command`)
  return own.some(({ samples }) => samples.length > 1) ? kept : unclear('nothing that was made here was seen twice')
}

/** True for a phase that wanted a command, or one that came after a settled phase. Other steps back are another requirement's affair. */
function isOwn(lifecycle: Lifecycle, { kind, before, after }: Fault<Look>): boolean {
  if (kindOf(lifecycle, after.phase) === 'failed') return false
  return kind === 'no command' || before === undefined || standingOf(lifecycle, before) === 'settled'
}

function shown({ before, after }: Fault<Look>, expected: string): Judgement {
  return shows(before === undefined ? [after.exchange] : [before.exchange, after.exchange], expected, after.phase)
}

export const lifeMonitors: readonly Monitor[] = [phasesKnown, transitionsEverywhere, movedByCommand]
