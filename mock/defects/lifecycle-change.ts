import { at, withAt, type Json, type JsonObject } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import { typeOf } from '../moment.ts'
import { refuse } from '../refuse.ts'
import { during, puts, withBody, withoutRule, textAt, type Scene } from './lifecycle-parts.ts'
import { editBody, editCall, editRefusal, jsonOf } from './parts.ts'

/** Updates, connection details and running versions. */
export const lifecycleChangeDefects: readonly Defect[] = [
  {
    id: 'lifecycle.update-resets-others',
    violates: 'life.update-effective',
    sentence: 'Forgets the last field that an update does not name.',
    wrap: during(['update'], (outcome, scene) => {
      const place = unnamed(scene)
      if (place === undefined || outcome.reply.refusal !== undefined) return outcome
      const reset = puts(outcome, (resource) => (resource.type === scene.type ? { ...resource, fields: objectWithout(resource.fields, place) } : resource))
      return { ...reset, reply: withBody(outcome.reply, (body) => withAt(body, `/${place}`, undefined)) }
    }),
  },
  {
    id: 'lifecycle.update-answered-not-done',
    violates: 'life.update-effective',
    sentence: 'Answers an update as if it had been done, and does nothing.',
    wrap: during(['update'], (outcome) => (outcome.reply.refusal === undefined ? { ...outcome, changes: [] } : outcome)),
  },
  {
    id: 'lifecycle.address-without-tls',
    violates: 'life.ready-means-usable',
    sentence: 'Shows connection details with a plain http address.',
    wrap: editBody(['view'], (body) => eachText(body, (text) => text.replace(/^https:/, 'http:'))),
  },
  {
    id: 'lifecycle.certificate-not-encoded',
    violates: 'life.ready-means-usable',
    sentence: 'Shows the certificate of the connection details without its base64.',
    wrap: editBody(['view'], (body) => eachText(body, (text) => (text.startsWith('LS0tLS1CRUdJTi') ? Buffer.from(text, 'base64').toString('latin1') : text))),
  },
  {
    id: 'lifecycle.details-never',
    violates: 'life.ready-means-usable',
    sentence: 'Never finds a resource ready for connection details.',
    wrap: during(['view'], (outcome, { call }) => ({ ...outcome, reply: refuse(call.contract, { refusal: 'not-ready', detail: 'it never is' }) })),
  },
  {
    id: 'lifecycle.details-before-ready',
    violates: 'life.not-ready-refused',
    sentence: 'Shows connection details before there is anything to connect to.',
    wrap: editCall((call) => withoutRule(call, 'requires')),
  },
  {
    id: 'lifecycle.not-ready-is-absent',
    violates: 'life.not-ready-refused',
    sentence: 'Says of connection details that are not ready that they do not exist.',
    applies: ({ behaviour: { errors } }) => errors.refusals['not-ready']?.status !== errors.refusals.absent?.status,
    wrap: editRefusal(['not-ready'], (reply, call) => ({
      ...refuse(call.contract, { refusal: 'absent', detail: 'no connection details' }),
      headers: reply.headers,
    })),
  },
  {
    id: 'lifecycle.version-never-follows',
    violates: 'life.version-follows',
    sentence: 'Goes on reporting the version from before the update.',
    wrap: during(['read'], (outcome, { resource, moment, type }) => {
      if (resource === undefined || resource.generation === 1) return outcome
      const before = Object.entries(typeOf(moment, type).shows ?? {}).filter(([, { from }]) => from === 'settled')
      return {
        ...outcome,
        reply: withBody(outcome.reply, (body) =>
          before.reduce<Json>((shown, [place, { text }]) => older(shown, place, { text: text ?? '', fields: resource.settled, now: resource.fields }), body),
        ),
      }
    }),
  },
  {
    id: 'lifecycle.version-lost',
    violates: 'life.version-follows',
    sentence: 'Reports no running version any more once it was changed.',
    wrap: during(['read'], (outcome, { resource, moment, type }) => {
      if (resource === undefined || resource.generation === 1) return outcome
      const places = Object.entries(typeOf(moment, type).shows ?? {}).flatMap(([place, { from }]) => (from === 'settled' ? [place] : []))
      return { ...outcome, reply: withBody(outcome.reply, (body) => places.reduce<Json>((shown, place) => withAt(shown, place, undefined), body)) }
    }),
  },
]

/** The last stored field that an update does not name; never the identifier. */
function unnamed({ call, resource, moment, type }: Scene): string | undefined {
  const body = jsonOf(call)
  const { identity } = typeOf(moment, type)
  return Object.keys(resource?.fields ?? {}).findLast((name) => name !== identity.field && at(body, `/${name}`) === undefined)
}

function objectWithout(fields: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
}

/** A text field with the values of one specification replaced by those of an older one. */
function older(shown: Json, place: string, told: { readonly text: string; readonly fields: Json; readonly now: Json }): Json {
  const value = at(shown, place)
  if (typeof value !== 'string') return shown
  const names = [...told.text.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => `/${name ?? ''}`)
  const text = names.reduce((rest, name) => rest.replace(textAt(told.now, name), textAt(told.fields, name)), value)
  return withAt(shown, place, text)
}

function eachText(body: Json, edit: (text: string) => string): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? edit(value) : value]))
}
