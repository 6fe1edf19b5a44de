import type { JsonObject } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import { WORLD_HEADER } from '../request.ts'
import { answerOf, type Exchange, type Tape } from './tape.ts'

type Asked = Omit<Exchange, 'answer' | 'answeredAfter'>

/** The request as it came. */
export function requestIn(request: Request, { method, lines, body }: Pick<Call, 'method' | 'lines' | 'body'>, source: string): Asked {
  const bytes = body.kind === 'bytes' ? Buffer.from(body.bytes) : Buffer.alloc(body.limit + 1)
  return {
    method,
    target: pathOf(request.url),
    source,
    headers: lines?.() ?? [...request.headers],
    ...(bytes.length > 0 && { body: bytes.toString('base64') }),
  }
}

/** A request to the management interface; its answer is not compared, for it may tell of the real time. */
export function deedIn({ method, url }: Request, world: string | undefined, body: JsonObject): Asked {
  const headers = world === undefined ? [] : [[WORLD_HEADER, world] as const]
  const written = Object.keys(body).length === 0 ? {} : { body: Buffer.from(JSON.stringify(body)).toString('base64') }
  return { method, target: pathOf(url), source: 'in-process', headers, ...written }
}

/** Path and query as they stand, and what names a world with them. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  return start < 0 ? '/' : url.slice(start)
}

/** Asks, and notes both the request and the answer. */
export async function noted(tape: Tape, request: Asked, answer: () => Response | Promise<Response>): Promise<Response> {
  const tell = tape.asked(request)
  try {
    const response = await answer()
    const { body, status, headers } = response
    // A fault has written or broken it by hand: there is no answer to compare.
    if (headers.has('x-hono-already-sent')) {
      tell()
      return response
    }
    const bytes = body === null ? null : await response.arrayBuffer()
    tell(await answerOf(new Response(bytes, { status, headers })))
    return new Response(bytes, { status, headers })
  } catch (error) {
    tell()
    throw error
  }
}
