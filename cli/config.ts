import { dirname, resolve } from 'node:path'
import type { Profile } from '../conformance/profile.ts'
import type { Deviation } from '../reports/deviations.ts'
import type { SubjectInfo } from '../reports/told.ts'
import { misfits, readAuthored } from '../specs/authored.ts'
import { pointer } from '../specs/json.ts'
import type { JsonObject } from '../specs/json.ts'
import type { SourceFile } from '../specs/yaml.ts'
import { findConfig, shownPath } from './config-find.ts'
import { misfitTrouble, refusal, secretTrouble, unreadable, type Trouble } from './config-problems.ts'
import { suspects } from './config-secrets.ts'
import { UsageError } from './exit.ts'
import { target as address } from './parse.ts'
import type { Terminal } from './terminal.ts'

/** What a run at a target may cost at most. */
export interface Budgets {
  readonly requests?: number
  readonly creates?: number
  readonly live?: number
  readonly minutes?: number
  readonly requestsPerSecond?: number
}

/** An endpoint by a name of one's own. Paths are as they were written: relative to the file. */
export interface NamedTarget {
  readonly provider: string
  readonly url: string
  readonly tokenEnv?: string
  readonly readonlyTokenEnv?: string
  readonly secondTokenEnv?: string
  readonly params?: Readonly<Record<string, string>>
  readonly secondParams?: Readonly<Record<string, string>>
  readonly kubeconfig?: string
  readonly targetClock?: string
  readonly profile?: Profile
  readonly budget?: Budgets
  /** Whose implementation it is, for vendor reports. */
  readonly subject?: SubjectInfo
}

/** The content of a configuration file; `config.schema.json` is its schema. */
export interface Config {
  readonly config?: 1
  readonly allow?: readonly string[]
  readonly profile?: Profile
  readonly budget?: Budgets
  readonly subject?: SubjectInfo
  readonly targets?: Readonly<Record<string, NamedTarget>>
  readonly deviations?: string | readonly Deviation[]
  readonly out?: string
  readonly format?: readonly string[]
}

export interface ConfigFile {
  /** Absolute. */
  readonly file: string
  /** As a person in the working directory would write it. */
  readonly shown: string
  readonly content: Config
  readonly locate: SourceFile['locate']
  /** A path of the file, made absolute. */
  readonly path: (written: string) => string
}

/**
 * Reads the configuration: the file asked for, or the one that is found from the working directory upwards. Undefined where none is
 * found. Throws a UsageError that tells everything that is wrong with it, each with its line.
 */
export async function readConfig(asked: string | undefined, terminal: Terminal): Promise<ConfigFile | undefined> {
  const file = await findConfig(asked, terminal)
  if (file === undefined) return undefined
  const shown = shownPath(file, terminal)
  const source = await readAuthored(file)
  if ('message' in source) throw unreadable(source, shown, 'Name a file of YAML or JSON with --config FILE.')
  const { content, locate } = source
  return { file, shown, locate, content: sound(content, source, shown), path: (written) => resolve(dirname(file), written) }
}

function sound(content: JsonObject, source: SourceFile, shown: string): Config {
  const secrets = suspects(content).map(secretTrouble)
  if (secrets.length > 0) throw refusal(source, shown, secrets)
  if (!isConfig(content)) throw refusal(source, shown, misfits('config', content).map(misfitTrouble))
  const troubles = Object.entries(content.targets ?? {}).flatMap(([name, one]) => addressTrouble(name, one))
  if (troubles.length > 0) throw refusal(source, shown, troubles)
  return content
}

function isConfig(content: JsonObject): content is JsonObject & Config {
  return misfits('config', content).length === 0
}

/** What the schema cannot say: that an address can be sent to. */
function addressTrouble(name: string, { url }: NamedTarget): readonly Trouble[] {
  try {
    address(url)
    return []
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return [{ at: pointer(['targets', name, 'url']), message: error.message.replace(/^Failed to read --target: /, `'targets.${name}.url': `) }]
  }
}
