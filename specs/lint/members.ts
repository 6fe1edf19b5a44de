import type { Action, OperationBehaviour } from '../behaviour.ts'
import { choices, reporter } from './rule.ts'
import type { Judge } from './rule.ts'

const misplaced = reporter('action-member')

const lists: readonly Action[] = ['list']
const births: readonly Action[] = ['create', 'import']
const writes: readonly Action[] = ['create', 'import', 'update', 'delete', 'act']

/** Members that only some actions read. */
const readBy: Readonly<Partial<Record<keyof OperationBehaviour, readonly Action[]>>> = {
  items: lists,
  envelope: lists,
  order: lists,
  newestFirst: lists,
  paging: lists,
  filters: lists,
  together: lists,
  omits: lists,
  shows: ['view', 'invoke'],
  triggers: ['update'],
  emptyChange: ['update'],
  mask: ['update'],
  representation: ['create', 'import', 'read', 'update', 'delete', 'view', 'act', 'invoke', 'wait', 'cancel'],
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
