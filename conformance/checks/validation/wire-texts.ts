import { notUtf8, utf16, withMark } from '../../generate/raw.ts'
import { isObject, withAt } from '../../../specs/json.ts'
import { textIn } from './places.ts'
import type { JsonObject } from '../../../specs/json.ts'

/** A text, and how its body is put on the wire. */
export interface WireText {
  readonly variant: string
  /** The text as it has to read back; where the body must be refused, how the stored text would begin. */
  readonly text: string
  readonly mustFail: boolean
  readonly sent?: (body: JsonObject, place: string) => { readonly raw: string | Uint8Array }
}

/** Stands where other bytes are put in. */
const marker = '@cp@'

/** Legal JSON texts that parsers and databases trip over (RFC 8259 section 8.2, RFC 7493 section 2.1). */
const unusual: readonly (readonly [variant: string, text: string])[] = [
  ['an escaped lone surrogate', 'a\ud800b'],
  ['an escaped NUL', 'a\u0000b'],
  ['a control character', 'a\u0007b'],
  ['a noncharacter', 'a\uffffb'],
  ['a mark of byte order within', 'a\ufeffb'],
  ['a bidirectional override', 'a\u202eb'],
  ['a line separator', 'a\u2028b'],
]

export const utf8Texts: readonly WireText[] = [
  ...notUtf8.map(([variant, bytes], index): WireText => ({
    variant,
    text: `bytes${index}`,
    mustFail: true,
    sent: (body, place) => ({ raw: spliced(body, place, bytes) }),
  })),
  { variant: 'the body in UTF-16', text: 'sixteen', mustFail: true, sent: (body) => utf16(body) },
  ...unusual.map(([variant, text]): WireText => ({ variant, text, mustFail: false })),
  { variant: 'a mark of byte order before the body', text: 'marked', mustFail: false, sent: (body) => withMark(body) },
]

/** The body with bytes put in behind the text in one place. */
function spliced(body: JsonObject, place: string, bytes: readonly number[]): Uint8Array {
  const marked = withAt(body, place, `${textIn(body, place)}${marker}`)
  const [before = '', after = ''] = JSON.stringify(isObject(marked) ? marked : body).split(marker)
  const encoder = new TextEncoder()
  return Uint8Array.from([...encoder.encode(before), ...bytes, ...encoder.encode(after)])
}
