import { answerOf, succeeded } from '../../history.ts'
import { standsFor } from '../../judge/effect.ts'
import { sameJson, tagOf, volatileIn } from '../../judge/view.ts'
import { all, met, unmet } from '../../need.ts'
import { at } from '../../../specs/json.ts'
import { contested } from '../contest.ts'
import { dialect } from './acts.ts'
import type { Json } from '../../../specs/json.ts'
import type { RequestPlan } from '../../api.ts'
import type { MutableField } from '../../generate/mutable.ts'
import type { Answer, Exchange, History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { OperationNeed, PreconditionNeed } from '../../needed.ts'
import type { Reading } from '../../reading.ts'
import type { Dialect } from './acts.ts'

export type Params = Readonly<Record<string, string>>

/** Requests of one kind at most; with those of the other kinds they are as many as the judge of orders is quick with. */
export const most = 8

/** A resource that can be written and read, and what is known of its tag. */
export interface Shared {
  readonly read: OperationNeed
  readonly update: OperationNeed
  readonly field: MutableField
  readonly dialect: Dialect
  /** Where writes are to name the resource's tag. */
  readonly condition: PreconditionNeed | undefined
  /** False where a write is seen only once it is in effect. */
  readonly isSeenAtOnce: boolean
}

/** Writes on the condition of the resource's own tag. */
export function conditional(reading: Reading): Need<Shared> {
  const condition = reading.precondition()
  if (condition.kind === 'met' && condition.value.on !== reading.resource)
    return unmet(`a write to a ${reading.resource} is judged by the tag of a ${condition.value.on}`)
  return shared(reading, condition)
}

/** Writes that make no condition. */
export function unconditional(reading: Reading): Need<Shared> {
  const condition = reading.precondition()
  if (condition.kind === 'met' && condition.value.rule.presence === 'required') return unmet(`every write to a ${reading.resource} names a tag`)
  return shared(reading, met(undefined))
}

function shared(reading: Reading, condition: Need<PreconditionNeed | undefined>): Need<Shared> {
  const field = contested(reading, most)
  if (field.kind === 'unmet') return field
  const isSeenAtOnce = met(!volatileIn(reading.type).some((place) => place === field.value.pointer))
  return all({ read: reading.operation('read'), update: reading.operation('update'), field, dialect: dialect(reading), condition, isSeenAtOnce })
}

/** An update of the field: on the condition of a tag, or on none but what the contract requires. */
export function writing(
  { update, field }: Shared,
  { params }: { readonly params: Params },
  { value, tag }: { value: Json; tag: string | undefined },
): RequestPlan {
  const plan = { operation: update.id, params, body: field.body(value), atOnce: true, mayBeLost: true }
  return tag === undefined ? plan : { ...plan, headers: { 'if-match': tag } }
}

/** The tag that a read shows, where writes are to name it. */
export function tagIn({ condition }: Shared, exchange: Exchange | undefined): string | undefined {
  return condition === undefined ? undefined : tagOf(condition.tag, answerOf(exchange))
}

/**
 * How values of the field are told apart: by what was written, to which a server may add. A value that nobody wrote may be one in other
 * words, and tells nothing; nor does any where a write alone does not read back as what was sent.
 */
export function valuesOf(history: History, { field, isSeenAtOnce }: Shared, written: readonly Json[]): (exchange: Exchange | undefined) => string | undefined {
  const writtenAt = (answer: Answer | undefined): Json | undefined => {
    const shown = at(answer?.json, field.pointer)
    const meant = written.filter((value) => standsFor(value, shown))
    return meant.length === 1 ? meant[0] : undefined
  }
  const isPlain = isSeenAtOnce && sameJson(writtenAt(history.answer('before')), written[0])
  return (exchange) => {
    const value = isPlain && succeeded(exchange) ? writtenAt(answerOf(exchange)) : undefined
    return value === undefined ? undefined : textOf(value)
  }
}

export function textOf(value: Json): string {
  return JSON.stringify(value)
}

export function labels(kind: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${kind} ${index + 1}`)
}
