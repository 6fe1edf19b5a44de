import type { Exchange } from '../history.ts'

/** What is compared of an answer. */
export type Aspect =
  | 'status'
  | 'media type'
  | 'header'
  | 'code'
  /** Whether a member is there. */
  | 'member'
  /** Its JSON type. */
  | 'type'
  /** Whether its word is one of those that the document lists. */
  | 'word'
  | 'phase'
  /** Whether the entity tag moves while only the phase changes. */
  | 'tag'
  /** How a check ended, where nothing else shows why. */
  | 'verdict'

/** One thing that was compared: what the mock shows, and what the endpoint shows. */
export interface Fact {
  readonly aspect: Aspect
  /** Name of the header, or JSON pointer into the body; empty where the whole answer is meant. */
  readonly place: string
  readonly mock: string
  readonly endpoint: string
  /** Why the mock refuses, in the contract's own word. */
  readonly refusal?: string
  /** Status of both answers, where it is the same. */
  readonly status?: number
  /** What the document says of what the endpoint shows: it allows it, says nothing of it although it leaves room for it, or forbids it. */
  readonly document?: 'allows' | 'is silent' | 'forbids'
}

/** The same fact wherever it was seen. */
export interface Group {
  readonly operation: string
  readonly fact: Fact
  /** Times it was seen, of those in which the mock showed the same. */
  readonly times: number
  readonly of: number
  /** Checks that saw it, by `check resource`. */
  readonly checks: ReadonlySet<string>
  /** The first time that it was seen. */
  readonly example: { readonly check: string; readonly resource: string; readonly mock?: Exchange; readonly endpoint?: Exchange }
}
