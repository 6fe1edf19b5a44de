import type { Profile } from '../conformance/profile.ts'
import { Settings, type Said, type Setting } from './config-settings.ts'
import type { Config, ConfigFile, NamedTarget } from './config.ts'
import { isTargetName, namedTarget } from './config-target.ts'
import { factor, target as address } from './parse.ts'
import type { SubjectFlags } from './subject.ts'

/** The flags that a configuration may give instead of the command line. */
export interface ConfigurableFlags extends SubjectFlags {
  /** An address; as it was typed, it may be the name of a target. */
  readonly target?: string | undefined
  readonly tokenEnv?: string | undefined
  readonly readonlyTokenEnv?: string | undefined
  readonly secondTokenEnv?: string | undefined
  readonly param?: Readonly<Record<string, string>> | undefined
  readonly secondParam?: Readonly<Record<string, string>> | undefined
  /** A file with a kubeconfig that may be imported. */
  readonly kubeconfig?: string | undefined
  /** Seconds of the target's clock that pass in one of ours. */
  readonly targetClock?: number | undefined
  readonly profile?: Profile | undefined
  readonly maxRequests?: number | undefined
  readonly maxCreates?: number | undefined
  readonly maxLive?: number | undefined
  readonly maxMinutes?: number | undefined
  /** Requests a second. */
  readonly rate?: number | undefined
  readonly out?: string | undefined
  readonly format?: string | undefined
}

/** Flags and configuration together. */
export interface Merged {
  readonly flags: ConfigurableFlags
  readonly settings: readonly Setting[]
  /** The named target in use, with its provider: a folder is made absolute. */
  readonly named?: { readonly name: string; readonly provider: string }
}

/**
 * Puts together what is in effect: flags go before the file, and in the file a target before the top. What the file says of tokens,
 * profile and budget is about targets, so that it counts only where there is one; `out` and `format` always count.
 */
export function merge(flags: ConfigurableFlags, config: ConfigFile | undefined): Merged {
  const name = flags.target !== undefined && isTargetName(flags.target) ? flags.target : undefined
  const one = name === undefined ? undefined : namedTarget(name, config)
  const made = new Settings(config)
  const chosen = { name: name ?? '', one, top: flags.target === undefined ? undefined : config?.content }
  const merged = { ...who(flags, made, chosen), ...whose(flags, made, chosen), ...howFar(flags, made, chosen), ...reports(flags, made, config?.content) }
  const provider = one?.provider.startsWith('.') === true ? made.path(one.provider) : one?.provider
  return { flags: merged, settings: made.all, ...(name !== undefined && provider !== undefined && { named: { name, provider } }) }
}

interface Chosen {
  readonly name: string
  readonly one: NamedTarget | undefined
  /** What counts for every target. */
  readonly top: Config | undefined
}

function who(flags: ConfigurableFlags, made: Settings, { name, one }: Chosen): ConfigurableFlags {
  const below = <T>(value: T | undefined, member: string): Said<T> => [value, 'targets', name, member]
  const clock = one?.targetClock === undefined ? undefined : factor(one.targetClock)
  return {
    target:
      one === undefined ? made.choose(['target', '--target', flags.target]) : made.choose<string>(['target', '', undefined], below(address(one.url), 'url')),
    tokenEnv: made.choose(['tokenEnv', '--token-env', flags.tokenEnv], below(one?.tokenEnv, 'tokenEnv')),
    readonlyTokenEnv: made.choose(['readonlyTokenEnv', '--readonly-token-env', flags.readonlyTokenEnv], below(one?.readonlyTokenEnv, 'readonlyTokenEnv')),
    secondTokenEnv: made.choose(['secondTokenEnv', '--second-token-env', flags.secondTokenEnv], below(one?.secondTokenEnv, 'secondTokenEnv')),
    param: made.pairs(['params', '--param', flags.param], below(one?.params, 'params')),
    secondParam: made.pairs(['secondParams', '--second-param', flags.secondParam], below(one?.secondParams, 'secondParams')),
    kubeconfig: made.choose(['kubeconfig', '--kubeconfig', flags.kubeconfig], below(made.path(one?.kubeconfig), 'kubeconfig')),
    targetClock: made.choose(['targetClock', '--target-clock', flags.targetClock], below(clock, 'targetClock')),
  }
}

/** Of our own mock, only flags say whose it is: what the file says is about targets. */
function whose(flags: ConfigurableFlags, made: Settings, { name, one, top }: Chosen): SubjectFlags {
  const said = (member: Exclude<keyof NonNullable<Config['subject']>, 'contact'>): readonly Said<string>[] => [
    [one?.subject?.[member], 'targets', name, 'subject', member],
    [top?.subject?.[member], 'subject', member],
  ]
  const contact: readonly Said<string>[] = [
    [one?.subject?.contact?.join(', '), 'targets', name, 'subject', 'contact'],
    [top?.subject?.contact?.join(', '), 'subject', 'contact'],
  ]
  made.choose(['contact', '--contact', flags.contact?.join(', ')], ...contact)
  return {
    organization: made.choose(['organization', '--organization', flags.organization], ...said('organization')),
    project: made.choose(['project', '--project', flags.project], ...said('project')),
    subjectVersion: made.choose(['version', '--subject-version', flags.subjectVersion], ...said('version')),
    url: made.choose(['url of the subject', '--url', flags.url], ...said('url')),
    contact: flags.contact ?? one?.subject?.contact ?? top?.subject?.contact,
  }
}

function howFar(flags: ConfigurableFlags, made: Settings, { name, one, top }: Chosen): ConfigurableFlags {
  const budget = (member: keyof NonNullable<Config['budget']>): readonly [Said<number>, Said<number>] => [
    [one?.budget?.[member], 'targets', name, 'budget', member],
    [top?.budget?.[member], 'budget', member],
  ]
  return {
    profile: made.choose(['profile', '--profile', flags.profile], [one?.profile, 'targets', name, 'profile'], [top?.profile, 'profile']),
    maxRequests: made.choose(['requests', '--max-requests', flags.maxRequests], ...budget('requests')),
    maxCreates: made.choose(['creates', '--max-creates', flags.maxCreates], ...budget('creates')),
    maxLive: made.choose(['live', '--max-live', flags.maxLive], ...budget('live')),
    maxMinutes: made.choose(['minutes', '--max-minutes', flags.maxMinutes], ...budget('minutes')),
    rate: made.choose(['requestsPerSecond', '--rate', flags.rate], ...budget('requestsPerSecond')),
  }
}

function reports(flags: ConfigurableFlags, made: Settings, content: Config | undefined): ConfigurableFlags {
  const out = made.choose(['out', '--out', flags.out], [made.path(content?.out), 'out'])
  // A format of the file is about reports that somebody wants; asked for on the command line without a folder, it is a mistake.
  const format: Said<string> = [out === undefined ? undefined : content?.format?.join(','), 'format']
  return { out, format: made.choose(['format', '--format', flags.format], format) }
}
