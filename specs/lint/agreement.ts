import type { Problem } from '../finding.ts'
import { credentialRules, environmentRules, principalRules, roleRules, seedRules } from './access.ts'
import { lifecycleRules } from './lifecycles.ts'
import { modelledRule, operationRules } from './operations.ts'
import { checkOrderRule, envelopeRule, refusalMissingRule, refusalStatusRule } from './refusals.ts'
import { resourceRules } from './resources.ts'
import type { Pair, Rule } from './rule.ts'

/** Every rule about what the two files of a provider say of each other. */
const rules: readonly Rule[] = [
  operationRules,
  modelledRule,
  resourceRules,
  lifecycleRules,
  roleRules,
  credentialRules,
  seedRules,
  principalRules,
  environmentRules,
  checkOrderRule,
  envelopeRule,
  refusalStatusRule,
  refusalMissingRule,
]

/** Where the two files contradict each other or themselves, or say too little. */
export function agreementProblems(pair: Pair): readonly Problem[] {
  return rules.flatMap((rule) => rule(pair))
}
