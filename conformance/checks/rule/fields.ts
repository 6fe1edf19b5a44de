import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { tryRules } from './attempts.ts'
import { ruled } from './ruled.ts'
import { judgeRules } from './verdicts.ts'
import type { RuleKind } from '../../../specs/behaviour.ts'
import type { Check } from '../../check.ts'

/** A check that goes through all rules of some kinds, the strongest first, in one scenario. */
function ruleCheck(id: string, kinds: readonly RuleKind[], proves?: string): Check {
  return check({
    id,
    ...(proves !== undefined && { proves }),
    cost: 'destructive',
    each: 'resource',
    runs: 1,
    needs: (reading) => ruled(reading, kinds),
    scenario: ({ tried }) => every([...tried.keys()]),
    drive: tryRules,
    judge: judgeRules,
  })
}

/** What one body alone can break. */
const fields = (['unique', 'exclusive-or', 'at-most-one', 'apart', 'decodes-as', 'all-or-none', 'ordered'] as const).map((kind) =>
  ruleCheck(`rule.${kind}`, [kind], 'val.cross-field'),
)

/** What a body can break together with what is there besides, or with what the provider offers. */
const others = (['exists', 'equal', 'member-of', 'offered', 'combination'] as const).map((kind) => ruleCheck(`rule.${kind}`, [kind]))

export const bodyRules: readonly Check[] = [...fields, ...others]
