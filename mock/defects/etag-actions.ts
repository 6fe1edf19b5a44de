import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { isUpdate, letsThrough, refusesButDoes } from './etag-parts.ts'
import { behaviourOf } from './parts.ts'

/** Conditions on writes that are no updates, and on the tag of something else. */
export const etagActionDefects: readonly Defect[] = [
  {
    id: 'etag.delete-ignores-if-match',
    violates: 'etag.delete-conditional',
    sentence: 'Deletes whatever the tag says.',
    wrap: letsThrough(isDelete),
  },
  {
    id: 'etag.delete-refused-but-done',
    violates: 'etag.delete-conditional',
    sentence: 'Refuses a delete on a stale tag and does it all the same.',
    wrap: refusesButDoes(isDelete),
  },
  {
    id: 'etag.current-delete-not-done',
    violates: 'etag.delete-conditional',
    sentence: 'Answers a delete on the current tag as if it were done and deletes nothing.',
    wrap: (respond) => (call, around) =>
      isDelete(call) && call.header('if-match') !== undefined ? { ...respond(call, around), changes: [] } : respond(call, around),
  },
  {
    id: 'etag.action-ignores-if-match',
    violates: 'etag.action-conditional',
    sentence: 'Starts what it is asked to start, whatever the tag says.',
    wrap: letsThrough(isAction),
  },
  {
    id: 'etag.action-refused-but-started',
    violates: 'etag.action-conditional',
    sentence: 'Refuses to start something on a stale tag, and starts it all the same.',
    wrap: refusesButDoes(isAction),
  },
  {
    id: 'etag.parent-not-asked',
    violates: 'etag.parent-precondition',
    sentence: 'Changes children whatever the tag of their parent.',
    wrap: letsThrough((call) => judgedByParent(call)),
  },
  {
    id: 'etag.child-refused-but-made',
    violates: 'etag.parent-precondition',
    sentence: 'Refuses to make a child on a stale tag of its parent, and makes it all the same.',
    wrap: refusesButDoes((call) => judgedByParent(call) && behaviourOf(call)?.action === 'create'),
  },
  {
    id: 'etag.child-update-refused-but-done',
    violates: 'etag.parent-precondition',
    sentence: 'Refuses an update of a child on a stale tag of its parent, and does it all the same.',
    wrap: refusesButDoes((call) => judgedByParent(call) && isUpdate(call)),
  },
]

function isDelete(call: Call): boolean {
  return behaviourOf(call)?.action === 'delete'
}

function isAction(call: Call): boolean {
  return behaviourOf(call)?.action === 'act'
}

function judgedByParent(call: Call): boolean {
  return behaviourOf(call)?.precondition?.on !== undefined
}
