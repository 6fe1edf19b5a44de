import { buildConnector, Client } from 'undici'
import { clock } from '../clock.ts'
import type { Dispatcher } from 'undici'
import type { Socket } from 'node:net'
import type { WireOutcome, WireRequest } from './wire.ts'

/** Where a gate leads, and how a request is put on one of its connections. */
export interface GateOptions {
  readonly origin: string
  /** Longest that a connection may take, in milliseconds. */
  readonly timeoutMs: number
  /** How many requests are waited for. */
  readonly count: number
  readonly dispatch: (to: Dispatcher, request: WireRequest) => Promise<WireOutcome>
}

/** Shortest wait, in milliseconds, for a server to take in what is on its way. */
const shortest = 5

/**
 * Lets requests through at once. Each has a connection of its own, over which everything but its last byte is sent. When all have come
 * so far, and for as long as the slowest took to connect, so that the server has all of it, nothing happens; then the last bytes follow
 * in one tick. So neither connecting nor sending bodies keeps them apart (Kettle 2023, "Smashing the state machine", does the same over HTTP/2).
 */
export class Gate {
  private readonly options: GateOptions
  private readonly connect: buildConnector.connector
  private readonly held: (() => void)[] = []
  /** Milliseconds of the suite's clock at which the last bytes were released; undefined until then. */
  opened: number | undefined
  private missing: number
  private slowest = shortest

  constructor(options: GateOptions) {
    this.options = options
    this.missing = options.count
    this.connect = buildConnector({ timeout: options.timeoutMs })
  }

  /** Throws like `Wire.send` for a request that cannot be put on the wire at all. */
  async send(request: WireRequest): Promise<WireOutcome> {
    const arrive = once(() => this.arrived())
    const began = clock.elapsed()
    const connection = new Client(this.options.origin, {
      connect: (options, callback) => {
        this.connect(options, (...[error, socket]) => {
          if (error !== null) return callback(error, null)
          this.slowest = Math.max(this.slowest, clock.elapsed() - began)
          const release = holdBack(socket, arrive)
          if (this.opened === undefined) this.held.push(release)
          else release()
          callback(null, socket)
        })
      },
      pipelining: 1,
    })
    try {
      return await this.options.dispatch(connection, request)
    } finally {
      arrive()
      // Nobody waits for it: the answer is there.
      connection.destroy().catch(() => {})
    }
  }

  /** One request fewer is waited for: it never came. */
  arrived(): void {
    this.missing -= 1
    if (this.missing === 0) void clock.sleep(this.slowest).then(() => this.open())
  }

  private open(): void {
    this.opened = clock.elapsed()
    for (const release of this.held) release()
  }
}

type Told = (error?: Error | null) => void

/** Keeps the last byte of all that is written to a socket until it is released; tells when everything before it is on its way. */
function holdBack(socket: Socket, ready: () => void): () => void {
  const write: (bytes: Uint8Array, done: Told) => boolean = socket.write.bind(socket)
  let last = new Uint8Array()
  let writes = 0
  let isHeld = true
  socket.write = (chunk: Uint8Array | string, encoding?: BufferEncoding | Told, told?: Told): boolean => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : chunk
    const done = typeof encoding === 'function' ? encoding : told
    if (!isHeld) return write(bytes, done ?? (() => {}))
    const whole = Buffer.concat([last, bytes])
    last = whole.subarray(-1)
    writes += 1
    const own = writes
    return write(whole.subarray(0, -1), (error) => {
      done?.(error)
      // The parts of one request are written in one tick: when the last of them has gone, there are no more to come.
      if (own === writes) ready()
    })
  }
  return () => {
    isHeld = false
    if (last.length > 0) write(last, () => {})
  }
}

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    act()
  }
}
