import type { Requirement } from '../../specs/requirements.ts'
import { count, familiesIn, type CheckReport, type Report } from '../report.ts'

const requirement = (id: string, rest: Partial<Requirement> = {}): Requirement => ({
  id,
  level: 'MUST',
  standing: 'contract',
  sentence: `${id} holds.`,
  source: 'the documents',
  when: 'always',
  added: false,
  ...rest,
})

/** A small suite: one promise that decides of each of two features, one that does not decide, one of a standard, one that nothing calls for. */
export const suite = new Map(
  [
    requirement('etag.stale-refused'),
    requirement('etag.weak-hint', { level: 'SHOULD' }),
    requirement('idem.replay'),
    requirement('idem.safe-methods', { standing: 'standard' }),
    requirement('rl.honest', { level: 'PRACTICE', standing: 'practice' }),
    requirement('page.cursor'),
  ].map((one) => [one.id, one]),
)

type Rest = Partial<Omit<CheckReport, 'check' | 'requirement'>>

/** One check of a requirement of that suite. */
export function checked(id: string, rest: Rest = {}): CheckReport {
  return checkOf(suite.get(id) ?? requirement(id), rest)
}

/** The check of any requirement. */
export function checkOf({ id, level, sentence, source }: Requirement, rest: Rest = {}): CheckReport {
  const verdict = rest.verdict ?? 'passed'
  return {
    check: id,
    family: id.slice(0, id.indexOf('.')),
    requirement: { id, level, sentence, source },
    basis: 'documented',
    ...(verdict === 'passed' ? {} : { because: `it ${verdict}` }),
    scenarios: 1,
    requests: 2,
    ...rest,
    verdict,
  }
}

/** All of them passed, but for what the contract does not call for. */
export const allPassed: readonly CheckReport[] = [
  checked('etag.stale-refused', { resource: 'cluster' }),
  checked('etag.stale-refused', { resource: 'secret' }),
  checked('etag.weak-hint'),
  checked('idem.replay'),
  checked('idem.safe-methods'),
  checked('page.cursor', { verdict: 'skipped', because: 'the contract declares no pages' }),
  checked('rl.honest', { basis: 'assumed' }),
]

/** The same with some checks in place of those of the same id and resource type. */
export function instead(...changed: readonly CheckReport[]): readonly CheckReport[] {
  const isOther = (one: CheckReport) => changed.every(({ check, resource }) => check !== one.check || resource !== one.resource)
  return [...allPassed.filter(isOther), ...changed]
}

export function reportOf(checks: readonly CheckReport[] = allPassed, rest: Partial<Report> = {}): Report {
  const counts = count(checks)
  return {
    report: 1,
    suite: '0.1.0',
    provider: { id: 'example', title: 'Example Cloud' },
    contract: '4f1c6d0a6f0f4b0c9f3a4be1a7e5c7f2d3b8a9c0e1f2a3b4c5d6e7f8091a2b3c',
    target: 'https://api.example.test',
    seed: 42,
    at: '2026-03-02T10:00:00Z',
    result: checks.some(({ verdict, deviation }) => verdict === 'failed' && deviation === undefined) ? 'not conformant' : 'conformant',
    extent: { profile: 'full' },
    planned: checks.length,
    requests: 40,
    creates: { cluster: 3 },
    counts,
    families: familiesIn(checks),
    cleanup: { created: 3, deleted: 3, handedOver: 0, left: [] },
    checks,
    ...rest,
  }
}

export const unmeasured = { measured: false, because: 'nothing was measured' } as const
