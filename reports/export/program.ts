import type { Assertion } from '../../conformance/runnable/assertion.ts'

/** A finding as steps that anybody can take: what every format is written from. */
export interface Program {
  /** Tells it from others: the check, the resource type where there is one, and the finding's fingerprint. */
  readonly name: string
  readonly fingerprint: string
  readonly requirement: { readonly id: string; readonly level: string; readonly sentence: string; readonly source: string }
  readonly expected: string
  readonly actual: string
  /** The command that lets the suite look again. */
  readonly replay: string
  /** Where it was found. */
  readonly endpoint: string
  readonly variables: readonly Variable[]
  readonly steps: readonly Step[]
  /** All have to hold; their exchanges are the numbers of steps. At least one was broken when it was found. */
  readonly asserts: Assertion
  /** True where they are what a server that keeps the promise was seen to answer, not what the judge says: other right answers may fail them. */
  readonly isByExample?: true
}

export interface Variable {
  /** Upper case: a variable of the environment. */
  readonly name: string
  /** What it stands for, in a few words. */
  readonly about: string
  /**
   * `secret`: has to be given. `given`: has the recorded value unless it is given. `fresh`: new in each run, six characters of
   * `[a-z0-9]`. `captured`: from an earlier answer. `literal`: text that a template would take for its own.
   */
  readonly kind: 'secret' | 'given' | 'fresh' | 'captured' | 'literal'
  readonly value?: string
}

/** Texts and variables in turn. */
export type Template = readonly (string | { readonly variable: string })[]

export interface Step {
  /** From 1. */
  readonly number: number
  readonly label: string
  readonly method: string
  /** Path and query, or whatever stood in place of them. In it, variables are percent-encoded. */
  readonly target: Template
  readonly headers: readonly (readonly [name: string, value: Template])[]
  /** In it, variables have the escapes of a JSON text. */
  readonly body?: Template
  readonly captures: readonly Capture[]
  /** Sent again until all of these hold, some dozens of times at most. Their exchange is this step. */
  readonly until?: Assertion
  /** True where they are what is asserted: when they never hold, the promise is broken. */
  readonly isHoped?: true
  /** Seconds that pass before it: on a mock its clock can be moved instead. */
  readonly pause?: number
  /** Statuses without which what follows means nothing. */
  readonly status?: '2xx' | '3xx' | '4xx' | '5xx'
}

export interface Capture {
  readonly variable: string
  readonly from: { readonly header: string } | { readonly json: string }
}

/** The variable that stands for whatever the endpoint is. */
export const ENDPOINT = 'ENDPOINT'

/** The variable that tells where the clock of a mock is moved, so that nobody has to wait. */
export const CLOCK = 'CLOCK'

/** How often a wait asks, and how many seconds it rests in between. */
export const patience = { attempts: 60, seconds: 5 } as const
