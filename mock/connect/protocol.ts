import type { Call } from '../call.ts'
import type { Refused } from '../refuse.ts'
import { codecOf, codecs } from './codec.ts'

/** What a client sends that was not told otherwise. */
const BINARY = 'application/proto'

/** All codings that are understood: nothing is unpacked here. */
const CODINGS = 'identity'

/**
 * What the Connect protocol itself asks of a unary call (https://connectrpc.com/docs/protocol#unary-request), in the order in
 * which connect-go asks: codec, compression, version, timeout. The streaming headers (`Connect-Content-Encoding`) mean nothing
 * in a unary call.
 */
export function protocol(call: Call): Refused | undefined {
  return codec(call) ?? compression(call) ?? version(call) ?? timeout(call)
}

/** connect-go sends no body here; an error in JSON can be read whatever codec was sent, and tells what to do. */
function codec(call: Call): Refused | undefined {
  const sent = call.header('content-type')
  if (codecOf(sent) !== undefined) return undefined
  const spoken = codecs.map(({ mediaType }) => mediaType).join(', ')
  const isBinary = sent?.toLowerCase().startsWith(BINARY) === true
  const why = isBinary ? ' Binary messages are not spoken, because the numbers of their fields are not at hand.' : ''
  const how = isBinary ? ', e.g. with connect.WithProtoJSON() in Go' : ''
  const detail = `the content type is ${sent === undefined || sent === '' ? 'missing' : sent}.${why} Send ${spoken}${how}`
  return { refusal: 'unsupported-media-type', detail, headers: { 'accept-post': spoken } }
}

function compression(call: Call): Refused | undefined {
  const sent = call.header('content-encoding')?.trim() ?? ''
  if (sent === '' || sent.toLowerCase() === CODINGS) return undefined
  return { refusal: 'not-modelled', detail: `unknown compression "${sent}": supported encodings are ${CODINGS}`, headers: { 'accept-encoding': CODINGS } }
}

function version(call: Call): Refused | undefined {
  const sent = call.header('connect-protocol-version')
  return sent === undefined || sent === '1' ? undefined : invalid('Connect-Protocol-Version', `must be "1": got "${sent}"`)
}

/** The world's clock stands still while a call is answered, so that only a deadline of no time at all is exceeded. */
function timeout(call: Call): Refused | undefined {
  const sent = call.header('connect-timeout-ms')
  if (sent === undefined) return undefined
  if (!/^[0-9]{1,10}$/.test(sent)) return invalid('Connect-Timeout-Ms', `must be 1 to 10 digits: got "${sent}"`)
  return Number(sent) === 0 ? { refusal: 'deadline-exceeded', detail: 'the deadline had passed when the call came' } : undefined
}

function invalid(header: string, fault: string): Refused {
  return { refusal: 'invalid-parameter', detail: `${header} ${fault}`, path: ['headers', header.toLowerCase()] }
}
