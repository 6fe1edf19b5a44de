import type { Misfit } from '../specs/authored.ts'
import type { LintFinding } from '../specs/finding.ts'
import { pointer, steps } from '../specs/json.ts'
import type { Json } from '../specs/json.ts'
import type { SourceFile } from '../specs/yaml.ts'
import { isNamedSecret, type Suspect } from './config-secrets.ts'
import { UsageError } from './exit.ts'
import { didYouMean } from './nearest.ts'

/** One thing wrong with a file that a person wrote: where (a JSON pointer), and a sentence or two. */
export interface Trouble {
  readonly at: string
  readonly message: string
}

/** The error for all that is wrong with a file, each with its line. */
export function refusal(source: Pick<SourceFile, 'locate'>, shown: string, troubles: readonly Trouble[]): UsageError {
  const told = troubles.map(({ at, message }) => {
    const { line, column } = source.locate(at)
    return { message, where: `${shown}:${line}:${column}` }
  })
  const [only] = told
  if (only !== undefined && told.length === 1) return new UsageError(`Failed to read ${shown}: ${only.message} (${only.where})`)
  return new UsageError(`Failed to read ${shown}: ${told.length} problems were found.${told.map(({ where, message }) => `\n  ${where} ${message}`).join('')}`)
}

/** The error for a file that cannot be read at all: as YAML, with its line, or as a file. */
export function unreadable({ rule, message, line, column }: LintFinding, shown: string, advice: string): UsageError {
  return new UsageError(`Failed to read ${shown}: ${message} ${rule === 'yaml' ? `(${shown}:${line}:${column})` : advice}`)
}

/** A value that looks like a secret is refused without being repeated. */
export function secretTrouble({ at, looksLike }: Suspect): Trouble {
  const message = `${named(at)} looks like ${looksLike}. Nothing secret is read from here: put it into an environment variable, and name that variable with tokenEnv.`
  return { at, message }
}

/** What a schema does not allow, in words. */
export function misfitTrouble(misfit: Misfit): Trouble {
  const { at, keyword, member } = misfit
  const placed = member === undefined || keyword === 'required' ? at : at + pointer([member])
  return { at: placed, message: told(misfit) }
}

function told({ at, keyword, member = '', allowed, hint, found, message }: Misfit): string {
  const what = named(at)
  switch (keyword) {
    case 'required':
      return `${what} has no member '${member}'. Add it.`
    case 'additionalProperties':
      return isNamedSecret([member]) && !/env$/i.test(member)
        ? `${what} has a member '${member}', and nothing secret is read from here. Name the environment variable that holds it, e.g. tokenEnv: STAGING_TOKEN.`
        : `${what} has a member '${member}' that means nothing. ${didYouMean(member, allowed, `Write one of ${allowed.join(', ')}, or remove it.`)}`
    case 'propertyNames':
      return `${what} has a member '${member}', whose name is not allowed. Use ${hint ?? 'another'}.`
    case 'enum':
      return `${what} is ${value(at, found)}, which is not one of ${allowed.join(', ')}. ${didYouMean(typeof found === 'string' ? found : '', allowed, 'Write one of these.')}`
    case 'uniqueItems':
      return `${what} holds an item twice. Keep it once.`
    case 'minItems':
      return `${what} is an empty list. Write one item, or remove it.`
    case 'minLength':
    case 'pattern':
      if (typeof found === 'string' && found.trim() === '') return `${what} is empty. Write ${hint ?? 'a text'}.`
      break
  }
  // Descriptions that are no sentences say what to write.
  const isAdvice = hint !== undefined && /^[a-z]/.test(hint)
  return `${what} ${isAdvice ? 'is' : `${message}, and is`} ${value(at, found)}. ${isAdvice ? `Write ${hint}.` : 'Write what the schema allows: `clusterproof config schema`.'}`
}

/** `'targets.staging'`, for people; the top of the file has no name. */
function named(at: string): string {
  return at === '' ? 'The file' : `'${steps(at).join('.')}'`
}

function value(at: string, found: Json | undefined): string {
  if (isNamedSecret(steps(at))) return 'something else (not shown)'
  const text = JSON.stringify(found) ?? 'absent'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
