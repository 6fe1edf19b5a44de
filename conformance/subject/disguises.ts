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

/** The characters of base64 that say these bytes alone, where some bytes stand before them in their group, and any after them. */
function within(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
}
