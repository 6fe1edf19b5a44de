import type { Assertion, Claim } from '../../conformance/runnable/assertion.ts'
import type { Contract } from '../../specs/contract.ts'
import { at } from '../../specs/json.ts'
import type { Printed } from '../evidence.ts'
import { replay } from '../replay.ts'
import type { CheckReport, FindingReport, Report } from '../report.ts'
import { renumbered } from './claims.ts'
import { filled, variablesIn, type Needle } from './fill.ts'
import { parsed } from './flow.ts'
import { Names } from './names.ts'
import type { Program, Step } from './program.ts'
import { chosenOf, type Choice, type Chosen } from './steps.ts'

export interface Wanted extends Choice {
  readonly contract: Contract
  readonly report: Report
  readonly check: CheckReport
  readonly finding: FindingReport
  /** The one of the finding's assertions that is to be made. */
  readonly assertion: Assertion
  /** Which of several answers that told the same a later request takes it from. */
  readonly flows: 'first' | 'last'
  /** True where the assertion is what a server that keeps the promise was seen to answer. */
  readonly isByExample?: true
}

/** Why a finding becomes no program. */
export interface Reason {
  readonly because: string
}

/** Headers that whoever sends writes by himself. */
const own = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'user-agent', 'keep-alive'])

/** The program that a finding becomes with one of its assertions. Pure: same finding, same program. */
export function programOf(wanted: Wanted): Program | Reason {
  const { contract, report, check, finding, assertion } = wanted
  const chosen = chosenOf(contract, finding, wanted)
  const because = obstacleIn(chosen, finding)
  if (because !== undefined) return { because }
  const names = new Names(contract, chosen, wanted.flows)
  const position = (number: number) => chosen.findIndex(({ evidence }) => evidence === number) + 1
  const asserts = assertion.map((claim) => renumbered(claim, position))
  const told = asserts.map((claim) => names.claim(claim))
  if (told.some(isOfThisRun)) return { because: 'what it is about is called otherwise in another run' }
  const asserted = new Set(asserts.map(({ exchange }) => exchange))
  const steps = chosen.map((one, index) => stepOf(one, { number: index + 1, names, asserts, asserted, accused: finding.at }))
  const used = new Set(steps.flatMap(usedIn))
  return {
    name: [check.check, check.resource].filter((part) => part !== undefined).join('.'),
    fingerprint: finding.fingerprint,
    requirement: check.requirement,
    expected: finding.expected,
    actual: finding.actual,
    replay: replay(check, report),
    endpoint: report.target === 'mock' ? 'http://127.0.0.1:4010' : report.target,
    variables: names.variables().filter(({ name }) => used.has(name)),
    steps: steps.map((step) => ({ ...step, captures: names.captures(step.number).filter(({ variable }) => used.has(variable)) })),
    asserts: told,
    ...(wanted.isByExample === true && { isByExample: true }),
  }
}

/** True for a claim about a value that the server made up: in another run it would hold of anything. */
function isOfThisRun(claim: Claim): boolean {
  if ('equals' in claim && 'value' in claim.equals) return true
  const values = 'test' in claim && claim.test.is === 'none of' ? claim.test.values : []
  return values.some((value) => typeof value === 'string' && /\d{4}-\d{2}-\d{2}T|[0-9a-f]{8}|cp-?[a-z0-9]{6}/.test(value))
}

function obstacleIn(chosen: readonly Chosen[], finding: FindingReport): string | undefined {
  const needed = chosen.filter(({ evidence }) => evidence !== undefined && finding.needed?.includes(evidence))
  if (chosen.some(({ exchange }) => exchange.request.body?.includes('\uFFFD'))) return 'it sends bytes that are no UTF-8, and evidence is text'
  if (needed.some(({ exchange }) => exchange.outcome.kind === 'lost')) return 'an answer was lost, and whether one is lost again is chance'
  return undefined
}

interface Place {
  readonly number: number
  readonly names: Names
  readonly asserts: Assertion
  readonly asserted: ReadonlySet<number>
  readonly accused: string
}

function stepOf({ exchange, until, evidence, isPolled, pause }: Chosen, { number, names, asserts, asserted, accused }: Place): Omit<Step, 'captures'> {
  const { method, target, headers, body } = exchange.request
  const needles = names.needles(number)
  const mine = asserts.filter((claim) => claim.exchange === number)
  const encoded = (encode: (text: string) => string): readonly Needle[] => needles.map((needle) => ({ ...needle, text: encode(needle.text) }))
  const status = guardOf(exchange, {
    evidence,
    isStatus: asserts.some((claim) => claim.exchange === number && claim.of === 'status'),
    isAsserted: asserted.has(number),
    isAccused: exchange.label === accused,
  })
  return {
    number,
    label: exchange.label,
    method,
    target: filled(target, [...encoded(encodeURIComponent), ...names.given(exchange)]),
    headers: headers
      .filter(([name]) => !own.has(name.toLowerCase()))
      .map(([name, value]) => [name, filled(value, [...needles, ...names.tags(number), ...names.key(name, value)])] as const),
    ...(body !== undefined && {
      body: filled(
        body,
        encoded((text) => JSON.stringify(text).slice(1, -1)),
      ),
    }),
    ...(until && {
      until: [
        'status' in until
          ? { exchange: number, of: 'status' as const, statuses: [until.status] }
          : { exchange: number, of: 'json' as const, at: until.at, test: { is: 'one of' as const, values: until.values } },
      ],
    }),
    ...(isPolled && mine.length > 0 && { until: mine, isHoped: true as const }),
    ...passing(
      pause,
      mine.some((claim) => isOfAnotherSecond(claim, exchange)),
    ),
    ...(status && { status }),
  }
}

/** Seconds that pass before a step: one at least where it is to tell of another instant than an earlier one, as many tell whole seconds. */
function passing(pause: number | undefined, isLater: boolean): Pick<Step, 'pause'> {
  const seconds = isLater ? Math.max(1, pause ?? 0) : pause
  return seconds === undefined ? {} : { pause: seconds }
}

function isOfAnotherSecond(claim: Claim, { outcome }: Printed): boolean {
  if (!('test' in claim) || claim.test.is !== 'other' || claim.of !== 'json' || outcome.kind === 'lost') return false
  const value = at(parsed(outcome.response.body), claim.at)
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)
}

interface Guarded {
  readonly evidence: number | undefined
  readonly isStatus: boolean
  readonly isAsserted: boolean
  /** True for the request that the finding is about: who refuses it may well be right. */
  readonly isAccused: boolean
}

/** The class of status without which the rest means nothing: as it was, where it was a success or is about to be looked at. */
function guardOf({ outcome }: Printed, { isStatus, isAsserted, isAccused }: Guarded): Step['status'] {
  if (outcome.kind === 'lost' || isStatus) return undefined
  const first = String(outcome.response.status)[0]
  if (!isAsserted) return first === '2' && !isAccused ? '2xx' : undefined
  if (first === '2') return '2xx'
  return first === '3' ? '3xx' : first === '4' ? '4xx' : first === '5' ? '5xx' : undefined
}

function usedIn({ target, headers, body }: Pick<Step, 'target' | 'headers' | 'body'>): readonly string[] {
  return [target, ...headers.map(([, value]) => value), body ?? []].flatMap(variablesIn)
}
