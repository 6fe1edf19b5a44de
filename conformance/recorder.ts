import { EVIDENCE } from './evidence.ts'
import { about } from './finished.ts'
import type { RunStarted } from './events.ts'
import type { Ended, EvidenceRecord } from './evidence.ts'
import type { Exchange } from './history.ts'
import type { Offer } from './offer.ts'
import type { RunOptions } from './options.ts'
import type { Planned } from './plan.ts'
import type { Outcome } from './property.ts'
import type { Drive, Trouble } from './scenario.ts'
import type { Json } from '../specs/json.ts'

/** Tells, piece by piece, what a run saw. Exchanges are told once; scenarios name them by their numbers. */
export class Recorder {
  private readonly tell: (record: EvidenceRecord) => void
  private readonly told = new WeakSet<Exchange>()

  constructor(tell: (record: EvidenceRecord) => void) {
    this.tell = tell
  }

  began(started: RunStarted, { only, resource, shard }: RunOptions, offer: Offer): void {
    const { principals, costs, params, otherParams, mayChangeGiven, movesClock, isFrugal, kubeconfig } = offer
    this.tell({
      kind: 'began',
      evidence: EVIDENCE,
      started,
      selection: { ...(only && { only }), ...(resource !== undefined && { resource }), ...(shard && { shard }) },
      offer: {
        principals: [...principals],
        costs: [...costs],
        params,
        otherParams,
        mayChangeGiven,
        movesClock: movesClock === true,
        ...(isFrugal === true && { isFrugal }),
        ...(kubeconfig !== undefined && { kubeconfig }),
      },
    })
  }

  knew({ known, othersKnown, shown, othersShown }: Offer): void {
    this.tell({
      kind: 'knew',
      known: Object.fromEntries(known),
      othersKnown: Object.fromEntries(othersKnown),
      shown: Object.fromEntries(shown),
      othersShown: Object.fromEntries(othersShown),
    })
  }

  sent(exchange: Exchange): void {
    this.told.add(exchange)
    this.tell({ kind: 'sent', exchange })
  }

  driven(planned: Planned, { scenario, drive, again }: { readonly scenario: Json; readonly drive: Drive; readonly again: boolean }): void {
    const { history, result } = drive
    this.tell({
      kind: 'driven',
      ...nameOf(planned),
      scenario,
      again,
      history: history.exchanges.map((exchange) => (this.told.has(exchange) ? exchange.number : exchange)),
      ...(result.kind === 'trouble' && { trouble: result }),
    })
  }

  ended(planned: Planned, outcome: Outcome, requests: number): void {
    const { found, trouble } = outcome
    this.tell({
      kind: 'ended',
      ...nameOf(planned),
      requests,
      ...(found && { found: { shrinks: found.shrinks, path: found.path } }),
      ...(trouble && { trouble }),
    })
  }

  /** A test that came to grief before it began. */
  stumbled(planned: Planned, trouble: Trouble): void {
    this.tell({ kind: 'ended', ...nameOf(planned), requests: 0, trouble, notRun: true })
  }

  over(rest: Omit<Extract<EvidenceRecord, { kind: 'over' }>, 'kind'>): void {
    this.tell({ kind: 'over', ...rest })
  }
}

/** What tells one planned test from all others. */
export function nameOf(planned: Planned): Pick<Ended, 'check' | 'resource'> {
  return { check: about(planned).check, resource: planned.resource ?? '' }
}
