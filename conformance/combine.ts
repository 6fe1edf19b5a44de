import { weakest } from '../specs/statement.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { Basis, Sourced } from '../specs/statement.ts'
import type { Lack } from './lack.ts'
import type { Outcome } from './property.ts'
import type { Verdict } from './verdict.ts'

/** A verdict, and for every one but `passed` why. */
export interface Combined {
  readonly verdict: Verdict
  readonly because?: string
  readonly lacks?: Lack
  readonly basis: Basis
}

/**
 * The one place where a verdict comes from. There is no neutral element: only scenarios that were judged and kept the promise
 * make it `passed`, and none of them undecided.
 */
export function combine(outcome: Outcome, requirement: Requirement, whole: readonly Sourced[]): Combined {
  const { found, trouble, unclear, kept, scenarios } = outcome
  const leansOn = [...whole, ...leansOnIn(outcome)]
  const basis = weakest(leansOn.map((statement) => statement.basis))
  if (found?.again.kind === 'unconfirmed') return { verdict: 'inconclusive', because: found.again.because, basis }
  if (found !== undefined) return { ...broken(requirement, leansOn, basis), basis }
  // Whatever a run could not afford, it could do a part of.
  if (trouble?.verdict === 'skipped' && kept > 0 && unclear.length === 0) return { verdict: 'passed', basis }
  if (trouble !== undefined)
    return { verdict: trouble.verdict, because: trouble.because, ...(trouble.verdict === 'skipped' && { lacks: trouble.lacks ?? 'budget' }), basis }
  if (unclear.length > 0) return { verdict: 'inconclusive', because: undecided(unclear, scenarios), basis }
  return kept > 0 ? { verdict: 'passed', basis } : { verdict: 'inconclusive', because: 'no scenario was judged', basis }
}

function broken(requirement: Requirement, leansOn: readonly Sourced[], basis: Basis): Omit<Combined, 'basis'> {
  const weak = leansOn.find((statement) => statement.basis === basis)
  if (basis !== 'documented')
    return {
      verdict: 'observed',
      because: `it leans on what is ${basis === 'client' ? 'known from a client only' : 'assumed'}: ${weak?.source ?? 'no source'}`,
    }
  if (requirement.standing === 'practice') return { verdict: 'observed', because: 'it is practice, and no document promises it' }
  if (requirement.level !== 'MUST') return { verdict: 'observed', because: `the requirement's level is ${requirement.level}` }
  return { verdict: 'failed', because: 'a documented promise was broken' }
}

/** What a finding leans on by itself. */
export function leansOnIn({ found }: Outcome): readonly Sourced[] {
  return found === undefined || found.again.kind === 'unconfirmed' ? [] : (found.again.broken.leansOn ?? [])
}

function undecided(unclear: readonly string[], scenarios: number): string {
  const [first = ''] = unclear
  return scenarios > 1 ? `${unclear.length} of ${scenarios} scenarios were undecided: ${first}` : first
}
