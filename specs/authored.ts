import { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { wholeFile } from './files.ts'
import type { LintFinding } from './finding.ts'
import { at, isObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { quick, violation } from './schemas.ts'
import { parseFile } from './yaml.ts'
import type { SourceFile } from './yaml.ts'

/** What people write for the command line, each with a published schema beside this file. */
export type Authored = 'config' | 'deviations'

/** Largest file that is read, in bytes. A thousand deviations take a third of it. */
const largest = 1024 * 1024

/** One thing in a file that its schema does not allow. */
export interface Misfit {
  /** JSON pointer of the value that is wrong, or that holds what is wrong. */
  readonly at: string
  readonly keyword: string
  /** A predicate of the value, e.g. `must be integer`. */
  readonly message: string
  /** The member that is missing, means nothing, or has a name that is not allowed. */
  readonly member?: string
  /** Names of the members, or the values, that are allowed. */
  readonly allowed: readonly string[]
  /** What the schema says of the value. */
  readonly hint?: string
  /** What stands there. */
  readonly found: Json | undefined
}

/** A published schema, byte for byte. */
export function schemaText(authored: Authored): string {
  return readFileSync(new URL(`./${authored}.schema.json`, import.meta.url), 'utf8')
}

/** Reads a file of YAML or JSON that a person has written, or tells what is in the way. Never throws on what it finds. */
export async function readAuthored(file: string): Promise<SourceFile | LintFinding> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return wholeFile(file, 'file-missing', 'There is no such file.')
  if (!found.isFile()) return wholeFile(file, 'file-missing', found.isDirectory() ? 'It is a folder, not a file.' : 'It is no ordinary file.')
  if (found.size > largest) return wholeFile(file, 'file-too-large', `It has ${found.size} bytes, and at most ${largest} are read.`)
  try {
    return parseFile({ file, bytes: await readFile(file) })
  } catch (error) {
    return wholeFile(file, 'file-unreadable', `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

const validators = new Map<Authored, ValidateFunction>()

/** All that the schema does not allow in the content; empty where it fits. */
export function misfits(authored: Authored, content: JsonObject): readonly Misfit[] {
  const validate = validators.get(authored) ?? compiled(authored)
  validators.set(authored, validate)
  if (validate(content)) return []
  return (validate.errors ?? []).filter(isSpoken).map((error) => misfit(content, error))
}

function compiled(authored: Authored): ValidateFunction {
  const schema: unknown = JSON.parse(schemaText(authored))
  const ajv = new Ajv2020({ ...quick, allErrors: true, verbose: true, formats: { date: fullFormats.date } })
  return ajv.compile(isObject(schema) ? schema : {})
}

/** What is wrong with a name says more than that it is wrong; that a branch was not met is said by what it lacks. */
function isSpoken({ keyword }: ErrorObject): boolean {
  return keyword !== 'propertyNames' && keyword !== 'if'
}

function misfit(content: JsonObject, error: ErrorObject): Misfit {
  const { at: where, keyword, message, member = error.propertyName } = violation(error)
  const hint = error.parentSchema?.['description']
  return {
    at: where,
    keyword: error.propertyName === undefined ? keyword : 'propertyNames',
    message,
    ...(member !== undefined && { member }),
    allowed: allowedBy(error),
    ...(typeof hint === 'string' && { hint }),
    found: at(content, where),
  }
}

function allowedBy({ keyword, parentSchema }: ErrorObject): readonly string[] {
  const values: unknown = parentSchema?.['enum']
  if (keyword === 'enum') return Array.isArray(values) ? values.map(String) : []
  const properties: unknown = parentSchema?.['properties']
  return isObject(properties) ? Object.keys(properties).filter((name) => name !== '$schema') : []
}
