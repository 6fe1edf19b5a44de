import { schemaText, type Authored } from '../specs/authored.ts'
import { consentText } from './config-consent.ts'
import { readDeviations } from './config-deviations.ts'
import { merge, type ConfigurableFlags } from './config-merge.ts'
import type { Setting } from './config-settings.ts'
import { readConfig, type ConfigFile } from './config.ts'
import { exitCodes, type ExitCode } from './exit.ts'
import type { Terminal } from './terminal.ts'

export interface ShowFlags extends ConfigurableFlags {
  readonly config?: string
  readonly deviations?: string
  readonly json?: boolean
}

/** What holds where nobody says otherwise. */
const usual: readonly (readonly [name: string, value: string | number])[] = [
  ['profile', 'full'],
  ['requests', 10_000],
]

/** Prints what is in effect, and who says so. */
export async function showConfig(flags: ShowFlags, terminal: Terminal): Promise<ExitCode> {
  const config = await readConfig(flags.config, terminal)
  const merged = merge(flags, config)
  const deviations = await readDeviations({ asked: flags.deviations, config, terminal })
  const settings = withUsual(merged.settings, merged.flags.target !== undefined)
  const shown = {
    file: config?.file ?? null,
    targets: Object.keys(config?.content.targets ?? {}),
    allow: config?.content.allow ?? [],
    ...(merged.named && { target: merged.named.name, provider: merged.named.provider }),
    ...(merged.flags.target !== undefined && { maySend: consentText(merged, config) }),
    deviations: deviations === undefined ? null : { file: deviations.shown, count: deviations.list.length },
    variables: variables(settings, terminal),
    settings,
  }
  if (flags.json === true) terminal.out(`${JSON.stringify(shown, null, 2)}\n`)
  else terminal.out(text(shown, config))
  return exitCodes.ok
}

/** Prints a published schema as it is. */
export function showSchema(of: Authored, { out }: Terminal): Promise<ExitCode> {
  out(schemaText(of))
  return Promise.resolve(exitCodes.ok)
}

function withUsual(settings: readonly Setting[], isTarget: boolean): readonly Setting[] {
  const left = isTarget ? usual.filter(([name]) => settings.every((setting) => setting.name !== name)) : []
  return [...settings, ...left.map(([name, value]) => ({ name, value, from: 'default' }))]
}

/** Whether the variables that are named are set; never what they hold. */
function variables(settings: readonly Setting[], { env }: Terminal): Readonly<Record<string, 'set' | 'not set'>> {
  const named = settings.filter(({ name }) => name.endsWith('TokenEnv') || name === 'tokenEnv').map(({ value }) => String(value))
  return Object.fromEntries(named.map((variable) => [variable, env[variable] === undefined || env[variable] === '' ? 'not set' : 'set']))
}

interface Shown {
  readonly targets: readonly string[]
  readonly allow: readonly string[]
  readonly provider?: string
  readonly maySend?: string
  readonly deviations: { readonly file: string; readonly count: number } | null
  readonly variables: Readonly<Record<string, string>>
  readonly settings: readonly Setting[]
}

function text(shown: Shown, config: ConfigFile | undefined): string {
  const { targets, allow, deviations } = shown
  const rows: readonly (readonly [name: string, value: string, from: string])[] = [
    ...(shown.provider === undefined ? [] : [['provider', shown.provider, config?.shown ?? ''] as const]),
    ...shown.settings.map(({ name, value, from }) => [name, `${String(value)}${told(shown.variables[String(value)])}`, from] as const),
    ['deviations', deviations === null ? 'none' : String(deviations.count), deviations?.file ?? 'default'],
    ...(shown.maySend === undefined ? [] : [['may be sent to', shown.maySend, ''] as const]),
  ]
  const [first, second] = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  const head =
    config === undefined
      ? 'No configuration was found; `clusterproof config --help` shows one.'
      : `${config.shown}: targets ${targets.join(', ') || 'none'}; allow ${allow.join(', ') || 'none'}`
  return `${head}\n${rows.map(([name, value, from]) => `  ${name.padEnd(first ?? 0)}  ${from === '' ? value : `${value.padEnd(second ?? 0)}  ${from}`}\n`).join('')}`
}

function told(state: string | undefined): string {
  return state === undefined ? '' : ` (${state})`
}
