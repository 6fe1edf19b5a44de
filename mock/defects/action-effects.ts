import type { ResourceType } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { unchoosing, withLifecycles, withOwn, withShown, withTypes } from './action-parts.ts'
import { operationsOf, typesOf } from './applies.ts'
import { during, puts } from './lifecycle-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, editReply } from './parts.ts'

const applied = (contract: Contract) =>
  Object.values(contract.behaviour.lifecycles ?? {}).some(({ application }) => application !== undefined) &&
  typesOf(contract, 'act').some(({ shows = {} }) => Object.values(shows).some((shown) => shown.applied !== undefined))
const upgrades = (contract: Contract) => operationsOf(contract, 'act').some(({ behaviour }) => behaviour?.upgrades !== undefined)

/** The call to an act as if it only did what it does besides upgrading. */
function withoutUpgrade(call: Call): Call {
  return withOwn(call, (behaviour) => {
    const { upgrades: _, ...rest } = behaviour
    return rest
  })
}

function unhurried(call: Call): Call {
  if (behaviourOf(call)?.action !== 'update') return call
  return withTypes(call, (type) => {
    const { writesWhileBusy: _, ...rest } = type
    return rest
  })
}

/** True where something is shown as soon as an act that applies has led where it leads. */
function isShownLate({ behaviour }: Contract, { lifecycle = '', shows = {} }: ResourceType): boolean {
  const ends = Object.values(behaviour.lifecycles?.[lifecycle]?.triggers ?? {}).flatMap((trigger) => (trigger.applies === true ? [trigger.to] : []))
  return Object.values(shows).some(({ after, value }) => value !== undefined && after !== undefined && ends.includes(after))
}

/** What is in effect after acts, what may be changed meanwhile, and how it all ends. */
export const actionEffectDefects: readonly Defect[] = [
  {
    id: 'action.never-outdated',
    violates: 'act.applies',
    sentence: 'Tells that everything is in effect also after a change.',
    applies: applied,
    wrap: editCall((call) =>
      withShown(call, (shown) => (shown.applied === undefined ? shown : { ...shown, applied: { ...shown.applied, stale: shown.applied.current } })),
    ),
  },
  {
    id: 'action.never-in-effect',
    violates: 'act.applies',
    sentence: 'Tells that nothing is in effect also after an act that applies.',
    applies: applied,
    wrap: editCall((call) =>
      withShown(call, (shown) => (shown.applied === undefined ? shown : { ...shown, applied: { ...shown.applied, current: shown.applied.never } })),
    ),
  },
  {
    id: 'action.every-change-counts',
    violates: 'act.applies',
    sentence: 'Tells that a change is not in effect which needs no act.',
    applies: (contract) =>
      applied(contract) && Object.values(contract.behaviour.lifecycles ?? {}).some(({ application }) => (application?.regardless.length ?? 0) > 0),
    wrap: editCall((call) =>
      withLifecycles(call, (lifecycle) =>
        lifecycle.application === undefined ? lifecycle : { ...lifecycle, application: { ...lifecycle.application, regardless: [] } },
      ),
    ),
  },
  {
    id: 'action.in-effect-at-once',
    violates: 'act.applies',
    sentence: 'Tells that what was written is in effect while the act that applies it is under way.',
    applies: applied,
    wrap: editReply((reply, call) => (reply.refusal === undefined ? { ...reply, ...(reply.body !== undefined && { body: early(reply.body, call) }) } : reply)),
  },
  {
    id: 'action.shown-too-early',
    violates: 'act.applies',
    sentence: 'Shows of a new resource what comes with the first act that applies.',
    applies: (contract) => applied(contract) && typesOf(contract, 'act').some((type) => isShownLate(contract, type)),
    wrap: editCall((call) =>
      withShown(call, (shown) => {
        const { after: _, ...rest } = shown
        return rest
      }),
    ),
  },
  {
    id: 'action.same-version',
    violates: 'act.upgrade',
    sentence: 'Takes its time for an upgrade, and ends with the version that was there before.',
    applies: upgrades,
    wrap: during(['act'], (outcome, { call, resource }) => {
      const { versions } = call.contract.behaviour.resources[resource?.type ?? ''] ?? {}
      if (behaviourOf(call)?.upgrades === undefined || versions === undefined || resource === undefined) return outcome
      return puts(outcome, (one) => ({ ...one, fields: resource.fields, ...(one.progress && { progress: { ...one.progress, applies: resource.fields } }) }))
    }),
  },
  {
    id: 'action.upgrade-to-nothing',
    violates: 'act.upgrade',
    sentence: 'Upgrades also where there is no next version.',
    applies: upgrades,
    wrap: accepts(['wrong-phase'], withoutUpgrade),
  },
  {
    id: 'action.upgrade-to-nothing-all-the-same',
    violates: 'act.upgrade',
    sentence: 'Refuses an upgrade where there is no next version, and begins one.',
    applies: upgrades,
    wrap: doesAnyway(['wrong-phase'], withoutUpgrade),
  },
  {
    id: 'action.edits-meanwhile',
    violates: 'act.edit-while',
    sentence: 'Changes a resource while an act is under way on it.',
    wrap: accepts(['wrong-phase'], unhurried),
  },
  {
    id: 'action.edits-meanwhile-all-the-same',
    violates: 'act.edit-while',
    sentence: 'Refuses to change a resource while an act is under way on it, and does it.',
    wrap: doesAnyway(['wrong-phase'], unhurried),
  },
  {
    id: 'action.one-way-to-delete',
    violates: 'del.modes',
    sentence: 'Deletes in its usual way, whatever the query chooses.',
    applies: (contract) => operationsOf(contract, 'delete').some(({ behaviour }) => behaviour?.chooses !== undefined),
    wrap: editCall((call) => (behaviourOf(call)?.action === 'delete' ? unchoosing(call) : call)),
  },
  {
    id: 'action.deletes-together',
    violates: 'del.modes',
    sentence: 'Deletes where the query asks for what does not go together.',
    applies: excludes,
    wrap: accepts(['invalid-parameter'], withoutExclusions),
  },
  {
    id: 'action.deletes-together-all-the-same',
    violates: 'del.modes',
    sentence: 'Refuses a deletion whose query asks for what does not go together, and does it.',
    applies: excludes,
    wrap: doesAnyway(['invalid-parameter'], withoutExclusions),
  },
]

function excludes(contract: Contract): boolean {
  return operationsOf(contract, 'delete').some(({ behaviour }) => (behaviour?.neverTogether?.length ?? 0) > 0)
}

function withoutExclusions(call: Call): Call {
  return withOwn(call, (behaviour) => {
    const { neverTogether: _, ...rest } = behaviour
    return rest
  })
}

/** A body in which whatever is under way is shown with all in effect, by itself or as an item. */
function early(body: Json, call: Call): Json {
  const behaviour = behaviourOf(call)
  const type = call.contract.behaviour.resources[behaviour?.resource ?? '']
  const lifecycle = call.contract.behaviour.lifecycles?.[type?.lifecycle ?? '']
  if (behaviour === undefined || lifecycle === undefined || (behaviour.action !== 'list' && behaviour.action !== 'read')) return body
  const one = (shown: Json): Json => {
    const phase = at(shown, lifecycle.at)
    if (!isObject(shown) || typeof phase !== 'string' || lifecycle.phases[phase]?.kind !== 'transient') return shown
    return Object.entries(type?.shows ?? {}).reduce<Json>(
      (made, [place, { applied: told }]) => (told === undefined ? made : withAt(made, place, told.current)),
      shown,
    )
  }
  const where = behaviour.items ?? ''
  const items = behaviour.action === 'list' ? at(body, where) : undefined
  return Array.isArray(items) ? withAt(body, where, items.map(one)) : one(body)
}
