import { messageType } from '../../specs/connect.ts'
import type { Call, Reply } from '../call.ts'
import type { Defect } from '../defect.ts'
import { asPost, error, overConnect } from './connect-parts.ts'
import { editCall, editReply, reread, withHeader, withoutReplyHeader } from './parts.ts'

/** What goes wrong with how methods are called over Connect. */
export const connectCallDefects: readonly Defect[] = [
  {
    id: 'connect.get-writes',
    violates: 'connect.get-refused',
    sentence: 'Does by GET what POST would do.',
    wrap: overConnect(editCall((call) => (call.method === 'GET' ? (asPost(call) ?? call) : call))),
  },
  {
    id: 'connect.get-without-allow',
    violates: 'connect.get-refused',
    sentence: 'Refuses GET and does not say that POST is the way.',
    wrap: overConnect(editReply((reply) => (reply.refusal === 'method-not-allowed' ? withoutReplyHeader(reply, 'allow') : reply))),
  },
  {
    id: 'connect.get-refused-anyway',
    violates: 'connect.get-refused',
    sentence: 'Refuses GET after it has done what POST would do.',
    wrap: overConnect((respond) => (call, around) => {
      const outcome = respond(call, around)
      const post = call.method === 'GET' ? asPost(call) : undefined
      return post === undefined ? outcome : { reply: outcome.reply, changes: respond(post, around).changes }
    }),
  },
  {
    id: 'connect.any-method',
    violates: 'connect.unknown-method',
    sentence: 'Answers a method that it does not know with an empty message.',
    wrap: overConnect(editReply((reply) => (reply.refusal === 'not-routable' ? { status: 200, headers: { 'content-type': messageType }, body: {} } : reply))),
  },
  {
    id: 'connect.unknown-method-internal',
    violates: 'connect.unknown-method',
    sentence: 'Takes a method that it does not know for its own failure.',
    wrap: overConnect((respond) => (call, around) => {
      const outcome = respond(call, around)
      return outcome.reply.refusal === 'not-routable' ? error('internal', 'no handler') : outcome
    }),
  },
  {
    id: 'connect.any-version',
    violates: 'connect.version',
    sentence: 'Takes every version of the protocol for the one it speaks.',
    wrap: overConnect(editCall((call) => withHeader(call, 'connect-protocol-version', undefined))),
  },
  {
    id: 'connect.version-two-only',
    violates: 'connect.version',
    sentence: 'Speaks a version that nobody has published, and no other.',
    wrap: overConnect(
      (respond) => (call, around) => (call.header('connect-protocol-version') === '1' ? error('invalid_argument', 'speak 2') : respond(call, around)),
    ),
  },
  {
    id: 'connect.any-timeout',
    violates: 'connect.timeout',
    sentence: 'Overlooks a timeout that it cannot read.',
    wrap: overConnect(editCall((call) => withHeader(call, 'connect-timeout-ms', undefined))),
  },
  {
    id: 'connect.timeout-in-nanoseconds',
    violates: 'connect.timeout',
    sentence: 'Takes the milliseconds of a timeout for nanoseconds.',
    wrap: overConnect(
      (respond) => (call, around) => (call.header('connect-timeout-ms') === undefined ? respond(call, around) : error('deadline_exceeded', 'too late')),
    ),
  },
  {
    id: 'connect.any-codec',
    violates: 'connect.media-type',
    sentence: 'Reads every message as JSON, whatever codec is named.',
    wrap: overConnect(editCall(asJson)),
  },
  {
    id: 'connect.codec-is-invalid',
    violates: 'connect.media-type',
    sentence: 'Calls a codec that it does not speak an invalid argument.',
    wrap: overConnect((respond) => (call, around) => {
      const outcome = respond(call, around)
      return outcome.reply.refusal === 'unsupported-media-type' ? error('invalid_argument', 'no such codec') : outcome
    }),
  },
  {
    id: 'connect.any-coding',
    violates: 'connect.encoding',
    sentence: 'Reads every message as if it were not compressed.',
    wrap: overConnect(editCall((call) => withHeader(call, 'content-encoding', undefined))),
  },
  {
    id: 'connect.coding-is-internal',
    violates: 'connect.encoding',
    sentence: 'Fails at a compression that it does not know.',
    wrap: overConnect((respond) => (call, around) => {
      const coding = call.header('content-encoding') ?? 'identity'
      return coding === 'identity' ? respond(call, around) : error('internal', 'unexpected end of file')
    }),
  },
  {
    id: 'connect.broken-is-empty',
    violates: 'connect.malformed',
    sentence: 'Takes a message that it cannot read for the one it was sent last.',
    wrap: overConnect((respond) => {
      let last: Call | undefined
      return (call, around) => {
        const outcome = respond(call, around)
        if (outcome.reply.refusal === undefined) last = call
        return isUnread(outcome.reply) && last !== undefined ? respond(last, around) : outcome
      }
    }),
  },
  {
    id: 'connect.broken-is-internal',
    violates: 'connect.malformed',
    sentence: 'Takes a message that it cannot read for its own failure.',
    wrap: overConnect((respond) => (call, around) => {
      const outcome = respond(call, around)
      return isUnread(outcome.reply) ? error('internal', 'unexpected end of input') : outcome
    }),
  },
]

function isUnread({ refusal }: Reply): boolean {
  return refusal === 'malformed-body' || refusal === 'invalid-body'
}

function asJson(call: Call): Call {
  return reread(withHeader(call, 'content-type', messageType))
}
