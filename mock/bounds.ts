/** What bounds a server, where nobody says otherwise. Durations in milliseconds of real time. */
export const bounds = {
  /** For all header lines of a request, from its first byte on, or from the connection on where none comes. */
  headersMs: 30_000,
  /** For all of a request, its body included. */
  requestMs: 120_000,
  /**
   * For which an idle connection is kept. Node's five seconds are shorter than the pause of many a poller, who then loses a request that
   * meets the close on its way.
   */
  idleMs: 75_000,
  /** Of the request line and all header lines, in bytes. */
  headerBytes: 16_384,
  /** Open at once; whoever comes then is let in when another has gone. */
  connections: 10_000,
} as const

/** How often Node looks for connections that have had their time. */
const LOOK = 1000

/** The bounds as Node's `http.createServer` takes them. */
export function serverOptions(own: { readonly headersMs?: number | undefined; readonly requestMs?: number | undefined }): {
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly maxHeaderSize: number
  readonly connectionsCheckingInterval: number
} {
  const headersTimeout = own.headersMs ?? bounds.headersMs
  return {
    headersTimeout,
    requestTimeout: Math.max(headersTimeout, own.requestMs ?? bounds.requestMs),
    keepAliveTimeout: bounds.idleMs,
    maxHeaderSize: bounds.headerBytes,
    connectionsCheckingInterval: Math.min(LOOK, headersTimeout),
  }
}
