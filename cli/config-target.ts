import type { ConfigFile, NamedTarget } from './config.ts'
import { UsageError } from './exit.ts'
import { didYouMean } from './nearest.ts'
import { target } from './parse.ts'

/** The value of `--target`: an address, or a name that the configuration gives one. */
export function targetOrName(text: string): string {
  return isTargetName(text) ? text : target(text)
}

/** True for what can only be a name: an address has a scheme. */
export function isTargetName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text)
}

/** The target of that name. Throws a UsageError where the configuration has none. */
export function namedTarget(name: string, config: ConfigFile | undefined): NamedTarget {
  const targets = config?.content.targets ?? {}
  const found = Object.hasOwn(targets, name) ? targets[name] : undefined
  if (found !== undefined) return found
  const known = Object.keys(targets)
  const where = config === undefined ? 'there is no configuration that names targets' : `${config.shown} names no such target`
  const instead =
    known.length === 0
      ? 'Use an http or https address; `clusterproof config --help` shows how to name targets.'
      : `${didYouMean(name, known, `It names ${known.join(', ')}.`)} Or use an http or https address.`
  throw new UsageError(`Failed to read --target: "${name}" is no address, and ${where}. ${instead}`)
}
