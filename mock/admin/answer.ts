import type { Json } from '../../specs/json.ts'

/** A JSON answer. */
export function told(body: Json, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}

export function nothing(): Response {
  return new Response(null, { status: 204 })
}
