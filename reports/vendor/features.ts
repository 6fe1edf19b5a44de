import type { Traffic } from '../../conformance/traffic.ts'
import type { Report } from '../report.ts'
import { standsAside, type Judged } from './judged.ts'
import type { Feature, FeatureState } from './document.ts'

/** What an API may or may not offer. Each is what a family of requirements is about. */
interface Described {
  readonly family: string
  readonly title: string
  /** What answers of an API with this feature show: names of header fields, or statuses. */
  readonly signs?: { readonly fields?: RegExp; readonly statuses?: readonly number[] }
}

const described: readonly Described[] = [
  { family: 'act', title: 'Acts on a resource that set it in motion' },
  { family: 'auth', title: 'Credentials and roles' },
  { family: 'connect', title: 'The Connect protocol as a second wire', signs: { fields: /^connect-/ } },
  { family: 'content', title: 'Representations as the document describes them' },
  { family: 'del', title: 'Deletion' },
  { family: 'err', title: 'Errors in one envelope' },
  { family: 'etag', title: 'Entity tags and conditional writes', signs: { fields: /^etag$/, statuses: [304, 412, 428] } },
  { family: 'idem', title: 'Idempotency keys', signs: { fields: /^(?:idempotency-|idempotent-replayed$)/ } },
  { family: 'imp', title: 'Import of clusters that exist' },
  { family: 'life', title: 'Lifecycles' },
  { family: 'list', title: 'Lists' },
  { family: 'lro', title: 'Long-running operations', signs: { fields: /^operation-location$/ } },
  { family: 'mask', title: 'Updates with a field mask' },
  { family: 'model', title: 'Sequences of requests, as a model foretells them' },
  { family: 'overlap', title: 'Requests that overlap' },
  { family: 'page', title: 'Lists page by page', signs: { fields: /^link$/ } },
  { family: 'part', title: 'Parts of a resource with operations of their own' },
  { family: 'pre', title: 'Resources that others have to name' },
  { family: 'replace', title: 'Updates that replace' },
  { family: 'rl', title: 'Rate limits', signs: { fields: /^(?:x-)?ratelimit|^retry-after$/, statuses: [429] } },
  { family: 'rule', title: 'Rules between fields' },
  { family: 'sec', title: 'Secrets and tenants' },
  { family: 'text', title: 'Answers that are no JSON' },
  { family: 'typed', title: 'Items with a value of a kind' },
  { family: 'upgrade', title: 'Upgrades and changes in one direction' },
  { family: 'val', title: 'Validation' },
]

/** What was found of each feature; a family that nobody has described goes by its own name. */
export function featuresOf(report: Report, judged: readonly Judged[], traffic?: Traffic): readonly Feature[] {
  const unknown = report.families.map(({ family }) => family).filter((family) => described.every((one) => one.family !== family))
  const all = [...described, ...unknown.map((family) => ({ family, title: family }))]
  const isWhole = sawAll(report)
  return all
    .toSorted((a, b) => (a.family < b.family ? -1 : 1))
    .map((one) => {
      // What any HTTP API is held to says nothing of what this one offers.
      const own = judged.filter(({ check, standing }) => check.family === one.family && standing === 'contract')
      return featureOf(one, isWhole || own.some(({ outcome }) => outcome !== 'not applicable') ? own : [], traffic)
    })
}

/** True where silence says something: all checks of every feature were there to be put to the subject. */
function sawAll({ extent, shard, planned, checks }: Report): boolean {
  return extent !== undefined && extent.only === undefined && extent.resource === undefined && shard === undefined && checks.length >= planned
}

function featureOf({ family: feature, title, signs }: Described, own: readonly Judged[], traffic: Traffic | undefined): Feature {
  const state = stateOf(own)
  if (state !== 'unsupported') return { feature, title, state, probed: state !== 'not probed' }
  if (signs === undefined || traffic === undefined || traffic.requests.length === 0) return { feature, title, state, probed: false }
  const seen = seenIn(traffic, signs)
  return { feature, title, state, probed: true, ...(seen.length > 0 && { signs: seen }) }
}

/** Of the checks of what a contract may declare; none where the run did not come to them. */
function stateOf(all: readonly Judged[]): FeatureState {
  const own = all.filter(({ outcome }) => outcome !== 'not applicable')
  if (own.length === 0) return all.length === 0 ? 'not probed' : 'unsupported'
  const some = (wanted: (one: Judged) => boolean) => own.some(wanted)
  if (some(({ decides, outcome }) => decides && outcome === 'failed')) return 'broken'
  if (some(({ decides, outcome }) => decides && outcome === 'passed')) return 'supported'
  return some(({ outcome }) => !standsAside(outcome)) ? 'assumed' : 'not probed'
}

function seenIn({ requests, fields = [] }: Traffic, signs: NonNullable<Described['signs']>): readonly string[] {
  const names = fields.filter((name) => signs.fields?.test(name) === true)
  const statuses = (signs.statuses ?? []).filter((status) => requests.some((request) => request.status === status))
  return [...names.toSorted(), ...statuses.map((status) => `status ${status}`)]
}
