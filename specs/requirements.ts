import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { isObject } from './json.ts'
import type { JsonObject } from './json.ts'

export const levels = ['MUST', 'SHOULD', 'MAY', 'PRACTICE'] as const
export type Level = (typeof levels)[number]

/**
 * What a requirement rests on:
 *
 * - `standard`: the sentence stands in a standard that any HTTP API is held to.
 * - `contract`: a statement of the provider's contract turns it on, and gives it its basis.
 * - `practice`: convention, or a consequence this project derives. Breaking it is observed, never a failure.
 */
export const standings = ['standard', 'contract', 'practice'] as const
export type Standing = (typeof standings)[number]

/** One sentence that a check proves; an entry of `requirements.yaml`. */
export interface Requirement {
  /** `area.rule`, stable; also the id of its check. */
  readonly id: string
  readonly level: Level
  readonly standing: Standing
  readonly sentence: string
  /** Where it can be looked up, e.g. `RFC 9110 section 13.1.1`. */
  readonly source: string
  /** What must be so for it to apply, in a few words. */
  readonly when: string
  /** True where it is no row of the catalogue but comes from a provider's documents. */
  readonly added: boolean
}

/** A row of the catalogue that no requirement stands for; an entry of `left-out.yaml`. */
export interface LeftOut {
  readonly id: string
  readonly reason: string
}

/** Every requirement by its id, in the order of the file. Throws on an entry it cannot read. */
export async function loadRequirements(): Promise<ReadonlyMap<string, Requirement>> {
  return byId('requirements.yaml', requirement)
}

/** Every row left out by its id, in the order of the file. Throws on an entry it cannot read. */
export async function loadLeftOut(): Promise<ReadonlyMap<string, LeftOut>> {
  return byId('left-out.yaml', (entry) => ({ id: text(entry, 'id'), reason: text(entry, 'reason') }))
}

async function byId<T extends { readonly id: string }>(file: string, parse: (entry: JsonObject) => T): Promise<ReadonlyMap<string, T>> {
  const document: unknown = load(await readFile(fileURLToPath(new URL(file, import.meta.url)), 'utf8'))
  if (!Array.isArray(document)) throw new Error(`Failed to read ${file}: the document is no list. Write one entry per id.`)
  const entries = new Map<string, T>()
  for (const [index, entry] of document.entries()) {
    const parsed = attempt(file, index, () => parse(object(entry)))
    if (entries.has(parsed.id)) throw new Error(`Failed to read ${file}: the id ${parsed.id} stands twice. Remove one of the two.`)
    entries.set(parsed.id, parsed)
  }
  return entries
}

function attempt<T>(file: string, index: number, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new Error(`Failed to read entry ${index + 1} of ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function requirement(entry: JsonObject): Requirement {
  return {
    id: text(entry, 'id'),
    level: oneOf(levels, text(entry, 'level')),
    standing: oneOf(standings, text(entry, 'standing')),
    sentence: text(entry, 'sentence'),
    source: text(entry, 'source'),
    when: text(entry, 'when'),
    added: entry['added'] === true,
  }
}

function object(value: unknown): JsonObject {
  if (!isObject(value)) throw new Error(`found ${JSON.stringify(value)}. Write an object.`)
  return value
}

function text(entry: JsonObject, member: string): string {
  const value = entry[member]
  if (typeof value !== 'string' || value === '') throw new Error(`${member} is ${JSON.stringify(value)}. Write a text.`)
  return value
}

function oneOf<const T extends string>(allowed: readonly T[], value: string): T {
  const found = allowed.find((word) => word === value)
  if (found === undefined) throw new Error(`found ${JSON.stringify(value)}. Allowed are ${allowed.join(', ')}.`)
  return found
}
