import type { Problem } from '../finding.ts'
import { contextRules, credentialRules, environmentRules, roleRules } from './access.ts'
import { refusalMissingRule } from './asked.ts'
import { beginningRules } from './beginnings.ts'
import { bodyRules } from './bodies.ts'
import { connectRules } from './connect.ts'
import { fieldRules } from './field-rules.ts'
import { givenRules } from './given.ts'
import { idempotencyRules } from './idempotency.ts'
import { lifecycleRules } from './lifecycles.ts'
import { modelledRule, operationRules } from './operations.ts'
import { checkOrderRule, detailsRule, envelopeRule, metadataRule, refusalStatusRule } from './refusals.ts'
import { resourceRules } from './resources.ts'
import type { Pair, Rule } from './rule.ts'
import { schemeRules } from './schemes.ts'
import { principalRules, seededRoleRules, seedRules } from './seeds.ts'
import { servesRules } from './serves.ts'
import { showsRules } from './shows.ts'
import { typedRules } from './typed.ts'
import { longRunningRules } from './work.ts'

/** Every rule about what the two files of a provider say of each other. */
const rules: readonly Rule[] = [
  operationRules,
  modelledRule,
  resourceRules,
  bodyRules,
  fieldRules,
  typedRules,
  givenRules,
  servesRules,
  showsRules,
  lifecycleRules,
  beginningRules,
  idempotencyRules,
  longRunningRules,
  schemeRules,
  roleRules,
  credentialRules,
  contextRules,
  seedRules,
  principalRules,
  seededRoleRules,
  environmentRules,
  checkOrderRule,
  envelopeRule,
  metadataRule,
  detailsRule,
  connectRules,
  refusalStatusRule,
  refusalMissingRule,
]

/** Where the two files contradict each other or themselves, or say too little. */
export function agreementProblems(pair: Pair): readonly Problem[] {
  return rules.flatMap((rule) => rule(pair))
}
