import { join } from 'node:path'
import { isLoopback } from '../conformance/subject/subject.ts'
import { configNames, shownPath, workingFolder } from './config-find.ts'
import type { ConfigFile } from './config.ts'
import type { Merged } from './config-merge.ts'
import { UsageError } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** What is missing before an endpoint may be sent to. */
interface Missing {
  /** Its host, where no allow-list has it. */
  readonly host?: string
  /** True where nobody has said how many resources may be made there. */
  readonly budget: boolean
}

/**
 * Sees to it that an endpoint of somebody else is sent to on purpose only: its host is on the allow-list of the configuration, and
 * somebody has said how many resources may be made, unless the profile makes none. No default of a profile counts as having said so.
 * Endpoints of this machine need neither. Throws a UsageError that shows the lines to add; nothing has been sent by then.
 */
export function refuseWithoutConsent(merged: Merged, config: ConfigFile | undefined, terminal: Terminal): void {
  const missing = missingConsent(merged, config)
  if (missing === undefined) return
  const file = config?.shown ?? shownPath(join(workingFolder(terminal), configNames[0]), terminal)
  const where = config === undefined ? `Write to ${file}` : `Add to ${file}, beside what stands there`
  const instead = missing.budget ? '\n`--max-creates 5` says the same of the budget; `--profile read-only` makes nothing and needs none.' : ''
  throw new UsageError(
    `Failed to check ${merged.flags.target}: it is not of this machine, and ${told(missing)}. Nothing was sent. ${where}:\n\n${lines(missing, merged)}${instead}`,
  )
}

/** Whether an endpoint may be sent to, in a few words. */
export function consentText(merged: Merged, config: ConfigFile | undefined): string {
  const missing = missingConsent(merged, config)
  if (missing !== undefined) return `no: ${told(missing)}`
  return merged.flags.target !== undefined && isLoopback(merged.flags.target) ? 'yes: it is of this machine' : 'yes'
}

function missingConsent({ flags }: Merged, config: ConfigFile | undefined): Missing | undefined {
  const { target, profile, maxCreates } = flags
  if (target === undefined || isLoopback(target)) return undefined
  const budget = profile !== 'read-only' && maxCreates === undefined
  if (!isAllowed(target, config)) return { host: new URL(target).host, budget }
  return budget ? { budget } : undefined
}

function told({ host, budget }: Missing): string {
  const why = [...(host === undefined ? [] : [`${host} is not on the allow-list`]), ...(budget ? ['no budget says how many clusters may be made there'] : [])]
  return why.join(', and ')
}

/** By the host as the address has it, with its port where that is not the scheme's own. */
function isAllowed(target: string, config: ConfigFile | undefined): boolean {
  const { host, protocol } = new URL(target)
  return (config?.content.allow ?? []).some((entry) => URL.canParse(`${protocol}//${entry}`) && new URL(`${protocol}//${entry}`).host === host)
}

function lines({ host, budget }: Missing, { named }: Merged): string {
  const allow = host === undefined ? '' : `allow:\n  - ${host.startsWith('[') ? JSON.stringify(host) : host}\n`
  if (!budget) return allow
  const creates = 'creates: 5   # clusters that a run may make at most\n'
  return named === undefined ? `${allow}budget:\n  ${creates}` : `${allow}targets:\n  ${named.name}:\n    budget:\n      ${creates}`
}
