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
}
