import type { Command } from 'commander'
import type { SubjectInfo } from '../reports/told.ts'
import type { ConfiguredFlags } from './config-check.ts'
import { UsageError } from './exit.ts'
import { collected } from './parse.ts'

/** What a person says of the implementation that is checked, for the report that a vendor publishes. */
export interface SubjectFlags {
  readonly organization?: string | undefined
  readonly project?: string | undefined
  readonly subjectVersion?: string | undefined
  readonly url?: string | undefined
  readonly contact?: readonly string[] | undefined
}

/** Flags of every command that can write a vendor report. */
export function withSubject(command: Command): Command {
  return command
    .option('--organization <name>', 'for vendor reports: whose implementation it is')
    .option('--project <name>', '... what it is called')
    .option('--subject-version <version>', '... its version')
    .option('--url <url>', '... where it is described', address)
    .option('--contact <address>', '... whom to ask about it; may be given again', collected)
}

/** An address that may stand in a report for everybody to read. */
export function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new UsageError(`Failed to read --url: "${text}" is not one of its values. Use an http or https address, e.g. https://example.com/clusters.`)
  if (url.username !== '' || url.password !== '')
    throw new UsageError('Failed to read --url: the address holds credentials, and a report is for everybody to read. Leave them out.')
  return text
}

/** What is said of the subject; undefined where nothing is. */
export function subjectOf({ organization, project, subjectVersion: version, url, contact }: SubjectFlags): SubjectInfo | undefined {
  const told = {
    ...(organization !== undefined && { organization }),
    ...(project !== undefined && { project }),
    ...(version !== undefined && { version }),
    ...(url !== undefined && { url }),
    ...(contact !== undefined && contact.length > 0 && { contact }),
  }
  return Object.keys(told).length === 0 ? undefined : told
}

/** Flags of a run that decide what it can see. */
export interface ShownFlags extends ConfiguredFlags {
  readonly burst?: boolean
  readonly defect?: readonly string[]
}

/** What a run was told, as a report may show it: names of variables and never their values, no path of this machine, no identifier of a tenant. */
export function configurationOf(flags: ShownFlags): Readonly<Record<string, string | number | boolean>> {
  const given = '(given)'
  const names = (pairs: Readonly<Record<string, string>> | undefined) =>
    pairs === undefined ? undefined : Object.keys(pairs).toSorted().join(', ') || undefined
  const all: readonly (readonly [string, string | number | boolean | undefined])[] = [
    ['--burst', flags.burst],
    ['--defect', flags.defect?.join(', ')],
    ['--deviations', flags.deviations === undefined ? undefined : given],
    ['--kubeconfig', flags.kubeconfig === undefined ? undefined : given],
    ['--max-minutes', flags.maxMinutes],
    ['--max-requests', flags.maxRequests],
    ['--param', names(flags.param)],
    ['--rate', flags.rate],
    ['--readonly-token-env', flags.readonlyTokenEnv],
    ['--second-param', names(flags.secondParam)],
    ['--second-token-env', flags.secondTokenEnv],
    ['--target-clock', flags.targetClock === undefined ? undefined : `${flags.targetClock}x`],
    ['--token-env', flags.tokenEnv],
  ]
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
