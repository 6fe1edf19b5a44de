import type { OperationBehaviour, Trigger } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { acts, asSettled, hasActs, isAct, withActs, withLifecycles, withOwn, withShown, withTypes } from './action-parts.ts'
import { operationsOf, typesOf } from './applies.ts'
import { during, puts } from './lifecycle-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, editReply, editRefusal } from './parts.ts'

const canRepeat = (contract: Contract) => operationsOf(contract, 'act').some(({ behaviour }) => behaviour?.trigger !== undefined && behaviour.refusals?.['wrong-phase'] !== undefined)

/** True where an act is refused where it leads, in a way of its own. */
const canArrive = (contract: Contract) =>
  operationsOf(contract, 'act').some(({ behaviour }) => {
    const lifecycle = contract.behaviour.resources[behaviour?.resource ?? '']?.lifecycle ?? ''
    const trigger = contract.behaviour.lifecycles?.[lifecycle]?.triggers[behaviour?.trigger ?? '']
    return behaviour?.refusals?.['wrong-phase'] !== undefined && trigger?.from?.includes(trigger.to) === false
  })
const canBeTried = (contract: Contract) => operationsOf(contract, 'act').some(({ behaviour }) => triggersOf(contract, behaviour).some(({ to }) => to === 'before'))
const applied = (contract: Contract) =>
  Object.values(contract.behaviour.lifecycles ?? {}).some(({ application }) => application !== undefined) &&
  typesOf(contract, 'act').some(({ shows = {} }) => Object.values(shows).some((shown) => shown.applied !== undefined))
const upgrades = (contract: Contract) => operationsOf(contract, 'act').some(({ behaviour }) => behaviour?.upgrades !== undefined)

/** The triggers that queries of an act choose. */
function triggersOf({ behaviour: { resources, lifecycles } }: Contract, behaviour: OperationBehaviour | undefined): readonly Trigger[] {
  const triggers = lifecycles?.[resources[behaviour?.resource ?? '']?.lifecycle ?? '']?.triggers ?? {}
  return Object.values(behaviour?.chooses?.triggers ?? {}).flatMap((name) => triggers[name] ?? [])
}

/** An act that starts in every settled phase. */
function anywhere({ from: _, ...trigger }: Trigger): Trigger {
  return trigger
}

function unchoosing(call: Call): Call {
  return withOwn(call, ({ chooses: _, ...behaviour }) => behaviour)
}

/** The call to an act as if it only did what it does besides upgrading. */
function withoutUpgrade(call: Call): Call {
  return withOwn(call, ({ upgrades: _, ...behaviour }) => behaviour)
}

function unhurried(call: Call): Call {
  return behaviourOf(call)?.action === 'update' ? withTypes(call, ({ writesWhileBusy: _, ...type }) => type) : call
}

/** Acts, and what is in effect after them. */
export const actionDefects: readonly Defect[] = [
  {
    id: 'action.stale-phase',
    violates: 'act.leads',
    sentence: 'Goes on showing the old phase for a while after an act.',
    applies: hasActs(({ from, to }) => from?.includes(to) === false),
    wrap: acts((trigger) => ({ ...trigger, through: [...[...trigger.through, undefined].map(() => ({ phase: 'before', seconds: 5 })), ...trigger.through] })),
  },
  {
    id: 'action.comes-to-nothing',
    violates: 'act.leads',
    sentence: 'Passes the phases of an act and ends where it began.',
    applies: hasActs(),
    wrap: acts((trigger) => ({ ...trigger, to: 'before' })),
  },
  {
    id: 'action.other-way-round',
    violates: 'act.leads',
    sentence: 'Passes the phases of an act in reverse.',
    applies: hasActs(({ through }) => through.length > 1),
    wrap: acts((trigger) => ({ ...trigger, through: trigger.through.toReversed() })),
  },
  {
    id: 'action.only-once',
    violates: 'act.leads',
    sentence: 'Does each act in the first of the phases in which it starts, and refuses it in the others.',
    applies: hasActs(({ from = [], to }) => from.slice(1).includes(to)),
    wrap: acts((trigger) => (trigger.from === undefined ? trigger : { ...trigger, from: trigger.from.slice(0, 1) })),
  },
  {
    id: 'action.anywhere',
    violates: 'act.only-where',
    sentence: 'Does each act in every settled phase.',
    applies: hasActs(({ from }) => from !== undefined),
    wrap: accepts(['wrong-phase'], (call) => (isAct(call) ? withActs(call, anywhere) : call)),
  },
  {
    id: 'action.anywhere-all-the-same',
    violates: 'act.only-where',
    sentence: 'Refuses an act in phases in which it does not start, and does it.',
    applies: hasActs(({ from }) => from !== undefined),
    wrap: doesAnyway(['wrong-phase'], (call) => (isAct(call) ? withActs(call, anywhere) : call)),
  },
  {
    id: 'action.again',
    violates: 'act.already',
    sentence: 'Does an act again while it is under way.',
    applies: canRepeat,
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      return isAct(call) && outcome.reply.refusal === 'wrong-phase' ? asSettled(withActs(call, anywhere), around, respond) : outcome
    },
  },
  {
    id: 'action.once-more',
    violates: 'act.already',
    sentence: 'Does an act again that has arrived where it leads.',
    applies: canArrive,
    wrap: acts((trigger) => (trigger.from === undefined ? trigger : { ...trigger, from: [...trigger.from, trigger.to] })),
  },
  {
    id: 'action.another-status',
    violates: 'act.already',
    sentence: 'Refuses an act that was done already with a status that nobody documents.',
    applies: canRepeat,
    wrap: editRefusal(['wrong-phase'], (reply, call) => (isAct(call) ? { ...reply, status: 418 } : reply)),
  },
  {
    id: 'action.rehearsal-in-earnest',
    violates: 'act.rehearsal',
    sentence: 'Does what was only to be tried.',
    applies: canBeTried,
    wrap: editCall((call) => (behaviourOf(call)?.action === 'act' ? unchoosing(call) : call)),
  },
  {
    id: 'action.rehearsal-without-end',
    violates: 'act.rehearsal',
    sentence: 'Stays for ever in the phase of trying.',
    applies: canBeTried,
    wrap: editCall((call) =>
      withLifecycles(call, (lifecycle) => ({
        ...lifecycle,
        triggers: Object.fromEntries(
          Object.entries(lifecycle.triggers).map(([name, trigger]) => {
            const last = trigger.through.at(-1)?.phase
            return [name, trigger.to === 'before' && last !== undefined && trigger.by === undefined ? { ...trigger, to: last } : trigger]
          }),
        ),
      })),
    ),
  },
  {
    id: 'action.never-outdated',
    violates: 'act.applies',
    sentence: 'Tells that everything is in effect also after a change.',
    applies: applied,
    wrap: editCall((call) => withShown(call, (shown) => (shown.applied === undefined ? shown : { ...shown, applied: { ...shown.applied, stale: shown.applied.current } }))),
  },
  {
    id: 'action.never-in-effect',
    violates: 'act.applies',
    sentence: 'Tells that nothing is in effect also after an act that applies.',
    applies: applied,
    wrap: editCall((call) => withShown(call, (shown) => (shown.applied === undefined ? shown : { ...shown, applied: { ...shown.applied, current: shown.applied.never } }))),
  },
  {
    id: 'action.every-change-counts',
    violates: 'act.applies',
    sentence: 'Tells that a change is not in effect which needs no act.',
    applies: (contract) => applied(contract) && Object.values(contract.behaviour.lifecycles ?? {}).some(({ application }) => (application?.regardless.length ?? 0) > 0),
    wrap: editCall((call) =>
      withLifecycles(call, (lifecycle) => (lifecycle.application === undefined ? lifecycle : { ...lifecycle, application: { ...lifecycle.application, regardless: [] } })),
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
  return withOwn(call, ({ neverTogether: _, ...behaviour }) => behaviour)
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
    return Object.entries(type?.shows ?? {}).reduce<Json>((made, [place, { applied: told }]) => (told === undefined ? made : withAt(made, place, told.current)), shown)
  }
  const where = behaviour.items ?? ''
  const items = behaviour.action === 'list' ? at(body, where) : undefined
  return Array.isArray(items) ? withAt(body, where, items.map(one)) : one(body)
}
