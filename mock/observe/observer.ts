import type { Call, Reply } from '../call.ts'
import { elapsed } from '../clock.ts'

/** A request that has come. */
export interface Coming {
  /** `vendor` where it leads to one of the contracts, `admin` to the management interface, `nowhere` to neither. */
  readonly to: 'vendor' | 'admin' | 'nowhere'
  readonly method: string
  /** Scheme, authority, path and query as they came, with what names a world in the path. */
  readonly url: string
  /** Path and query; without what names a world. */
  readonly target: string
  readonly world: string | undefined
  readonly header: Call['header']
  /** Only of a vendor's. */
  readonly call?: Call
  /** Only of the management interface. */
  readonly operation?: string
}

/** What came of it. */
export interface Ending {
  /** Undefined where there was no answer. */
  readonly status: number | undefined
  /** What the vendor's mock answered; its bytes may have been lost on purpose. */
  readonly reply: Reply | undefined
  /** Why the mock could not answer as it should. */
  readonly error: unknown
  /** Seconds of real time until the answer was ready to be sent. */
  readonly seconds: number
}

export interface Watch {
  readonly end: (ending: Ending) => void
  /** Does the work where what is asked meanwhile belongs to this request. */
  readonly within?: <T>(work: () => T) => T
}

/** Bytes that no request could be read from, or that took too long, with the status that was answered; or a connection beyond the bound. */
export type TurnedAway = { readonly why: 'unreadable'; readonly status: number } | { readonly why: 'too many connections' }

/** Watches requests, and changes nothing about them. */
export interface Observer {
  readonly begin: (coming: Coming) => Watch
  /** What never became a request. */
  readonly turnedAway?: (what: TurnedAway) => void
}

/** Told of what an answer was made from. */
export interface Told {
  readonly reply: (reply: Reply) => void
  readonly failed: (error: unknown) => void
}

type Answer = Response | Promise<Response>

/** Answers a request while observers look on. Not `async`: an answer that needs no waiting is returned as it is. */
export function watched(observers: readonly Observer[], coming: Coming, work: (told: Told) => Answer): Answer {
  const since = elapsed()
  const watches = observers.map((observer) => observer.begin(coming))
  let reply: Reply | undefined
  let error: unknown
  const told: Told = { reply: (made) => void (reply = made), failed: (why) => void (error = why) }
  const end = (response: Response | undefined, why = error): void => {
    const ending = { status: reply?.status ?? response?.status, reply, error: why, seconds: (elapsed() - since) / 1000 }
    for (const watch of watches) watch.end(ending)
  }
  const ended = (response: Response): Response => {
    end(response)
    return response
  }
  const lost = (why: unknown): never => {
    end(undefined, why)
    throw why
  }
  const run = watches.reduce<() => Answer>(
    (inner, { within }) => (within === undefined ? inner : () => within(inner)),
    () => work(told),
  )
  let answer: Answer
  try {
    answer = run()
  } catch (why) {
    return lost(why)
  }
  return answer instanceof Promise ? answer.then(ended, lost) : ended(answer)
}
