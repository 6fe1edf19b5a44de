import type { Result } from '../../conformance/verdict.ts'
import { oneLine } from '../visible.ts'
import type { RequirementResult, Run, VendorReport, VendorResult } from './document.ts'

export interface Conclusion {
  readonly result: VendorResult
  readonly because?: string
}

/**
 * What a vendor may say of a run. A broken promise decides; then what the run itself could not conclude; then whatever decides and was not
 * decided, or is accounted for; only what is left over is conformant.
 */
export function conclude(of: Pick<VendorReport, 'requirements' | 'run'>, run: { readonly result: Result; readonly because?: string }): Conclusion {
  const broken = of.requirements.filter((one) => (one.broken ?? 0) > 0)
  if (broken.length > 0) return { result: 'not conformant', because: brokenText(broken.length, of.requirements) }
  if (run.result === 'undetermined') return { result: 'undetermined', because: oneLine(run.because ?? 'the run came to no conclusion') }
  const because = missing(of)
  return because === undefined ? { result: 'conformant' } : { result: 'partial', because }
}

/** What contradicts the result among the verdicts that the report itself tells; nothing where it follows. */
export function contradiction(report: Pick<VendorReport, 'requirements' | 'run' | 'result' | 'because' | 'counts'>): string | undefined {
  const { requirements, run, result, because, counts } = report
  if (result === 'undetermined' && requirements.every((one) => (one.broken ?? 0) === 0))
    return because === undefined ? 'it is undetermined and says no reason' : undefined
  const must = expected(report)
  if (must.result !== result) return `its verdicts make it ${must.result}, and it says ${result}`
  if (must.because !== because) return `its verdicts give the reason ${JSON.stringify(must.because ?? '')}, and it says ${JSON.stringify(because ?? '')}`
  if (result !== 'not conformant' && counts.all.errored > 0) return `the suite failed in ${counts.all.errored} checks, and it says ${result}`
  if (result !== 'not conformant' && run.finished < run.planned) return `${run.planned - run.finished} checks did not finish, and it says ${result}`
  return result === 'not conformant' || counts.all.passed > 0 ? undefined : `nothing passed, and it says ${result}`
}

function expected(report: Pick<VendorReport, 'requirements' | 'run'>): Conclusion {
  return conclude(report, { result: 'conformant' })
}

function brokenText(broken: number, requirements: readonly RequirementResult[]): string {
  const deciding = requirements.filter(({ level, standing, basis }) => level === 'MUST' && standing !== 'practice' && basis === 'documented').length
  return `${broken} of ${deciding} documented promises ${broken === 1 ? 'was' : 'were'} broken`
}

/** What was not decided, in one sentence; undefined where nothing is missing. */
function missing({ requirements, run }: Pick<VendorReport, 'requirements' | 'run'>): string | undefined {
  const reasons = new Map<string, number>()
  for (const [reason, count] of requirements.flatMap(({ undecided = {} }) => Object.entries(undecided))) reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  const told = [...reasons].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => `${count} ${words[reason] ?? reason}`)
  const left = narrowed(run)
  if (told.length === 0 && left === undefined) return undefined
  const decided = told.length === 0 ? [] : [`not decided of what decides: ${told.join(', ')}`]
  return [...(left === undefined ? [] : [left]), ...decided].join('; ')
}

const words: Readonly<Record<string, string>> = {
  budget: 'beyond the budget',
  clock: 'for which the clock would have to be moved',
  consent: 'without consent',
  credential: 'without a credential',
  deviation: 'broken as known deviations say',
  parameter: 'for want of a parameter',
  profile: 'beyond the profile',
  unknown: 'skipped for a reason that was not told',
}

/** Why the run could not see everything, whatever its checks say. */
function narrowed({ told, only, resource, path, scale, shard }: Run): string | undefined {
  if (!told) return 'the run does not tell how far it went'
  const ways = [
    ...(only === undefined ? [] : [`only ${only.join(', ')}`]),
    ...(resource === undefined ? [] : [`only on ${resource}`]),
    ...(path === undefined ? [] : ['a single scenario']),
    ...(scale !== undefined && scale < 1 ? ['fewer scenarios than usual'] : []),
    ...(shard === undefined ? [] : [`shard ${shard.index} of ${shard.of}`]),
  ]
  return ways.length === 0 ? undefined : `a part of the suite was put to it: ${ways.join(', ')}`
}
