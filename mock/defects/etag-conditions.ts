import type { Contract } from '../../specs/contract.ts'
import type { Call, Respond } from '../call.ts'
import type { Defect } from '../defect.ts'
import { collectionOf } from '../record.ts'
import { refuse } from '../refuse.ts'
import { addressed, currentTag, isUnreadable, isUpdate, letsThrough, listed, refusesButDoes, staleRefusal, unconditional } from './etag-parts.ts'
import { accepts, addressOf, behaviourOf, doesAnyway, editRefusal } from './parts.ts'

/** Whether a write on an entity tag is done, and how it is refused. */
export const etagConditionDefects: readonly Defect[] = [
  {
    id: 'etag.current-is-stale',
    violates: 'etag.if-match-current-accepted',
    sentence: 'Strips the quotes from one side only, so that no tag is ever current.',
    wrap: (respond) => (call, around) => (isUpdate(call) && listed(call).length > 0 ? staleRefusal(call) : respond(call, around)),
  },
  {
    id: 'etag.conditional-not-done',
    violates: 'etag.if-match-current-accepted',
    sentence: 'Answers a conditional write as if it were done and leaves everything as it was.',
    wrap: notDone((call) => call.header('if-match') !== undefined),
  },
  {
    id: 'etag.if-match-ignored',
    violates: 'etag.if-match-stale-not-performed',
    sentence: 'Ignores If-Match, so that the last writer wins.',
    wrap: letsThrough(isUpdate),
  },
  {
    id: 'etag.stale-refused-but-done',
    violates: 'etag.if-match-stale-not-performed',
    sentence: 'Refuses a write on a stale tag and does it all the same.',
    wrap: refusesButDoes(isUpdate),
  },
  {
    id: 'etag.stale-is-server-error',
    violates: 'etag.if-match-stale-status',
    sentence: 'Fails with 500 on a stale tag.',
    wrap: editRefusal(['stale-tag'], (reply) => ({ ...reply, status: 500 })),
  },
  {
    id: 'etag.stale-without-envelope',
    violates: 'etag.if-match-stale-status',
    sentence: 'Refuses a stale tag with the words of a proxy instead of its own envelope.',
    wrap: editRefusal(['stale-tag'], (reply) => ({ ...reply, headers: { ...reply.headers, 'content-type': 'text/plain' }, body: 'Precondition Failed' })),
  },
  {
    id: 'etag.stale-tells-nothing',
    violates: 'etag.stale-tells-current',
    sentence: 'Keeps the current tag to itself where it refuses a stale one.',
    applies: tellsCurrentTag,
    wrap: editRefusal(['stale-tag'], (_, call) => staleRefusal(call).reply),
  },
  {
    id: 'etag.stale-tells-sent-tag',
    violates: 'etag.stale-tells-current',
    sentence: 'Tells the stale tag that it was sent as if it were the current one.',
    applies: tellsCurrentTag,
    wrap: editRefusal(['stale-tag'], (_, call) => refuse(call.contract, { refusal: 'stale-tag', facts: { tag: call.header('if-match') ?? '' } })),
  },
  {
    id: 'etag.asterisk-is-a-tag',
    violates: 'etag.if-match-star-and-list',
    sentence: 'Compares an asterisk with the current tag, character by character.',
    wrap: (respond) => (call, around) =>
      isUpdate(call) && call.header('if-match')?.trim() === '*' && addressed(call, around) !== undefined ? staleRefusal(call) : respond(call, around),
  },
  {
    id: 'etag.list-is-one-tag',
    violates: 'etag.if-match-star-and-list',
    sentence: 'Compares the whole field value with the current tag, so that no list ever holds.',
    wrap: (respond) => (call, around) => (isUpdate(call) && listed(call).length > 1 ? staleRefusal(call) : respond(call, around)),
  },
  {
    id: 'etag.list-always-holds',
    violates: 'etag.if-match-star-and-list',
    sentence: 'Gives up on lists of tags and lets them all through.',
    wrap: letsThrough((call) => listed(call).length > 1),
  },
  {
    id: 'etag.asterisk-makes-it',
    violates: 'etag.if-match-star-and-list',
    sentence: 'Answers 404 to an update of nothing on an asterisk, and makes the resource.',
    wrap: upserts,
  },
  {
    id: 'etag.weak-form-accepted',
    violates: 'etag.if-match-strong-comparison',
    sentence: 'Strips the weak mark before it compares.',
    wrap: letsThrough((call, around) => listed(call).some((tag) => tag === `W/${currentTag(call, around) ?? ''}`)),
  },
  {
    id: 'etag.weak-form-refused-but-done',
    violates: 'etag.if-match-strong-comparison',
    sentence: 'Refuses the weak form of the current tag, and does the write all the same.',
    wrap: refusesButDoes((call, around) => listed(call).some((tag) => tag === `W/${currentTag(call, around) ?? ''}`)),
  },
  {
    id: 'etag.compared-by-prefix',
    violates: 'etag.if-match-exact-octets',
    sentence: 'Takes a tag that begins like the current one for the current one.',
    wrap: letsThrough((call, around) => listed(call).some((tag) => tag !== '""' && (currentTag(call, around) ?? '').startsWith(tag.slice(0, -1)))),
  },
  {
    id: 'etag.compared-as-numbers',
    violates: 'etag.if-match-exact-octets',
    sentence: 'Compares tags as numbers, so that leading zeros do not count.',
    applies: ({ behaviour }) => Object.values(behaviour.resources).some(({ tag }) => tag?.strength === 'strong'),
    wrap: letsThrough((call, around) => listed(call).some((tag) => sameNumber(tag, currentTag(call, around)))),
  },
  {
    id: 'etag.resembling-refused-but-done',
    violates: 'etag.if-match-exact-octets',
    sentence: 'Refuses a tag that is longer than the current one by some characters, and does the write all the same.',
    wrap: refusesButDoes((call, around) => listed(call).some((tag) => tag.startsWith(currentTag(call, around)?.slice(0, -1) ?? '-'))),
  },
  {
    id: 'etag.malformed-is-absent',
    violates: 'etag.if-match-malformed-not-ignored',
    sentence: 'Skips a condition that it cannot read and does the write.',
    wrap: letsThrough(isUnreadable),
  },
  {
    id: 'etag.malformed-refused-but-done',
    violates: 'etag.if-match-malformed-not-ignored',
    sentence: 'Refuses a condition that it cannot read, after it has done the write.',
    wrap: refusesButDoes(isUnreadable),
  },
  {
    id: 'etag.tag-demanded',
    violates: 'etag.optional-missing-permitted',
    sentence: 'Demands a tag with every update, which its contract never says.',
    wrap: (respond) => (call, around) =>
      isUpdate(call) && call.header('if-match') === undefined
        ? { reply: refuse(call.contract, { refusal: 'missing-tag', detail: 'a tag is required' }), changes: [] }
        : respond(call, around),
  },
  {
    id: 'etag.unconditional-not-done',
    violates: 'etag.optional-missing-permitted',
    sentence: 'Answers an update without a tag as if it were done and leaves everything as it was.',
    wrap: notDone((call) => call.header('if-match') === undefined),
  },
  {
    id: 'etag.missing-let-through',
    violates: 'etag.required-missing',
    sentence: 'Does a write that lacks the tag it needs, as if any would do.',
    wrap: accepts(['missing-tag'], unconditional),
  },
  {
    id: 'etag.missing-refused-but-done',
    violates: 'etag.required-missing',
    sentence: 'Asks for the tag that a write lacks, after having done it.',
    wrap: doesAnyway(['missing-tag'], unconditional),
  },
  {
    id: 'etag.missing-is-forbidden',
    violates: 'etag.required-missing',
    sentence: 'Says nothing of the tag that a write lacks: 403 without content.',
    wrap: editRefusal(['missing-tag'], (reply) => ({ status: 403, headers: reply.headers })),
  },
]

/** True where a stale-tag refusal tells the tag that is current. */
function tellsCurrentTag({ behaviour }: Contract): boolean {
  return Object.values(behaviour.errors.refusals['stale-tag']?.metadata ?? {}).some((text) => text.includes('{tag}'))
}

/** Updates are answered as ever, and nothing of it is stored. */
function notDone(when: (call: Call) => boolean): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    return isUpdate(call) && when(call) ? { ...outcome, changes: [] } : outcome
  }
}

function sameNumber(tag: string, current: string | undefined): boolean {
  const [a, b] = [tag, current].map((one) => Number.parseInt(one?.replaceAll('"', '') ?? '', 10))
  return a !== undefined && !Number.isNaN(a) && a === b
}

/** The first resource of the type is the model for what is made: it has every field that one must have. */
function upserts(respond: Respond): Respond {
  return (call, around) => {
    const outcome = respond(call, around)
    const address = addressOf(call, around, behaviourOf(call)?.resource ?? '')
    if (!isUpdate(call) || call.header('if-match')?.trim() !== '*' || outcome.reply.refusal !== 'absent' || address === undefined) return outcome
    const [model] = around.view.list(collectionOf(behaviourOf(call)?.resource ?? '', address.slice(0, -1)))
    if (model === undefined) return outcome
    const resource = { ...model, address, uid: `${model.uid}-copy`, revision: around.view.next }
    return { reply: outcome.reply, changes: [{ kind: 'put', resource }] }
  }
}
