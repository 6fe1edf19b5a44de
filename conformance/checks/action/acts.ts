import { minimal } from '../../generate/minimal.ts'
import { all, map, met, unmet } from '../../need.ts'
import { birth } from '../lifecycle/graph.ts'
import type { Lifecycle, OperationBehaviour, Trigger } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { RequestPlan } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'

/** One way to set a resource in motion: an operation, and the query by which it starts another trigger than its own. */
export interface Act {
  /** As findings call it, e.g. `paintBoat` or `paintBoat?trial=true`. */
  readonly name: string
  readonly behaviour: OperationBehaviour
  readonly trigger: Trigger
  /** JSON pointer of the phase in its answer; undefined where it shows none. */
  readonly phaseAt: string | undefined
  readonly plan: (params: Readonly<Record<string, string>>) => RequestPlan
  /** What whoever accuses over it leans on. */
  readonly says: readonly Sourced[]
}

/** A resource type that is set in motion by actions of its own. */
export interface Acting {
  readonly lifecycle: Lifecycle
  /** Phase in which a new resource settles. */
  readonly home: string
  readonly acts: readonly Act[]
  readonly sight: PhaseSight
}

/** An operation whose answer shows the phase, by JSON pointer. */
export interface PhaseSight {
  readonly operation: string
  readonly at: string
}

/** Acts that are answered with long-running operations are another family's affair. Leans on the create and on how the phase is seen; who accuses over an act says so. */
export function acting(reading: Reading): Need<Acting> {
  const found = all({ document: reading.document(), create: reading.creatable(), born: bare(birth(reading)), sight: phaseSight(reading) })
  if (found.kind === 'unmet') return found
  const {
    document,
    born: { lifecycle, end },
    sight,
  } = found.value
  const acts = actsOn(document, reading.resource, lifecycle)
  return acts.length === 0 ? unmet(`nothing sets a ${reading.resource} in motion once it is there`) : map(found, () => ({ lifecycle, home: end, acts, sight }))
}

/** What says where to begin is no ground of any accusation: whoever finds a resource elsewhere has nothing to say. */
function bare<T>(need: Need<T>): Need<T> {
  return need.kind === 'met' ? met(need.value) : need
}

/** Where the phase is seen: by what leans on the strongest statement, a read before a view. */
function phaseSight(reading: Reading): Need<PhaseSight> {
  const needs = all({ contract: reading.document(), lifecycle: bare(reading.lifecycle()) })
  if (needs.kind === 'unmet') return needs
  const { contract, lifecycle } = needs.value
  const read = reading.operation('read')
  const seen = read.kind === 'met' ? [{ sight: { operation: read.value.id, at: lifecycle.at }, says: read.value.operation.behaviour }] : []
  const views = lifecycle.busy === undefined ? viewsOf(contract, reading.resource) : []
  const every = [...seen, ...views].flatMap(({ sight, says }) => (says === undefined ? [] : [{ sight, says }]))
  const chosen = every.find(({ says }) => says.basis === 'documented') ?? every.find(({ says }) => says.basis === 'client') ?? every[0]
  return chosen === undefined ? unmet(`no operation shows the phase of a ${reading.resource}`) : met(chosen.sight, chosen.says)
}

function viewsOf({ operations }: Contract, resource: string): readonly { readonly sight: PhaseSight; readonly says: OperationBehaviour }[] {
  return [...operations.values()].flatMap(({ id, behaviour }) => {
    const place = behaviour?.action === 'view' && behaviour.resource === resource ? phaseIn(behaviour) : undefined
    return place === undefined || behaviour === undefined ? [] : [{ sight: { operation: id, at: place }, says: behaviour }]
  })
}

/** JSON pointer of the phase in an answer that shows something of its own. */
function phaseIn({ shows = {} }: OperationBehaviour): string | undefined {
  return Object.entries(shows).find(([, { is }]) => is === 'phase')?.[0]
}

function actsOn(contract: Contract, resource: string, lifecycle: Lifecycle): readonly Act[] {
  return [...contract.operations.values()].flatMap((operation) => {
    const { behaviour } = operation
    if (behaviour?.action !== 'act' || behaviour.resource !== resource || behaviour.longRunning !== undefined || behaviour.onlyWhere !== undefined) return []
    const { chooses } = behaviour
    const own = actOf(contract, operation, { lifecycle, trigger: behaviour.trigger })
    const others = Object.entries(chooses?.triggers ?? {})
      .filter(([, trigger]) => trigger !== behaviour.trigger)
      .flatMap(([value, trigger]) => actOf(contract, operation, { lifecycle, trigger, query: `${chooses?.parameter}=${encodeURIComponent(value)}` }))
    return [...own, ...others]
  })
}

function actOf(
  { document }: Contract,
  { id, requestBody, behaviour }: Operation,
  { lifecycle, trigger: name, query }: { readonly lifecycle: Lifecycle; readonly trigger: string | undefined; readonly query?: string },
): readonly Act[] {
  const trigger = name === undefined ? undefined : lifecycle.triggers[name]
  if (behaviour === undefined || trigger === undefined) return []
  const body: Json | undefined = requestBody === undefined ? undefined : minimal(document, requestBody.schema)
  return [
    {
      name: query === undefined ? id : `${id}?${query}`,
      behaviour,
      trigger,
      phaseAt: behaviour.shows === undefined ? lifecycle.at : phaseIn(behaviour),
      plan: (params) => ({ operation: id, params, ...(query !== undefined && { query }), ...(body !== undefined && { body }) }),
      says: [behaviour, trigger, ...(query === undefined || behaviour.chooses === undefined ? [] : [behaviour.chooses])],
    },
  ]
}

/** True for one that leads back to where it began: it is tried, and nothing comes of it. */
export function isRehearsal({ trigger }: Act): boolean {
  return trigger.to === 'before'
}

/** True for one whose outcome follows from the phase alone. */
export function isPlain(act: Act): boolean {
  return !isRehearsal(act) && act.behaviour.upgrades === undefined && act.trigger.to !== 'gone'
}

/** True where an act starts in a settled phase. */
export function startsIn({ trigger }: Act, phase: string): boolean {
  return trigger.from === undefined || trigger.from.includes(phase)
}
