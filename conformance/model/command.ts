/**
 * One thing that a model-based run does, as plain data. Commands hold generated scalars only: a resource is named by its place among
 * those that the run has made (`of`, modulo their number, the youngest first), a value by its place among those of a field. So a sequence stays meaningful
 * when commands are taken out of it, and can be sent again as it stands.
 */
export type Command =
  /** Looks at the whole collection. */
  | { readonly do: 'list' }
  /** Makes one; `settled` waits until its lifecycle has come to rest. */
  | { readonly do: 'create'; readonly settled: boolean }
  | { readonly do: 'import' }
  | { readonly do: 'read'; readonly of: number }
  /** Looks at something else that tells of it: connection details, a status. */
  | { readonly do: 'view'; readonly of: number; readonly which: number }
  /** Reads the long-running operation that was started first for it: that of its creation. */
  | { readonly do: 'work'; readonly of: number }
  | { readonly do: 'update'; readonly of: number; readonly field: number; readonly value: number; readonly on: Condition }
  | { readonly do: 'act'; readonly of: number; readonly which: number }
  /** Sends what has to be refused: a name that is taken, or a body that is cut off. */
  | { readonly do: 'offend'; readonly of: number; readonly how: 'taken' | 'cut off' }
  | { readonly do: 'delete'; readonly of: number }
  /** Deletes what was deleted before. */
  | { readonly do: 'delete again'; readonly of: number }
  /** Makes one with the body of one that is gone. */
  | { readonly do: 'recreate'; readonly of: number }
  /** Sends a create once more, with its idempotency key. */
  | { readonly do: 'replay'; readonly of: number }
  /** Sends a request and hangs up before the answer: it may or may not have been done. */
  | { readonly do: 'lose'; readonly what: 'create' | 'update' | 'delete'; readonly of: number; readonly value: number }
  /** Reads until the lifecycle has come to rest, or until what was deleted is gone. */
  | { readonly do: 'settle'; readonly of: number }
  /** Lets time pass on the subject's clock. */
  | { readonly do: 'wait'; readonly seconds: number }
  /** Deletes all that the run has made, waits until it is gone, and looks at the collection. */
  | { readonly do: 'finish' }

/** What an update is made conditional on, where the contract has preconditions. */
export type Condition = 'nothing' | 'current' | 'stale'

export type Program = readonly Command[]
