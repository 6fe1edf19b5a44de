import type { Aftermath } from '../conformance/aftermath.ts'
import type { CleanupFinished } from '../conformance/events.ts'
import type { Entry } from '../conformance/ledger.ts'
import type { Subject } from '../conformance/subject/subject.ts'
import type { Contract } from '../specs/contract.ts'
import { refuseWithoutConsent } from './config-consent.ts'
import { readConfig } from './config.ts'
import { configured, exitCodes, UsageError, type ExitCode } from './exit.ts'
import { interruption } from './interruption.ts'
import { continueLedger, readLedger, type WrittenLedger } from './ledger-file.ts'
import { realSubject } from './real-subject.ts'
import type { Terminal } from './terminal.ts'
import { over } from './wire.ts'

/** What a ledger lacks, or what has changed since. */
export interface SweepFlags {
  readonly config?: string
  readonly tokenEnv?: string
  readonly secondTokenEnv?: string
  readonly param?: Readonly<Record<string, string>>
  readonly secondParam?: Readonly<Record<string, string>>
  readonly targetClock?: number
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Deletes what the run of a ledger has left behind, and tells what it could not. */
export async function sweepLedger(path: string, flags: SweepFlags, terminal: Terminal): Promise<ExitCode> {
  const ledger = readLedger(path, terminal.cwd)
  const open = ledger.closed
    ? []
    : ledger.entries.filter(({ state, isTwin }) => state === 'asked' || state === 'made' || state === 'deleted' || isTwin === true)
  if (flags.dryRun === true || open.length === 0) return foreseen(open, { path, ledger, flags, terminal })
  refuseWithoutConsent({ flags: { target: ledger.header.target, profile: 'read-only' }, settings: [] }, await readConfig(flags.config, terminal), terminal)
  const { contract, subject } = await endpointOf(ledger, flags, terminal)
  refuseUnknown(contract, ledger, path)
  const aftermath = await clean({ contract, subject, path, ledger }, terminal)
  if (flags.json === true) terminal.out(`${JSON.stringify({ ledger: path, ...reported(aftermath) }, null, 2)}\n`)
  else terminal.out(toldOf(aftermath, path))
  if (aftermath.kind === 'unreachable') return exitCodes.undetermined
  return aftermath.cleanup.left.length > 0 ? exitCodes.unclean : exitCodes.ok
}

interface Judged {
  readonly contract: Contract
  readonly subject: Subject
  readonly path: string
  readonly ledger: WrittenLedger
}

async function clean({ contract, subject, path, ledger }: Judged, terminal: Terminal): Promise<Aftermath> {
  const { sweepAfter } = await import('../conformance/aftermath.ts')
  const file = continueLedger(path, terminal.cwd)
  const stop = interruption(path)
  const { run, seed } = ledger.header
  let cleanup: CleanupFinished | undefined
  try {
    // Whoever had the ledger until now may have written on: only what stands in it under our lock counts.
    const { entries } = readLedger(path, terminal.cwd)
    const aftermath = await sweepAfter({ contract, subject, seed, runId: run, entries, journal: file.journal, signal: stop.signal })
    if (aftermath.kind === 'swept') cleanup = aftermath.cleanup
    return aftermath
  } finally {
    stop.release()
    file.close(cleanup)
  }
}

async function endpointOf({ header }: WrittenLedger, flags: SweepFlags, terminal: Terminal): Promise<Pick<Judged, 'contract' | 'subject'>> {
  const [{ folderOf }, { loadContract }] = await Promise.all([import('../specs/providers.ts'), import('../specs/load.ts')])
  const contract = await configured(async () => over(await loadContract(await folderOf(header.provider)), header.wire))
  if (contract.hash !== header.contract)
    terminal.err(`The contract of ${contract.id} is not the one of the run: what it calls differently since is not found.\n`)
  const { tokenEnv, secondTokenEnv, param, secondParam, targetClock, target } = { ...header, ...flags }
  const given = {
    target,
    tokenEnv,
    ...(secondTokenEnv !== undefined && { secondTokenEnv }),
    ...(param !== undefined && { param }),
    ...(secondTokenEnv !== undefined && secondParam !== undefined && { secondParam }),
    ...(targetClock !== undefined && { targetClock }),
  }
  return { contract, subject: realSubject(contract, given, terminal.env) }
}

function refuseUnknown(contract: Contract, { entries }: WrittenLedger, path: string): void {
  const unknown = entries.find(({ handle }) => contract.behaviour.resources[handle.resource] === undefined)?.handle.resource
  if (unknown === undefined) return
  throw new UsageError(
    `Failed to sweep ${path}: it tells of a ${JSON.stringify(unknown)}, and ${contract.id} has no such resource type. Use the contract that the run was made with.`,
  )
}

interface Foresight {
  readonly path: string
  readonly ledger: WrittenLedger
  readonly flags: SweepFlags
  readonly terminal: Terminal
}

/** What would be done, without sending anything. */
function foreseen(open: readonly Entry[], { path, ledger, flags, terminal }: Foresight): ExitCode {
  const { target, run } = ledger.header
  if (flags.json === true) {
    const entries = open.map(({ handle, state, as, intent }) => ({
      resource: handle.resource,
      params: handle.params,
      state,
      as,
      ...(intent?.name !== undefined && { name: intent.name }),
    }))
    terminal.out(`${JSON.stringify({ ledger: path, target, run, open: entries }, null, 2)}\n`)
  } else if (open.length === 0) terminal.out(`Nothing left of run ${run} at ${target}.\n`)
  else terminal.out(`Run ${run} at ${target} may have left ${count(open.length)}:\n${open.map((entry) => `  ${lineOf(entry)}\n`).join('')}`)
  return open.length === 0 ? exitCodes.ok : exitCodes.unclean
}

function lineOf({ handle, state, intent, known }: Entry): string {
  const where = Object.entries(handle.params).map(([name, value]) => `${name}=${value}`)
  const name = known || intent?.name === undefined ? [] : [`called ${intent.name}`]
  const standing = state === 'made' ? 'made' : state === 'deleted' ? 'delete accepted, not yet seen to be gone' : 'create sent, no answer known'
  return [handle.resource, ...where, ...name, `(${standing})`].join(' ')
}

function reported(aftermath: Aftermath): object {
  if (aftermath.kind === 'unreachable') return { result: 'undetermined', because: aftermath.because }
  const { created, deleted, handedOver, left } = aftermath.cleanup
  return { result: left.length === 0 ? 'clean' : 'left', created, deleted, handedOver, left, strangers: aftermath.strangers }
}

function toldOf(aftermath: Aftermath, path: string): string {
  if (aftermath.kind === 'unreachable')
    return `Nothing was swept: ${aftermath.because}. When that is mended, run \`clusterproof sweep ${path}\` again; --token-env names another token.\n`
  const { created, deleted, handedOver, left } = aftermath.cleanup
  const sums = `${created} created = ${deleted} deleted + ${handedOver} handed over + ${left.length} left`
  const strange = aftermath.strangers.map((one) => `  ${one}\n`).join('')
  return [
    left.length === 0
      ? `Nothing left: ${sums}.\n`
      : `${count(left.length)} still there, of which this is all that is known (${sums}):\n${left.map((one) => `  ${one}\n`).join('')}`,
    strange === '' ? '' : `Left alone, because this ledger does not tell of them although they are called like something of clusterproof's:\n${strange}`,
  ].join('')
}

function count(number: number): string {
  return number === 1 ? '1 resource' : `${number} resources`
}
