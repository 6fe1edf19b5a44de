import type { Call, Outcome, Respond, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'

/** Real milliseconds between looking and doing: a call to a database far away. */
const GAP = 15

/** A call in its gap: what it would have been answered, and what would have been done, had there been none. */
interface Delayed {
  readonly call: Call
  readonly respond: Respond
  readonly first: Outcome
}

type Then = (delayed: Delayed, later: Surroundings) => Outcome

/** What is not refused at first sight is done after a gap, or after several, and then in this way. */
export function gap(where: (call: Call, outcome: Outcome) => boolean, then: Then, gaps = 1): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    if (outcome.reply.refusal !== undefined || outcome.changes.length === 0 || !where(call, outcome)) return outcome
    return { reply: outcome.reply, changes: [], later: { afterMs: gaps * GAP, finish: (later) => then({ call, respond, first: outcome }, later) } }
  }
}

/** The same, three gaps long, of calls that come while another one about the same thing is in its gap, and of that one; others are done as they should be. */
export function crowding(about: (call: Call) => string | undefined, then: Then): Defect['wrap'] {
  return (respond, contract) => {
    const waiting = new Map<string, number>()
    const crowded = new Set<string>()
    const entering = (call: Call): boolean => {
      const key = about(call)
      if (key === undefined) return false
      const others = waiting.get(key) ?? 0
      waiting.set(key, others + 1)
      if (others > 0) crowded.add(key)
      return true
    }
    return gap(
      entering,
      (delayed, later) => {
        const key = about(delayed.call) ?? ''
        const left = (waiting.get(key) ?? 1) - 1
        waiting.set(key, left)
        const wasCrowded = crowded.has(key)
        if (left === 0) crowded.delete(key)
        return wasCrowded ? then(delayed, later) : delayed.respond(delayed.call, later)
      },
      3,
    )(respond, contract)
  }
}
