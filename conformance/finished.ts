import { combine } from './combine.ts'
import { isProgram, programOf } from './model/program.ts'
import { asEvidence } from './readable.ts'
import { runnableOf } from './runnable/runnable.ts'
import type { Contract } from '../specs/contract.ts'
import type { Requirement } from '../specs/requirements.ts'
import type { Basis, Sourced } from '../specs/statement.ts'
import type { CheckFinished, Finding } from './events.ts'
import type { Exchange } from './history.ts'
import type { Lack } from './lack.ts'
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
  /** Present where findings tell what they take to become programs: all exchanges of the run so far. */
  readonly runnable?: { readonly contract: Contract; readonly trace: readonly Exchange[] }
}

/** The event for a test that was carried out. */
export function finished(planned: Planned, outcome: Outcome, facts: Facts): CheckFinished {
  const { verdict, because, lacks, basis } = combine(outcome, facts.requirement, facts.leansOn)
  const finding = findingOf(outcome, facts)
  return {
    type: 'check.finished',
    ...about(planned),
    family: planned.test.family,
    requirement: referenceTo(facts.requirement),
    basis,
    verdict,
    ...(because !== undefined && { because }),
    ...(lacks && { lacks }),
    ...(finding && { finding }),
    scenarios: outcome.scenarios,
    requests: facts.requests,
  }
}

/** Why a test was not carried out. */
export interface NotRun {
  readonly verdict: Verdict
  readonly because: string
  readonly lacks?: Lack
  /** Of what would have been put to the test, where that is known. */
  readonly basis?: Basis
}

/** The event for a test that was not carried out. */
export function notRun(planned: Planned, requirement: Requirement, { verdict, because, lacks, basis = 'documented' }: NotRun): CheckFinished {
  const { test } = planned
  return {
    type: 'check.finished',
    ...about(planned),
    family: test.family,
    requirement: referenceTo(requirement),
    basis,
    verdict,
    because,
    ...(lacks && { lacks }),
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

function findingOf({ found }: Outcome, { leansOn, seed, runnable }: Facts): Finding | undefined {
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
    ...(runnable && { runnable: runnableOf(runnable.contract, found.again, runnable.trace) }),
    evidence,
  }
}

/** Numbered anew from 1: a check added elsewhere must not change this one's evidence. */
function renumbered(exchange: Exchange, index: number): Exchange {
  return { ...exchange, number: index + 1 }
}
