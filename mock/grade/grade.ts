import type { Contract } from '../../specs/contract.ts'
import type { Entry } from '../journal.ts'
import type { Limits, Observation, Traffic } from './rule.ts'
import { rules } from './rules.ts'

/** How well a client behaved, as far as the journal still tells. */
export interface Grade {
  /** Requests that were looked at, and how many the world has seen at all: the journal forgets the oldest. */
  readonly requests: { readonly seen: number; readonly total: number }
  readonly clients: number
  /** Per cent of the rules that were kept, of those that there was an occasion for; null where there was none. */
  readonly score: number | null
  readonly rules: readonly Graded[]
}

export interface Graded {
  readonly id: string
  readonly sentence: string
  readonly source?: string
  /** `poor` where it was broken once. `not seen` where there was no occasion to keep or break it. */
  readonly verdict: 'good' | 'poor' | 'not seen'
  /** Occasions, and how many of them were used well. */
  readonly occasions: number
  readonly kept: number
  /** What shows it: where it was broken, or else where it was kept. No more than a few. */
  readonly evidence: readonly Omit<Observation, 'good'>[]
}

/** Most pieces of evidence that are told of one rule, and most requests of one piece. */
const MOST_EVIDENCE = 5
const MOST_REQUESTS = 20

export const usualLimits: Limits = { pollsPerSecond: 1 }

/** Grades the clients of a journal, rule by rule. Pure: same entries, same grade. */
export function grade(
  journal: { readonly entries: readonly Entry[]; readonly total: number },
  contracts: readonly Contract[],
  limits: Limits = usualLimits,
): Grade {
  const byId = new Map(contracts.map((contract) => [contract.id, contract]))
  const operationOf: Traffic['operationOf'] = ({ provider, operation }) => byId.get(provider)?.behaviour.operations[operation ?? '']
  const clients = [...clientsOf(journal.entries).values()]
  const graded = rules.map(({ id, sentence, source, judge }): Graded => {
    const observations = clients.flatMap((entries) => judge({ entries, operationOf, limits }))
    return { id, sentence, ...(source !== undefined && { source }), ...verdictOf(observations) }
  })
  const [good, poor] = (['good', 'poor'] as const).map((verdict) => graded.filter((rule) => rule.verdict === verdict).length)
  const occasioned = (good ?? 0) + (poor ?? 0)
  const score = occasioned === 0 ? null : Math.round(((good ?? 0) / occasioned) * 100)
  return { requests: { seen: journal.entries.length, total: journal.total }, clients: clients.length, score, rules: graded }
}

/** One client of one provider is whoever sends the same token; who sends none is one client too. */
function clientsOf(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = `${entry.provider} ${entry.client ?? ''}`
    const known = found.get(key)
    if (known === undefined) found.set(key, [entry])
    else known.push(entry)
  }
  return found
}

function verdictOf(observations: readonly Observation[]): Pick<Graded, 'verdict' | 'occasions' | 'kept' | 'evidence'> {
  const poor = observations.filter(({ good }) => !good)
  const shown = poor.length > 0 ? poor : observations
  return {
    verdict: observations.length === 0 ? 'not seen' : poor.length > 0 ? 'poor' : 'good',
    occasions: observations.length,
    kept: observations.length - poor.length,
    evidence: shown.slice(0, MOST_EVIDENCE).map(({ requests, note }) => ({ requests: requests.slice(0, MOST_REQUESTS), note })),
  }
}
