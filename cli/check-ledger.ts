import { isAbsolute, resolve } from 'node:path'
import { isLoopback } from '../conformance/subject/subject.ts'
import type { Event } from '../conformance/events.ts'
import type { RunOptions } from '../conformance/run.ts'
import type { Contract } from '../specs/contract.ts'
import type { ConfigurableFlags } from './config-merge.ts'
import { UsageError } from './exit.ts'
import { beginLedger, newRunId } from './ledger-file.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'
import type { Wire } from './wire.ts'

/** What of a check's flags decides about its ledger. */
export interface LedgerFlags extends ConfigurableFlags {
  readonly ledger?: string
  readonly seed: number
  readonly wire?: Wire
  readonly quiet?: boolean
}

/** The ledger that a check keeps. */
export interface CheckLedger {
  readonly path: string
  readonly options: Required<Pick<RunOptions, 'runId' | 'journal'>>
  /** Closes it and tells where it is, and what can be done with it. */
  readonly end: (events: readonly Event[]) => void
}

/**
 * Begins the ledger of a check: always where the target is somebody else's, on this machine only where asked for. Undefined where
 * none is kept. Throws a UsageError where it cannot be written; then nothing may be sent.
 */
export function ledgerOf(provider: string, flags: LedgerFlags, at: { readonly contract: Contract; readonly terminal: Terminal }): CheckLedger | undefined {
  const { target, tokenEnv, ledger, seed, wire = 'rest' } = flags
  if (target === undefined) {
    if (ledger === undefined) return undefined
    throw new UsageError('Failed to read --ledger: the mock in this process ends with it, and nothing is left. Add --target URL, or leave --ledger out.')
  }
  if (ledger === undefined && isLoopback(target)) return undefined
  const { contract, terminal } = at
  const runId = newRunId()
  const { readonlyTokenEnv, secondTokenEnv, param, secondParam, targetClock } = flags
  const file = beginLedger(
    ledger,
    {
      record: 'run',
      ledger: 1,
      run: runId,
      suite: version(),
      provider: placeOf(provider, terminal.cwd),
      contract: contract.hash,
      wire,
      target,
      seed,
      tokenEnv: tokenEnv ?? '',
      ...(readonlyTokenEnv !== undefined && { readonlyTokenEnv }),
      ...(secondTokenEnv !== undefined && { secondTokenEnv }),
      ...(param !== undefined && { param }),
      ...(secondParam !== undefined && { secondParam }),
      ...(targetClock !== undefined && { targetClock }),
    },
    terminal.cwd,
  )
  if (flags.quiet !== true) terminal.err(`Ledger: ${file.path}\n`)
  return { path: file.path, options: { runId, journal: file.journal }, end: (events) => ended(file, events, { flags, terminal }) }
}

function ended(
  file: ReturnType<typeof beginLedger>,
  events: readonly Event[],
  { flags, terminal }: { readonly flags: LedgerFlags; readonly terminal: Terminal },
): void {
  const cleanup = events.find((event) => event.type === 'cleanup.finished')
  file.close(cleanup)
  if (cleanup?.left.length !== 0) terminal.err(`Something may be left: \`clusterproof sweep ${file.path}\` deletes what it can.\n`)
  else if (flags.quiet !== true) terminal.err(`Nothing is left; ${file.path} tells what was made.\n`)
}

/** A folder is found again from everywhere. */
function placeOf(provider: string, cwd = process.cwd()): string {
  return isAbsolute(provider) || !/[/\\]|^\./.test(provider) ? provider : resolve(cwd, provider)
}
