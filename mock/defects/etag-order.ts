import type { Contract } from '../../specs/contract.ts'
import type { Call, Outcome, Respond, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import type { Change } from '../store.ts'
import { placesOf, typesOf } from './applies.ts'
import { seenIn } from './lifecycle-parts.ts'
import { crowding } from './gap.ts'
import { editReply, behaviourOf } from './parts.ts'
import { addressed, isStale, isUpdate, listed, staleRefusal, unconditional } from './etag-parts.ts'

const strangers = ['unauthenticated', 'not-member', 'missing-role']
const contents = ['malformed-body', 'invalid-body', 'unknown-field', 'empty-change', 'immutable-field', 'rule-broken']

/** When a tag is looked at, what happens at the same time, and requests that must change nothing. */
export const etagOrderDefects: readonly Defect[] = [
  {
    id: 'etag.all-is-unmodified',
    violates: 'etag.if-none-match-changed-200',
    sentence: 'Answers every read that makes a condition with 304, whatever the condition.',
    wrap: unmodified(() => true),
  },
  {
    id: 'etag.unmodified-from-cache',
    violates: 'etag.if-none-match-changed-200',
    sentence: 'Answers 304 to every tag that it has given out before, from a cache that no update empties.',
    wrap: (respond, contract) => {
      const given = new Set<string>()
      const noting = editReply((reply) => {
        if (reply.headers['etag'] !== undefined) given.add(reply.headers['etag'])
        return reply
      })
      const cached = unmodified((condition) => [...given].some((tag) => condition.includes(tag)))
      return noting(cached(respond, contract), contract)
    },
  },
  {
    id: 'etag.stale-before-authentication',
    violates: 'etag.normal-checks-first',
    sentence: 'Compares tags before it looks at the credentials, and so tells strangers what is there.',
    wrap: refusesFirst(strangers),
  },
  {
    id: 'etag.stale-before-existence',
    violates: 'etag.normal-checks-first',
    sentence: 'Calls a tag stale where there is nothing that could have one.',
    wrap: refusesFirst(['absent', 'parent-absent']),
  },
  {
    id: 'etag.stale-and-invalid-crashes',
    violates: 'etag.before-content-processing',
    sentence: 'Fails with 500 where both the tag is stale and the body is invalid.',
    wrap: staleAndInvalid((outcome) => ({ ...outcome, reply: { ...outcome.reply, status: 500 } })),
  },
  {
    id: 'etag.stale-and-invalid-counts',
    violates: 'etag.before-content-processing',
    sentence: 'Refuses a stale tag with an invalid body only after the version was counted up.',
    wrap: staleAndInvalid((outcome, call, around) => ({ ...outcome, changes: touched(call, around) })),
  },
  {
    id: 'etag.race-let-through',
    violates: 'etag.concurrent-single-winner',
    sentence: 'Compares tags before it takes the lock: a second write on the same tag, right after the first, is done too.',
    wrap: racing((respond, call, around) => respond(unconditional(call), around)),
  },
  {
    id: 'etag.race-loser-does-it',
    violates: 'etag.concurrent-single-winner',
    sentence: 'Refuses the loser of a race, and stores what it wrote over what the winner wrote.',
    wrap: racing((respond, call, around) => ({ reply: staleRefusal(call).reply, changes: respond(unconditional(call), around).changes })),
  },
  {
    id: 'etag.race-all-refused',
    violates: 'etag.concurrent-single-winner',
    sentence: 'Refuses every write while another one is waiting, so that nobody wins a race.',
    wrap: crowding(
      (call) => (isUpdate(call) ? listed(call)[0] : undefined),
      ({ call }) => staleRefusal(call),
    ),
  },
  {
    id: 'etag.repeat-counts-twice',
    violates: 'etag.lost-response-retry',
    sentence: 'Takes a repeated write for another one: it succeeds and counts as a change again.',
    wrap: repeating((call, around, respond) => ({ reply: respond(unconditional(call), around).reply, changes: touched(call, around) })),
  },
  {
    id: 'etag.repeat-undoes-later-writes',
    violates: 'etag.lost-response-retry',
    sentence: 'Recognises a write that it has done before and does it again, over all that was written since.',
    wrap: repeating((call, around, respond) => respond(unconditional(call), around)),
  },
  {
    id: 'etag.repeat-crashes',
    violates: 'etag.lost-response-retry',
    sentence: 'Fails with 500 where a write is sent again.',
    wrap: repeating((call) => ({ reply: { ...staleRefusal(call).reply, status: 500 }, changes: [] })),
  },
  {
    id: 'idem.reads-count',
    violates: 'idem.put-and-safe-methods',
    sentence: 'Stores the time of the last access in the resource, so that every read makes a new version.',
    applies: showsVersions,
    wrap: touching((call) => behaviourOf(call)?.action === 'read' && call.method === 'GET'),
  },
  {
    id: 'idem.head-writes',
    violates: 'idem.put-and-safe-methods',
    sentence: 'Routes HEAD to a handler that writes.',
    applies: showsVersions,
    wrap: touching((call) => behaviourOf(call)?.action === 'read' && call.method === 'HEAD'),
  },
  {
    id: 'idem.head-deletes',
    violates: 'idem.put-and-safe-methods',
    sentence: 'Routes HEAD to the handler that deletes.',
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const isHead = call.method === 'HEAD' && outcome.reply.refusal === undefined
      const changes = isHead ? seenIn(call, around).flatMap(({ resource }): Change[] => (resource === undefined ? [] : [{ kind: 'remove', resource }])) : []
      return changes.length === 0 ? outcome : { ...outcome, changes }
    },
  },
]

/** True where something that can be read shows its version, or what counts up with it. */
function showsVersions(contract: Contract): boolean {
  return typesOf(contract, 'read').some((type) => type.tag !== undefined || placesOf(type, 'revision').length > 0 || placesOf(type, 'generation').length > 0)
}

/** The addressed resource under a new version, its content as it was. */
function touched(call: Call, around: Surroundings): Outcome['changes'] {
  const resource = addressed(call, around)
  return resource === undefined ? [] : [{ kind: 'put', resource: { ...resource, revision: around.view.next, generation: resource.generation + 1 } }]
}

function touching(when: (call: Call) => boolean): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    return when(call) && outcome.changes.length === 0 ? { ...outcome, changes: touched(call, around) } : outcome
  }
}

function unmodified(when: (condition: string) => boolean): Defect['wrap'] {
  return editReply((reply, call) => {
    const condition = call.header('if-none-match')
    if (behaviourOf(call)?.action !== 'read' || reply.refusal !== undefined || condition === undefined || !when(condition)) return reply
    return { status: 304, headers: reply.headers }
  })
}

/** A stale tag wins over these reasons to refuse. */
function refusesFirst(reasons: readonly string[]): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    return isUpdate(call) && reasons.includes(outcome.reply.refusal ?? '') && isStale(call, around) ? staleRefusal(call) : outcome
  }
}

/** What becomes of an update that had to be refused for its tag and for its body. */
function staleAndInvalid(instead: (outcome: Outcome, call: Call, around: Surroundings) => Outcome): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    const wrong = isUpdate(call) && isStale(call, around) && contents.includes(respond(unconditional(call), around).reply.refusal ?? '')
    return wrong ? instead(outcome, call, around) : outcome
  }
}

type Late = (respond: Respond, call: Call, around: Surroundings) => Outcome

/** What becomes of a write on the tag that the write right before it, to the same resource, was done on. */
function racing(late: Late): Defect['wrap'] {
  return (respond) => {
    let last: string | undefined
    return (call, around) => {
      const outcome = respond(call, around)
      const race = isUpdate(call) && listed(call).length > 0 ? `${call.target} ${listed(call).join()}` : undefined
      const lost = race !== undefined && race === last && outcome.reply.refusal === 'stale-tag'
      last = race
      return lost ? late(respond, call, around) : outcome
    }
  }
}

/** What becomes of a write that has been done before, byte for byte and on the same tag. */
function repeating(again: (call: Call, around: Surroundings, respond: Respond) => Outcome): Defect['wrap'] {
  return (respond) => {
    const done = new Set<string>()
    return (call, around) => {
      const outcome = respond(call, around)
      if (!isUpdate(call) || listed(call).length === 0 || call.body.kind !== 'bytes') return outcome
      const write = `${call.target} ${listed(call).join()} ${new TextDecoder().decode(call.body.bytes)}`
      if (outcome.reply.refusal === undefined) done.add(write)
      else if (outcome.reply.refusal === 'stale-tag' && done.has(write)) return again(call, around, respond)
      return outcome
    }
  }
}
