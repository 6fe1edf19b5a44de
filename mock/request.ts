import type { Body, Call } from './call.ts'

/** Prefix of paths that name a world, for clients that cannot add headers: `/__world/<name>/…`. */
const WORLD_PREFIX = '/__world/'
/** Header that names a world. */
export const WORLD_HEADER = 'x-mock-world'

/** Path, query and world of a request, as sent: nothing is decoded or normalised. */
export interface Target {
  readonly world: string | undefined
  /** What named the world before the path, e.g. `/__world/a`; empty where nothing did. */
  readonly prefix: string
  readonly path: string
  /** Path and query. */
  readonly full: string
}

/** Reads the target from a request's URL and its world header. */
export function targetOf(url: string, header: string | undefined): Target {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  let full = start < 0 ? '/' : url.slice(start)
  let world = header
  let prefix = ''
  if (full.startsWith(WORLD_PREFIX)) {
    const end = full.indexOf('/', WORLD_PREFIX.length)
    world = full.slice(WORLD_PREFIX.length, end < 0 ? undefined : end)
    prefix = end < 0 ? full : full.slice(0, end)
    full = end < 0 ? '/' : full.slice(end)
  }
  const query = full.indexOf('?')
  return { world, prefix, full, path: query < 0 ? full : full.slice(0, query) }
}

export const NO_BODY: Body = { kind: 'bytes', bytes: new Uint8Array() }

/**
 * How much of a body over the limit is still read and thrown away. A connection that is closed while a client sends
 * resets, and the client may never see the answer (RFC 9112 section 9.6).
 */
const LINGER = 67_108_864

/** The body's bytes, kept no further than the limit. */
export async function bodyOf(request: Request, header: Call['header'], limit: number): Promise<Body> {
  const length = header('content-length')
  if (length === '0') return NO_BODY
  if (length !== undefined && Number(length) <= limit) return { kind: 'bytes', bytes: new Uint8Array(await request.arrayBuffer()) }
  return request.body === null ? NO_BODY : bounded(request.body, limit)
}

async function bounded(stream: ReadableStream<Uint8Array>, limit: number): Promise<Body> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.byteLength
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
    if (size > limit + LINGER) break
  }
  return size > limit ? { kind: 'too-large', limit } : { kind: 'bytes', bytes: Buffer.concat(chunks) }
}
