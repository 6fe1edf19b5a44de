import type { Statement } from '../statement.ts'

/**
 * A field mask: a member of an update's body names the fields that change, as paths in dots, separated by commas
 * (protobuf's JSON form of `google.protobuf.FieldMask`; AIP-134, AIP-161).
 */
export type Mask = Statement<{
  /** JSON pointer of the mask in the body. */
  readonly at: string
  /** Paths that are understood, e.g. `oidc.issuerUrl`. */
  readonly paths: readonly Statement<{ readonly names: readonly string[] }>[]
  /** What a mask with any other path gets: a refusal, or a success that changes nothing. */
  readonly unknown: Statement<{ readonly policy: 'refuse' | 'ignore' }>
  /** A path that is named without a value in the body clears the field. */
  readonly clears: Statement<{
    /** Paths that then stay as they are. */
    readonly except?: readonly string[]
  }>
  /** What becomes of fields that a body without a mask does not hold. */
  readonly absent: Statement<{ readonly policy: 'keep' | 'clear' }>
}>
