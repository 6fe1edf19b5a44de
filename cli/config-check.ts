import type { Deviation } from '../reports/deviations.ts'
import type { Report } from '../reports/report.ts'
import type { Contract } from '../specs/contract.ts'
import { refuseWithoutConsent } from './config-consent.ts'
import { draftTo, named as nameable, readDeviations, type DeviationList } from './config-deviations.ts'
import { merge, type ConfigurableFlags, type Merged } from './config-merge.ts'
import { readConfig, type ConfigFile } from './config.ts'
import { UsageError } from './exit.ts'
import { oneProvider } from './provider.ts'
import type { Terminal } from './terminal.ts'

/** Flags of a command that goes by a configuration. */
export interface ConfiguredFlags extends ConfigurableFlags {
  readonly provider?: readonly string[]
  /** The configuration file; looked for where absent. */
  readonly config?: string
  /** A file of known discrepancies, instead of those of the configuration. */
  readonly deviations?: string
  /** Where to write the findings as a first list of deviations. */
  readonly writeDeviations?: string
  readonly only?: readonly string[]
  readonly resource?: string
  readonly path?: string
  readonly shard?: object
}

/** What a command is about, once flags and configuration are put together. */
export interface Configured<F> {
  /** As it is typed, or as the named target says. */
  readonly provider: string
  /** With what the configuration gives; `target` is an address. */
  readonly flags: F
  /** What is accepted; to be asked for before anything is sent, because it may name what there is not. */
  readonly accepted: (contract: Contract) => Promise<Acceptance>
}

export interface Acceptance {
  /** The report with known discrepancies told apart. */
  readonly account: (report: Report) => Promise<Report>
  /** Writes a first list of deviations where one was asked for, and names its file. */
  readonly draft: (report: Report) => Promise<readonly string[]>
}

/**
 * Puts together what a person has said on the command line and in the configuration. Throws a UsageError for whatever is wrong with it,
 * and where an endpoint of somebody else is named without consent.
 */
export async function configure<F extends ConfiguredFlags>(named: string | undefined, typed: F, terminal: Terminal): Promise<Configured<F & ConfiguredFlags>> {
  const given = await read(named, typed, terminal)
  refuseWithoutConsent(given.merged, given.config, terminal)
  return settled(given, typed, terminal)
}

/** The same for a command that sends nothing to the target, so that nobody has to consent. */
export async function configureOffline<F extends ConfiguredFlags>(
  named: string | undefined,
  typed: F,
  terminal: Terminal,
): Promise<Configured<F & ConfiguredFlags>> {
  return settled(await read(named, typed, terminal), typed, terminal)
}

interface Read {
  readonly config: ConfigFile | undefined
  readonly merged: Merged
  readonly provider: string
}

async function read(named: string | undefined, typed: ConfiguredFlags, terminal: Terminal): Promise<Read> {
  const config = await readConfig(typed.config, terminal)
  const merged = merge(typed, config)
  return { config, merged, provider: await providerOf(named, typed, merged.named) }
}

async function settled<F extends ConfiguredFlags>({ config, merged, provider }: Read, typed: F, terminal: Terminal): Promise<Configured<F & ConfiguredFlags>> {
  const list = await readDeviations({ asked: typed.deviations, config, terminal })
  const write = await draftTo(typed.writeDeviations, terminal)
  const flags = { ...typed, ...merged.flags }
  const target = merged.named?.name
  return {
    provider,
    flags,
    accepted: async (contract) => {
      const deviations = await known(list, contract, config)
      return {
        account: (report) => account(report, deviations, { target, flags }),
        draft: async (report) => {
          if (write === undefined || typed.writeDeviations === undefined) return []
          const { draftDeviations } = await import('../reports/deviations-draft.ts')
          await write(draftDeviations(report, target))
          return [typed.writeDeviations]
        },
      }
    },
  }
}

/** The provider that was typed, which a named target has to agree with, or else that of the target. */
async function providerOf(
  typed: string | undefined,
  { provider: flagged }: ConfiguredFlags,
  target: { readonly name: string; readonly provider: string } | undefined,
): Promise<string> {
  if (target === undefined) return oneProvider('check', typed, flagged)
  if (typed === undefined && (flagged ?? []).length === 0) return target.provider
  const asked = await oneProvider('check', typed, flagged)
  const { folderOf } = await import('../specs/providers.ts')
  if (asked === target.provider || (await folderOf(asked).catch(() => asked)) === (await folderOf(target.provider).catch(() => ''))) return asked
  throw new UsageError(`Failed to check ${asked}: the target ${target.name} is of ${target.provider}. Name that provider, or leave it out.`)
}

interface Known {
  readonly deviations: readonly Deviation[]
  /** Checks that judge what others send. */
  readonly monitors: ReadonlySet<string>
}

async function known(list: DeviationList | undefined, contract: Contract, config: ConfigFile | undefined): Promise<Known | undefined> {
  if (list === undefined) return undefined
  const [{ checks }, { loadRequirements }] = await Promise.all([import('../conformance/checks/index.ts'), import('../specs/requirements.ts')])
  const deviations = nameable(list, { contract, checks, requirements: await loadRequirements(), config })
  return { deviations, monitors: new Set(checks.flatMap(({ kind, id }) => (kind === 'monitor' ? [id] : []))) }
}

async function account(
  report: Report,
  accepted: Known | undefined,
  { target, flags }: { readonly target: string | undefined; readonly flags: ConfiguredFlags },
): Promise<Report> {
  if (accepted === undefined) return report
  const { withDeviations } = await import('../reports/deviations.ts')
  const { only, resource, path, shard, profile = 'full' } = flags
  const isWhole = only === undefined && resource === undefined && shard === undefined && profile === 'full'
  return withDeviations(report, accepted.deviations, {
    ...(target !== undefined && { target }),
    scenarios: path !== undefined,
    checks: only !== undefined || shard !== undefined,
    resources: resource !== undefined || shard !== undefined,
    ...(!isWhole && { partial: accepted.monitors }),
  })
}
