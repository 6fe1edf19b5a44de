import { access, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Test } from '../conformance/plan.ts'
import type { Deviation } from '../reports/deviations.ts'
import type { Report } from '../reports/report.ts'
import { misfits, readAuthored } from '../specs/authored.ts'
import type { Contract } from '../specs/contract.ts'
import { pointer } from '../specs/json.ts'
import type { JsonObject } from '../specs/json.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { SourceFile } from '../specs/yaml.ts'
import type { ConfigFile } from './config.ts'
import { shownPath, workingFolder } from './config-find.ts'
import { misfitTrouble, refusal, secretTrouble, unreadable, type Trouble } from './config-problems.ts'
import { suspects } from './config-secrets.ts'
import { UsageError } from './exit.ts'
import { didYouMean } from './nearest.ts'
import type { Terminal } from './terminal.ts'

/** Where deviations come from: a file that `--deviations` names, or the configuration. */
export interface DeviationSource {
  readonly asked: string | undefined
  readonly config: ConfigFile | undefined
  readonly terminal: Terminal
}

/** A list of deviations as it was read, with where it stands. */
export interface DeviationList {
  readonly shown: string
  readonly list: readonly Deviation[]
  /** Steps to the list in its file. */
  readonly at: string
  readonly locate: SourceFile['locate']
}

/** The deviations that are in effect; undefined where none are given. Throws a UsageError for what its schema does not allow. */
export async function readDeviations({ asked, config, terminal }: DeviationSource): Promise<DeviationList | undefined> {
  const said = config?.content.deviations
  if (asked === undefined && typeof said === 'object') {
    return config === undefined ? undefined : { shown: config.shown, list: said, at: '/deviations', locate: config.locate }
  }
  const file = asked === undefined ? (typeof said === 'string' ? config?.path(said) : undefined) : resolve(workingFolder(terminal), asked)
  if (file === undefined) return undefined
  const shown = shownPath(file, terminal)
  const source = await readAuthored(file)
  if ('message' in source) throw unreadable(source, shown, 'Name a file of deviations; `check --write-deviations FILE` writes a first one.')
  return { shown, list: sound(source.content, source, shown), at: '/deviations', locate: source.locate }
}

function sound(content: JsonObject, source: SourceFile, shown: string): readonly Deviation[] {
  const secrets = suspects(content).map(secretTrouble)
  if (secrets.length > 0) throw refusal(source, shown, secrets)
  if (!isList(content)) throw refusal(source, shown, misfits('deviations', content).map(misfitTrouble))
  return content.deviations
}

function isList(content: JsonObject): content is JsonObject & { readonly deviations: readonly (JsonObject & Deviation)[] } {
  return misfits('deviations', content).length === 0
}

/** What deviations may name. */
export interface Nameable {
  readonly contract: Contract
  readonly checks: readonly Test[]
  readonly requirements: ReadonlyMap<string, Requirement>
  readonly config: ConfigFile | undefined
}

/**
 * The deviations with addresses of targets cut to their origin. Throws a UsageError where one names what there is not, or says what
 * another one says: such a deviation would match nothing, and nobody would know why.
 */
export function named(deviations: DeviationList, known: Nameable): readonly Deviation[] {
  const { list, at, locate, shown } = deviations
  const seen = new Set<string>()
  const troubles = list.flatMap((deviation, index) => {
    const here = at + pointer([index])
    const { requirement, subject, fingerprint } = deviation
    const key = JSON.stringify([requirement, fingerprint, subject.provider, subject.target, subject.resource, subject.check])
    if (seen.has(key)) return [{ at: here, message: `The deviation from ${requirement} is listed twice. Keep it once.` }]
    seen.add(key)
    return unknownNames(deviation, known).map((message) => ({ at: here, message }))
  })
  if (troubles.length > 0) throw refusal({ locate }, shown, troubles satisfies readonly Trouble[])
  return list.map((deviation) => withOrigin(deviation))
}

function unknownNames({ requirement, subject }: Deviation, { contract, checks, requirements, config }: Nameable): readonly string[] {
  const resources = subject.provider === contract.id ? Object.keys(contract.behaviour.resources) : undefined
  return [
    ...unknown('requirement', requirement, [...requirements.keys()]),
    ...(subject.check === undefined ? [] : unknown('check', subject.check, [...new Set(checks.map(({ id }) => id))])),
    ...(subject.resource === undefined || resources === undefined ? [] : unknown('resource type', subject.resource, resources)),
    ...(subject.target === undefined || URL.canParse(subject.target)
      ? []
      : unknown('target', subject.target, ['mock', ...Object.keys(config?.content.targets ?? {})])),
  ]
}

function unknown(what: string, name: string, known: readonly string[]): readonly string[] {
  if (known.includes(name)) return []
  return [`There is no ${what} "${name}". ${didYouMean(name, known, known.length > 12 ? 'Write one that there is.' : `There is ${known.join(', ')}.`)}`]
}

/**
 * A report that is made without a network, with what a file of deviations says of it. What was left out of the run is not known there, so
 * that nothing is called out of date but what has expired.
 */
export async function accountFor(report: Report, file: string | undefined, terminal: Terminal): Promise<Report> {
  const found = await readDeviations({ asked: file, config: undefined, terminal })
  if (found === undefined) return report
  const { withDeviations } = await import('../reports/deviations.ts')
  return withDeviations(
    report,
    found.list.map((deviation) => withOrigin(deviation)),
    { scenarios: true },
  )
}

function withOrigin(deviation: Deviation): Deviation {
  const { target } = deviation.subject
  if (target === undefined || !URL.canParse(target)) return deviation
  return { ...deviation, subject: { ...deviation.subject, target: new URL(target).origin } }
}

/** Writes a first list, made before anything is sent, so that a bad path costs nothing. What is there already stays. */
export async function draftTo(file: string | undefined, terminal: Terminal): Promise<((text: string) => Promise<void>) | undefined> {
  if (file === undefined) return undefined
  const path = resolve(workingFolder(terminal), file)
  const there = await access(path).then(
    () => true,
    () => false,
  )
  if (there) throw new UsageError(`Failed to write deviations to "${file}": it is there already. Name a new file, and take over from it what you accept.`)
  await attempt(file, () => access(resolve(path, '..')))
  return (text) => attempt(file, () => writeFile(path, text, { flag: 'wx' }))
}

async function attempt(file: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`Failed to write deviations to "${file}": the system says ${found}. Name a new file in a folder that is there.`, { cause: error })
  }
}
