import { align } from './align.ts'
import { classify, endsOf, type Classified } from './classify.ts'
import { factsOf } from './compare.ts'
import { Groups } from './groups.ts'
import { tagMoves, type TagMoves } from './motion.ts'
import { phasesSeen } from './phases.ts'
import { givenIn, scenesOf, type Scene, type Side } from './sides.ts'
import { verdictDifferences } from './verdicts.ts'
import type { Contract } from '../../specs/contract.ts'

/** What two runs of the same scenarios show when they are put side by side. */
export interface Drift {
  readonly differences: readonly Classified[]
  /** Scenarios that both were put to, and how many requests of them could be compared. */
  readonly scenarios: number
  readonly compared: number
  /** Scenarios that one of the two alone was put to. */
  readonly unmatched: number
  /** Requests that were left aside: sent at the same time as others, or following from a difference. */
  readonly aside: number
  /** The phases that reads of each operation showed. No difference by themselves: how often one looks decides. */
  readonly phases: readonly { readonly operation: string; readonly mock: readonly string[]; readonly endpoint: readonly string[] }[]
}

/** Compares a run on the mock with one on an endpoint: the same contract, the same seed. Pure; nothing is sent. */
export function driftOf(contract: Contract, mock: Side, endpoint: Side): Drift {
  const [here, there] = [scenesOf(mock), scenesOf(endpoint)]
  const { pairs, scenarios, unmatched, aside } = align(here, there)
  const given = new Set([...givenIn(mock), ...givenIn(endpoint)])
  const groups = new Groups()
  for (const pair of pairs) {
    const { check, resource } = pair
    const at = { operation: pair.mock.operation ?? '', check, resource, mock: pair.mock, endpoint: pair.endpoint }
    for (const fact of factsOf(contract, pair, given)) groups.add(fact, at)
  }
  const both = [...here.keys()].filter((key) => there.has(key))
  const [ours, theirs] = [chosen(here, both), chosen(there, both)]
  addMotion(groups, tagMoves(contract, ours), tagMoves(contract, theirs))
  const ends = endsOf(mock.finished, endpoint.finished)
  const found = groups.all.map((group) => classify(contract, group, ends))
  const differences = [...found, ...verdictDifferences(contract, ends, found)].toSorted(byPlace)
  return { differences, scenarios, compared: pairs.length, unmatched, aside, phases: phasesOf(phasesSeen(contract, ours), phasesSeen(contract, theirs)) }
}

function chosen(scenes: ReadonlyMap<string, Scene>, keys: readonly string[]): readonly Scene[] {
  return keys.flatMap((key) => scenes.get(key) ?? [])
}

function phasesOf(mock: ReadonlyMap<string, readonly string[]>, endpoint: ReadonlyMap<string, readonly string[]>): Drift['phases'] {
  return [...mock].map(([operation, phases]) => ({ operation, mock: phases, endpoint: endpoint.get(operation) ?? [] }))
}

function addMotion(groups: Groups, mock: ReadonlyMap<string, TagMoves>, endpoint: ReadonlyMap<string, TagMoves>): void {
  for (const [operation, here] of mock) {
    const there = endpoint.get(operation)
    if (there === undefined) continue
    const fact = { aspect: 'tag', place: '', mock: wordOf(here), endpoint: wordOf(there) } as const
    const { check, resource, exchange } = there.example
    groups.add(fact, { operation, check, resource, mock: here.example.exchange, endpoint: exchange })
  }
}

function wordOf({ moved, stayed }: TagMoves): string {
  return moved > 0 && stayed > 0 ? 'moves now and then' : moved > 0 ? 'moves' : 'stays'
}

function byPlace(a: Classified, b: Classified): number {
  const [one, other] = [a, b].map(({ operation, fact }) => [operation, fact.aspect, fact.place, fact.mock, fact.endpoint].join('\n'))
  return (one ?? '') < (other ?? '') ? -1 : one === other ? 0 : 1
}
