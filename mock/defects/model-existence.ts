import { idOf, type Resource } from '../record.ts'
import { present, typeOf } from '../moment.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Defect } from '../defect.ts'
import type { Change } from '../store.ts'
import { during, eachItem, puts, textAt } from './lifecycle-parts.ts'
import { keyOf, lives, typesWith } from './model-parts.ts'
import { operationsOf } from './applies.ts'
import { addressOf } from './parts.ts'

/** What is there and what is gone, in sequences only. */
export const modelExistenceDefects: readonly Defect[] = [
  {
    id: 'model.list-forgets-neighbour',
    violates: 'model.sequences',
    sentence: 'Leaves a resource out of lists once one that was made after it is updated.',
    applies: lives('update', 'list'),
    wrap: (respond, contract) => {
      const made: Resource[] = []
      const hidden = new Set<string>()
      return during(['create', 'update', 'list'], (outcome, { action, resource, type, moment, ...scene }) => {
        if (action === 'create') made.push(...newIn(outcome.changes, type))
        const index = resource === undefined ? -1 : made.findIndex((one) => keyOf(one) === keyOf(resource))
        const neighbour = made[index - 1]
        if (action === 'update' && index > 0 && neighbour?.type === type && outcome.reply.refusal === undefined) hidden.add(idOf(neighbour))
        if (action !== 'list') return outcome
        const field = `/${typeOf(moment, type).identity.field.replace(/^\//, '')}`
        return { ...outcome, reply: eachItem(outcome.reply, scene, (items) => items.filter((item) => !hidden.has(textAt(item, field)))) }
      })(respond, contract)
    },
  },
  {
    id: 'model.delete-takes-elder',
    violates: 'model.sequences',
    sentence: 'Deletes with a resource the one that was made before it.',
    applies: lives(),
    wrap: (respond, contract) => {
      const made: Resource[] = []
      return during(['create', 'delete'], (outcome, { action, resource, type, moment }) => {
        if (action === 'create') made.push(...newIn(outcome.changes, type))
        const index = resource === undefined ? -1 : made.findIndex((one) => keyOf(one) === keyOf(resource))
        const elder = made[index - 1]
        const kept = elder === undefined || elder.type !== type ? undefined : present(moment, elder.type, elder.address)
        return action !== 'delete' || index < 1 || kept === undefined || outcome.reply.refusal !== undefined
          ? outcome
          : { ...outcome, changes: [...outcome.changes, { kind: 'remove', resource: kept }] }
      })(respond, contract)
    },
  },
  {
    id: 'model.second-delete-forgotten',
    violates: 'model.sequences',
    sentence: 'Answers the second of two deletes in a row like the first, and does nothing.',
    applies: lives('list'),
    wrap: (respond, contract) => {
      let last: string | undefined
      const forgetting = during(['delete'], (outcome, { resource }) => {
        if (resource === undefined || outcome.reply.refusal !== undefined) return outcome
        const isSecond = last !== undefined && last !== keyOf(resource)
        last = isSecond ? undefined : keyOf(resource)
        return isSecond ? { ...outcome, changes: [] } : outcome
      })(respond, contract)
      return (call, around) => {
        const isDelete = call.route.kind === 'found' && call.route.operation.behaviour?.action === 'delete'
        if (!isDelete && call.route.kind === 'found' && call.route.operation.behaviour?.action !== 'read') last = undefined
        return forgetting(call, around)
      }
    },
  },
  {
    id: 'model.gone-comes-back',
    violates: 'model.sequences',
    sentence: 'Brings back what is gone when it is looked for in vain for the second time.',
    applies: (contract) => lives('read')(contract) && operationsOf(contract, 'read').length > 0,
    wrap: (respond, contract) => {
      const deleted = new Map<string, { readonly resource: Resource; looks: number }>()
      return during(['delete', 'read'], (outcome, { action, resource, call, around, type }) => {
        if (action === 'delete' && resource !== undefined && outcome.reply.refusal === undefined) deleted.set(keyOf(resource), { resource, looks: 0 })
        const address = action === 'read' && outcome.reply.refusal === 'absent' ? addressOf(call, around, type) : undefined
        const old = address === undefined ? undefined : deleted.get(keyOf({ type, address }))
        if (old === undefined) return outcome
        old.looks += 1
        return old.looks === 2 ? { ...outcome, changes: [...outcome.changes, { kind: 'put', resource: old.resource }] } : outcome
      })(respond, contract)
    },
  },
  {
    id: 'model.recreated-is-the-old-one',
    violates: 'model.sequences',
    sentence: 'Gives who takes the name of something that was updated and deleted all that this had.',
    applies: named,
    wrap: (respond, contract) => {
      const old = new Map<string, Resource>()
      return during(['create', 'delete'], (outcome, { action, resource, type }) => {
        if (outcome.reply.refusal !== undefined) return outcome
        if (action === 'delete' && resource !== undefined) old.set(keyOf(resource), resource)
        if (action !== 'create') return outcome
        return puts(outcome, (made) => {
          const before = made.type === type ? old.get(keyOf(made)) : undefined
          return before === undefined ? made : { ...made, fields: { ...before.fields, ...made.fields } }
        })
      })(respond, contract)
    },
  },
]

function newIn(changes: readonly Change[], type: string): readonly Resource[] {
  return changes.flatMap((change) => (change.kind === 'put' && change.resource.type === type ? [change.resource] : []))
}

/** True where clients name what can be updated and made anew. */
function named(contract: Contract): boolean {
  return typesWith(contract, 'create', 'delete', 'read', 'update').some((name) => contract.behaviour.resources[name]?.identity.from === 'client')
}
