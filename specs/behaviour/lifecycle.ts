import type { Json } from '../json.ts'
import type { Statement } from '../statement.ts'

export interface Lifecycle {
  /** JSON pointer of the field that shows the phase. */
  readonly at: string
  readonly phases: Readonly<Record<string, Phase>>
  readonly triggers: Readonly<Record<string, Trigger>>
  /** JSON pointer of a member that has this value (true when absent) while the lifecycle is under way, also in phases that do not end by themselves. */
  readonly busy?: Statement<{ readonly at: string; readonly is?: Json }>
  /** Present where a change is saved at once and put into effect later, by a trigger that `applies`. */
  readonly application?: Statement<{
    /** JSON pointers of fields whose change needs none. */
    readonly regardless: readonly string[]
  }>
  /** Phases that a vendor's documents and clients name differently: the suite accepts either word. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>
  readonly settles: Statement<{ readonly withinSeconds: number }>
  readonly vanishes?: Statement<{ readonly withinSeconds: number }>
}

export type Phase = Statement<{
  /** `transient` phases end by themselves; `settled` ones do not. */
  readonly kind: 'transient' | 'settled' | 'failed'
}>

export type Trigger = Statement<{
  /** Phases in which it starts; absent means any. In others the change is stored and the phase stays. */
  readonly from?: readonly string[]
  /** Phases passed, in order (`before`: the one in which it began), each with its duration on the mock's clock. */
  readonly through: readonly { readonly phase: string; readonly seconds: number }[]
  /** Where it ends: a phase, `before` (the phase in which it, or what it put an end to, began), or `gone`. */
  readonly to: string
  /** `administrator`: never started by an API call, only by the management interface. */
  readonly by?: 'administrator'
  /** Once it has come to its end, what had been requested when it started is in effect. */
  readonly applies?: true
  /** How a long-running operation ends that this puts an end to. */
  readonly ends?: 'failed' | 'cancelled'
}>
