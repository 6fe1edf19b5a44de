import { loadRequirements, type Requirement } from '../../specs/requirements.ts'
import { isObject, type Json } from '../../specs/json.ts'
import type { CheckReport, Report } from '../report.ts'
import type { SubjectInfo, Told } from '../told.ts'
import { oneLine } from '../visible.ts'
import { featuresOf } from './features.ts'
import { judgedOf } from './judged.ts'
import { countsOf } from './outcomes.ts'
import { qualityOf, type Quality } from './quality.ts'
import { requirementsOf } from './requirements.ts'
import { conclude } from './result.ts'
import { digestOf, written, type Notation } from './text.ts'
import type { Accepted, Cleanup, Run, StaleDeviation, Subject, VendorReport } from './document.ts'

export interface Manner {
  readonly notation: Notation
  /** Takes out what must not stand in a file, before the digest is made. */
  readonly guard?: ((text: string) => string) | undefined
}

/** The report that a vendor publishes, as a file. Same run, same bytes. */
export async function vendor(told: Told, { notation, guard = (text) => text }: Manner): Promise<string> {
  const { suite, provider, contract } = told.report
  const [requirements, quality] = await Promise.all([loadRequirements(), qualityOf({ suite, provider: provider.id, contract })])
  const document = plain(vendorReport(told, { requirements, quality }))
  // As JSON, where a placeholder can stand in any text without being read as anything else.
  const text = written(document, 'json')
  const guarded = guard(text)
  return written(guarded === text ? document : sealed(JSON.parse(guarded)), notation)
}

function sealed(document: unknown): Json {
  const left = plain(document)
  return isObject(left) ? { ...left, digest: digestOf(left) } : left
}

export interface Known {
  readonly requirements: ReadonlyMap<string, Requirement>
  readonly quality: Quality
}

/** Folds a report into what a vendor publishes. Control characters of what the subject has said stand as escapes. */
export function vendorReport({ report, traffic, subject, configuration = {} }: Told, { requirements, quality }: Known): VendorReport {
  const judged = judgedOf(report, requirements)
  const results = requirementsOf(judged, requirements)
  const run = runOf(report)
  const cleanup = cleanupOf(report)
  const body: Omit<VendorReport, 'digest'> = {
    vendorReport: 1,
    kind: 'VendorConformanceReport',
    suite: report.suite,
    subject: subjectOf(report, subject),
    contract: { provider: oneLine(report.provider.id), title: oneLine(report.provider.title), sha256: report.contract },
    run,
    ...conclude({ requirements: results, run }, report),
    counts: countsOf(judged),
    features: featuresOf(report, judged, traffic),
    requirements: results,
    deviations: deviationsOf(report),
    budget: {
      allowed: { ...report.extent?.budget },
      used: { requests: report.requests, ...(report.creates && { creates: report.creates }) },
    },
    ...(cleanup && { cleanup }),
    configuration: Object.fromEntries(Object.entries(configuration).map(([name, value]) => [name, typeof value === 'string' ? oneLine(value) : value])),
    quality,
  }
  return { ...body, digest: digestOf(plain(body)) }
}

/** The document as JSON has it: without members that are undefined. */
export function plain(document: unknown): Json {
  const value: Json = JSON.parse(JSON.stringify(document))
  return value
}

/** What the vendor says of itself; of our own mock, and of what nobody has told, what the suite knows. */
function subjectOf({ target, suite, provider }: Report, told: SubjectInfo = {}): Subject {
  const own = target === 'mock' ? { organization: 'Clusterproof', project: `Mock of ${provider.title}`, version: suite } : { project: provider.title }
  const assumed = Object.keys(own).filter((name) => !Object.hasOwn(told, name))
  const { organization, project, version, url, contact } = { ...own, ...told }
  return {
    ...(organization !== undefined && { organization: oneLine(organization) }),
    ...(project !== undefined && { project: oneLine(project) }),
    ...(version !== undefined && { version: oneLine(version) }),
    ...(url !== undefined && { url: oneLine(url) }),
    ...(contact && { contact: contact.map(oneLine) }),
    target: oneLine(target),
    ...(assumed.length > 0 && { assumed }),
  }
}

function runOf({ extent, wire, seed, at, shard, planned, checks }: Report): Run {
  const { budget: _, profile = 'full', only, resource, ...rest } = extent ?? {}
  return {
    told: extent !== undefined,
    profile,
    ...rest,
    ...(only && { only: only.map(oneLine) }),
    ...(resource !== undefined && { resource: oneLine(resource) }),
    ...(shard && { shard: { index: shard.index, of: shard.of } }),
    wire: wire ?? 'rest',
    seed,
    at,
    planned,
    finished: checks.length,
  }
}

function deviationsOf({ deviations = { known: 0, matched: 0, untested: 0, stale: [] }, checks }: Report): VendorReport['deviations'] {
  const { known, matched, untested, stale } = deviations
  return { known, matched, untested, accepted: checks.flatMap(acceptedIn), stale: stale.map(staleIn) }
}

function acceptedIn({ check, resource, requirement, deviation, finding }: CheckReport): readonly Accepted[] {
  if (deviation === undefined || finding === undefined) return []
  const { reason, owner, expiry } = deviation
  const where = { requirement: requirement.id, check, ...(resource !== undefined && { resource }) }
  return [{ ...where, fingerprint: finding.fingerprint, reason: oneLine(reason), owner: oneLine(owner), expiry }]
}

function staleIn({ subject, owner, because, ...rest }: NonNullable<Report['deviations']>['stale'][number]): StaleDeviation {
  const where = Object.entries(subject).map(([name, value]) => [name, oneLine(String(value))] as const)
  return { ...rest, subject: Object.fromEntries(where), owner: oneLine(owner), because: oneLine(because) }
}

function cleanupOf({ cleanup }: Report): Cleanup | undefined {
  if (cleanup === undefined) return undefined
  const { created, deleted, handedOver, left } = cleanup
  return { created, deleted, handedOver, left: left.map(oneLine), complete: left.length === 0 }
}
