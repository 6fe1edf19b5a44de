import type { Dispatcher } from 'undici'

/** What is dispatched, as far as an answer depends on it. */
export type Sent = Pick<Dispatcher.DispatchOptions, 'origin' | 'path' | 'method' | 'headers' | 'query'> & { readonly body?: unknown }

/** Where a request goes. Not `new URL(path, origin)`: a path that begins with two slashes would name another host. */
export function urlOf({ origin = 'http://localhost', path, query }: Sent): URL {
  const url = new URL(`${new URL(origin).origin}${path}`)
  for (const [name, value] of Object.entries(query ?? {})) for (const one of [value].flat()) url.searchParams.append(name, String(one))
  return url
}

/** The request as the web knows it; its body is read to the end. */
export async function requestOf(sent: Sent, signal: AbortSignal): Promise<Request> {
  const { method } = sent
  const { bytes, type } = method === 'GET' || method === 'HEAD' ? { bytes: undefined, type: null } : await contentOf(sent.body)
  const headers = new Headers(linesOf(sent.headers))
  if (type !== null && !headers.has('content-type')) headers.set('content-type', type)
  return new Request(urlOf(sent), { method, headers, signal, ...(bytes !== undefined && { body: bytes }) })
}

interface Content {
  readonly bytes: ArrayBuffer | Uint8Array<ArrayBuffer> | undefined
  readonly type: string | null
}

/** A body in any of the forms that undici takes. Those that tell their own media type are read by `Response`. */
async function contentOf(body: unknown): Promise<Content> {
  if (body === null || body === undefined) return { bytes: undefined, type: null }
  if (typeof body === 'string') return { bytes: new Uint8Array(Buffer.from(body)), type: null }
  if (body instanceof Uint8Array) return { bytes: new Uint8Array(body), type: null }
  if (body instanceof FormData || body instanceof Blob || body instanceof URLSearchParams || body instanceof ReadableStream) {
    const read = new Response(body)
    return { bytes: await read.arrayBuffer(), type: read.headers.get('content-type') }
  }
  if (isIterable(body)) return { bytes: await gathered(body), type: null }
  throw new TypeError(`Failed to read the body of a request: ${typeof body} is none. Use text, bytes, a stream, a Blob or FormData.`)
}

async function gathered(stream: AsyncIterable<unknown> | Iterable<unknown>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk)))
  return new Uint8Array(Buffer.concat(chunks))
}

function isIterable(body: unknown): body is AsyncIterable<unknown> | Iterable<unknown> {
  return typeof body === 'object' && body !== null && (Symbol.asyncIterator in body || Symbol.iterator in body)
}

/** Header lines from any of the forms that undici takes: a flat list of names and values, pairs, or an object. */
function linesOf(headers: Sent['headers']): [string, string][] {
  if (headers === null || headers === undefined) return []
  if (isFlat(headers)) return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? ''] satisfies [string, string]] : []))
  const pairs = Symbol.iterator in headers ? headers : Object.entries(headers)
  return [...pairs].flatMap(([name, value]) => [value ?? []].flat().map((line): [string, string] => [name, line]))
}

function isFlat(headers: NonNullable<Sent['headers']>): headers is string[] {
  return Array.isArray(headers)
}
