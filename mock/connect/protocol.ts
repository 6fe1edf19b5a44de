import type { Call, Outcome } from '../call.ts'
import type { Refused } from '../refuse.ts'
import { codecOf, codecs } from './codec.ts'

/** All codings that are understood: nothing is unpacked here. */
const CODINGS = 'identity'

/**
 * What the Connect protocol itself asks of a unary call (https://connectrpc.com/docs/protocol#unary-request), in the order in
 * which connect-go asks: codec, compression, version, timeout. The streaming headers (`Connect-Content-Encoding`) mean nothing
 * in a unary call.
 */
export function protocol(call: Call): Refused | Outcome | undefined {
  return codec(call) ?? compression(call) ?? version(call) ?? timeout(call)
}

/** Refused without a body, as connect-go does: whoever sent another codec may not read this one. */
function codec(call: Call): Outcome | undefined {
  if (codecOf(call.header('content-type')) !== undefined) return undefined
  const headers = { 'accept-post': codecs.map(({ mediaType }) => mediaType).join(', ') }
  return { reply: { status: 415, headers, refusal: 'unsupported-media-type' }, changes: [] }
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
