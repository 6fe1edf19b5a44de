import type { Event } from '../conformance/events.ts'
import type { RunOptions } from '../conformance/run.ts'
import type { TrafficFold } from '../conformance/traffic.ts'
import { isLoopback, type Subject } from '../conformance/subject/subject.ts'
import { vaultFor, type Vault } from '../conformance/subject/vault.ts'
import type { Told } from '../reports/told.ts'
import type { Contract } from '../specs/contract.ts'
import { configure, type ConfiguredFlags } from './config-check.ts'
import { ledgerOf, type CheckLedger } from './check-ledger.ts'
import { refuseUnknownDefects } from './defects.ts'
import { exitCodeOf, print } from './ending.ts'
import { evidenceTo, type EvidenceFile, type Guard } from './evidence-file.ts'
import { configured, exitCodes, UsageError, type ExitCode } from './exit.ts'
import { instantOf } from './instant.ts'
import { interruption } from './interruption.ts'
import { didYouMean } from './nearest.ts'
import { outputTo } from './output.ts'
import { picturesOf } from './pictures.ts'
import { progressOn } from './progress.ts'
import { minimiserFor } from './minimise.ts'
import { limitsOf, realSubject } from './real-subject.ts'
import { standIn } from './stand-in.ts'
import { configurationOf, subjectOf } from './subject.ts'
import { appendStepSummary, type StepSummaryFlags } from './step-summary.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'
import { over, type Wire } from './wire.ts'

export interface CheckFlags extends ConfiguredFlags, StepSummaryFlags {
  readonly burst?: boolean
  readonly defect?: readonly string[]
  readonly seed: number
  readonly runs?: number
  readonly wire?: Wire
  /** A file for all that is needed to judge the run again. */
  readonly record?: string
  /** A file that tells of everything the run makes. */
  readonly ledger?: string
  readonly shard?: NonNullable<RunOptions['shard']>
  readonly json?: boolean
  readonly quiet?: boolean
}

/** What a person asks for, with the subject that it is about. Throws a UsageError for whatever is wrong with it; nothing is sent. */
export async function asked(named: string | undefined, typed: CheckFlags, terminal: Terminal) {
  await refuseSelection(typed)
  if (typed.target === undefined) refuseTargetFlags(typed)
  const configuration = await configure(named, typed, terminal)
  return { ...configuration, judged: await subjectFor(configuration.provider, configuration.flags, terminal) }
}

/** Checks a mock of the provider in this process, or the endpoint that `--target` names. */
export async function check(named: string | undefined, typed: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const { provider, flags, accepted, judged } = await asked(named, typed, terminal)
  try {
    refuseResource(judged.contract, flags.resource)
    const acceptance = await accepted(judged.contract)
    const secrets = vaultFor(judged.subject)
    const output = await outputTo(flags.out, flags.format, (text) => secrets.guard(text))
    const evidence = flags.record === undefined ? undefined : evidenceTo(flags.record, guardOf(judged.subject))
    const ledger = ledgerOf(provider, flags, { contract: judged.contract, terminal })
    const traffic = output.showsTraffic ? new (await import('../conformance/traffic.ts')).TrafficFold(judged.contract) : undefined
    const at = instantOf(flags, terminal)
    const stop = interruption(ledger?.path)
    const events = await follow({ ...judged, provider, secrets, flags, signal: stop.signal, evidence, ledger, traffic, at }, terminal)
    stop.release()
    ledger?.end(events)
    const { foldReport } = await import('../reports/report.ts')
    const report = await acceptance.account(foldReport(events))
    print(report, { provider, flags: replayFlags(flags), pictures: picturesOf(events) }, { flags, terminal })
    const told = { report, ...(traffic && { traffic: traffic.traffic() }), ...saidOf(flags) }
    const files = [...(await output.write(told)), ...(await acceptance.draft(report))]
    if (flags.quiet !== true) for (const file of files) terminal.err(`Wrote ${file}\n`)
    await appendStepSummary(report, typed, terminal)
    const found = exitCodeOf(report)
    const code = !kept(evidence, flags, terminal) && found === exitCodes.ok ? exitCodes.undetermined : found
    return stop.signal.aborted && code !== exitCodes.unclean ? exitCodes.interrupted : code
  } finally {
    await judged.close()
  }
}

/** What a person has said of the subject and of the run. */
function saidOf(flags: CheckFlags): Pick<Told, 'subject' | 'configuration'> {
  const subject = subjectOf(flags)
  return { configuration: configurationOf(flags), ...(subject && { subject }) }
}

export function refuseResource(contract: Contract, resource: string | undefined): void {
  const known = Object.keys(contract.behaviour.resources)
  if (resource === undefined || known.includes(resource)) return
  throw new UsageError(
    `Failed to read --resource: ${contract.id} has no resource type "${resource}". ${didYouMean(resource, known, `It has ${known.join(', ')}.`)}`,
  )
}

export interface Judged {
  readonly contract: Contract
  readonly subject: Subject
  readonly close: () => Promise<void>
}

export async function subjectFor(provider: string, flags: CheckFlags, terminal: Terminal): Promise<Judged> {
  const { target } = flags
  if (target === undefined) {
    await refuseUnknownDefects(flags.defect)
    const own = await standIn(provider, flags.seed)
    try {
      return { contract: over(own.contract, flags.wire), subject: { ...own.subject({ defects: flags.defect ?? [] }), ...limitsOf(flags) }, close: own.close }
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
export function refuseTargetFlags(flags: CheckFlags): void {
  const given = Object.entries({
    '--token-env': flags.tokenEnv,
    '--readonly-token-env': flags.readonlyTokenEnv,
    '--second-token-env': flags.secondTokenEnv,
    '--param': flags.param,
    '--second-param': flags.secondParam,
    '--kubeconfig': flags.kubeconfig,
    '--burst': flags.burst,
    '--target-clock': flags.targetClock,
  }).find(([, value]) => value !== undefined)
  if (given !== undefined)
    throw new UsageError(`Failed to read ${given[0]}: without --target the mock is checked, which brings its own. Add --target URL, or leave ${given[0]} out.`)
}

export async function refuseSelection({ only = [], path, shard }: CheckFlags): Promise<void> {
  if (path !== undefined && !/^\d+(:\d+)*$/.test(path))
    throw new UsageError(`Failed to read --path: "${path}" is not a path. Use the one a finding shows, e.g. 0:1:0.`)
  if (path !== undefined && only.length !== 1)
    throw new UsageError("Failed to read --path: it leads to a scenario of one check. Add --only with that check's id.")
  if (path !== undefined && shard !== undefined)
    throw new UsageError('Failed to read --path: it leads to one scenario, which nobody can share. Leave --shard out.')
  if (only.length === 0) return
  const { checks } = await import('../conformance/checks/index.ts')
  const known = [...new Set(checks.flatMap(({ id, family }) => [id, family]))]
  const unknown = only.find((id) => !known.includes(id))
  if (unknown === undefined) return
  throw new UsageError(
    `Failed to read --only: there is no check "${unknown}". ${didYouMean(unknown, known, `Families: ${[...new Set(checks.map(({ family }) => family))].join(', ')}; \`clusterproof list checks\` names all checks.`)}`,
  )
}

/** Knows what the run was given, and nothing that it learns: what the suite draws itself must stay as it is, to be judged again. */
function guardOf(subject: Subject): Guard {
  const given = vaultFor(subject)
  return (text) => given.guard(text)
}

/** False where not all evidence could be written. */
function kept(evidence: EvidenceFile | undefined, { record = '', quiet }: CheckFlags, terminal: Terminal): boolean {
  const trouble = evidence?.close()
  const stood = evidence?.stood() ?? []
  if (stood.length > 0) terminal.err(`Kept out of ${record}: ${stood.join(', ')}. They should not have come so far; please report it.\n`)
  if (trouble !== undefined) terminal.err(`Failed to write evidence to "${record}": ${trouble}. What was written before can be judged.\n`)
  else if (evidence !== undefined && quiet !== true) terminal.err(`Wrote ${record}\n`)
  return trouble === undefined
}

interface Followed extends Judged {
  readonly secrets: Vault
  readonly provider: string
  readonly flags: CheckFlags
  readonly signal: AbortSignal
  readonly at: string | undefined
  readonly evidence: EvidenceFile | undefined
  readonly traffic: TrafficFold | undefined
  readonly ledger: CheckLedger | undefined
}

async function follow(judged: Followed, terminal: Terminal): Promise<readonly Event[]> {
  const { contract, provider, subject, secrets, flags, signal, evidence, traffic, ledger, at } = judged
  const { run } = await import('../conformance/run.ts')
  const progress = flags.quiet === true ? undefined : progressOn(terminal)
  const events: Event[] = []
  const minimiser = isLoopback(subject.baseUrl) ? undefined : minimiserFor(provider, flags)
  const kept = { ...recorders(evidence, traffic), ...(at !== undefined && { at }), ...(minimiser && { minimise: minimiser.minimise }), ...ledger?.options }
  try {
    for await (const event of run({ ...(await optionsFor({ contract, subject }, flags)), signal, secrets, runnable: true, ...kept })) {
      events.push(event)
      progress?.tell(event)
    }
  } finally {
    await minimiser?.close()
  }
  progress?.end()
  return events
}

/** Tells each record to everybody who wants to know. */
function recorders(evidence: EvidenceFile | undefined, traffic: TrafficFold | undefined): Pick<RunOptions, 'record'> {
  if (traffic === undefined) return evidence === undefined ? {} : { record: evidence.record }
  return {
    record: (record) => {
      evidence?.record(record)
      traffic.record(record)
    },
  }
}

/** What flags say of a run, but for what only the run itself needs. */
export async function optionsFor({ contract, subject }: Pick<Judged, 'contract' | 'subject'>, flags: CheckFlags): Promise<RunOptions> {
  const [{ checks }, { loadRequirements }] = await Promise.all([import('../conformance/checks/index.ts'), import('../specs/requirements.ts')])
  return { contract, subject, checks, requirements: await loadRequirements(), seed: flags.seed, suite: version(), ...chosen(flags) }
}

function chosen({ target, only, resource, path, runs, shard, profile }: CheckFlags): Partial<RunOptions> {
  return {
    ...(target === undefined && { target: 'mock' }),
    ...(only !== undefined && { only }),
    ...(resource !== undefined && { resource }),
    ...(path !== undefined && { path }),
    ...(runs !== undefined && { scale: runs }),
    ...(shard !== undefined && { shard }),
    ...(profile !== undefined && { profile }),
  }
}

/** What a replay needs besides what the report knows. Names of variables only, never their values. */
export function replayFlags(flags: CheckFlags): readonly string[] {
  const word = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value])
  const many = (name: string, values: Readonly<Record<string, string>> = {}) => Object.entries(values).flatMap(([key, value]) => [name, `${key}=${value}`])
  return [
    ...(flags.defect ?? []).flatMap((id) => ['--defect', id]),
    ...word('--token-env', flags.target === undefined ? undefined : flags.tokenEnv),
    ...word('--readonly-token-env', flags.readonlyTokenEnv),
    ...word('--second-token-env', flags.secondTokenEnv),
    ...many('--param', flags.param),
    ...many('--second-param', flags.secondParam),
    ...word('--kubeconfig', flags.kubeconfig),
    ...word('--profile', flags.profile),
    ...word('--max-creates', flags.maxCreates === undefined ? undefined : String(flags.maxCreates)),
    ...word('--target-clock', flags.targetClock === undefined ? undefined : `${flags.targetClock}x`),
    ...(flags.burst === true ? ['--burst'] : []),
  ]
}
