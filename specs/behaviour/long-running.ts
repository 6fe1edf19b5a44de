import type { JsonObject } from '../json.ts'
import type { Statement } from '../statement.ts'

/** Work that outlives its request, as a resource of its own. */
export type LongRunning = Statement<{
  /** The resource type of long-running operations. */
  readonly resource: string
  /** JSON pointers into one of them. */
  readonly state: string
  readonly done: string
  readonly completed: string
  readonly response: string
  readonly error: string
  /** Where it names the resource that it is about. */
  readonly target: string
  /** The words of `state`. */
  readonly states: { readonly running: string; readonly succeeded: string; readonly failed: string; readonly cancelled: string }
  /** How long one that is done and its resource may disagree. */
  readonly agrees: Statement<{ readonly withinSeconds: number }>
  readonly wait?: Statement<{
    readonly operation: string
    /** Query parameter with the longest wait, in seconds. */
    readonly parameter: string
    readonly min: number
    readonly max: number
    readonly default: number
  }>
}>

/**
 * The long-running operation that an operation answers with. Texts hold `{id}`, `{field}` and names of the resource's address in
 * braces, and are filled in from the resource that it is about.
 */
export type Started = Statement<{
  /** What it tells of its request, member by member: whose it is, its metadata. */
  readonly tells: JsonObject
  /** What it tells of its result, once it has succeeded. */
  readonly response: JsonObject
  /** The trigger that cancelling starts; it runs to its end when absent. */
  readonly cancel?: string
}>
