import { readFile } from 'node:fs/promises'
import { load } from 'js-yaml'
import { isObject } from '../specs/json.ts'
import type { JsonObject } from '../specs/json.ts'

/** Ways in which Prism and the mock may differ; `reasons.yaml` tells what each means. */
export const sides = ['only-prism', 'only-mock', 'not-taken', 'undeclared'] as const
export type Side = (typeof sides)[number]

/** What a reason can look at. */
export const looks = ['method', 'target', 'scheme', 'status', 'refusal', 'operation', 'mock', 'prism'] as const
export type Facts = Readonly<Record<(typeof looks)[number], string>>

/** Why a difference stays. */
export interface Reason {
  readonly id: string
  readonly side: Side
  readonly when: readonly (readonly [look: (typeof looks)[number], matches: RegExp])[]
  readonly because: string
}

/** Reads the list. Throws where an entry cannot be read, or would explain everything. */
export async function loadReasons(file: string): Promise<readonly Reason[]> {
  const document: unknown = load(await readFile(file, 'utf8'))
  if (!Array.isArray(document)) throw new Error(`Failed to read ${file}: the document is no list. Write one entry per reason.`)
  const reasons = document.map((entry: unknown, index) => reason(entry, `entry ${index + 1} of ${file}`))
  const twice = reasons.find(({ id }, index) => reasons.findIndex((other) => other.id === id) !== index)
  if (twice !== undefined) throw new Error(`Failed to read ${file}: the id ${twice.id} stands twice. Remove one of the two.`)
  return reasons
}

function reason(entry: unknown, where: string): Reason {
  const found: JsonObject = isObject(entry) ? entry : {}
  const side = sides.find((known) => known === found['side'])
  if (side === undefined) throw new Error(`Failed to read ${where}: its side is ${JSON.stringify(found['side'])}. Use ${sides.join(', ')}.`)
  const conditions = isObject(found['when']) ? found['when'] : {}
  const when = Object.keys(conditions).map((name) => [lookOf(name, where), new RegExp(text(conditions, name, where))] as const)
  if (when.length === 0) throw new Error(`Failed to read ${where}: it has no condition, and would explain everything. Add \`when\`.`)
  return { id: text(found, 'id', where), side, when, because: text(found, 'because', where) }
}

function lookOf(name: string, where: string): (typeof looks)[number] {
  const look = looks.find((known) => known === name)
  if (look === undefined) throw new Error(`Failed to read ${where}: nothing is called ${name}. Use ${looks.join(', ')}.`)
  return look
}

function text(entry: JsonObject, name: string, where: string): string {
  const found = entry[name]
  if (typeof found !== 'string' || found === '') throw new Error(`Failed to read ${where}: it has no ${name}. Write a text.`)
  return found
}

/** The first reason that explains a difference. */
export function reasonFor(reasons: readonly Reason[], side: Side, facts: Facts): Reason | undefined {
  return reasons.find((one) => one.side === side && one.when.every(([look, matches]) => matches.test(facts[look])))
}
