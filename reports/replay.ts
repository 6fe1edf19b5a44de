import { quoted } from './curl.ts'
import type { CheckReport, Report } from './report.ts'

/** What of a run is needed to say how to see a finding again. */
export type Run = Pick<Report, 'provider' | 'target' | 'wire' | 'seed'>

/** The command that leads straight back to a check's counterexample, or runs the check again where it has none. */
export function replay(check: CheckReport, run: Run): string {
  const words = ['clusterproof', 'check', word(run.provider.id)]
  if (run.target !== 'mock') words.push('--target', word(run.target), '--token-env', 'TOKEN')
  if (run.wire !== undefined) words.push('--wire', run.wire)
  words.push('--only', word(check.check))
  if (check.resource !== undefined) words.push('--resource', word(check.resource))
  words.push('--seed', String(check.finding?.seed ?? run.seed))
  if (check.finding && check.finding.path !== '') words.push('--path', word(check.finding.path))
  return words.join(' ')
}

/** Quoted only where a shell would read it otherwise. */
function word(text: string): string {
  return /^[\w.:/@%+=-]+$/.test(text) ? text : quoted(text)
}
