import type { Action, OperationBehaviour } from '../behaviour.ts'
import { choices, reporter } from './rule.ts'
import type { Judge } from './rule.ts'

const misplaced = reporter('action-member')

const lists: readonly Action[] = ['list']
const envelopes: readonly Action[] = ['list', 'overview']
const updates: readonly Action[] = ['update']
const acts: readonly Action[] = ['act']
const births: readonly Action[] = ['create', 'import']
const writes: readonly Action[] = ['create', 'import', 'update', 'delete', 'act']

/** Members that only some actions read. */
const readBy: Readonly<Partial<Record<keyof OperationBehaviour, readonly Action[]>>> = {
  items: envelopes,
  envelope: envelopes,
  order: lists,
  newestFirst: lists,
  paging: lists,
  filters: lists,
  together: lists,
  omits: lists,
  reads: lists,
  shows: ['view', 'overview', 'act', 'invoke', 'tell'],
  having: ['overview'],
  stores: acts,
  clears: acts,
  upgrades: acts,
  chooses: ['act', 'delete'],
  triggers: updates,
  emptyChange: updates,
  mask: updates,
  replaces: updates,
  representation: ['create', 'import', 'read', 'update', 'delete', 'view', 'act', 'invoke', 'tell', 'wait', 'cancel'],
  trigger: ['create', 'import', 'delete', 'act'],
  sets: ['create', 'import', 'update', 'act', 'list'],
  location: births,
  quota: births,
  longRunning: writes,
  idempotency: [...writes, 'invoke', 'cancel'],
  onlyWhere: ['read', 'update', 'delete', 'view', 'act', 'invoke'],
}

export const members: Judge = (_, { id, operation }) =>
  Object.entries(readBy)
    .filter(([member, actions]) => Object.hasOwn(operation, member) && !actions.includes(operation.action))
    .map(([member, actions]) =>
      misplaced(['operations', id, member], `'${member}' means nothing to the action '${operation.action}', only to ${choices(actions)}. Remove it.`),
    )
