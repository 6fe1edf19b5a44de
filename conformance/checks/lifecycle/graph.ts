import { met, unmet } from '../../need.ts'
import type { Lifecycle, Trigger } from '../../../specs/behaviour.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** The phases that a trigger leads through, in order, and where it ends. */
export function pathOf({ through, to }: Pick<Trigger, 'through' | 'to'>): readonly string[] {
  return [...through.map(({ phase }) => phase), to]
}

/**
 * True where the declared transitions lead from one phase to the other in any number of steps, none included. A poller may
 * miss phases, so nobody may ask for neighbours. A new life after `gone` is another resource and no transition.
 */
export function leadsTo(lifecycle: Lifecycle, from: string, to: string): boolean {
  const seen = new Set([from, ...homesOf(lifecycle, from)])
  for (const phase of seen) for (const next of nextOf(lifecycle, phase)) seen.add(next)
  return seen.has(to)
}

/** Where something that stands in this phase may have begun, and so may be going back to. What began elsewhere on the way goes back there. */
function homesOf({ triggers, phases }: Lifecycle, phase: string): readonly string[] {
  const settled = Object.keys(phases).filter((name) => phases[name]?.kind !== 'transient')
  return Object.values(triggers).flatMap(({ through, to, from }) => (to === 'before' && through.some((one) => one.phase === phase) ? (from ?? settled) : []))
}

function nextOf({ triggers }: Lifecycle, phase: string): readonly string[] {
  if (phase === 'gone') return []
  return Object.entries(triggers).flatMap(([name, trigger]) => {
    const path = pathOf(trigger).filter((step) => step !== 'before')
    const after = path.flatMap((step, index) => (step === phase ? path.slice(index + 1, index + 2) : []))
    const starts = name !== 'create' && (trigger.from === undefined || trigger.from.includes(phase))
    return starts ? [...after, ...path.slice(0, 1)] : after
  })
}

/** A lifecycle with what it says of the way from a create to a settled resource, and with that statement's basis. */
export interface Birth {
  readonly lifecycle: Lifecycle
  /** Phase in which a new resource is shown. */
  readonly initial: string
  /** Phase in which it settles. */
  readonly end: string
}

export function birth(reading: Reading): Need<Birth> {
  const document = reading.document()
  const name = reading.type.lifecycle
  const lifecycle = document.kind === 'met' && name !== undefined ? document.value.behaviour.lifecycles?.[name] : undefined
  const create = lifecycle?.triggers['create']
  if (lifecycle === undefined || create === undefined) return unmet(`a ${reading.resource} has no lifecycle that begins with its create`)
  const initial = pathOf(create)[0] ?? create.to
  const phase = lifecycle.phases[initial]
  return met({ lifecycle, initial, end: create.to }, create, ...(phase === undefined ? [] : [phase]))
}

/** The same, or undefined for a type without a lifecycle: for checks that apply to both. */
export function birthIfAny(reading: Reading): Need<Birth | undefined> {
  return reading.type.lifecycle === undefined ? met(undefined) : birth(reading)
}
