import { holds } from '../conformance/runnable/assertion.ts'
import type { Contract } from '../specs/contract.ts'
import type { Program } from '../reports/export/program.ts'
import type { Printed } from '../reports/evidence.ts'
import { replay } from '../reports/replay.ts'
import type { CheckReport, Report } from '../reports/report.ts'
import { candidates, type Candidate } from './export-candidates.ts'
import { openTrials, type Trials } from './export-trials.ts'
import type { Ending } from './rehearsal.ts'

export interface Exported {
  readonly check: CheckReport
  /** Absent where there is none: `because` tells why. */
  readonly program?: Program
  /** What its steps were made from. */
  readonly exchanges: readonly Printed[]
  /** True where a server that keeps all promises was seen to pass it, and one that breaks this promise as it was found broken to fail it. */
  readonly verified: boolean
  readonly because?: string
  readonly replay: string
}

export interface Wanted {
  readonly contract: Contract
  readonly report: Report
  readonly checks: readonly CheckReport[]
}

/**
 * A program for each finding: the first of its candidates that the suite's own mock of the same contract passes, and fails once a
 * defect of the same requirement is switched on and shows what was found. What the clean mock breaks too accuses everybody, and what no
 * defect breaks can perhaps not fail: neither becomes a program. Where the mock cannot tell, because the endpoint has or does what it
 * does not, a program is made only of what somebody else's endpoint was found to do.
 */
export async function exported({ contract, report, checks }: Wanted): Promise<readonly Exported[]> {
  const trials = await openTrials(contract)
  try {
    const made: Exported[] = []
    for (const check of checks) {
      const { found, because, isVerified } = await chosen({ contract, report, check }, trials)
      const again = replay(check, report)
      made.push(
        found === undefined
          ? { check, exchanges: [], verified: false, because: because ?? 'it comes down to nothing that a few requests could show', replay: again }
          : { check, program: found.program, exchanges: found.exchanges, verified: isVerified, replay: again },
      )
    }
    return made
  } finally {
    await trials.close()
  }
}

interface Choice {
  readonly found?: Candidate
  readonly isVerified: boolean
  readonly because?: string | undefined
}

/** How good a candidate is that is not seen to fail: passed by the clean mock, or beyond it. */
type Doubt = 'passes' | 'beyond'

/** Candidates that are tried once one is seen to fail on some of the mocks that break the promise, for one that more of them fail. */
const mostBetter = 4

async function chosen(wanted: { readonly contract: Contract; readonly report: Report; readonly check: CheckReport }, trials: Trials): Promise<Choice> {
  const { report, check } = wanted
  const doubtful = new Map<Doubt, Candidate>()
  let best: { readonly candidate: Candidate; readonly shown: number } | undefined
  let left = mostBetter
  let because: string | undefined
  for await (const candidate of candidates(wanted, trials)) {
    if ('because' in candidate) {
      because ??= candidate.because
      continue
    }
    const { ending, eased } = await passed(candidate, trials)
    const shown = ending.kind === 'kept' ? await trials.shown(eased, check) : 0
    if (shown > (best?.shown ?? 0)) best = { candidate: eased, shown }
    if (best !== undefined) left -= 1
    if (best !== undefined && (left < 0 || best.shown === trials.ways(check))) break
    if (ending.kind === 'kept' && !doubtful.has('passes')) doubtful.set('passes', eased)
    if (ending.kind === 'undecided' && !doubtful.has('beyond')) doubtful.set('beyond', eased)
    because ??= reasonOf(ending)
  }
  if (best !== undefined) return { found: best.candidate, isVerified: true }
  // One after the other, its requests may show nothing: that is for a mock to say.
  if (check.finding?.runnable?.together === true)
    return { isVerified: false, because: 'its requests are under way at the same time, and one after the other they show nothing' }
  const found = report.target === 'mock' ? undefined : (doubtful.get('passes') ?? doubtful.get('beyond'))
  return { ...(found && { found }), isVerified: false, because }
}

/** What the clean mock makes of it, without those of its claims that what came before the finding was needed for. Each was broken when it was found. */
async function passed(candidate: Candidate, trials: Trials): Promise<{ readonly ending: Ending; readonly eased: Candidate }> {
  const ending = await trials.clean(candidate)
  if (ending.kind !== 'broken') return { ending, eased: candidate }
  const asserts = candidate.program.asserts.filter((claim) => holds(claim, (step) => ending.seen.get(step)) === true)
  if (asserts.length === 0) return { ending, eased: candidate }
  const eased = { ...candidate, program: { ...candidate.program, asserts } }
  return { ending: await trials.clean(eased), eased }
}

function reasonOf(ending: Ending): string {
  switch (ending.kind) {
    case 'undecided':
      return `a server that keeps all promises does not get so far: ${ending.because}`
    case 'broken':
      return 'a server that keeps the promise would fail it too'
    case 'kept':
      return 'no server that breaks the promise was seen to fail it'
    default:
      return ending satisfies never
  }
}
