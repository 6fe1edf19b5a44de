import { nameOf } from './groups.ts'
import { leaningOf } from './statement.ts'
import type { Contract } from '../../specs/contract.ts'
import type { CheckFinished } from '../events.ts'
import type { Verdict } from '../verdict.ts'
import type { Group } from './fact.ts'
import type { Leaning } from './leaning.ts'

/**
 * Who is wrong, as far as a machine can tell:
 *
 * - `document`: the endpoint answers otherwise than the OpenAPI document declares, each time that it could: the document may be wrong.
 * - `mock`: what our mock does rests on what no document says (a client, a guess, or a choice that is left open).
 * - `endpoint`: the endpoint does not keep what is documented, or not each time what the document declares.
 */
export type Suspect = 'document' | 'mock' | 'endpoint'

/** How a check ended on each of the two. */
export interface Ends {
  readonly mock: CheckFinished | undefined
  readonly endpoint: CheckFinished | undefined
}

/** A difference, and who seems to be wrong. */
export interface Classified extends Group {
  readonly side: Suspect
  readonly because: string
  readonly leaning?: Leaning
  /** How the endpoint did in the checks that saw it, the worst first. */
  readonly verdicts: readonly Verdict[]
}

/** Fewer times than that may be chance. */
const enough = 2

export function classify(contract: Contract, group: Group, ends: ReadonlyMap<string, Ends>): Classified {
  const leaning = leaningOf(contract, group)
  const verdicts = verdictsOf(group, ends)
  const { side, because } = sideOf(group, leaning, verdicts)
  return { ...group, side, because, ...(leaning && { leaning }), verdicts }
}

interface Found {
  readonly side: Suspect
  readonly because: string
}

function sideOf(group: Group, leaning: Leaning | undefined, verdicts: readonly Verdict[]): Found {
  const { fact } = group
  if (fact.endpoint === 'no answer' || (fact.aspect === 'status' && fact.endpoint.startsWith('5') && !fact.mock.startsWith('5')))
    return { side: 'endpoint', because: 'it fails where the mock answers' }
  const standard = ofHttp(group, verdicts)
  if (standard !== undefined) return { side: 'mock', because: standard }
  if (leaning !== undefined && leaning.basis !== 'documented')
    return { side: 'mock', because: `what the mock does rests on ${leaning.basis === 'client' ? 'what a client relies on' : 'a guess'}` }
  if (fact.document === 'is silent' && fact.mock === 'absent') return { side: 'document', because: 'the document does not declare what it shows' }
  if (fact.document === 'forbids' && group.times === group.of && group.times >= enough)
    return { side: 'document', because: `each of ${group.times} times it answers otherwise than the document declares` }
  if (fact.document === 'forbids') return { side: 'endpoint', because: `${group.times} of ${group.of} times it answers otherwise than the document declares` }
  if (fact.aspect === 'code' && !verdicts.includes('failed')) return { side: 'mock', because: 'no check holds anybody to this code' }
  if (mayDiffer(group, leaning)) return { side: 'mock', because: 'the documents leave it open, and the mock has chosen' }
  if (verdicts.includes('failed')) return { side: 'endpoint', because: 'a documented promise is broken' }
  if (verdicts.includes('observed')) return { side: 'mock', because: 'no document decides it: the check that sees it leans on weaker statements' }
  return { side: 'endpoint', because: leaning === undefined ? 'nothing in the contract allows it' : 'a documented statement is not kept' }
}

/** What the standard leaves to a server, whatever a vendor's documents say; no check calls it broken. */
function ofHttp({ fact, example }: Group, verdicts: readonly Verdict[]): string | undefined {
  if (fact.aspect !== 'status' || verdicts.includes('failed')) return undefined
  if (fact.mock === '404' && fact.endpoint === '410') return 'gone says the same as not found, and that it was there before (RFC 9110 section 15.5.11)'
  const isConditional = example.endpoint?.request.headers.some(([name]) => name.toLowerCase() === 'if-none-match') === true
  return fact.endpoint === '304' && isConditional ? 'a server may read If-None-Match or not (RFC 9110 section 13.1.2)' : undefined
}

/** What the document allows both ways, and no statement decides: optional members, types it has beside each other, words of equal rank. */
function mayDiffer({ fact: { aspect, document, mock, endpoint } }: Group, leaning: Leaning | undefined): boolean {
  if (document !== 'allows') return false
  if (aspect === 'status') return mock.startsWith('2') && endpoint.startsWith('2')
  if (aspect === 'header') return leaning === undefined
  return aspect === 'member' || aspect === 'type' || aspect === 'phase'
}

const worst: readonly Verdict[] = ['failed', 'observed', 'errored', 'inconclusive', 'blocked', 'skipped', 'passed']

function verdictsOf({ checks }: Group, ends: ReadonlyMap<string, Ends>): readonly Verdict[] {
  const found = new Set([...checks].flatMap((name) => ends.get(name)?.endpoint?.verdict ?? []))
  return worst.filter((verdict) => found.has(verdict))
}

/** How the checks ended on both, by name. */
export function endsOf(mock: readonly CheckFinished[], endpoint: readonly CheckFinished[]): ReadonlyMap<string, Ends> {
  const by = (list: readonly CheckFinished[]) => new Map(list.map((one) => [nameOf(one.check, one.resource), one]))
  const [here, there] = [by(mock), by(endpoint)]
  return new Map([...new Set([...here.keys(), ...there.keys()])].map((name) => [name, { mock: here.get(name), endpoint: there.get(name) }]))
}
