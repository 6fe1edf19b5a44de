import { isObject, type Json } from '../../../specs/json.ts'
import type { Call, Reply } from '../../call.ts'
import type { Defect } from '../../defect.ts'
import { scan } from '../../json-text.ts'
import { admitsText } from '../applies.ts'
import { accepts, doesAnyway, editCall, editReply, jsonOf, withBytes, withJson } from '../parts.ts'
import { rewritten, withTexts } from './schema.ts'

/** The body as text; bytes that are not UTF-8 are replaced by U+FFFD. */
function textOf(call: Call): string | undefined {
  return call.body.kind === 'bytes' ? new TextDecoder().decode(call.body.bytes) : undefined
}

function withText(call: Call, text: string | undefined): Call {
  return text === undefined ? call : withBytes(call, new TextEncoder().encode(text))
}

/** The first JSON document of a text that has more behind it: the longest beginning that can be parsed. */
function firstDocument(text: string): string {
  for (let end = text.lastIndexOf('}'); end > 0; end = text.lastIndexOf('}', end - 1)) {
    const start = text.slice(0, end + 1)
    try {
      JSON.parse(start)
      return start
    } catch {
      // Not yet: an earlier brace may end the document.
    }
  }
  return text
}

/** Text as a parser for people reads it: comments and trailing commas are nothing. */
function relaxed(text: string): string {
  return text.replaceAll(/\/\*.*?\*\//g, '').replaceAll(/,\s*([}\]])/g, '$1')
}

function failed(reply: Reply): Reply {
  return { ...reply, status: 500 }
}

/** Deepest nesting in a text, strings not looked at. */
function depthOf(text: string): number {
  let [depth, most] = [0, 0]
  for (const char of text) {
    if (char === '{' || char === '[') most = Math.max(most, (depth += 1))
    else if (char === '}' || char === ']') depth -= 1
  }
  return most
}

/** What a body without a fault in its encoding would have been taken for. */
const repaired = (call: Call): Call => withText(call, textOf(call))

/** Rewrites the texts of a body that can be read. */
function retyped(edit: (text: string) => string): (call: Call) => Call {
  return rewritten((body) => withTexts(body, edit))
}

/** The body with the last of two members of one name, the first of which was looked at. */
function lastOnly(call: Call): Call {
  const body: Json | undefined = jsonOf(call)
  if (!isObject(body)) return call
  const unchecked = { ...call.contract, validate: () => [] }
  return { ...withJson(call, body), contract: unchecked }
}

function isTwice(call: Call): boolean {
  return jsonOf(call) !== undefined && scan(textOf(call) ?? '').duplicate !== undefined
}

export const textDefects: readonly Defect[] = [
  {
    id: 'val.malformed-relaxed',
    violates: 'val.malformed-json',
    sentence: 'Parses comments and trailing commas as if they were JSON.',
    wrap: accepts(['malformed-body'], (call) => withText(call, relaxed(textOf(call) ?? ''))),
  },
  {
    id: 'val.malformed-first-document',
    violates: 'val.malformed-json',
    sentence: 'Reads the first of several JSON documents and ignores what follows.',
    wrap: accepts(['malformed-body'], (call) => withText(call, firstDocument(textOf(call) ?? ''))),
  },
  {
    id: 'val.malformed-fails',
    violates: 'val.malformed-json',
    sentence: 'Fails over a body that is null.',
    wrap: editReply((reply, call) => (textOf(call) === 'null' ? failed(reply) : reply)),
  },
  {
    id: 'val.malformed-done-anyway',
    violates: 'val.malformed-json',
    sentence: 'Refuses text behind a JSON document, and yet does what the document says.',
    wrap: doesAnyway(['malformed-body'], (call) => withText(call, firstDocument(textOf(call) ?? ''))),
  },
  {
    id: 'val.encoding-replaced',
    violates: 'val.encoding',
    sentence: 'Stores U+FFFD in the place of bytes that are not UTF-8.',
    wrap: accepts(['malformed-body'], repaired),
  },
  {
    id: 'val.encoding-replaced-anyway',
    violates: 'val.encoding',
    sentence: 'Refuses bytes that are not UTF-8, and yet stores U+FFFD in their place.',
    wrap: doesAnyway(['malformed-body'], repaired),
  },
  {
    id: 'val.encoding-nul-ends-text',
    violates: 'val.encoding',
    sentence: 'Ends a text at its first NUL.',
    wrap: editCall(retyped((text) => text.split('\u0000')[0] ?? '')),
  },
  {
    id: 'val.encoding-surrogate-replaced',
    violates: 'val.encoding',
    sentence: 'Stores U+FFFD in the place of an escaped lone surrogate.',
    wrap: editCall(retyped((text) => text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))),
  },
  {
    id: 'val.duplicate-last-unchecked',
    violates: 'val.duplicate-keys',
    sentence: 'Validates the first of two members of one name and stores the last.',
    wrap: (respond) => (call, around) => respond(isTwice(call) ? lastOnly(call) : call, around),
  },
  {
    id: 'val.duplicate-stored-anyway',
    violates: 'val.duplicate-keys',
    sentence: 'Refuses a body with a member twice, and yet stores its last occurrence.',
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      if (!isTwice(call)) return outcome
      const { reply } = outcome.reply.refusal === undefined ? respond(withText(call, '{'), around) : outcome
      return { reply, changes: respond(withJson(call, jsonOf(call) ?? null), around).changes }
    },
  },
  {
    id: 'val.size-text-cut',
    violates: 'val.size-depth',
    sentence: 'Cuts texts after 65,535 characters without a word.',
    applies: (contract) => admitsText(contract, 65_600),
    wrap: editCall(retyped((text) => text.slice(0, 65_535))),
  },
  {
    id: 'val.size-depth-fails',
    violates: 'val.size-depth',
    sentence: 'Fails over a body that is nested more than 1,000 levels deep.',
    wrap: editReply((reply, call) => (depthOf(textOf(call) ?? '') > 1000 ? failed(reply) : reply)),
  },
  {
    id: 'val.unicode-mangled',
    violates: 'val.unicode-roundtrip',
    sentence: 'Reads the bytes of UTF-8 as Latin-1.',
    wrap: editCall(retyped((text) => Buffer.from(text, 'utf8').toString('latin1'))),
  },
  {
    id: 'val.unicode-normalised',
    violates: 'val.unicode-roundtrip',
    sentence: 'Normalises text before it is stored.',
    wrap: editCall(retyped((text) => text.normalize('NFKC'))),
  },
  {
    id: 'val.unicode-basic-plane-only',
    violates: 'val.unicode-roundtrip',
    sentence: 'Replaces what lies beyond the basic plane by question marks.',
    wrap: editCall(retyped((text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?'))),
  },
]
