import type { Contract, Operation } from '../../specs/contract.ts'
import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { isJson } from '../../specs/media-type.ts'
import { collectionOf, type Resource } from '../record.ts'
import { refuse } from '../refuse.ts'
import { typeOfCall } from './import-parts.ts'
import { sceneOf } from './lifecycle-parts.ts'
import { accepts, doesAnyway, editCall, editRefusal, editReply, withBytes, withHeader } from './parts.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** True for an operation that keeps a text which is no JSON. */
function keepsText({ behaviour, requestBody }: Operation): boolean {
  return behaviour?.stores !== undefined && requestBody !== undefined && !isJson(requestBody.mediaType)
}

/** True for an operation that is declared to answer with a text which is no JSON. */
function answersText({ responses }: Operation): boolean {
  return [...responses.values()].some(({ status, mediaType }) => status < 300 && mediaType !== undefined && !isJson(mediaType))
}

function operationOf({ route }: Call): Operation | undefined {
  return route.kind === 'found' ? route.operation : undefined
}

const writesText = (call: Call) => keepsText(operationOf(call) ?? nothing)
const readsText = (call: Call) => answersText(operationOf(call) ?? nothing)
const nothing: Operation = { id: '', method: '', template: '', parameters: [], responses: new Map(), open: false }

function has(wanted: (operation: Operation) => boolean): (contract: Contract) => boolean {
  return ({ operations }) => [...operations.values()].some(wanted)
}

/** Where a resource keeps its text. */
function placeOf({ operations }: Contract, resource: string | undefined): string | undefined {
  return [...operations.values()].find((operation) => operation.behaviour?.resource === resource && keepsText(operation))?.behaviour?.stores?.at
}

/** Texts are edited before they are kept. */
function rewriting(edit: (text: string) => string): Defect['wrap'] {
  return editCall((call) => rewritten(call, edit))
}

function rewritten(call: Call, edit: (text: string) => string): Call {
  return writesText(call) && call.body.kind === 'bytes' ? withBytes(call, encoder.encode(edit(decoder.decode(call.body.bytes)))) : call
}

/** A text of JSON as a server prints it that has read it. */
function reprinted(text: string): string {
  try {
    const value: Json = JSON.parse(text)
    return JSON.stringify(value)
  } catch {
    return text
  }
}

/** The call as if its body were of the declared media type. */
function disguised(call: Call): Call {
  const declared = operationOf(call)?.requestBody?.mediaType
  return declared === undefined || !writesText(call) ? call : withHeader(call, 'content-type', declared)
}

/** Shows the text that was written last, whosever it is. */
const anybodys: Defect['wrap'] = (respond) => (call, around) => {
  const outcome = respond(call, around)
  const scene = readsText(call) ? sceneOf(call, around) : undefined
  const place = scene && placeOf(call.contract, scene.type)
  if (scene?.resource === undefined || place === undefined || operationOf(call)?.behaviour?.shows?.[''] === undefined) return outcome
  const { resource } = scene
  const others = around.view.list(collectionOf(scene.type, resource.address.slice(0, -1)))
  const last = [...others]
    .filter(({ fields }) => typeof at(fields, place) === 'string')
    .toSorted(byRevision)
    .at(-1)
  const instead = last === undefined ? undefined : { ...last, address: resource.address }
  return instead === undefined || last === resource ? outcome : { ...outcome, reply: { ...textReply(call), body: at(instead.fields, place) ?? null } }
}

function byRevision(one: Resource, other: Resource): number {
  return one.revision - other.revision
}

function textReply(call: Call) {
  const declared = [...(operationOf(call)?.responses.values() ?? [])].find(({ status }) => status < 300)
  return { status: declared?.status ?? 200, headers: { 'content-type': declared?.mediaType ?? 'text/plain' } }
}

/** Texts that are kept and shown as they stand. */
export const textDefects: readonly Defect[] = [
  {
    id: 'text.trimmed',
    violates: 'text.verbatim',
    sentence: 'Cuts spaces off at the ends of the lines of a text.',
    applies: has(keepsText),
    wrap: rewriting((text) => text.replaceAll(/[ \t]+$/gm, '')),
  },
  {
    id: 'text.one-line-end',
    violates: 'text.verbatim',
    sentence: 'Gives all lines of a text the same line end.',
    applies: has(keepsText),
    wrap: rewriting((text) => text.replaceAll('\r\n', '\n')),
  },
  { id: 'text.reprinted', violates: 'text.verbatim', sentence: 'Prints a text that is JSON anew.', applies: has(keepsText), wrap: rewriting(reprinted) },
  {
    id: 'text.cut',
    violates: 'text.verbatim',
    sentence: 'Keeps no more than 16 KiB of a text.',
    applies: (contract) => has(keepsText)(contract) && contract.behaviour.content.maxBytes.bytes > 40_000,
    wrap: rewriting((text) => text.slice(0, 16_384)),
  },
  {
    id: 'text.plain-letters',
    violates: 'text.verbatim',
    sentence: 'Keeps letters of ISO 8859-1 only.',
    applies: has(keepsText),
    wrap: rewriting((text) => Array.from(text, (letter) => (letter > '\u00ff' ? '?' : letter)).join('')),
  },
  {
    id: 'text.not-acceptable',
    violates: 'text.any-accept',
    sentence: 'Answers 406 to whoever prefers JSON to a text.',
    applies: has(answersText),
    wrap: editReply((reply, call) => {
      const prefersJson = readsText(call) && reply.refusal === undefined && call.header('accept')?.startsWith('application/json') === true
      return prefersJson ? { ...refuse(call.contract, { refusal: 'unsupported-media-type', detail: 'this is no JSON' }), status: 406 } : reply
    }),
  },
  {
    id: 'text.json-for-who-asks',
    violates: 'text.any-accept',
    sentence: 'Answers whoever takes anything with a JSON string of a text.',
    applies: has(answersText),
    wrap: editReply((reply, call) =>
      readsText(call) && typeof reply.body === 'string' && call.header('accept') === '*/*'
        ? { ...reply, headers: { ...reply.headers, 'content-type': 'application/json' } }
        : reply,
    ),
  },
  {
    id: 'text.quoted',
    violates: 'text.media-type',
    sentence: 'Shows a text as a JSON string.',
    applies: has(answersText),
    wrap: editReply((reply, call) => (readsText(call) && typeof reply.body === 'string' ? { ...reply, text: JSON.stringify(reply.body) } : reply)),
  },
  {
    id: 'text.said-to-be-json',
    violates: 'text.media-type',
    sentence: 'Calls a text JSON.',
    applies: has(answersText),
    wrap: editReply((reply, call) =>
      readsText(call) && typeof reply.body === 'string'
        ? { ...reply, text: reply.body, headers: { ...reply.headers, 'content-type': 'application/json' } }
        : reply,
    ),
  },
  {
    id: 'text.bytes-replaced',
    violates: 'text.never-mangled',
    sentence: 'Takes a text that is no UTF-8, with other characters in place of what cannot be read.',
    applies: has(keepsText),
    wrap: accepts(['malformed-body'], (call) => rewritten(call, (text) => text)),
  },
  {
    id: 'text.refused-and-kept',
    violates: 'text.never-mangled',
    sentence: 'Refuses a body of another media type, and keeps it.',
    applies: has(keepsText),
    wrap: doesAnyway(['unsupported-media-type'], disguised),
  },
  {
    id: 'text.made-up',
    violates: 'text.absent',
    sentence: 'Shows a text of its own where there is none.',
    applies: has(keepsText),
    wrap: editRefusal(['absent'], (reply, call, around) => {
      const isThere = readsText(call) && sceneOf(call, around)?.resource !== undefined
      return isThere && isObject(typeOfCall(call)) ? { ...textReply(call), body: 'kind: Sample\n' } : reply
    }),
  },
  {
    id: 'text.crash-without',
    violates: 'text.absent',
    sentence: 'Crashes where a text is asked for that is not there.',
    applies: has(keepsText),
    wrap: editRefusal(['absent'], (reply, call, around) =>
      readsText(call) && sceneOf(call, around)?.resource !== undefined ? refuse(call.contract, { refusal: 'internal', detail: 'it crashed' }) : reply,
    ),
  },
  { id: 'text.of-another', violates: 'text.own', sentence: 'Shows the text that was written last, whosever it is.', applies: has(keepsText), wrap: anybodys },
  {
    id: 'text.kept-for-all',
    violates: 'text.own',
    sentence: 'Keeps a text for all resources beside it as well.',
    applies: has(keepsText),
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      const scene = writesText(call) ? sceneOf(call, around) : undefined
      const place = scene && placeOf(call.contract, scene.type)
      const [kept] = outcome.changes.flatMap((change) => (change.kind === 'put' ? [change.resource] : []))
      if (scene === undefined || place === undefined || kept === undefined) return outcome
      const others = [...around.view.list(collectionOf(scene.type, kept.address.slice(0, -1)))].filter(({ address }) => address.join() !== kept.address.join())
      const also = others.flatMap((resource) => {
        const fields = withAt(resource.fields, place, at(kept.fields, place))
        return isObject(fields) ? [{ kind: 'put', resource: { ...resource, fields } } as const] : []
      })
      return { ...outcome, changes: [...outcome.changes, ...also] }
    },
  },
]
