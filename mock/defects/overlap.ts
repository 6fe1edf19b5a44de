import type { Contract } from '../../specs/contract.ts'
import type { Call, Respond, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import type { Resource } from '../record.ts'
import { viewWith, type View } from '../store.ts'
import { addressed, isUpdate, listed, unconditional } from './etag-parts.ts'
import { keyed, remembering } from './idempotency-parts.ts'
import { holderOf, sceneOf, without } from './lifecycle-parts.ts'
import { crowding, gap } from './gap.ts'
import { behaviourOf, jsonOf, withoutRules } from './parts.ts'

/** Servers that look first and do later, and what others do meanwhile. The gap is in real time, as it would be. */
export const overlapDefects: readonly Defect[] = [
  {
    id: 'overlap.tag-compared-then-written',
    violates: 'etag.concurrent-single-winner',
    sentence: 'Compares the tag, waits 15 ms, and writes without another look.',
    wrap: gap(
      (call) => isUpdate(call) && listed(call).length > 0,
      ({ respond, call }, later) => respond(unconditional(call), later),
    ),
  },
  {
    id: 'overlap.name-looked-up-then-taken',
    violates: 'life.name-conflict',
    sentence: 'Looks whether a name is taken, waits 15 ms, and takes it without another look.',
    wrap: gap(creates, ({ respond, call }, later) => {
      const scene = sceneOf(call, later)
      const holder = scene === undefined ? undefined : holderOf(scene, jsonOf(call))
      return respond(call, holder === undefined ? later : without(later, holder))
    }),
  },
  {
    id: 'overlap.unique-name-looked-up-then-taken',
    violates: 'overlap.unique-name',
    sentence: 'Looks whether anything else has the name, waits 15 ms, and stores it without another look.',
    applies: hasUniqueNames,
    wrap: gap(creates, ({ respond, call }, later) => respond(withoutRules(call, ['unique']), later)),
  },
  {
    id: 'overlap.key-looked-up-then-kept',
    violates: 'idem.concurrent-single-effect',
    sentence: 'Looks a key up, waits 15 ms, and does what was asked without another look.',
    applies: keyed,
    wrap: gap(
      (call, { changes }) => creates(call) && changes.some(({ kind }) => kind === 'remember'),
      ({ respond, call }, later) => respond(call, remembering(later)),
    ),
  },
  {
    id: 'overlap.writes-undo-each-other',
    violates: 'overlap.one-order',
    sentence: 'Tells everybody who writes within 45 ms of somebody else that it is done, and leaves everything as it was.',
    wrap: crowding(
      (call) => (isUpdate(call) ? subjectOf(call) : undefined),
      ({ respond, call }, later) => ({ reply: respond(unconditional(call), later).reply, changes: [] }),
    ),
  },
  {
    id: 'overlap.losers-seen',
    violates: 'overlap.one-order',
    sentence: 'Shows what somebody wants to write before it looks, after 15 ms, whether it may be written.',
    applies: hasConditions,
    wrap: foreseen,
  },
  {
    id: 'overlap.update-brings-back',
    violates: 'overlap.delete-against-update',
    sentence: 'Loads what an update is about and stores it whole 30 ms later: what was deleted meanwhile, which takes 15 ms, is there again.',
    wrap: (respond, contract) => {
      const slow = gap(isUpdate, ({ first }) => first, 2)(respond, contract)
      return gap(isDelete, ({ respond: inner, call }, later) => inner(call, later))(slow, contract)
    },
  },
  {
    id: 'overlap.delete-gives-way',
    violates: 'overlap.delete-against-update',
    sentence: 'Accepts a delete, and drops it where an update comes within 45 ms.',
    wrap: crowding(
      (call) => (isUpdate(call) || isDelete(call) ? subjectOf(call) : undefined),
      ({ respond, call, first }, later) => (isDelete(call) ? { reply: first.reply, changes: [] } : respond(call, later)),
    ),
  },
]

/** What a call is about, in whatever wire's words. */
function subjectOf({ route }: Call): string {
  return route.kind === 'found'
    ? JSON.stringify([
        route.operation.behaviour?.resource,
        ...Object.keys(route.params)
          .toSorted()
          .map((name) => route.params[name]),
      ])
    : ''
}

function isDelete(call: Call): boolean {
  return behaviourOf(call)?.action === 'delete'
}

/** Reads show the last write that is in its gap. */
function foreseen(respond: Respond, contract: Contract): Respond {
  const ahead: { readonly call: Call; readonly put: Resource }[] = []
  const slow = gap(isUpdate, ({ respond: inner, call }, later) => {
    const index = ahead.findIndex((one) => one.call === call)
    if (index >= 0) ahead.splice(index, 1)
    return inner(call, later)
  })(respond, contract)
  return (call, around) => {
    const uid = behaviourOf(call)?.action === 'read' ? addressed(call, around)?.uid : undefined
    const last = ahead.findLast((one) => one.put.uid === uid)
    if (last !== undefined) return respond(call, showing(around, last.put))
    const outcome = slow(call, around)
    if (outcome.later !== undefined) {
      const put = respond(call, around).changes.find((change) => change.kind === 'put')
      if (put !== undefined) ahead.push({ call, put: put.resource })
    }
    return outcome
  }
}

function showing(around: Surroundings, put: Resource): Surroundings {
  const { view } = around
  const get: View['get'] = (collection, id) => {
    const found = view.get(collection, id)
    return found?.uid === put.uid ? put : found
  }
  return { ...around, view: viewWith(view, { get }) }
}

function creates(call: Call): boolean {
  const action = behaviourOf(call)?.action
  return action === 'create' || action === 'import'
}

/** True where something that is made has a name that nothing else may have, and that is not its identifier. */
function hasUniqueNames({ behaviour }: Contract): boolean {
  return Object.values(behaviour.resources).some(({ rules = [] }) => rules.some((rule) => rule.rule === 'unique' && rule.within !== undefined))
}

/** True where writes may be made on the condition of a tag. */
function hasConditions({ operations }: Contract): boolean {
  return [...operations.values()].some(({ behaviour }) => behaviour?.action === 'update' && behaviour.precondition !== undefined)
}
