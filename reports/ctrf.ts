import type { Traffic } from '../conformance/traffic.ts'
import type { CheckReport, Report } from './report.ts'
import type { Told } from './told.ts'
import { explanation, known, staleText, title } from './text.ts'
import { clipped, oneLine, visible } from './visible.ts'

type Status = 'passed' | 'failed' | 'skipped' | 'other'

interface Case {
  readonly name: string
  readonly status: Status
  readonly duration: number
  readonly rawStatus: string
  readonly [more: string]: unknown
}

/**
 * The report in the Common Test Report Format (ctrf.io), version 0.0.0: a test a check.
 *
 * `failed` is a broken promise that nobody has accounted for, and nothing else; observations, known deviations and what could not be
 * decided are `other`, and `rawStatus` is our word for it. As in JUnit, a run without a result and a deviation that has to be looked at are
 * red tests of their own. Durations are those of requests to a real endpoint, in milliseconds; a mock's say nothing.
 */
export function ctrf({ report, traffic }: Told): string {
  const timed = report.target === 'mock' ? undefined : traffic
  const tests = [...report.checks.map((check) => testOf(check, report, timed)), ...besides(report)]
  const count = (status: Status) => tests.filter((test) => test.status === status).length
  const start = Date.parse(report.at)
  const document = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: report.at,
    generatedBy: `clusterproof ${report.suite}`,
    results: {
      tool: { name: 'clusterproof', version: report.suite },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: count('other'),
        suites: new Set(tests.map(({ suite }) => JSON.stringify(suite))).size,
        start,
        stop: start + Math.max(0, ...(timed?.requests.slice(-1).map(({ received }) => Math.ceil(received)) ?? [])),
        extra: { result: report.result, ...(report.because !== undefined && { because: oneLine(report.because) }), counts: report.counts },
      },
      tests,
      environment: environment(report),
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function environment({ provider, target, contract, wire, seed, extent, shard, requests, cleanup }: Report): object {
  return {
    reportName: `${provider.title}: conformance`,
    appName: provider.title,
    testEnvironment: target,
    ...(shard && { shardId: `${shard.index}/${shard.of}` }),
    extra: { provider: provider.id, contract, ...(wire && { wire }), seed, ...(extent && { extent }), requests, ...(cleanup && { cleanup }) },
  }
}

function testOf(check: CheckReport, report: Report, timed: Traffic | undefined): Case {
  const { requirement, family, resource, basis, finding, deviation } = check
  const status = statusOf(check)
  const message = deviation === undefined ? (check.because ?? finding?.actual) : known(deviation)
  const isRed = status === 'failed' || check.verdict === 'observed' || check.verdict === 'errored' || deviation !== undefined
  return {
    testId: title(check),
    name: title(check),
    status,
    duration: timed === undefined ? 0 : spent(check, timed),
    rawStatus: check.verdict,
    suite: [report.provider.id, family],
    type: 'conformance',
    tags: [requirement.level, basis],
    labels: { requirement: requirement.id, level: requirement.level, basis, ...(resource !== undefined && { resource }) },
    ...(message !== undefined && { message: oneLine(clipped(message, 4_000)) }),
    ...(isRed && { trace: visible(explanation(check, report)) }),
    extra: {
      sentence: requirement.sentence,
      source: requirement.source,
      scenarios: check.scenarios,
      requests: check.requests,
      ...(finding && { fingerprint: finding.fingerprint }),
    },
  }
}

function statusOf({ verdict, deviation }: CheckReport): Status {
  switch (verdict) {
    case 'passed':
    case 'skipped':
      return verdict
    case 'failed':
      return deviation === undefined ? 'failed' : 'other'
    case 'observed':
    case 'blocked':
    case 'inconclusive':
    case 'errored':
      return 'other'
  }
}

/** Milliseconds in which requests of the check were under way. */
function spent({ check, resource }: CheckReport, { requests }: Traffic): number {
  const own = requests.filter((request) => request.check === check && request.resource === resource)
  return Math.round(own.reduce((sum, { sent, received }) => sum + received - sent, 0))
}

/** What fails a run beside its checks. */
function besides(report: Report): readonly Case[] {
  const red = { status: 'failed', duration: 0 } as const
  const undetermined = { ...red, name: 'the run comes to a result', rawStatus: 'undetermined', suite: [report.provider.id, 'run'] }
  const stale = report.deviations?.stale ?? []
  return [
    ...(report.result === 'undetermined' ? [{ ...undetermined, message: oneLine(report.because ?? 'The run came to no result.') }] : []),
    ...stale.map((one) => ({
      ...red,
      name: `deviation ${oneLine(one.fingerprint)}`,
      rawStatus: one.is,
      suite: [report.provider.id, 'deviations'],
      message: oneLine(staleText(one)),
    })),
  ]
}
