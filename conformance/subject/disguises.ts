/** A text under which a secret may stand, and what its placeholder says of the form. */
export interface Disguise {
  /** Empty where the form is one in which the text is read, e.g. with the escapes of JSON. */
  readonly form: '' | `base64-${number}` | `base64url-${number}` | 'hex' | 'HEX'
  readonly text: string
}

/**
 * Everything that a secret can look like without being any less of one: as it is, with the escapes of JSON or of a URL, in base64
 * wherever it begins within a group of three bytes, with both alphabets (RFC 4648 sections 4 and 5), and in hexadecimal.
 */
export function disguisesOf(secret: string): readonly Disguise[] {
  const bytes = Buffer.from(secret, 'utf8')
  const plain = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)].map((text): Disguise => ({ form: '', text }))
  const encoded = [0, 1, 2].flatMap((before): Disguise[] => {
    const text = within(bytes, before)
    const url = text.replaceAll('+', '-').replaceAll('/', '_')
    return url === text
      ? [{ form: `base64-${before}`, text }]
      : [
          { form: `base64-${before}`, text },
          { form: `base64url-${before}`, text: url },
        ]
  })
  const hex = bytes.toString('hex')
  return [...plain, ...encoded, { form: 'hex', text: hex }, { form: 'HEX', text: hex.toUpperCase() }]
}

/**
 * A JSON text whose escapes are those that it needs (RFC 8259 section 7): some servers write `=`, `&` or `/` as `\u003d`, `\u0026` or
 * `\/`, and a secret would not be found.
 */
export function unescaped(json: string): string {
  if (!json.includes('\\')) return json
  return json.replace(/\\(?:u([0-9a-f]{4})|\/)/gi, (escape: string, code: string | undefined, at: number) => {
    if (isEscaped(json, at)) return escape
    return code === undefined ? '/' : JSON.stringify(String.fromCharCode(parseInt(code, 16))).slice(1, -1)
  })
}

/** True where an odd number of backslashes stands before a place. */
function isEscaped(text: string, at: number): boolean {
  let from = at
  while (text[from - 1] === '\\') from -= 1
  return (at - from) % 2 === 1
}

/** The characters of base64 that say these bytes alone, where some bytes stand before them in their group, and any after them. */
function within(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
}
