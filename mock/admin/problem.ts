import { BackingError } from '../backing/backing.ts'

/** One place in a request body that was refused. */
export interface Mistake {
  /** JSON pointer into the body. */
  readonly pointer: string
  readonly detail: string
}

/** A problem document (RFC 9457) of the mock itself; vendors' errors keep the vendors' own envelopes. */
export function problem(status: number, detail: string, errors: readonly Mistake[] = []): Response {
  const more = errors.length === 0 ? {} : { errors }
  const body = JSON.stringify({ type: 'about:blank', title: titles[status] ?? 'Error', status, detail, ...more })
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json' } })
}

/** What the mock says where it cannot do what was asked: bad input is a 400, a store that does not answer a 503 that may be tried again. */
export function failure(error: unknown): Response {
  if (error instanceof RangeError) return problem(400, error.message)
  if (error instanceof BackingError) {
    const response = problem(503, error.message)
    response.headers.set('retry-after', '1')
    return response
  }
  return problem(500, `The mock failed: ${error instanceof Error ? error.message : String(error)}`)
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}
