import { answerOf, succeeded } from '../history.ts'
import { broken, kept, unclear } from '../verdict.ts'
import { leaning } from './leaning.ts'
import { told } from './status.ts'
import { differences, tagOf, view } from './view.ts'
import type { Tag } from '../../specs/behaviour.ts'
import type { Sourced } from '../../specs/statement.ts'
import type { Exchange } from '../history.ts'
import type { Broken, Judgement } from '../verdict.ts'

/** A request that had to be refused, with everything needed to say that it was, and for the right reason. */
export interface Refused {
  /** The same request without the defect. It must have succeeded, or the refusal proves nothing. */
  readonly control: Exchange | undefined
  readonly attempt: Exchange | undefined
  /** Statuses that are right; any of the class 4xx where absent. */
  readonly statuses?: readonly number[]
  /** What these statuses lean on besides the check. A success breaks the promise all the same. */
  readonly statusesLeanOn?: readonly Sourced[] | undefined
  /** What it leans on that there is a refusal at all, where it was seen that the attempt had no effect. */
  readonly refusalLeansOn?: readonly Sourced[] | undefined
  /** Reads of the resource on both sides of the attempt: they must show the same. */
  readonly before?: Exchange | undefined
  readonly after?: Exchange | undefined
  /** Places that may change between the two although nobody wrote. */
  readonly without?: readonly string[]
  /** Where the two reads tell their entity tag, for types whose tag moves with every change. */
  readonly tag?: Tag
  /** A read of what the attempt would have made: it must not be found. */
  readonly absent?: Exchange | undefined
}

/**
 * Judges a refusal: control first, effect second, status last. A subject that says no but does it anyway is as wrong as one
 * that says yes, and a refusal for another reason (an expired token, a full quota) proves nothing.
 */
export function refused(given: Refused): Judgement {
  const { control, attempt, statuses, statusesLeanOn = [], refusalLeansOn = [] } = given
  if (!succeeded(control)) return unclear(`there is no positive control: the same request without the defect got ${told(control)}`)
  const answer = answerOf(attempt)
  if (attempt === undefined || answer === undefined) return unclear(`there is no answer to judge: ${told(attempt)}`)
  const effect = effectOf(given, attempt)
  if (effect !== undefined) return effect
  const right = statuses ?? [answer.status >= 400 && answer.status < 500 ? answer.status : 400]
  if (right.includes(answer.status)) return kept
  const wrong = broken(`a refusal with status ${right.join(' or ')}`, told(attempt), attempt.label)
  if (!succeeded(attempt)) return leaning(wrong, statusesLeanOn)
  return 'after' in given ? leaning(wrong, refusalLeansOn) : wrong
}

function effectOf(given: Refused, attempt: Exchange): Judgement | undefined {
  if ('absent' in given) {
    const wrong = appeared(given.absent, attempt)
    if (wrong !== undefined) return wrong
  }
  if (!('before' in given) && !('after' in given)) return undefined
  if (!succeeded(given.before)) return unclear(`the state before is not known: ${told(given.before)}`)
  if (answerOf(given.after) === undefined) return unclear(`the state after is not known: ${told(given.after)}`)
  return changed(given, attempt)
}

function appeared(absent: Exchange | undefined, attempt: Exchange): Judgement | undefined {
  if (answerOf(absent) === undefined) return unclear(`whether anything was made is not known: ${told(absent)}`)
  return succeeded(absent) ? broken('nothing is made', `${told(attempt)}, and yet the resource is there`, attempt.label) : undefined
}

function changed({ before, after, without, tag }: Refused, attempt: Exchange): Broken | undefined {
  const sides = [before, after].map((exchange) => view(answerOf(exchange)?.json, without))
  if (!succeeded(after)) return broken('the resource is as it was', `${told(attempt)}, and then it could not be read: ${told(after)}`, attempt.label)
  const places = differences(sides[0], sides[1])
  if (places.length > 0) return broken('the resource is as it was', `${told(attempt)}, and yet ${places.join(', ')} changed`, attempt.label)
  if (tag === undefined) return undefined
  const tags = [before, after].map((exchange) => tagOf(tag, answerOf(exchange)))
  return tags[0] === tags[1]
    ? undefined
    : broken('the entity tag is as it was', `${told(attempt)}, and yet the tag moved from ${tags[0]} to ${tags[1]}`, attempt.label)
}
