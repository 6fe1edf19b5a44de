import { isLoopback, type Subject } from '../conformance/subject/subject.ts'
import type { Contract } from '../specs/contract.ts'
import type { Forecast, Made, Skipped } from '../conformance/forecast.ts'
import { optionsFor, refuseResource, refuseSelection, refuseTargetFlags, type CheckFlags } from './check.ts'
import { configureOffline } from './config-check.ts'
import { exitCodes, type ExitCode } from './exit.ts'
import { interruption } from './interruption.ts'
import { progressOn } from './progress.ts'
import { limitsOf, usualRate } from './real-subject.ts'
import { standIn } from './stand-in.ts'
import type { Colours, Terminal } from './terminal.ts'
import { over } from './wire.ts'

/** What a run would do, and the bounds that it keeps whatever happens. */
export interface Plan extends Omit<Forecast, 'made'> {
  /** Checks that the contract does not call for, whoever asks. */
  readonly uncalled: number
  /** Seconds that the requests take at the rate the run allows itself, however quick the target is. */
  readonly atLeast: number
  readonly made: readonly (Made & { readonly most?: number })[]
  readonly provider: string
  /** What would be checked; `mock` where no target is named. */
  readonly target: string
  readonly profile: string
  readonly bounds: Bounds
}

interface Bounds {
  readonly requests: number
  readonly live?: number
  readonly seconds?: number
}

/** Tells what `check` with the same flags would do, after a rehearsal on a mock in this process. Nothing is sent to the target. */
export async function plan(named: string | undefined, typed: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  await refuseSelection(typed)
  if (typed.target === undefined) refuseTargetFlags(typed)
  const { provider, flags } = await configureOffline(named, typed, terminal)
  const own = await standIn(provider, flags.seed)
  try {
    const contract = over(own.contract, flags.wire)
    refuseResource(contract, flags.resource)
    const [forecast, waited] = await rehearse({ contract, subject: understudy(own.subject(), flags) }, flags, terminal)
    const profile = flags.profile ?? 'full'
    const bounds = {
      requests: flags.maxRequests ?? 10_000,
      ...(flags.maxLive !== undefined && { live: flags.maxLive }),
      ...(flags.maxMinutes !== undefined && { seconds: flags.maxMinutes * 60 }),
    }
    const rate = flags.rate ?? (flags.target === undefined || isLoopback(flags.target) ? undefined : usualRate)
    const paced = rate === undefined ? 0 : forecast.requests / rate
    const { mostCreates } = await import('../conformance/spending.ts')
    const made = forecast.made.map((one) => {
      const most = mostCreates(contract, one.resource, { budget: limitsOf(flags).budget ?? {}, profile })
      return { ...one, ...(most !== undefined && { most }) }
    })
    const skipped = forecast.skipped.filter(await calledFor(contract))
    const uncalled = forecast.skipped.length - skipped.length
    const found: Plan = {
      provider: contract.id,
      target: flags.target ?? 'mock',
      profile,
      bounds,
      ...forecast,
      made,
      skipped,
      uncalled,
      seconds: forecast.seconds + waited + paced,
      atLeast: paced,
    }
    terminal.out(flags.json === true ? `${JSON.stringify(found, null, 2)}\n` : told(found, terminal.colours))
    return exitCodes.ok
  } finally {
    await own.close()
  }
}

/** Tells the checks that the contract calls for, had the run every credential and every leave. */
async function calledFor(contract: Contract): Promise<(one: Skipped) => boolean> {
  const [{ planOfEverything }, { prepare }, { checks }] = await Promise.all([
    import('./full-plan.ts'),
    import('../conformance/plan.ts'),
    import('../conformance/checks/index.ts'),
  ])
  const name = (check: string, resource: string | undefined) => `${check} ${resource ?? ''}`
  const met = planOfEverything(contract, checks).filter((one) => prepare<unknown>(one, one.test.prepare).kind === 'met')
  const called = new Set(met.map(({ test, resource }) => name(test.id, resource)))
  return ({ check, resource }) => called.has(name(check, resource))
}

/** The mock with no more credentials, leave and budget than the target would have. */
export function understudy(subject: Subject, flags: CheckFlags): Subject {
  const limits = limitsOf({ ...flags, rate: undefined, maxMinutes: undefined })
  if (flags.target === undefined) return { ...subject, ...limits }
  const { burst, mayChangeGiven: _, principals, ...rest } = subject
  const { admin, readonly, other } = principals
  return {
    ...rest,
    ...limits,
    principals: { admin, ...(flags.readonlyTokenEnv !== undefined && readonly && { readonly }), ...(flags.secondTokenEnv !== undefined && other && { other }) },
    ...(flags.burst === true && burst && { burst }),
    isRehearsal: true,
  }
}

/** Runs on the mock what would run on the target; what came of it, and the seconds it let pass on purpose. */
async function rehearse(judged: Parameters<typeof optionsFor>[0], flags: CheckFlags, terminal: Terminal): Promise<readonly [Forecast, number]> {
  const [{ run }, { Forecaster }] = await Promise.all([import('../conformance/run.ts'), import('../conformance/forecast.ts')])
  const progress = flags.quiet === true ? undefined : progressOn(terminal)
  const stop = interruption()
  const watching = new Forecaster(judged.contract)
  let waited = 0
  const subject = { ...judged.subject, pass: (seconds: number) => ((waited += seconds), judged.subject.pass?.(seconds) ?? Promise.resolve()) }
  const options = await optionsFor({ contract: judged.contract, subject }, flags)
  for await (const event of run({ ...options, record: (record) => watching.record(record), signal: stop.signal })) {
    watching.tell(event)
    progress?.tell(event)
  }
  progress?.end()
  stop.release()
  return [watching.forecast(), waited]
}

function told(found: Plan, colours: Colours): string {
  const { bounds, made } = found
  const left = made.filter(({ costly }) => costly)
  const rows = [
    ['checks', `${found.checks}, profile ${found.profile}`],
    [
      'requests',
      `${found.requests}, of which ${found.writes} could change something; while resources settle there are more, never more than ${bounds.requests}`,
    ],
    ...made.map((one): readonly [string, string] => [one.resource, madeRow(one, bounds)]),
    [
      'time',
      `${found.atLeast < 60 ? '' : `at least ${minutes(found.atLeast)} at the rate that the run keeps, `}at worst ${minutes(found.seconds)}${bounds.seconds === undefined ? '' : `; stops by itself after ${minutes(bounds.seconds)}`}`,
    ],
    [
      'if killed',
      left.length === 0
        ? 'nothing that costs anything is left'
        : `at most ${left.map(({ resource, live }) => `${live} ${resource}`).join(', ')} are left, all in the ledger: \`clusterproof sweep <ledger>\` deletes them`,
    ],
  ]
  const width = Math.max(...rows.map(([name = '']) => name.length))
  const table = rows.map(([name = '', text = '']) => `  ${colours.bold(name.padEnd(width))}  ${text}`)
  return [`${found.provider} at ${found.target}: nothing was sent there`, '', ...table, '', ...notRun(found, width), ''].join('\n')
}

function madeRow({ costly, creates, live, most: bound }: Plan['made'][number], bounds: Bounds): string {
  const most = bound === undefined ? '' : `, never more than ${bound}`
  const atOnce = costly && bounds.live !== undefined ? `, never more than ${bounds.live}` : ''
  return `${creates} made${most}; ${live} at the same time${atOnce}${costly ? '' : ' (not in the budget: having one costs nothing)'}`
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} seconds` : seconds < 5400 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 360) / 10} hours`
}

/** What will not be run, by the reason: most first. */
function notRun({ skipped, uncalled }: Plan, width: number): readonly string[] {
  const reasons = new Map<string, string[]>()
  for (const { check, resource, because } of skipped) {
    const name = resource === undefined ? check : `${check} on ${resource}`
    reasons.set(because, [...(reasons.get(because) ?? []), name])
  }
  const rows = [...reasons]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([because, names]) => `  ${String(names.length).padStart(width)}  ${because}: ${some(names)}`)
  const rest = `The contract does not call for ${uncalled} others.`
  return rows.length === 0 ? [`Everything is run that the contract calls for. ${rest}`] : ['Not run, and why:', ...rows, rest]
}

function some(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}
