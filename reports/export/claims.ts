import type { Claim, Reference, Term, Test } from '../../conformance/runnable/assertion.ts'

/** What a claim leans on besides its own exchange. */
export function referencesIn(claim: Claim): readonly Reference[] {
  const tested = 'test' in claim && 'as' in claim.test ? [claim.test.as] : []
  return 'equals' in claim && 'as' in claim.equals ? [claim.equals.as, ...tested] : tested
}

/** The same claim, its exchanges numbered otherwise. */
export function renumbered(claim: Claim, number: (exchange: number) => number): Claim {
  const moved = <T extends Test | Term>(one: T): T => ('as' in one ? { ...one, as: { ...one.as, exchange: number(one.as.exchange) } } : one)
  const exchange = number(claim.exchange)
  switch (claim.of) {
    case 'status':
    case 'body':
      return { ...claim, exchange }
    case 'header':
    case 'json':
      return { ...claim, exchange, test: moved(claim.test) }
    case 'item':
      return { ...claim, exchange, equals: moved(claim.equals) }
    case 'item member':
      return { ...claim, exchange, equals: moved(claim.equals), test: moved(claim.test) }
    default:
      return claim satisfies never
  }
}
