import type { Assertion } from '../../conformance/runnable/assertion.ts'
import type { Lifecycle } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at } from '../../specs/json.ts'
import type { Printed } from '../evidence.ts'
import type { FindingReport } from '../report.ts'
import { referencesIn } from './claims.ts'
import { parsed, textsIn } from './flow.ts'

/** An exchange that becomes a step. */
export interface Chosen {
  readonly exchange: Printed
  /** Its number in the evidence; absent for what came before. */
  readonly evidence?: number
  readonly until?: Wait
  /** Seconds that passed before it. */
  readonly pause?: number
  /** True where it was asked again and again. */
  readonly isPolled?: boolean
}

/** What a wait waits for, of the exchange itself. */
export type Wait = { readonly status: number } | { readonly at: string; readonly values: readonly string[] }

/** How much of the evidence becomes steps: what is needed to show the finding, or all of it, where what does not matter to a judge matters to a server. */
export type Extent = 'needed' | 'all'

export interface Choice {
  /** Empty: of all that was recorded. */
  readonly assertion: Assertion
  readonly extent: Extent
}

/** What stays of a finding: what is needed to show it, what made it possible, and waits as one request each. */
export function chosenOf(contract: Contract, finding: FindingReport, { assertion, extent }: Choice): readonly Chosen[] {
  const { before = [] } = finding.runnable ?? {}
  const wanted = new Set([...(finding.needed ?? []), ...assertion.flatMap(numbersIn)])
  const all: Chosen[] = [
    ...before.map((exchange): Chosen => ({ exchange })),
    ...finding.evidence.map((exchange): Chosen => ({ exchange, evidence: exchange.number })),
  ]
  const isAsserted = ({ evidence }: Chosen) => evidence !== undefined && assertion.some((claim) => numbersIn(claim).includes(evidence))
  const last = assertion.length === 0 ? all.length - 1 : all.findLastIndex(isAsserted)
  const through = all.findLastIndex((one, index) => index >= last && all[last] !== undefined && isSame(all[last].exchange, one.exchange))
  const calm = all.slice(0, Math.max(last, through) + 1).filter(({ exchange }) => !exchange.label.endsWith('(throttled)'))
  const chosen = calm.flatMap((one, index) => {
    const next = calm[index + 1]
    const isWaiting = isRead(one.exchange) && next !== undefined && isSame(one.exchange, next.exchange)
    if (isWaiting && !(one.evidence !== undefined && wanted.has(one.evidence))) return []
    const previous = calm[index - 1]
    const waited = isRead(one.exchange) && (one.exchange.label === 'settling' || (previous !== undefined && isSame(previous.exchange, one.exchange)))
    const isGone = isRead(one.exchange) && !wanted.has(one.evidence ?? 0) && isEndOf(one.exchange, calm.slice(0, index))
    const found = waited || isGone ? waitFor(contract, one.exchange) : undefined
    const until = found !== undefined && 'status' in found && !isGone && (one.exchange.label === 'settling' || !waitedBefore(previous, one)) ? undefined : found
    const later = calm.slice(index + 1)
    const isKept =
      extent === 'all' ||
      one.evidence === undefined ||
      wanted.has(one.evidence) ||
      hasEffect(one.exchange) ||
      until !== undefined ||
      later.some((other) => uses(other.exchange, one.exchange))
    // Where all is told, a look that comes right after the same look under another name is one more of it.
    const isLike = extent === 'all' ? isSameRequest : isSame
    const isPolled = isRead(one.exchange) && [previous, next].some((near) => near !== undefined && isLike(near.exchange, one.exchange))
    return isKept ? [{ ...one, ...(isPolled && { isPolled }), ...(until && !(isPolled && wanted.has(one.evidence ?? 0)) && { until }) }] : []
  })
  return paused(chosen, finding.runnable?.waits ?? [])
}

/** With the seconds that passed before each, also those that passed before what is left out. */
function paused(chosen: readonly Chosen[], waits: NonNullable<NonNullable<FindingReport['runnable']>['waits']>): readonly Chosen[] {
  let past = 0
  return chosen.map((one) => {
    const { evidence } = one
    if (evidence === undefined) return one
    const pause = waits.filter(({ before }) => before > past && before <= evidence).reduce((sum, { seconds }) => sum + seconds, 0)
    past = evidence
    return pause === 0 ? one : { ...one, pause }
  })
}

/** Numbers of the exchanges that a claim is about or leans on. */
function numbersIn(claim: Assertion[number]): readonly number[] {
  return [claim.exchange, ...referencesIn(claim).map(({ exchange }) => exchange)]
}

function waitedBefore(previous: Chosen | undefined, { exchange }: Chosen): boolean {
  return previous !== undefined && isSame(previous.exchange, exchange)
}

/** True where a later request holds the entity tag that this answer told. */
function uses({ request }: Printed, { outcome }: Printed): boolean {
  const conditions = request.headers.filter(([name]) => /^if-(none-)?match$/i.test(name)).map(([, value]) => value)
  if (outcome.kind === 'lost' || conditions.length === 0) return false
  const tag = outcome.response.headers.find(([name]) => name === 'etag')?.[1]
  return (tag !== undefined && conditions.some((value) => value.includes(tag))) || textsIn(outcome.response.body).some((text) => conditions.includes(text))
}

/** True for a read that finds nothing any more of what was deleted before it. */
function isEndOf({ request, outcome }: Printed, before: readonly Chosen[]): boolean {
  if (outcome.kind === 'lost' || (outcome.response.status !== 404 && outcome.response.status !== 410)) return false
  return before.some(
    ({ exchange }) => exchange.request.method === 'DELETE' && succeeded(exchange) && exchange.request.target.split('?')[0] === request.target.split('?')[0],
  )
}

function succeeded({ outcome }: Printed): boolean {
  return outcome.kind === 'answered' && outcome.response.status >= 200 && outcome.response.status < 300
}

/** True for what may have changed something. A refusal promises that nothing did. */
function hasEffect({ request, outcome }: Printed): boolean {
  return !isRead({ request }) && (outcome.kind === 'lost' || outcome.response.status < 400 || outcome.response.status >= 500)
}

function isRead({ request }: Pick<Printed, 'request'>): boolean {
  return request.method === 'GET' || request.method === 'HEAD'
}

function isSame(a: Printed, b: Printed): boolean {
  return a.label === b.label && isSameRequest(a, b)
}

function isSameRequest(a: Printed, b: Printed): boolean {
  return a.request.method === b.request.method && a.request.target === b.request.target && a.principal === b.principal
}

function waitFor(contract: Contract, { label, operation, outcome }: Printed): Wait | undefined {
  if (outcome.kind === 'lost') return undefined
  const { status, body } = outcome.response
  if (status < 200 || status >= 300) return { status }
  const behaviour = contract.operations.get(operation ?? '')?.behaviour
  const name = contract.behaviour.resources[behaviour?.resource ?? '']?.lifecycle
  const lifecycle = name === undefined ? undefined : contract.behaviour.lifecycles?.[name]
  const place = `${behaviour?.representation ?? ''}${lifecycle?.at ?? ''}`
  const phase = at(parsed(body), place)
  if (lifecycle === undefined || typeof phase !== 'string') return undefined
  const settled = Object.entries(lifecycle.phases).flatMap(([word, { kind }]) => (kind === 'transient' ? [] : [word, ...aliasesOf(lifecycle, word)]))
  if (!settled.includes(phase)) return undefined
  return { at: place, values: label === 'settling' ? settled : [phase] }
}

function aliasesOf({ aliases = {} }: Lifecycle, phase: string): readonly string[] {
  return aliases[phase] ?? []
}
