import type { Defect } from '../defect.ts'
import { operationsOf } from './applies.ts'
import { asMethod, asUpdate, failure, withHeaders } from './content-parts.ts'
import { behaviourOf, editCall, editRefusal, editReply, withoutReplyHeader } from './parts.ts'

const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']

/** What goes wrong with methods and with the header fields of requests. */
export const contentMethodDefects: readonly Defect[] = [
  {
    id: 'content.405-without-allow',
    violates: 'content.405-allow',
    sentence: 'Refuses a method with 405 and does not say which ones there are.',
    wrap: editRefusal(['method-not-allowed'], (reply) => withoutReplyHeader(reply, 'allow')),
  },
  {
    id: 'content.allow-of-the-framework',
    violates: 'content.405-allow',
    sentence: 'Lists in Allow every method that its framework knows.',
    wrap: editRefusal(['method-not-allowed'], (reply) => withHeaders(reply, { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' })),
  },
  {
    id: 'content.allow-forgets',
    violates: 'content.405-allow',
    sentence: 'Lists only GET in Allow, although other methods work there too.',
    wrap: editRefusal(['method-not-allowed'], (reply) => withHeaders(reply, { allow: 'GET' })),
  },
  {
    id: 'content.any-method-updates',
    violates: 'content.method-tokens',
    sentence: 'Takes every method it does not know for an update.',
    wrap: editCall((call) => (known.includes(call.method) ? call : (asUpdate(call) ?? call))),
  },
  {
    id: 'content.any-method-reads',
    violates: 'content.method-tokens',
    sentence: 'Answers every method it does not know as if it were GET.',
    applies: (contract) => {
      const reads = operationsOf(contract, 'read').filter(({ method }) => method === 'GET')
      // What is read in a list has no GET beside its update.
      const living = operationsOf(contract, 'list').filter(
        ({ behaviour }) => behaviour?.reads !== undefined && contract.behaviour.resources[behaviour.resource]?.lifecycle !== undefined,
      )
      return reads.length > 0 && living.length === 0
    },
    wrap: editCall((call) => (known.includes(call.method) ? call : (asMethod(call, 'GET') ?? call))),
  },
  {
    id: 'content.any-method-anyway',
    violates: 'content.method-tokens',
    sentence: 'Refuses a method it does not know, after it has done an update.',
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const update = known.includes(call.method) ? undefined : asUpdate(call)
      return update === undefined ? outcome : { reply: outcome.reply, changes: respond(update, around).changes }
    },
  },
  {
    id: 'content.head-not-allowed',
    violates: 'content.head-served',
    sentence: 'Knows GET and does not know HEAD.',
    wrap: editReply((reply, call) => (call.method === 'HEAD' ? { status: 405, headers: { allow: 'GET' } } : reply)),
  },
  {
    id: 'content.head-for-everybody',
    violates: 'content.head',
    sentence: 'Answers HEAD before it asks for credentials.',
    wrap: editReply((reply, call) => (call.method === 'HEAD' ? { status: 200, headers: { 'content-type': 'application/json' } } : reply)),
  },
  {
    id: 'content.head-other-fields',
    violates: 'content.head-served',
    sentence: 'Sends another entity tag and length with HEAD than with GET.',
    wrap: editReply((reply, call) => {
      if (call.method !== 'HEAD' || reply.refusal !== undefined) return reply
      return { ...withHeaders(reply, { etag: '"of-no-content"' }), body: {} }
    }),
  },
  {
    id: 'content.field-names-by-case',
    violates: 'content.field-robustness',
    sentence: 'Finds the Authorization field only in the letter case of most clients.',
    wrap: (respond) => (call, around) => {
      const line = call.lines?.().find(([name]) => name.toLowerCase() === 'authorization')
      const isUsual = line === undefined || line[0] === 'Authorization' || line[0] === 'authorization'
      return respond(isUsual ? call : { ...call, header: (name) => (name === 'authorization' ? undefined : call.header(name)) }, around)
    },
  },
  {
    id: 'content.empty-field-fails',
    violates: 'content.field-robustness',
    sentence: 'Fails when a header field has no value.',
    wrap: editReply((reply, call) => (call.lines?.().some(([, value]) => value === '') === true ? failure('index out of range') : reply)),
  },
  {
    id: 'content.method-overridden',
    violates: 'content.field-robustness',
    sentence: 'Lets a field that nobody documented replace the method of the request.',
    wrap: editReply((reply, call) =>
      call.header('x-http-method-override') === undefined || behaviourOf(call) === undefined ? reply : { status: 204, headers: { allow: known.join(', ') } },
    ),
  },
  {
    id: 'content.long-target-fails',
    violates: 'content.limits',
    sentence: 'Fails on a target that is longer than its buffer.',
    wrap: editReply((reply, call) => (call.target.length > 4096 ? failure('buffer overflow') : reply)),
  },
  {
    id: 'content.long-header-fails',
    violates: 'content.limits',
    sentence: 'Fails on a header section that is longer than its buffer.',
    wrap: editReply((reply, call) =>
      (call.lines?.() ?? []).reduce((sum, [name, value]) => sum + name.length + value.length, 0) > 4096 ? failure('buffer overflow') : reply,
    ),
  },
  {
    id: 'content.large-body-anyway',
    violates: 'content.limits',
    sentence: 'Refuses a large body after it has been applied.',
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const large = Math.min(65_536, call.contract.behaviour.content.maxBytes.bytes / 4)
      const isLarge = call.body.kind === 'bytes' && call.body.bytes.length > large
      return isLarge && outcome.reply.refusal === undefined ? { ...outcome, reply: { status: 413, headers: {} } } : outcome
    },
  },
]
