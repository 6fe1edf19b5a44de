import { messageType } from '../../specs/connect.ts'
import type { Json } from '../../specs/json.ts'

/** How a message stands in a body. */
export interface Codec {
  readonly mediaType: string
  /** The message; undefined where the bytes hold none, which the engine then finds out for itself and refuses. */
  readonly decode: (bytes: Uint8Array) => Json | undefined
  readonly encode: (message: Json) => string | Uint8Array<ArrayBuffer>
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Protobuf's JSON form, which is also what the engine reads and writes. */
const json: Codec = {
  mediaType: messageType,
  decode: (bytes) => {
    try {
      const message: Json = JSON.parse(utf8.decode(bytes))
      return message
    } catch {
      return undefined
    }
  },
  encode: (message) => JSON.stringify(message),
}

/**
 * The codecs that are spoken. The binary one is not: it needs the numbers of the fields, and no provider served here has
 * published them; numbers of our own would be understood by nobody. With real numbers it becomes a second entry.
 */
export const codecs: readonly Codec[] = [json]

/** The codec of a content type: by its essence, in any letter case, with no other charset than UTF-8. */
export function codecOf(contentType: string | undefined): Codec | undefined {
  if (contentType === messageType) return json
  const [essence = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='))
  if (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)) return undefined
  return codecs.find(({ mediaType }) => mediaType === essence.trim())
}
