import type { Event } from '../conformance/events.ts'
import type { RunOptions } from '../conformance/run.ts'
import type { Subject } from '../conformance/subject/subject.ts'
import type { Contract } from '../specs/contract.ts'
import type { Report } from '../reports/report.ts'
import { refuseUnknownDefects } from './defects.ts'
import { configured, exitCodes, UsageError, type ExitCode } from './exit.ts'
import { interruption } from './interruption.ts'
import { didYouMean } from './nearest.ts'
import { outputTo } from './output.ts'
import { progressOn } from './progress.ts'
import { oneProvider } from './provider.ts'
import { realSubject, type TargetFlags } from './real-subject.ts'
import { standIn } from './stand-in.ts'
import { conclusion, summary, type Asked } from './summary.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'
import { over, type Wire } from './wire.ts'

export interface CheckFlags extends Omit<TargetFlags, 'target'> {
  readonly provider?: readonly string[]
  readonly target?: string
  readonly defect?: readonly string[]
  readonly seed: number
  readonly path?: string
  readonly only?: readonly string[]
  readonly resource?: string
  readonly runs?: number
  readonly out?: string
  readonly format?: string
  readonly wire?: Wire
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Checks a mock of the provider in this process, or the endpoint that `--target` names. */
export async function check(named: string | undefined, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const provider = await oneProvider('check', named, flags.provider)
  await refuseSelection(flags)
  const judged = await subjectFor(provider, flags, terminal)
  try {
    refuseResource(judged.contract, flags.resource)
    const output = await outputTo(flags.out, flags.format)
    const stop = interruption()
    const events = await follow({ ...judged, flags, signal: stop.signal }, terminal)
    stop.release()
    const { foldReport } = await import('../reports/report.ts')
    const report = foldReport(events)
    print(report, { provider, flags: replayFlags(flags) }, { flags, terminal })
    const files = await output.write(report)
    if (flags.quiet !== true) for (const file of files) terminal.err(`Wrote ${file}\n`)
    const code = exitCodeOf(report)
    return stop.signal.aborted && code !== exitCodes.unclean ? exitCodes.interrupted : code
  } finally {
    await judged.close()
  }
}

function refuseResource(contract: Contract, resource: string | undefined): void {
  const known = Object.keys(contract.behaviour.resources)
  if (resource === undefined || known.includes(resource)) return
  throw new UsageError(
    `Failed to read --resource: ${contract.id} has no resource type "${resource}". ${didYouMean(resource, known, `It has ${known.join(', ')}.`)}`,
  )
}

interface Judged {
  readonly contract: Contract
  readonly subject: Subject
  readonly close: () => Promise<void>
}

async function subjectFor(provider: string, flags: CheckFlags, terminal: Terminal): Promise<Judged> {
  const { target } = flags
  if (target === undefined) {
    refuseTargetFlags(flags)
    await refuseUnknownDefects(flags.defect)
    const own = await standIn(provider, flags.seed)
    try {
      return { contract: over(own.contract, flags.wire), subject: own.subject({ defects: flags.defect ?? [] }), close: own.close }
    } catch (error) {
      // Still listening, it would keep this process alive.
      await own.close()
      throw error
    }
  }
  if (flags.defect !== undefined)
    throw new UsageError('Failed to read --defect: only a mock can be broken on purpose. Leave out --target, or start the mock with --defect.')
  const [{ folderOf }, { loadContract }] = await Promise.all([import('../specs/providers.ts'), import('../specs/load.ts')])
  const contract = await configured(async () => over(await loadContract(await folderOf(provider)), flags.wire))
  return { contract, subject: realSubject(contract, { ...flags, target }, terminal.env), close: () => Promise.resolve() }
}

/** Flags that only mean something for an endpoint of somebody else. */
function refuseTargetFlags(flags: CheckFlags): void {
  const given = Object.entries({
    '--token-env': flags.tokenEnv,
    '--readonly-token-env': flags.readonlyTokenEnv,
    '--second-token-env': flags.secondTokenEnv,
    '--param': flags.param,
    '--second-param': flags.secondParam,
    '--kubeconfig': flags.kubeconfig,
    '--burst': flags.burst,
    '--max-requests': flags.maxRequests,
    '--target-clock': flags.targetClock,
  }).find(([, value]) => value !== undefined)
  if (given !== undefined)
    throw new UsageError(`Failed to read ${given[0]}: without --target the mock is checked, which brings its own. Add --target URL, or leave ${given[0]} out.`)
}

async function refuseSelection({ only = [], path }: CheckFlags): Promise<void> {
  if (path !== undefined && !/^\d+(:\d+)*$/.test(path))
    throw new UsageError(`Failed to read --path: "${path}" is not a path. Use the one a finding shows, e.g. 0:1:0.`)
  if (path !== undefined && only.length !== 1)
    throw new UsageError("Failed to read --path: it leads to a scenario of one check. Add --only with that check's id.")
  if (only.length === 0) return
  const { checks } = await import('../conformance/checks/index.ts')
  const known = [...new Set(checks.flatMap(({ id, family }) => [id, family]))]
  const unknown = only.find((id) => !known.includes(id))
  if (unknown === undefined) return
  throw new UsageError(
    `Failed to read --only: there is no check "${unknown}". ${didYouMean(unknown, known, `Families: ${[...new Set(checks.map(({ family }) => family))].join(', ')}; \`clusterproof list checks\` names all checks.`)}`,
  )
}

async function follow(judged: Judged & { readonly flags: CheckFlags; readonly signal: AbortSignal }, terminal: Terminal): Promise<readonly Event[]> {
  const { contract, subject, flags, signal } = judged
  const [{ run }, { checks }, { loadRequirements }] = await Promise.all([
    import('../conformance/run.ts'),
    import('../conformance/checks/index.ts'),
    import('../specs/requirements.ts'),
  ])
  const progress = flags.quiet === true ? undefined : progressOn(terminal)
  const events: Event[] = []
  const options = { contract, subject, checks, requirements: await loadRequirements(), seed: flags.seed, suite: version(), signal }
  for await (const event of run({ ...options, ...chosen(flags) })) {
    events.push(event)
    progress?.tell(event)
  }
  progress?.end()
  return events
}

function chosen({ target, only, resource, path, runs }: CheckFlags): Partial<RunOptions> {
  return {
    ...(target === undefined && { target: 'mock' }),
    ...(only !== undefined && { only }),
    ...(resource !== undefined && { resource }),
    ...(path !== undefined && { path }),
    ...(runs !== undefined && { scale: runs }),
  }
}

function print(report: Report, asked: Asked, { flags, terminal }: { readonly flags: CheckFlags; readonly terminal: Terminal }): void {
  if (flags.json === true) terminal.out(`${JSON.stringify(report, null, 2)}\n`)
  else if (flags.quiet === true) terminal.out(`${conclusion(report, terminal.colours)}\n`)
  else terminal.out(summary(report, asked, terminal.colours))
}

/** What a replay needs besides what the report knows. Names of variables only, never their values. */
function replayFlags(flags: CheckFlags): readonly string[] {
  const word = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value])
  const many = (name: string, values: Readonly<Record<string, string>> = {}) => Object.entries(values).flatMap(([key, value]) => [name, `${key}=${value}`])
  return [
    ...(flags.defect ?? []).flatMap((id) => ['--defect', id]),
    ...word('--readonly-token-env', flags.readonlyTokenEnv),
    ...word('--second-token-env', flags.secondTokenEnv),
    ...many('--param', flags.param),
    ...many('--second-param', flags.secondParam),
    ...word('--kubeconfig', flags.kubeconfig),
    ...word('--target-clock', flags.targetClock === undefined ? undefined : `${flags.targetClock}x`),
    ...(flags.burst === true ? ['--burst'] : []),
  ]
}

function exitCodeOf({ result, cleanup }: Report): ExitCode {
  if (cleanup !== undefined && cleanup.left.length > 0) return exitCodes.unclean
  switch (result) {
    case 'conformant':
      return exitCodes.ok
    case 'not conformant':
      return exitCodes.failed
    case 'undetermined':
      return exitCodes.undetermined
  }
}
