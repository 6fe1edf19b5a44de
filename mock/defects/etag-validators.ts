import type { Defect } from '../defect.ts'
import type { Call, Respond, Surroundings } from '../call.ts'
import { at, withAt, type Json, type JsonObject } from '../../specs/json.ts'
import { addressed, editTag, isUpdate, letsThrough, listed, momentOf, refusesButDoes, shownTag, unconditional } from './etag-parts.ts'
import { behaviourOf, editBody, editCall, editReply, withHeader, withoutReplyHeader } from './parts.ts'
import { tagOf } from '../version.ts'
import { viewWith } from '../store.ts'

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
    wrap: salted(() => {
      let turn = 0
      return () => ((turn += 1) % 2 === 0 ? 'a' : 'b')
    }),
  },
  {
    id: 'etag.with-the-time',
    violates: 'etag.stable-when-unchanged',
    sentence: 'Makes the time of the answer a part of the tag, so that the same read tells another one a second later.',
    wrap: salted(() => (around) => String(Math.floor(around.now / 1000))),
  },
  {
    id: 'etag.by-the-second',
    violates: 'etag.equal-tag-equal-bytes',
    sentence: 'Makes the strong tag from the time of the last change in whole seconds, so that two changes within one share it.',
    wrap: named((call, around) => {
      const resource = addressed(call, around)
      return resource === undefined ? undefined : `"${Math.floor(resource.updated / 1000)}"`
    }),
  },
  {
    id: 'etag.members-in-any-order',
    violates: 'etag.equal-tag-equal-bytes',
    sentence: 'Sends the members of one version now in this order and now in that, under one strong tag.',
    wrap: (respond, contract) => {
      let turn = 0
      return editBody(['read'], (body) => ((turn += 1) % 2 === 0 ? reversed(body) : body))(respond, contract)
    },
  },
  {
    id: 'etag.of-the-name',
    violates: 'etag.update-changes-validator',
    sentence: 'Makes the tag from the path, so that no change ever moves it.',
    wrap: named((call) => `"${call.target.split('?', 1)[0]?.replaceAll(/[^\w]/g, '-') ?? ''}"`),
  },
  {
    id: 'etag.revision-stands-still',
    violates: 'etag.update-changes-validator',
    sentence: 'Stores an update under the revision that was there before.',
    wrap: (respond) => (call, around) => {
      const before = isUpdate(call) ? addressed(call, around) : undefined
      return before === undefined ? respond(call, around) : respond(call, { ...around, view: viewWith(around.view, { next: before.revision }) })
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
      const place = call.contract.behaviour.resources[behaviour?.resource ?? '']?.tag?.body
      const items = at(body, behaviour?.items ?? '')
      if (place === undefined || !Array.isArray(items)) return body
      const older = (items as readonly Json[]).map((item) => withAt(item, place, `${JSON.stringify(at(item, place) ?? null).replaceAll('"', '')}0`))
      return withAt(body, behaviour?.items ?? '', older)
    }),
  },
]

function reversed(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).toReversed())
}

/** Tells another tag of an addressed resource, and understands conditions on it. */
function named(name: (call: Call, around: Surroundings) => string | undefined): Defect['wrap'] {
  const told = editTag((tag, call, around) => (behaviourOf(call)?.action === 'create' ? tag : (name(call, around) ?? tag)))
  const understood = editCall((call, around) => (listed(call).some((tag) => tag === name(call, around)) ? unconditional(call) : call))
  return (respond, contract) => told(understood(respond, contract), contract)
}

/** Conditions are understood with any salt: only what is told is wrong. */
function salted(start: () => (around: Surroundings) => string): Defect['wrap'] {
  return (respond, contract) => {
    const saltOf = start()
    const salt = editTag((tag, _, around) => tag.replace(/"$/, `-${saltOf(around)}"`))
    const unsalt = editCall((call) => withHeader(call, 'if-match', call.header('if-match')?.replaceAll(/-(?:[ab]|\d{9,})"/g, '"')))
    return salt(unsalt(respond, contract), contract)
  }
}

/** Remembers by path the tags that were told of a resource, and that it is gone once it was not found. */
function incarnations() {
  const living = new Map<string, Set<string>>()
  const dead = new Map<string, Set<string>>()
  const path = (target: string) => target.split('?', 1)[0] ?? target
  const tags = (of: Map<string, Set<string>>, target: string) => of.get(path(target)) ?? new Set<string>()
  return {
    isOfTheDead: (target: string, named: readonly string[]) => named.some((tag) => tags(dead, target).has(tag)),
    watch:
      (respond: Respond): Respond =>
      (call, around) => {
        const outcome = respond(call, around)
        const tag = shownTag(outcome.reply, call)
        if (tag !== undefined) living.set(path(call.target), tags(living, call.target).add(tag))
        if (outcome.reply.refusal === 'absent') dead.set(path(call.target), tags(living, call.target))
        return outcome
      },
  }
}
