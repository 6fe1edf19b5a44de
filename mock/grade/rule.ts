import type { OperationBehaviour } from '../../specs/behaviour.ts'
import type { Entry } from '../journal.ts'

/** One thing that a well-behaved client does. */
export interface Rule {
  readonly id: string
  readonly sentence: string
  /** Where it can be looked up; absent where it is no more than good practice. */
  readonly source?: string
  /** A pure function of what one client sent to one provider, oldest first. */
  readonly judge: (traffic: Traffic) => readonly Observation[]
}

/** What one client sent to one provider, and what it was answered. */
export interface Traffic {
  readonly entries: readonly Entry[]
  readonly operationOf: (entry: Entry) => OperationBehaviour | undefined
  readonly limits: Limits
}

/** What a client may do at most. */
export interface Limits {
  /** Reads of one resource that is not settled yet. */
  readonly pollsPerSecond: number
}

/** One occasion to keep a rule, and what became of it. */
export interface Observation {
  readonly good: boolean
  /** Numbers of the requests that show it. */
  readonly requests: readonly number[]
  /** What was seen, in a few words. */
  readonly note: string
}

/** Milliseconds from one request to another: by the world's clock or by the real one, whichever passed more, for a client can know either. */
export function gap(from: Entry, to: Entry): number {
  return Math.max(Date.parse(to.at) - Date.parse(from.at), Date.parse(to.realAt) - Date.parse(from.realAt))
}

/** Whether two requests are about the same resource. */
export function sameResource(one: Entry, other: Entry): boolean {
  return one.resource !== undefined && JSON.stringify(one.resource) === JSON.stringify(other.resource)
}

/** Whether a request is another one word for word, as far as the journal tells: one that was sent again. */
export function sameRequest(one: Entry, other: Entry): boolean {
  return one.method === other.method && one.target === other.target && one.body?.hash === other.body?.hash
}

/** Whether a client has to take it that the request may not have been done. */
export function hasFailed({ status, lost }: Entry): boolean {
  return lost === true || status >= 500 || status === 429 || status === 408
}

export function isRead({ action }: Entry): boolean {
  return action === 'read' || action === 'view' || action === 'wait'
}

export function isWrite({ action }: Entry): boolean {
  return action !== undefined && !['list', 'read', 'view', 'overview', 'invoke', 'tell', 'wait'].includes(action)
}
