import type { OperationBehaviour, Trigger } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Defect } from '../defect.ts'
import { acts, asSettled, hasActs, isAct, unchoosing, withActs, withLifecycles } from './action-parts.ts'
import { operationsOf } from './applies.ts'
import { accepts, behaviourOf, doesAnyway, editCall, editRefusal } from './parts.ts'

const canRepeat = (contract: Contract) =>
  operationsOf(contract, 'act').some(({ behaviour }) => behaviour?.trigger !== undefined && behaviour.refusals?.['wrong-phase'] !== undefined)

/** True where an act is refused where it leads, in a way of its own. */
const canArrive = (contract: Contract) =>
  operationsOf(contract, 'act').some(({ behaviour }) => {
    const lifecycle = contract.behaviour.resources[behaviour?.resource ?? '']?.lifecycle ?? ''
    const trigger = contract.behaviour.lifecycles?.[lifecycle]?.triggers[behaviour?.trigger ?? '']
    return behaviour?.refusals?.['wrong-phase'] !== undefined && trigger?.from?.includes(trigger.to) === false
  })
const canBeTried = (contract: Contract) =>
  operationsOf(contract, 'act').some(({ behaviour }) => triggersOf(contract, behaviour).some(({ to }) => to === 'before'))

/** The triggers that queries of an act choose. */
function triggersOf({ behaviour: { resources, lifecycles } }: Contract, behaviour: OperationBehaviour | undefined): readonly Trigger[] {
  const triggers = lifecycles?.[resources[behaviour?.resource ?? '']?.lifecycle ?? '']?.triggers ?? {}
  return Object.values(behaviour?.chooses?.triggers ?? {}).flatMap((name) => triggers[name] ?? [])
}

/** An act that starts in every settled phase. */
function anywhere(trigger: Trigger): Trigger {
  const { from: _, ...rest } = trigger
  return rest
}

/** Acts: where they start, how they go, and where they lead. */
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
]
