import type { CheckReport, Report } from '../report.ts'
import type { Sign } from './icons.ts'

/** In this order people want to read of checks. */
export const standings = [
  'failed',
  'deviates',
  'observed',
  'errored',
  'inconclusive',
  'blocked',
  'skipped',
  'passed',
  'unasked',
] as const satisfies readonly Sign[]

/** What a group of checks is called, and what it means. */
export const groups: Readonly<Record<Sign, { readonly title: string; readonly means: string }>> = {
  failed: { title: 'Failed', means: 'Documented promises that were broken.' },
  deviates: { title: 'Deviates', means: 'Broken promises that are known and accepted for now.' },
  observed: { title: 'Observed', means: 'Weaker promises that were not kept: recommendations, practices and assumptions. They do not decide the result.' },
  errored: { title: 'Errored', means: 'This suite failed, or could not reach the subject.' },
  inconclusive: { title: 'Inconclusive', means: 'Throttled, out of budget, or with an unknown outcome: neither kept nor broken.' },
  blocked: { title: 'Blocked', means: 'Something that the check needs first did not happen.' },
  skipped: {
    title: 'Skipped',
    means: 'The contract calls for these, and the run went without what they take: a credential, a consent, a wider profile, a budget.',
  },
  unasked: { title: 'Do not apply', means: 'The contract does not call for these: it promises nothing of the kind for these resource types.' },
  passed: { title: 'Passed', means: 'Promises that were put to the test and kept.' },
}

/** The verdict of a check; told apart where it is a known deviation, and where the contract does not call for it. */
export function standingOf({ verdict, deviation, lacks }: CheckReport): Sign {
  if (verdict === 'failed' && deviation !== undefined) return 'deviates'
  return verdict === 'skipped' && lacks === undefined ? 'unasked' : verdict
}

/** Why the result is what it is, in one sentence. */
export function sentence({ checks, result, because }: Report): string {
  if (result === 'undetermined') return because ?? 'Nothing can be said of this subject.'
  const documented = checks.filter(({ basis, verdict }) => basis === 'documented' && (verdict === 'passed' || verdict === 'failed'))
  const all = promises(documented).size
  const broken = promises(documented.filter((check) => standingOf(check) === 'failed')).size
  const accepted = promises(documented.filter((check) => standingOf(check) === 'deviates')).size
  const others = accepted === 0 ? '' : `, ${accepted} more ${accepted === 1 ? 'is' : 'are'} known to be and accepted for now`
  if (broken > 0) return `${broken} of ${all} documented promises that were put to the test ${broken === 1 ? 'was' : 'were'} broken${others}.`
  if (accepted > 0)
    return `Of ${all} documented promises that were put to the test ${accepted} ${accepted === 1 ? 'is' : 'are'} broken, known and accepted for now.`
  if (all === 1) return 'The one documented promise that was put to the test was kept.'
  return `All ${all} documented promises that were put to the test were kept.`
}

function promises(checks: readonly CheckReport[]): ReadonlySet<string> {
  return new Set(checks.map(({ requirement }) => requirement.id))
}

/** `1 request`, `2 requests`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}

/** A whole number as people read it: `12,345`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
