import { combine } from './combine.ts'
import { isProgram, programOf } from './model/program.ts'
import { asEvidence } from './readable.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { Sourced } from '../specs/statement.ts'
import type { CheckFinished, Finding } from './events.ts'
import type { Exchange } from './history.ts'
import type { Planned } from './plan.ts'
import type { Outcome } from './property.ts'
import type { Verdict } from './verdict.ts'

/** The id and the resource type that the events of one planned test carry. */
export function about({ test, resource }: Planned): { readonly check: string; readonly resource?: string } {
  return { check: test.id, ...(resource !== undefined && { resource }) }
}

export interface Facts {
  readonly requirement: Requirement
  readonly leansOn: readonly Sourced[]
  /** Seed of the run. */
  readonly seed: number
  readonly requests: number
}

/** The event for a test that was carried out. */
export function finished(planned: Planned, outcome: Outcome, facts: Facts): CheckFinished {
  const { verdict, because, basis } = combine(outcome, facts.requirement, facts.leansOn)
  const finding = findingOf(outcome, facts)
  return {
    type: 'check.finished',
    ...about(planned),
    family: planned.test.family,
    requirement: referenceTo(facts.requirement),
    basis,
    verdict,
    ...(because !== undefined && { because }),
    ...(finding && { finding }),
    scenarios: outcome.scenarios,
    requests: facts.requests,
  }
}

/** The event for a test that was not carried out. */
export function notRun(
  planned: Planned,
  requirement: Requirement,
  { verdict, because }: { readonly verdict: Verdict; readonly because: string },
): CheckFinished {
  const { test } = planned
  return {
    type: 'check.finished',
    ...about(planned),
    family: test.family,
    requirement: referenceTo(requirement),
    basis: 'documented',
    verdict,
    because,
    scenarios: 0,
    requests: 0,
  }
}

/** Stands for a requirement that a check names and nobody wrote down. */
export function unknown(id: string): Requirement {
  return { id, level: 'MUST', standing: 'contract', sentence: '', source: '', when: '', added: false }
}

function referenceTo({ id, level, sentence, source }: Requirement): CheckFinished['requirement'] {
  return { id, level, sentence, source }
}

function findingOf({ found }: Outcome, { leansOn, seed }: Facts): Finding | undefined {
  if (found === undefined || found.again.kind === 'unconfirmed') return undefined
  const { broken, history, needed } = found.again
  const evidence = history.exchanges.map(asEvidence).map(renumbered)
  return {
    expected: broken.expected,
    actual: broken.actual,
    at: broken.at,
    scenario: found.scenario,
    shrinks: found.shrinks,
    seed,
    path: found.path,
    leansOn: [...new Set([...leansOn, ...(broken.leansOn ?? [])].map(({ source }) => source))],
    needed: history.exchanges.flatMap(({ number }, index) => (needed.includes(number) ? [index + 1] : [])),
    ...(isProgram(found.scenario) && { program: programOf(evidence) }),
    evidence,
  }
}

/** Numbered anew from 1: a check added elsewhere must not change this one's evidence. */
function renumbered(exchange: Exchange, index: number): Exchange {
  return { ...exchange, number: index + 1 }
}
