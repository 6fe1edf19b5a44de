import type { Contract } from '../../specs/contract.ts'
import type { Fact } from './fact.ts'
import { mistakeIn } from './mistake.ts'
import { isRecord } from './shapes.ts'
import { objectIn } from './written.ts'

/** What a file of worlds says first; the number grows where older programs could not read it any more. */
const FORMAT = 'clusterproof-state/1'

/** What was saved of one world or of one of its snapshots. */
export interface SavedFacts {
  readonly name: string
  readonly seed: number
  readonly facts: readonly Fact[]
}

export interface SavedSnapshot extends SavedFacts {
  /** What the world's clock showed: milliseconds since 1970. */
  readonly at: number
}

export interface SavedWorld extends SavedFacts {
  readonly snapshots: readonly SavedSnapshot[]
}

export interface Saved {
  /** Hashes of the contracts that were served, by their ids. */
  readonly contracts: Readonly<Record<string, string>>
  readonly worlds: readonly SavedWorld[]
}

/** The document of some worlds: JSON, a fact a line, so that two of them can be compared. Same state, same bytes. */
export function written({ contracts, worlds }: Saved): string {
  const head = `"format":${JSON.stringify(FORMAT)},\n"contracts":${JSON.stringify(contracts)}`
  return `{${head},\n"worlds":[\n${worlds.map(worldText).join(',\n')}\n]}\n`
}

function worldText({ snapshots, ...world }: SavedWorld): string {
  const kept = snapshots.map(({ at, ...snapshot }) => `{"at":${at},${factsText(snapshot)}}`)
  return `{${factsText(world)},"snapshots":[${kept.join(',\n')}]}`
}

function factsText({ name, seed, facts }: SavedFacts): string {
  const lines = facts.map(({ at, value }) => `[${JSON.stringify(at)},${JSON.stringify(value)}]`)
  return `"name":${JSON.stringify(name)},"seed":${seed},"facts":[\n${lines.join(',\n')}\n]`
}

/**
 * Reads the document of some worlds.
 *
 * @throws RangeError where it is not one, was written by a later program, or knows of what these contracts do not have.
 */
export function read(text: string, contracts: readonly Contract[]): Saved {
  const document = objectIn(text, failure)
  const { format } = document
  if (format !== FORMAT) throw failure(`its "format" is ${shown(format)}. This program reads "${FORMAT}".`)
  const { contracts: hashes, worlds } = document
  if (!areHashes(hashes) || !Array.isArray(worlds)) throw failure('"contracts" has to name hashes, and "worlds" to be a list.')
  return { contracts: hashes, worlds: worlds.map((world: unknown, index) => worldIn(world, `worlds[${index}]`, contracts)) }
}

/** True for hashes of contracts by their ids. */
export function areHashes(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((hash) => typeof hash === 'string')
}

function worldIn(world: unknown, where: string, contracts: readonly Contract[]): SavedWorld {
  const snapshots = isRecord(world) ? world['snapshots'] : undefined
  if (!Array.isArray(snapshots)) throw failure(`${where} has no "snapshots".`)
  return {
    ...factsIn(world, where, contracts),
    snapshots: snapshots.map((snapshot: unknown, index) => {
      const at = isRecord(snapshot) ? snapshot['at'] : undefined
      if (typeof at !== 'number' || !(at >= 0)) throw failure(`${where}.snapshots[${index}] has no "at", in milliseconds since 1970.`)
      return { ...factsIn(snapshot, `${where}.snapshots[${index}]`, contracts), at }
    }),
  }
}

function factsIn(value: unknown, where: string, contracts: readonly Contract[]): SavedFacts {
  const { name, seed, facts } = isRecord(value) ? value : {}
  if (typeof name !== 'string' || typeof seed !== 'number' || !Number.isFinite(seed) || !Array.isArray(facts))
    throw failure(`${where} has to have a "name", a "seed" and "facts".`)
  return { name, seed, facts: facts.map((fact: unknown, index) => factIn(fact, `${where}.facts[${index}]`, contracts)) }
}

function factIn(fact: unknown, where: string, contracts: readonly Contract[]): Fact {
  const [at, value]: readonly unknown[] = Array.isArray(fact) ? fact : []
  if (!Array.isArray(at) || !at.every((part) => typeof part === 'string')) throw failure(`${where} has to be a place, a list of texts, and a value.`)
  const mistake = mistakeIn({ at, value }, contracts)
  if (mistake !== undefined) throw failure(`${where} ${mistake}`)
  return { at, value }
}

function failure(detail: string): RangeError {
  return new RangeError(`Failed to read the state: ${detail}`)
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}
