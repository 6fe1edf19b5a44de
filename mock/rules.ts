import type { Rule } from '../specs/behaviour.ts'
import { at, steps, withAll, type JsonObject } from '../specs/json.ts'
import type { Check, Context } from './context.ts'
import { isIgnored } from './mask.ts'
import { appendOnly, immutable, oneMinor, onlyGrows } from './rules/changes.ts'
import { decodesAs } from './rules/decoded.ts'
import { apart, exclusiveOr } from './rules/given.ts'
import type { Broken, Judged } from './rules/judged.ts'
import { equal, exists, memberOf, reliedOn } from './rules/references.ts'
import { combination, ordered } from './rules/together.ts'
import { taken } from './rules/taken.ts'
import { allOrNone, atMostOne, offered, unique } from './rules/values.ts'
import { mistyped } from './typed.ts'
import { wanted } from './wanted.ts'

/** What a contract says of fields among each other and of fields and other resources holds after the request, too. */
export const rulesHold: Check = (context) => {
  const { behaviour, type, body, resource } = context
  if (isIgnored(behaviour.mask, body)) return undefined
  const { rules = [] } = type
  const after = wanted(context)
  const misfit = type.typed === undefined ? undefined : mistyped(context, after)
  if (misfit !== undefined) return refusedFor(misfit)
  const judged: Judged = { sent: body, before: resource?.fields, after: withHanded(context, after) }
  for (const rule of rules) {
    const broken = breach(rule, judged, context)
    if (broken !== undefined) return refusedFor(broken)
  }
  const broken = reliedOn(context, judged)
  return broken === undefined ? undefined : refusedFor(broken)
}

/** What a body hands on is judged with it, although it is kept elsewhere. */
function withHanded({ type: { hands }, body }: Context, after: JsonObject): JsonObject {
  const handed = hands === undefined ? undefined : at(body, hands.at)
  return hands === undefined || handed === undefined ? after : withAll(after, [[hands.at, handed]])
}

function breach(rule: Rule, judged: Judged, context: Context): Broken | undefined {
  switch (rule.rule) {
    case 'exists':
      return exists(rule, judged, context)
    case 'equal':
      return equal(rule, judged, context)
    case 'ordered':
      return ordered(rule, judged)
    case 'combination':
      return combination(rule, judged)
    case 'member-of':
      return memberOf(rule, judged, context)
    case 'unique':
      return rule.within === undefined ? unique(rule, judged) : taken(rule, judged, context)
    case 'immutable':
      return immutable(rule, judged)
    case 'append-only':
      return appendOnly(rule, judged)
    case 'only-grows':
      return onlyGrows(rule, judged)
    case 'at-most-one':
      return atMostOne(rule, judged)
    case 'exclusive-or':
      return exclusiveOr(rule, judged)
    case 'all-or-none':
      return allOrNone(rule, judged)
    case 'apart':
      return apart(rule, judged)
    case 'decodes-as':
      return decodesAs(rule, judged)
    case 'offered':
      return offered(rule, judged)
    case 'one-minor-at-a-time':
      return oneMinor(rule, judged)
  }
}

function refusedFor({ refusal = 'rule-broken', at, detail, facts }: Broken): ReturnType<Check> {
  return { refusal, detail, path: ['body', ...steps(at)], ...(facts === undefined ? {} : { facts }) }
}
