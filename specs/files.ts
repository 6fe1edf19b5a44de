import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { load, YAMLException } from 'js-yaml'
import type { LintFinding, Problem } from './finding.ts'
import { isObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { offsets, positionOf } from './positions.ts'
import type { Position } from './positions.ts'

/** Largest file that is read, in bytes. The largest OpenAPI document met so far has 1.7 MB. */
const largest = 8 * 1024 * 1024

/** The two files of a provider's folder. */
export const fileNames = { openapi: 'openapi.yaml', behaviour: 'behaviour.yaml' } as const

/** One YAML file of a provider's folder, read. */
export interface SourceFile {
  /** The folder as it was given, joined with the file's name. */
  readonly file: string
  readonly text: string
  readonly content: JsonObject
  /** Place of a JSON pointer, or of its nearest ancestor; the index is made on first use. */
  readonly locate: (where: string) => Position
}

export type Folder =
  | { readonly kind: 'read'; readonly openapi: SourceFile; readonly behaviour: SourceFile; readonly hash: string }
  | { readonly kind: 'unreadable'; readonly findings: readonly LintFinding[] }

/** Reads both files of a folder, and nothing else. Never throws on what it finds there. */
export async function readFolder(folder: string): Promise<Folder> {
  if (!(await isFolder(folder))) {
    const message = `There is no folder '${folder}'. Name a folder that holds ${fileNames.openapi} and ${fileNames.behaviour}.`
    return { kind: 'unreadable', findings: [finding(folder, 'folder-missing', message)] }
  }
  const [openapi, behaviour] = await Promise.all([readSource(folder, fileNames.openapi), readSource(folder, fileNames.behaviour)])
  if ('message' in openapi) return { kind: 'unreadable', findings: 'message' in behaviour ? [openapi, behaviour] : [openapi] }
  if ('message' in behaviour) return { kind: 'unreadable', findings: [behaviour] }
  const hash = createHash('sha256').update(openapi.bytes).update(behaviour.bytes).digest('hex')
  return { kind: 'read', openapi: openapi.source, behaviour: behaviour.source, hash }
}

/** A problem at its line and column. */
export function located(problem: Problem, folder: { readonly openapi: SourceFile; readonly behaviour: SourceFile }): LintFinding {
  const source = folder[problem.in]
  const { severity, rule, message } = problem
  return { file: source.file, ...source.locate(problem.at), severity, rule, message }
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then((found) => found.isDirectory(), () => false)
}

type Read = { readonly source: SourceFile; readonly bytes: Uint8Array } | LintFinding

async function readSource(folder: string, name: string): Promise<Read> {
  const file = join(folder, name)
  const size = await stat(file).then((found) => (found.isFile() ? found.size : undefined), () => undefined)
  if (size === undefined) return finding(file, 'file-missing', `There is no file ${name} in '${folder}'. Write one; \`${name}\` is its exact name.`)
  if (size > largest) return finding(file, 'file-too-large', `The file has ${size} bytes. At most ${largest} are read: split the provider in two.`)
  const bytes = await readFile(file)
  try {
    return { source: parse(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes)), bytes }
  } catch (error) {
    return unparsed(file, error)
  }
}

/** Aliases are refused: few write them, and nested ones make a small file endless to whoever walks it. */
function parse(file: string, text: string): SourceFile {
  const content = load(text, { maxAliases: 0 })
  if (!isObject(content) || !isJson(content)) throw new YAMLException('the top of the file is not a mapping of JSON values')
  let places: ReadonlyMap<string, number> | undefined
  return { file, text, content, locate: (where) => positionOf(text, (places ??= offsets(text)), where) }
}

function unparsed(file: string, error: unknown): LintFinding {
  if (!(error instanceof YAMLException)) return finding(file, 'yaml', 'The file is not UTF-8 text. Save it as UTF-8.')
  const at = error.mark === undefined ? {} : { line: error.mark.line + 1, column: error.mark.column + 1 }
  const advice = error.reason.includes('alias') ? 'Write the value out where *alias stands, or use $ref.' : 'Write YAML 1.2 (JSON is YAML too).'
  return { ...finding(file, 'yaml', `The file is not readable YAML: ${error.reason}. ${advice}`), ...at }
}

function finding(file: string, rule: string, message: string): LintFinding {
  return { file, line: 1, column: 1, severity: 'error', rule, message }
}

/** YAML knows more than JSON: `.nan`, `.inf`. */
function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJson)
  return typeof value === 'object' && Object.values(value).every(isJson)
}
