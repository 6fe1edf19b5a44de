import type { Json } from '../json.ts'

/** A value that the server shows. Exactly one of the kinds is present. */
export interface Shown {
  readonly is?:
    | 'revision'
    | 'created'
    | 'updated'
    | 'phase'
    | 'generation'
    | 'observed-generation'
    | 'id'
    | 'uid'
    | 'caller'
    | 'secret'
    | 'secret-start'
    | 'conditions'
    | 'busy'
    | 'since'
    | 'age'
    | 'running-operation'
    | 'upgradeable'
    | 'applied-at'
    | 'next-version'
  /**
   * Text with `{field}`, `{path parameter}`, `{id}`, `{hex8}` and `{execution}` (seconds since 1970 at which the last trigger started that
   * leads anywhere) filled in (`{field:lower}`: in lower case). Shown only when all of them are known.
   */
  readonly text?: string
  /** JSON in whose texts the same is filled in; for what is neither requested nor set. */
  readonly made?: Json
  readonly value?: Json
  /** Number of resources of this type below this one. */
  readonly count?: string
  /** The resources of a type below this one, cut down to some fields. */
  readonly children?: { readonly resource: string; readonly fields: readonly string[] }
  /** What was requested or set here, by JSON pointer; `words` puts another value in its place, by its JSON text. */
  readonly field?: string
  readonly words?: Readonly<Record<string, Json>>
  /** Seconds after create, by JSON pointer of the field that holds their number: the instant when they are over. */
  readonly expires?: string
  /** Depends on the phase. `busy` wins while the lifecycle is under way. */
  readonly phases?: Readonly<Record<string, Json>>
  readonly busy?: Json
  /** Number of resources of a type beside this one, in the same scope; only those with these values, by JSON pointer. */
  readonly tally?: { readonly resource: string; readonly where?: Readonly<Record<string, Json>> }
  /** The first shown number less the second, by JSON pointer. */
  readonly difference?: readonly [string, string]
  /** A part of a long-running operation. */
  readonly operation?: 'state' | 'done' | 'completed' | 'response' | 'error' | 'steps'
  /** Shown only where there is a value here, by JSON pointer into the fields. */
  readonly beside?: string
  /** The first of these that has a value. */
  readonly first?: readonly Shown[]
  /** Shown only where the fields have these values, by JSON pointer (`*`: some item of an array has it). */
  readonly where?: Readonly<Record<string, Json>>
  /** A field of the resource that this one comes with, by JSON pointer. */
  readonly owner?: string
  /** Whether what was requested is in effect: never yet, not as it is now, or as it is now. */
  readonly applied?: { readonly never: Json; readonly stale: Json; readonly current: Json }
  /** Shown in place of a value that is not there or not due yet. */
  readonly otherwise?: Json
  /** Shown only once the lifecycle has reached this phase for the first time. */
  readonly after?: string
  /** `settled`: filled from the specification that last settled, not from the one last requested; `applied`: from the one that is in effect. */
  readonly from?: 'requested' | 'settled' | 'applied'
  readonly only?: 'create'
}
