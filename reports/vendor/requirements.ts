import type { Level, Requirement } from '../../specs/requirements.ts'
import type { Basis } from '../../specs/statement.ts'
import { clipped, oneLine } from '../visible.ts'
import { isDecisive, type Judged } from './judged.ts'
import { byOutcome, worstOf } from './outcomes.ts'
import type { RequirementResult, Undecided } from './document.ts'

/** Characters of a reason; a report is to be read, and the whole of it stands in report.json. */
const longest = 300

/** What a level weighs on a documented basis. What is practice, or may be done, weighs the least. */
const levelWeight: Readonly<Record<Level, number>> = { MUST: 16, SHOULD: 8, MAY: 4, PRACTICE: 4 }

/** By how much a weaker basis makes it lighter: what clients rely on is not promised, and what is assumed is not even known. */
const lighter: Readonly<Record<Basis, number>> = { documented: 1, client: 2, assumed: 4 }

/**
 * How much a requirement counts, from 1 to 16: MUST 16, SHOULD 8, MAY and practice 4; half of it where its checks lean on what clients do,
 * a quarter where on an assumption; 0 where it does not apply. Only what weighs 16 can make a subject non-conformant.
 */
export function weightOf({ level, standing }: Pick<Requirement, 'level' | 'standing'>, basis: Basis | undefined): number {
  return basis === undefined ? 0 : levelWeight[standing === 'practice' ? 'PRACTICE' : level] / lighter[basis]
}

/** Every requirement of the suite, and every one that the report knows besides, in the order of their ids. */
export function requirementsOf(judged: readonly Judged[], requirements: ReadonlyMap<string, Requirement>): readonly RequirementResult[] {
  const strangers = judged.filter(({ check }) => !requirements.has(check.requirement.id)).map(({ check, standing }) => ({ ...check.requirement, standing }))
  const all = new Map([...requirements.values(), ...strangers].map(({ id, level, standing }) => [id, { id, level, standing }]))
  const own = new Map<string, Judged[]>()
  for (const one of judged) own.set(one.check.requirement.id, [...(own.get(one.check.requirement.id) ?? []), one])
  return [...all.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((one) => resultFor(one, own.get(one.id) ?? []))
}

function resultFor(requirement: Pick<Requirement, 'id' | 'level' | 'standing'>, own: readonly Judged[]): RequirementResult {
  const { id, level, standing } = requirement
  if (own.length === 0) {
    const undecided = isDecisive(requirement) ? { undecided: { 'not run': 1 } } : {}
    return { id, level, standing, weight: 0, verdict: 'not run', because: 'the run did not come to it', checks: {}, ...undecided }
  }
  const applying = own.filter(({ outcome }) => outcome !== 'not applicable')
  const basis = strongest(applying.map(({ check }) => check.basis))
  const verdict = worstOf(own.map(({ outcome }) => outcome))
  const because = own.find(({ outcome, check }) => outcome === verdict && check.because !== undefined)?.check.because
  const broken = own.filter((one) => one.broken).length
  const undecided = reasons(own)
  return {
    id,
    level,
    standing,
    weight: weightOf(requirement, basis),
    ...(basis && { basis }),
    verdict,
    ...(verdict !== 'passed' && because !== undefined && { because: clipped(oneLine(because), longest) }),
    checks: byOutcome(own.map(({ outcome }) => outcome)),
    ...(broken > 0 && { broken }),
    ...(undecided && { undecided }),
  }
}

function reasons(own: readonly Judged[]): RequirementResult['undecided'] {
  const found = new Map<Undecided, number>()
  for (const { undecided } of own) if (undecided !== undefined) found.set(undecided, (found.get(undecided) ?? 0) + 1)
  return found.size === 0 ? undefined : Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The best basis that any of the checks stands on. */
function strongest(bases: readonly Basis[]): Basis | undefined {
  return (['documented', 'client', 'assumed'] as const).find((basis) => bases.includes(basis))
}
