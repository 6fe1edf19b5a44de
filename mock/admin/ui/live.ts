import { elapse, elapsed } from '../../clock.ts'
import { changedIn, type Marks } from './marks.ts'

/** Pages that are told of changes at once: each costs a look at the world several times a second. */
const MOST_LISTENERS = 32

/** How often a world is looked at, in milliseconds of real time. */
const LOOK = 250

/** Events that wait for one page that takes none; then it is let go. */
const MOST_UNREAD = 100

/** A look at a large world takes its time: the next one waits so many times as long. */
const SHARE = 20

/** After so many looks without a change, a comment keeps the connection from being taken for dead. */
const QUIET = 60

export interface Watching {
  /** What the world looks like now; undefined where it is no more. */
  readonly look: () => Promise<Marks | undefined>
  /** Raised when the server closes. */
  readonly closing: AbortSignal
  /** Looks further apart where each one costs a look at a store. */
  readonly everyMs?: number
}

/** Who listens to one server. */
export class Listeners {
  #count = 0

  get count(): number {
    return this.#count
  }

  /**
   * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): `changed` names the parts of the page that
   * have changed, `gone` that the world is no more. Undefined where too many listen.
   */
  listen(watching: Watching): Response | undefined {
    if (this.#count >= MOST_LISTENERS || watching.closing.aborted) return undefined
    this.#count += 1
    const [left, ended] = [new AbortController(), new AbortController()]
    const encoder = new TextEncoder()
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const send = (text: string): void => {
          if ((controller.desiredSize ?? 0) < -MOST_UNREAD) ended.abort()
          else controller.enqueue(encoder.encode(text))
        }
        const stop = AbortSignal.any([left.signal, ended.signal, watching.closing])
        void told(watching, { send, stop })
          .catch(() => undefined)
          .finally(() => {
            this.#count -= 1
            if (!left.signal.aborted) controller.close()
          })
      },
      cancel: () => left.abort(),
    })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } })
  }
}

async function told({ look, everyMs = LOOK }: Watching, { send, stop }: { send: (text: string) => void; stop: AbortSignal }): Promise<void> {
  let marks = await look()
  let took = 0
  let quiet = 0
  send('retry: 1000\nevent: hello\ndata: []\n\n')
  while (!stop.aborted) {
    await elapse(Math.max(everyMs, SHARE * took), stop)
    if (stop.aborted) return
    const began = elapsed()
    const now = await look()
    took = elapsed() - began
    if (stop.aborted) return
    if (now === undefined || marks === undefined) return send('event: gone\ndata: []\n\n')
    const changed = changedIn(marks, now)
    marks = now
    quiet = changed.length > 0 ? 0 : quiet + 1
    if (changed.length > 0) send(`event: changed\ndata: ${JSON.stringify(changed)}\n\n`)
    else if (quiet % QUIET === 0) send(': still here\n\n')
  }
}
