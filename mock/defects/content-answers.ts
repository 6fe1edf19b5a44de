import { isObject, withAt } from '../../specs/json.ts'
import type { JsonObject } from '../../specs/json.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Call } from '../call.ts'
import { seconds } from '../clock.ts'
import type { Defect } from '../defect.ts'
import { typesOf } from './applies.ts'
import { editRead, failure, withHeaders } from './content-parts.ts'
import { accepts, behaviourOf, doesAnyway, editBody, editReply, reread, withHeader } from './parts.ts'

/** The media type that every body is said to have, and no coding. */
const asUsual = (call: Call): Call =>
  reread(withHeader(withHeader(call, 'content-type', call.contract.behaviour.content.mediaTypes.request[0]), 'content-encoding', undefined))

/** What goes wrong with media types, dates, formats and what caches are told. */
export const contentAnswerDefects: readonly Defect[] = [
  {
    id: 'content.json-called-html',
    violates: 'content.json-interoperable',
    sentence: 'Says of its JSON that it is HTML.',
    wrap: editRead((reply) => withHeaders(reply, { 'content-type': 'text/html; charset=utf-8' })),
  },
  {
    id: 'content.name-twice',
    violates: 'content.names-and-types',
    sentence: 'Writes a member twice into one object.',
    wrap: editRead((reply) => {
      const text = JSON.stringify(reply.body ?? {})
      const member = /"(\w+)":("[^"]*"|\d+)/.exec(text)
      return member === null ? reply : { ...reply, text: text.replace(member[0], `${member[0]},${member[0]}`) }
    }),
  },
  {
    id: 'content.byte-order-mark',
    violates: 'content.json-interoperable',
    sentence: 'Puts a byte order mark before its JSON.',
    // Of lists that are read for want of anything else, nobody could then make out a single resource.
    wrap: editReply((reply, call) => {
      const { action } = behaviourOf(call) ?? {}
      const isShown = reply.refusal === undefined && (action === 'read' || (action === 'view' && isObject(reply.body)))
      return isShown ? { ...reply, text: `\uFEFF${JSON.stringify(reply.body ?? {})}` } : reply
    }),
  },
  {
    id: 'content.undocumented-status',
    violates: 'content.documented',
    sentence: 'Answers with a status that its document does not list.',
    wrap: editRead((reply) => ({ ...reply, status: 203 })),
  },
  {
    id: 'content.undocumented-refusal',
    violates: 'content.documented',
    sentence: 'Refuses with a body of another form than its document describes.',
    applies: ({ operations }) => [...operations.values()].some(({ responses }) => [...responses.keys()].some((status) => status >= 400)),
    wrap: editReply((reply) => (reply.refusal === undefined ? reply : { ...reply, body: [String(reply.status)] })),
  },
  {
    id: 'content.undocumented-list',
    violates: 'content.documented',
    sentence: 'Answers lists with a status that its document does not list.',
    wrap: editReply((reply, call) => (behaviourOf(call)?.action === 'list' && reply.refusal === undefined ? { ...reply, status: 203 } : reply)),
  },
  {
    id: 'content.undocumented-body',
    violates: 'content.documented',
    sentence: 'Leaves out members that its document requires.',
    wrap: editBody(['read', 'create', 'update'], (body, call) => {
      const required = call.contract.schemaAt(`/components/schemas/${typeOf(call)?.schema ?? ''}`)?.['required']
      const last = Array.isArray(required) ? required.at(-1) : undefined
      return typeof last === 'string' ? withAt(body, `/${last}`, undefined) : body
    }),
  },
  {
    id: 'content.type-ignored',
    violates: 'content.unsupported-media-type',
    sentence: 'Reads every body as JSON, whatever it is said to be.',
    wrap: accepts(['unsupported-media-type'], asUsual),
  },
  {
    id: 'content.type-refused-anyway',
    violates: 'content.unsupported-media-type',
    sentence: 'Refuses a body for its media type, and applies it.',
    wrap: doesAnyway(['unsupported-media-type'], asUsual),
  },
  {
    id: 'content.negotiation-fails',
    violates: 'content.not-acceptable',
    sentence: 'Fails when it has none of the media types that a client accepts.',
    wrap: editReply((reply, call) => (isUnavailable(call) ? failure('no renderer') : reply)),
  },
  {
    id: 'content.negotiation-empty',
    violates: 'content.not-acceptable',
    sentence: 'Answers with nothing when it has none of the media types that a client accepts.',
    wrap: editRead((reply, call) => (isUnavailable(call) ? { status: 200, headers: { 'content-length': '0' } } : reply)),
  },
  {
    id: 'content.204-chunked',
    violates: 'content.204-empty',
    sentence: 'Announces content with an answer that has none.',
    wrap: editReply((reply) => (reply.status === 204 ? withHeaders(reply, { 'transfer-encoding': 'chunked' }) : reply)),
  },
  {
    id: 'content.date-as-in-json',
    violates: 'content.dates',
    sentence: 'Writes Date as RFC 3339 has it.',
    wrap: editReply((reply, _, around) => withHeaders(reply, { date: seconds(around.now) })),
  },
  {
    id: 'content.date-on-another-day',
    violates: 'content.dates',
    sentence: 'Tells a day of the week that the date does not fall on.',
    wrap: editRead((reply) => withHeaders(reply, { 'last-modified': 'Mon, 01 Jan 2026 00:00:00 GMT' })),
  },
  {
    id: 'content.language-without-vary',
    violates: 'content.vary',
    sentence: 'Chooses a language by Accept-Language and does not tell caches.',
    wrap: editRead((reply, call) => withHeaders(reply, { 'content-language': call.header('accept-language')?.slice(0, 2) ?? 'en' })),
  },
  {
    id: 'content.origin-without-vary',
    violates: 'content.vary',
    sentence: 'Repeats the Origin in its answer and does not tell caches.',
    wrap: editRead((reply, call) => {
      const origin = call.header('origin')
      return origin === undefined ? reply : withHeaders(reply, { 'access-control-allow-origin': origin })
    }),
  },
  {
    id: 'content.public-answers',
    violates: 'content.cache-control',
    sentence: 'Lets shared caches keep what it shows to one client.',
    wrap: editRead((reply) => withHeaders(reply, { 'cache-control': 'public, max-age=300' })),
  },
  {
    id: 'content.secret-cached',
    violates: 'content.cache-control',
    sentence: 'Lets caches keep an answer that shows a secret.',
    applies: (contract) => typesOf(contract, 'create').some(({ secrets }) => secrets !== undefined),
    wrap: editReply((reply, call) => {
      const isShown = behaviourOf(call)?.action === 'create' && typeOf(call)?.secrets !== undefined
      return isShown ? withHeaders(reply, { 'cache-control': 'private, max-age=60' }) : reply
    }),
  },
  {
    id: 'content.time-without-offset',
    violates: 'content.scalar-formats',
    sentence: 'Writes timestamps with a blank and without an offset.',
    applies: (contract) => !countsSeconds(contract),
    wrap: editCreated((instant) => (typeof instant === 'string' ? instant.replace('T', ' ').replace('Z', '') : instant)),
  },
  {
    id: 'content.time-in-milliseconds',
    violates: 'content.scalar-formats',
    sentence: 'Tells milliseconds where its documents say seconds.',
    applies: countsSeconds,
    wrap: editCreated((instant) => (typeof instant === 'number' ? instant * 1000 : instant)),
  },
  {
    id: 'content.creation-moves',
    violates: 'content.scalar-formats',
    sentence: 'Tells as the time of creation when anything was last written.',
    wrap: (respond) => (call, around) => {
      const later = around.view.next
      const moved = editCreated((instant) => (typeof instant === 'number' ? instant + later : seconds(Date.parse(instant) + later * 1000)))
      return moved(respond, call.contract)(call, around)
    },
  },
]

/** Edits the time of creation wherever one resource is shown. */
function editCreated(edit: (instant: string | number) => string | number): Defect['wrap'] {
  return editBody(['read', 'create', 'update'], (body, call) => {
    const places = Object.entries(typeOf(call)?.shows ?? {}).flatMap(([place, { is }]) => (is === 'created' ? [place.slice(1)] : []))
    return places.reduce<JsonObject>((rest, name) => {
      const instant = rest[name]
      return typeof instant === 'string' || typeof instant === 'number' ? { ...rest, [name]: edit(instant) } : rest
    }, body)
  })
}

/** True where instants are numbers. */
function countsSeconds({ behaviour }: Contract): boolean {
  return behaviour.content.timestamps?.format === 'unix-seconds'
}

function typeOf(call: Call): ResourceType | undefined {
  return call.contract.behaviour.resources[behaviourOf(call)?.resource ?? '']
}

function isUnavailable(call: Call): boolean {
  const accept = call.header('accept')
  return accept !== undefined && accept !== '' && !accept.includes('json') && !accept.includes('*/*')
}
