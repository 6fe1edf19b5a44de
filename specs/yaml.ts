import { load, YAMLException } from 'js-yaml'
import { wholeFile } from './files.ts'
import type { RawFile } from './files.ts'
import type { LintFinding } from './finding.ts'
import { isObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { offsets, positionOf } from './positions.ts'
import type { Position } from './positions.ts'

/** One YAML file, parsed. */
export interface SourceFile {
  readonly file: string
  readonly text: string
  readonly content: JsonObject
  /** Place of a JSON pointer, or of its nearest ancestor; the index is made on first use. */
  readonly locate: (where: string) => Position
}

/** Parses a file of a provider's folder, or tells at which line it is broken. Never throws. */
export function parseFile({ file, bytes }: RawFile): SourceFile | LintFinding {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return wholeFile(file, 'yaml', 'The file is not UTF-8 text. Save it as UTF-8.')
  }
  try {
    return parsed(file, text)
  } catch (error) {
    return broken(file, error)
  }
}

/** Aliases are refused: few write them, and nested ones make a small file endless to whoever walks it. */
function parsed(file: string, text: string): SourceFile | LintFinding {
  const content = load(text, { maxAliases: 0 })
  if (!isObject(content) || !isJson(content)) return wholeFile(file, 'yaml', 'The file does not hold a mapping of JSON values. Write `key: value` lines.')
  let places: ReadonlyMap<string, number> | undefined
  return { file, text, content, locate: (where) => positionOf(text, (places ??= offsets(text)), where) }
}

function broken(file: string, error: unknown): LintFinding {
  if (!(error instanceof YAMLException)) return wholeFile(file, 'yaml', `The file cannot be read as YAML: ${String(error)}. Write YAML 1.2 (JSON is YAML too).`)
  const at = error.mark === undefined ? {} : { line: error.mark.line + 1, column: error.mark.column + 1 }
  const advice = error.reason.includes('alias') ? 'Write the value out where the alias stands.' : 'Write YAML 1.2 (JSON is YAML too).'
  return { ...wholeFile(file, 'yaml', `The file is not readable YAML: ${error.reason}. ${advice}`), ...at }
}

/** YAML knows more than JSON: `.nan`, `.inf`. */
function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJson)
  return typeof value === 'object' && Object.values(value).every(isJson)
}
