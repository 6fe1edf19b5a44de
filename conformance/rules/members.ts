import { samplesAt } from '../generate/samples.ts'
import { shownAt } from './named.ts'
import { rulesOf } from '../../specs/behaviour.ts'
import { valuesAt } from '../../specs/json.ts'
import { sameJson } from '../judge/view.ts'
import type { ResourceType } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Json } from '../../specs/json.ts'
import type { Acquaintance } from './named.ts'

interface Wanted {
  readonly contract: Contract
  readonly type: ResourceType
  /** Pointer of the schema of the update's body. */
  readonly where: string
  readonly known: Acquaintance
  /** JSON pointer of the array. */
  readonly place: string
  readonly before: Json | undefined
}

/** Items that may be put into an array: what a rule lets it name, those first that nothing else names yet; otherwise what its schema takes. */
export function memberCandidates({ contract, type, where, known, place, before }: Wanted): readonly Json[] {
  const rules = rulesOf(type, 'member-of')
  const rule = rules.find(({ at }) => at === `${place}/*`)
  if (rule === undefined) return samplesAt({ contract, where }, `${place}/*`)
  const used = rules.flatMap(({ at }) => valuesAt(before, at))
  const isUsed = (member: Json) => used.some((one) => sameJson(one, member))
  const members = valuesAt(shownAt(contract, type, { through: rule.through, known }), rule.of)
  return [...members.filter((member) => !isUsed(member)), ...members.filter(isUsed)]
}
