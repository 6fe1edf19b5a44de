import type { Json } from '../json.ts'
import type { Sourced, Statement } from '../statement.ts'

/**
 * Something that holds between fields, or between a field and another resource. Places are JSON pointers into the resource's
 * fields; `*` in one stands for every item of an array. A request that would break a rule is refused and changes nothing.
 */
export type Rule =
  | Exists
  | Equal
  | Ordered
  | Combination
  | MemberOf
  | Unique
  | Immutable
  | AppendOnly
  | OnlyGrows
  | AtMostOne
  | ExclusiveOr
  | AllOrNone
  | Apart
  | DecodesAs
  | Offered
  | OneMinorAtATime

export type RuleKind = Rule['rule']

/** The value names a resource of this type in the same scope. Refused as `unknown-reference`. */
export type Exists = Statement<{
  readonly rule: 'exists'
  readonly at: string
  readonly resource: string
  /** Only where the resource has one of these values, by JSON pointer. */
  readonly where?: Readonly<Record<string, readonly Json[]>>
  /** Phases in which it may be named; in others `not-ready`. Any when absent. */
  readonly phases?: readonly string[]
}>

/** The value equals what the resource that is named at `through` shows at `to`. */
export type Equal = Statement<{ readonly rule: 'equal'; readonly at: string; readonly through: string; readonly to: string }>

/** Every value is among those that the resource named at `through` shows at `of`, which cannot be taken away there meanwhile (`in-use`). */
export type MemberOf = Statement<{ readonly rule: 'member-of'; readonly at: string; readonly through: string; readonly of: string }>

/**
 * No value stands twice in these places. With `within`, no two resources of the type in one scope that agree at those places
 * have the same value (refused as `name-taken`).
 */
export type Unique = Statement<{
  readonly rule: 'unique'
  readonly at: readonly string[]
  readonly within?: readonly string[]
  /** Texts that differ in case only are the same. */
  readonly caseless?: Sourced
}>

/** Two numbers: the first is not greater than the second. */
export type Ordered = Statement<{ readonly rule: 'ordered'; readonly at: readonly [string, string] }>

/** The values of these places go together in one of these ways; null stands for any. Sample data: a subject may offer others. */
export type Combination = Statement<{ readonly rule: 'combination'; readonly at: readonly string[]; readonly values: readonly (readonly Json[])[] }>

/** The values never change after create. Refused as `immutable-field` where an update's body names another value. */
export type Immutable = Statement<{ readonly rule: 'immutable'; readonly at: readonly string[] }>

/** An update of the array keeps all items that it had, in order, at its beginning. */
export type AppendOnly = Statement<{ readonly rule: 'append-only'; readonly at: string }>

/** A range of numbers: an update keeps all that was in it. Where it never was, nothing is kept. */
export type OnlyGrows = Statement<{ readonly rule: 'only-grows'; readonly from: string; readonly to: string }>

/** At most one of the values is this one; exactly one with `needed`, where there are any values. */
export type AtMostOne = Statement<{ readonly rule: 'at-most-one'; readonly at: string; readonly is: Json; readonly needed?: true }>

/** One request gives at most one of these places; exactly one with `needed`. A default is not filled in where another one is given. */
export type ExclusiveOr = Statement<{ readonly rule: 'exclusive-or'; readonly at: readonly string[]; readonly needed?: true }>

/** All of these places are given, or none. */
export type AllOrNone = Statement<{ readonly rule: 'all-or-none'; readonly at: readonly string[] }>

/** Where `when` holds, the request does not name `without`. With `each`, both are places of one item of that array. */
export type Apart = Statement<{
  readonly rule: 'apart'
  readonly each?: string
  /** Holds where the value at `at` is `is`, or, without `is`, where the request changes it. */
  readonly when: { readonly at: string; readonly is?: Json }
  readonly without: readonly string[]
}>

/** The text is base64 (RFC 4648 section 4, padded) of an object in one of these languages, or of anything where none is named. Empty text is allowed. */
export type DecodesAs = Statement<{ readonly rule: 'decodes-as'; readonly at: string; readonly encoding: 'base64'; readonly as?: readonly ('json' | 'yaml')[] }>

/** The value is one of those on offer when it is set, in ascending order. Sample data: a subject may offer others. */
export type Offered = Statement<{ readonly rule: 'offered'; readonly at: string; readonly values: readonly Json[] }>

/** A version `v1.N`, with or without the `v`: an update raises the minor part by one at most, and never lowers it. */
export type OneMinorAtATime = Statement<{ readonly rule: 'one-minor-at-a-time'; readonly at: string }>

/** The rules of one kind, in their order. */
export function rulesOf<K extends RuleKind>(type: { readonly rules?: readonly Rule[] }, kind: K): readonly Extract<Rule, { readonly rule: K }>[] {
  return (type.rules ?? []).filter((rule): rule is Extract<Rule, { readonly rule: K }> => rule.rule === kind)
}
