import { driftOf, type Drift } from '../conformance/drift/drift.ts'
import type { Side } from '../conformance/drift/sides.ts'
import type { Event } from '../conformance/events.ts'
import type { EvidenceRecord } from '../conformance/evidence.ts'
import type { RunOptions } from '../conformance/run.ts'
import { isLoopback, type Subject } from '../conformance/subject/subject.ts'
import { vaultFor } from '../conformance/subject/vault.ts'
import type { Contract } from '../specs/contract.ts'
import { ledgerOf } from './check-ledger.ts'
import { optionsFor, refuseResource, refuseSelection, subjectFor, type CheckFlags } from './check.ts'
import { configure } from './config-check.ts'
import { patchFor, patchFile } from './drift-patch.ts'
import { driftJson, driftText, type Told } from './drift-text.ts'
import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import { interruption } from './interruption.ts'
import { understudy } from './plan.ts'
import { progressOn } from './progress.ts'
import { standIn } from './stand-in.ts'
import type { Terminal } from './terminal.ts'
import { over } from './wire.ts'

export interface DriftFlags extends CheckFlags {
  /** A file for the patch of behaviour.yaml. */
  readonly patch?: string
}

/** Puts the same scenarios to the mock and to an endpoint, and tells where the two part. */
export async function drift(named: string | undefined, typed: DriftFlags, terminal: Terminal): Promise<ExitCode> {
  if (typed.target === undefined)
    throw new UsageError(
      'Failed to look for drift: no endpoint is named that the mock could be compared with. Add --target URL, or the name of a target of the configuration.',
    )
  if (typed.deviations !== undefined)
    throw new UsageError('Failed to read --deviations: every difference is told, whether it is known or not. Leave it out, or use `clusterproof check`.')
  await refuseSelection(typed)
  const { provider, flags: configured } = await configure(named, typed, terminal)
  const { target = typed.target } = configured
  const flags = { ...configured, target, profile: configured.profile ?? (isLoopback(target) ? 'full' : 'core') } as const
  const { contract, subject } = await subjectFor(provider, flags, terminal)
  refuseResource(contract, flags.resource)
  const patch = flags.patch === undefined ? undefined : patchFile(flags.patch, terminal.cwd)
  const ledger = ledgerOf(provider, flags, { contract, terminal })
  const stop = interruption(ledger?.path)
  const follow = { flags, terminal, signal: stop.signal, ledger: ledger?.options }
  const mock = await onMock(provider, subject, follow)
  const endpoint = stop.signal.aborted ? nothing : await sideOf({ contract, subject }, follow)
  stop.release()
  ledger?.end(endpoint.events)
  const found = driftOf(contract, mock, endpoint)
  const proposed = await patchFor(contract, found)
  const told: Told = { contract, target, seed: flags.seed, profile: flags.profile, found, proposed, notes: troubles(mock, endpoint) }
  const guard = vaultFor(subject)
  const text = flags.json === true ? driftJson(told) : driftText(told, terminal.colours)
  terminal.out(guard.guard(text).text)
  if (patch !== undefined) {
    patch(guard.guard(proposed.text).text)
    if (flags.quiet !== true) terminal.err(`Wrote ${flags.patch}\n`)
  }
  return stop.signal.aborted ? exitCodes.interrupted : exitCodeOf(found, endpoint, told.notes)
}

/** What one of the two runs saw and told. */
interface Ran extends Side {
  readonly events: readonly Event[]
}

const nothing: Ran = { records: [], finished: [], events: [] }

interface Follow {
  readonly flags: DriftFlags
  readonly terminal: Terminal
  readonly signal: AbortSignal
  /** The mark of the run's names is the same for both. */
  readonly ledger: Pick<RunOptions, 'runId' | 'journal'> | undefined
}

/** The same run on a mock in this process, with what the endpoint has of credentials, leave and budget. */
async function onMock(provider: string, subject: Subject, { ledger, ...follow }: Follow): Promise<Ran> {
  const own = await standIn(provider, follow.flags.seed)
  try {
    const contract = over(own.contract, follow.flags.wire)
    const { kubeconfig } = subject
    const stood = { ...understudy(own.subject(), follow.flags), ...(kubeconfig !== undefined && { kubeconfig }) }
    const { runId } = ledger ?? {}
    return await sideOf({ contract, subject: stood }, { ...follow, ledger: runId === undefined ? undefined : { runId } })
  } finally {
    await own.close()
  }
}

async function sideOf(judged: { readonly contract: Contract; readonly subject: Subject }, { flags, terminal, signal, ledger }: Follow): Promise<Ran> {
  const { run } = await import('../conformance/run.ts')
  const progress = flags.quiet === true ? undefined : progressOn(terminal)
  const [events, records]: [Event[], EvidenceRecord[]] = [[], []]
  const options = await optionsFor(judged, flags)
  for await (const event of run({ ...options, signal, record: (record) => void records.push(record), ...ledger })) {
    events.push(event)
    progress?.tell(event)
  }
  progress?.end()
  return { records, events, finished: events.filter((event) => event.type === 'check.finished') }
}

/** What kept one of the two from its end, a sentence each. */
function troubles(mock: Ran, endpoint: Ran): readonly string[] {
  const name = (ran: Ran, who: string) =>
    ran.events.flatMap((event) =>
      event.type === 'run.finished' && event.result === 'undetermined' && event.because !== undefined ? [`${who}: ${event.because}`] : [],
    )
  return [...name(mock, 'The run on the mock is undetermined'), ...name(endpoint, 'The run on the endpoint is undetermined')]
}

function exitCodeOf({ differences, compared }: Drift, { events }: Ran, notes: readonly string[]): ExitCode {
  const cleanup = events.find((event) => event.type === 'cleanup.finished')
  if (cleanup !== undefined && cleanup.left.length > 0) return exitCodes.unclean
  if (differences.length > 0) return exitCodes.failed
  return compared === 0 || notes.length > 0 ? exitCodes.undetermined : exitCodes.ok
}
