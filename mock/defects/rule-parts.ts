import { rulesOf, type Action, type RuleKind } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Call } from '../call.ts'
import { typesOf } from './applies.ts'
import { behaviourOf, withoutRules } from './parts.ts'

/** True where a resource to which this can be done has a rule of this kind. */
export function ruled(action: Action, kind: RuleKind): (contract: Contract) => boolean {
  return (contract) => typesOf(contract, action).some((type) => rulesOf(type, kind).length > 0)
}

/** Calls that do this are made under rules without those of this kind. */
export function without(action: Action, kind: RuleKind): (call: Call) => Call {
  return (call) => (behaviourOf(call)?.action === action ? withoutRules(call, [kind]) : call)
}
