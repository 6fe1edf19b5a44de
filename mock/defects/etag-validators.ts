import type { Defect } from '../defect.ts'
import type { Respond } from '../call.ts'
import { isObject, type Json, type JsonObject } from '../../specs/json.ts'
import { addressed, editTag, isUpdate, letsThrough, listed, momentOf, refusesButDoes } from './etag-parts.ts'
import { behaviourOf, editBody, editCall, editReply, withHeader, withoutReplyHeader } from './parts.ts'
import { stands } from '../moment.ts'
import { tagOf } from '../represent.ts'

/** What entity tags are, and when they move. */
export const etagValidatorDefects: readonly Defect[] = [
  {
    id: 'etag.on-create-only',
    violates: 'etag.present-on-get',
    sentence: 'Tells the tag in the answer to a create and never again.',
    wrap: editReply((reply, call) => (behaviourOf(call)?.action === 'read' ? withoutReplyHeader(reply, 'etag') : reply)),
  },
  {
    id: 'etag.absent-for-identity',
    violates: 'etag.present-on-get',
    sentence: 'Leaves the tag out of answers that are not to be compressed.',
    wrap: editReply((reply, call) => (call.header('accept-encoding') === 'identity' ? withoutReplyHeader(reply, 'etag') : reply)),
  },
  {
    id: 'etag.unquoted',
    violates: 'etag.syntax',
    sentence: 'Sends the tag without its quotes.',
    wrap: editTag((tag) => tag.replaceAll('"', '')),
  },
  {
    id: 'etag.small-weak-mark',
    violates: 'etag.syntax',
    sentence: 'Marks a tag as weak with a small letter.',
    wrap: editTag((tag) => `w/${tag.replace(/^W\//, '')}`),
  },
  {
    id: 'etag.salted-by-node',
    violates: 'etag.stable-when-unchanged',
    sentence: 'Hashes a salt of the answering node into the tag, so that equal reads tell different tags.',
    wrap: salted,
  },
  {
    id: 'etag.of-the-specification',
    violates: 'etag.equal-tag-equal-bytes',
    sentence: 'Makes the strong tag from what was asked for, so that a change of phase keeps it.',
    wrap: editTag((tag, call, around) => {
      const resource = addressed(call, around)
      return resource === undefined ? tag : `"${resource.revision}"`
    }),
  },
  {
    id: 'etag.members-in-any-order',
    violates: 'etag.equal-tag-equal-bytes',
    sentence: 'Sends the members of one version now in this order and now in that, under one strong tag.',
    wrap: (respond) => {
      let turn = 0
      return editBody(['read'], (body) => ((turn += 1) % 2 === 0 ? reversed(body) : body))(respond, never)
    },
  },
  {
    id: 'etag.of-the-name',
    violates: 'etag.update-changes-validator',
    sentence: 'Makes the tag from the path, so that no change ever moves it.',
    wrap: editTag((_, call) => `"${call.target.split('?', 1)[0]?.replaceAll(/[^\w]/g, '-') ?? ''}"`),
  },
  {
    id: 'etag.revision-stands-still',
    violates: 'etag.update-changes-validator',
    sentence: 'Stores an update under the revision that was there before.',
    wrap: (respond) => (call, around) => {
      const before = isUpdate(call) ? addressed(call, around) : undefined
      return before === undefined ? respond(call, around) : respond(call, { ...around, view: withNext(around.view, before.revision) })
    },
  },
  {
    id: 'etag.update-tells-old-tag',
    violates: 'etag.write-response-is-current',
    sentence: 'Answers an update with the tag of the representation before it.',
    wrap: editTag((tag, call, around) => {
      const before = isUpdate(call) ? addressed(call, around) : undefined
      return before === undefined ? tag : tagOf(momentOf(call, around), before)
    }),
  },
  {
    id: 'etag.create-tells-other-tag',
    violates: 'etag.write-response-is-current',
    sentence: 'Answers a create with a tag that the new resource never has.',
    wrap: editTag((tag, call) => (behaviourOf(call)?.action === 'create' ? tag.replace(/"$/, '-new"') : tag)),
  },
  {
    id: 'etag.outlives-its-resource',
    violates: 'etag.no-aba-after-recreate',
    sentence: 'Takes a tag of a deleted resource for one of the new resource of that name.',
    wrap: (respond, contract) => {
      const known = incarnations()
      return letsThrough((call) => known.isOfTheDead(call.target, listed(call)))(known.watch(respond), contract)
    },
  },
  {
    id: 'etag.dead-tag-refused-but-done',
    violates: 'etag.no-aba-after-recreate',
    sentence: 'Refuses a tag of a deleted resource, and changes the new one of that name all the same.',
    wrap: (respond, contract) => {
      const known = incarnations()
      return refusesButDoes((call) => known.isOfTheDead(call.target, listed(call)))(known.watch(respond), contract)
    },
  },
  {
    id: 'etag.header-lags',
    violates: 'etag.mirrors-agree',
    sentence: 'Tells one version in the header of a read and another in its body.',
    wrap: editTag((tag, call) => (behaviourOf(call)?.action === 'read' ? tag.replace(/"$/, '-0"') : tag)),
  },
  {
    id: 'etag.list-lags',
    violates: 'etag.mirrors-agree',
    sentence: 'Shows the version before the last one in lists.',
    wrap: editBody(['list'], (body, call) => {
      const behaviour = behaviourOf(call)
      const place = call.contract.behaviour.resources[behaviour?.resource ?? '']?.tag?.body?.slice(1)
      const name = behaviour?.items?.slice(1) ?? ''
      const items = body[name]
      if (place === undefined || !Array.isArray(items)) return body
      return { ...body, [name]: (items as readonly Json[]).map((item) => (isObject(item) ? { ...item, [place]: `${String(item[place])}0` } : item)) }
    }),
  },
]

/** `editBody` and its like need no contract. */
const never = undefined as never

function reversed(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).toReversed())
}
