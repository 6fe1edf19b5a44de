import { isObject } from '../../specs/json.ts'
import type { JsonObject } from '../../specs/json.ts'

/** A body text that is not what it ought to be. `expect` says whether a server may ever accept it. */
export interface RawBody {
  readonly variant: string
  readonly raw: string | Uint8Array
}

/** Texts made from a valid body that no JSON parser accepts (RFC 8259 section 2); each is confirmed with `JSON.parse`. */
export function malformed(body: JsonObject): readonly RawBody[] {
  const text = JSON.stringify(body)
  const variants: readonly (readonly [string, string])[] = [
    ['cut in half', text.slice(0, Math.ceil(text.length / 2))],
    ['last brace missing', text.slice(0, -1)],
    ['trailing comma', `${text.slice(0, -1)},}`],
    ['comment', `${text.slice(0, -1)}/* a */}`],
    ['single quotes', text.replaceAll('"', "'")],
    ['unquoted name', text.replace(/"(\w+)":/, '$1:')],
    ['NaN', text.replace(/:("[^"]*"|\d+|true|false)/, ':NaN')],
    ['two documents', `${text}${text}`],
    ['trailing text', `${text} x`],
    ['raw line break in a string', text.replace(/:"/, ':"\n')],
    ['leading zero', text.replace(/:("[^"]*"|\d+|true|false)/, ':01')],
    ['only a brace', '{'],
    ['blank', ' '],
  ]
  return variants.filter(([, raw]) => !parses(raw)).map(([variant, raw]) => ({ variant, raw }))
}

/** JSON texts whose top level is no object. */
export const notObjects: readonly RawBody[] = ['[]', '"x"', '42', 'null', 'true'].map((raw) => ({ variant: `top level ${raw}`, raw }))

/** A byte order mark before the text: parsers may ignore it (RFC 8259 section 8.1). */
export function withMark(body: JsonObject): RawBody {
  return { variant: 'byte order mark', raw: bytes([0xef, 0xbb, 0xbf], JSON.stringify(body)) }
}

/** Sequences that are not UTF-8 (RFC 3629 section 3). */
export const notUtf8: readonly (readonly [variant: string, units: readonly number[]])[] = [
  ['lone continuation byte', [0x80]],
  ['two-byte sequence cut short', [0xc3, 0x28]],
  ['overlong slash', [0xc0, 0xaf]],
  ['surrogate in UTF-8', [0xed, 0xa0, 0x80]],
  ['beyond U+10FFFF', [0xf5, 0x80, 0x80, 0x80]],
]

/** Bodies whose member `field` holds bytes that are not UTF-8 (RFC 3629). `field` must hold a string. */
export function invalidUtf8(body: JsonObject, field: string): readonly RawBody[] {
  const marker = '\u0001'
  const text = JSON.stringify({ ...body, [field]: marker })
  const [before = '', after = ''] = text.split(JSON.stringify(marker).slice(1, -1))
  return notUtf8.map(([variant, units]) => ({ variant, raw: bytes(`${before}a`, units, after) }))
}

/** The whole text in UTF-16, which JSON over the network no longer allows (RFC 8259 section 8.1). */
export function utf16(body: JsonObject): RawBody {
  return { variant: 'UTF-16', raw: new Uint8Array(Buffer.from(JSON.stringify(body), 'utf16le')) }
}

/** The member `field` twice, the second time with another value; once plainly and once with its name escaped. */
export function duplicated(body: JsonObject, field: string, other: JsonObject[string]): readonly RawBody[] {
  const text = JSON.stringify(body)
  const twin = `,${JSON.stringify(field)}:${JSON.stringify(other)}}`
  const code = field.charCodeAt(0).toString(16).padStart(4, '0')
  const escapedTwin = `,"\\u${code}${JSON.stringify(field.slice(1)).slice(1)}:${JSON.stringify(other)}}`
  return [
    { variant: 'member twice', raw: text.slice(0, -1) + twin },
    { variant: 'member twice, name escaped', raw: text.slice(0, -1) + escapedTwin },
  ]
}

/** Brackets or braces, `levels` deep: valid JSON that naive parsers overflow on (RFC 8259 section 9). */
export function deep(levels: number, body?: { readonly of: JsonObject; readonly field: string }): readonly RawBody[] {
  const arrays = '['.repeat(levels) + ']'.repeat(levels)
  const objects = '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
  const within = (value: string) => {
    if (body === undefined || !isObject(body.of)) return value
    const rest = JSON.stringify({ ...body.of, [body.field]: 0 })
    return rest.replace(`${JSON.stringify(body.field)}:0`, `${JSON.stringify(body.field)}:${value}`)
  }
  return [
    { variant: `${levels} nested arrays`, raw: within(arrays) },
    { variant: `${levels} nested objects`, raw: within(objects) },
  ]
}

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  const encoder = new TextEncoder()
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? Array.from(encoder.encode(part)) : part)))
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
