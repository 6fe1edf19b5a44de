import { at } from '../../../specs/json.ts'
import { phaseOf } from '../../judge/phase.ts'
import { isSight } from '../chronicle.ts'
import { grounds } from '../rules.ts'
import { thingOf } from '../state.ts'
import { finding } from './invariant.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Deed } from '../chronicle.ts'
import type { Rules } from '../rules.ts'
import type { Invariant } from './invariant.ts'

/**
 * States follow the graph (I4): between two looks a resource passes only what goes on by itself, and what was set in motion since by
 * a request, done or not. What an administrator may do is nobody's fault.
 */
export const statesFollow: Invariant = (state, deed, rules) => {
  const { lifecycle } = rules
  const thing = thingOf(state, deed)
  const before = thing?.seen?.phase
  if (lifecycle === undefined || thing === undefined || before === undefined || deed.doing !== 'read' || !isSight(deed)) return undefined
  const after = phaseOf(lifecycle, { json: deed.shown })
  if (after === undefined || lifecycle.phases[after] === undefined || lifecycle.phases[before] === undefined) return undefined
  if (isReachable(lifecycle, { from: before, to: after, started: startedBy(rules, thing.since, thing.life === 'leaving') })) return undefined
  return finding(deed, {
    invariant: 'states follow the graph',
    expected: `a phase that ${before} leads to after ${thing.since.map(({ exchange }) => JSON.stringify(exchange.label)).join(', ') || 'nothing was sent'}`,
    actual: after,
    leansOn: grounds(rules, 'read', 'lifecycle'),
  })
}

/** Triggers that requests may have started. Of an update nobody knows for sure which fields it changed. */
function startedBy({ lifecycle, contract, resource }: Rules, deeds: readonly Deed[], isLeaving: boolean): ReadonlySet<string> {
  // Work on what it belongs to, or on what belongs to it, may set it in motion too: their triggers are not known here.
  const names = deeds.flatMap(({ operation: { behaviour }, doing }) => [
    ...(behaviour?.trigger === undefined ? (doing === 'delete' || doing === 'import' ? [doing] : []) : [behaviour.trigger]),
    ...(behaviour?.triggers ?? []).map(({ trigger }) => trigger),
    ...Object.values(behaviour?.chooses?.triggers ?? {}),
  ])
  const leaving = isLeaving
    ? [...contract.operations.values()].flatMap(({ behaviour }) =>
        behaviour?.resource === resource && behaviour.action === 'delete' ? [behaviour.trigger ?? 'delete'] : [],
      )
    : []
  const foreign = Object.entries(lifecycle?.triggers ?? {}).flatMap(([name, { by }]) => (by === 'administrator' ? [name] : []))
  return new Set([...names, ...leaving, ...foreign])
}

interface Way {
  readonly from: string
  readonly to: string
  readonly started: ReadonlySet<string>
}

/** Whether one phase can follow the other, when only some triggers may start and all may go on. Exported for its table of cases. */
export function isReachable(lifecycle: Lifecycle, { from, to, started }: Way): boolean {
  const seen = new Set([from])
  for (const phase of seen) for (const next of following(lifecycle, { from: phase, to, started })) seen.add(next)
  return seen.has(to)
}

function following({ triggers, phases }: Lifecycle, { from, started }: Way): readonly string[] {
  const settled = Object.keys(phases).filter((name) => phases[name]?.kind !== 'transient')
  return Object.entries(triggers).flatMap(([name, { through, to, from: starts }]) => {
    const ends = to === 'before' ? (starts ?? settled) : [to]
    const steps = through.map(({ phase }) => (phase === 'before' ? undefined : phase))
    const onward = steps.flatMap((step, index) => (step === from ? (steps[index + 1] === undefined ? ends : [steps[index + 1] ?? '']) : []))
    const mayStart = started.has(name) && (starts === undefined || starts.includes(from))
    // A poller misses phases, so that a trigger may be met anywhere on its way.
    return mayStart ? [...onward, ...steps.flatMap((step) => step ?? []), ...ends] : onward
  })
}

/** True while something that shows its phase elsewhere can be compared: nothing was sent, and nothing goes on by itself. */
export function isAtRest(rules: Pick<Rules, 'lifecycle'>, json: Deed['shown']): boolean {
  const busy = rules.lifecycle?.busy
  return busy === undefined || at(json, busy.at) !== (busy.is ?? true)
}
