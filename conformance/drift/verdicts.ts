import type { Contract } from '../../specs/contract.ts'
import { isObject, pointer } from '../../specs/json.ts'
import type { Json } from '../../specs/json.ts'
import type { CheckFinished } from '../events.ts'
import type { Classified, Ends } from './classify.ts'
import type { Leaning } from './leaning.ts'

/**
 * Checks that the mock passes and the endpoint does not, where no difference explains it: what differs is a value, an order or an
 * effect, which only a judge sees. A choice that is left open explains no broken promise.
 */
export function verdictDifferences(contract: Contract, ends: ReadonlyMap<string, Ends>, found: readonly Classified[]): readonly Classified[] {
  return [...ends].flatMap(([name, { mock, endpoint }]) => {
    const told = endpoint?.verdict === 'failed' || endpoint?.verdict === 'observed'
    const isExplained = found.some(({ checks, side }) => checks.has(name) && (side !== 'mock' || endpoint?.verdict === 'observed'))
    if (!told || isExplained || mock?.verdict !== 'passed') return []
    return [differenceOf(contract, name, endpoint)]
  })
}

function differenceOf(contract: Contract, name: string, endpoint: CheckFinished): Classified {
  const { finding, verdict, check, resource = '', requirement } = endpoint
  const shown = finding?.evidence.findLast(({ label }) => label === finding.at) ?? finding?.evidence.at(-1)
  const leaning = verdict === 'observed' ? weakIn(contract.behaviour, finding?.leansOn ?? []) : undefined
  return {
    operation: shown?.operation ?? '',
    fact: { aspect: 'verdict', place: '', mock: finding?.expected ?? requirement.sentence, endpoint: finding?.actual ?? verdict },
    times: 1,
    of: 1,
    checks: new Set([name]),
    example: { check, resource, ...(shown && { endpoint: shown }) },
    side: verdict === 'observed' ? 'mock' : 'endpoint',
    because: verdict === 'observed' ? 'the check that sees it leans on statements that no document makes' : 'a documented promise is broken',
    ...(leaning && { leaning }),
    verdicts: [verdict],
  }
}

/** The first statement below documented that has one of these sources. */
function weakIn(value: unknown, sources: readonly string[], place = ''): Leaning | undefined {
  if (Array.isArray(value)) return firstOf([...(value as readonly Json[]).entries()], sources, place)
  if (!isObject(value)) return undefined
  const { basis, source } = value
  if (typeof source === 'string' && sources.includes(source) && (basis === 'client' || basis === 'assumed')) return { pointer: place, basis, source }
  return firstOf(Object.entries(value), sources, place)
}

function firstOf(entries: readonly (readonly [string | number, unknown])[], sources: readonly string[], place: string): Leaning | undefined {
  for (const [name, below] of entries) {
    const found = weakIn(below, sources, place + pointer([name]))
    if (found !== undefined) return found
  }
  return undefined
}
