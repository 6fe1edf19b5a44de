import type { Contract } from '../specs/contract.ts'
import type { EvidenceRecord } from './evidence.ts'

/** What went over the wire of one run, in brief: enough for pictures, too little to judge by. */
export interface Traffic {
  /** All requests, in the order in which they were sent. */
  readonly requests: readonly Request[]
}

export interface Request {
  /** Position in the run, from 1. */
  readonly number: number
  readonly check?: string
  readonly resource?: string
  readonly label: string
  readonly method: string
  readonly target: string
  /** 0 where no answer came. */
  readonly status: number
  /** Milliseconds from the first request of the run. */
  readonly sent: number
  readonly received: number
}

/** Folds what is recorded into traffic, as it comes about. */
export class TrafficFold {
  private readonly requests: Request[] = []
  private first: number | undefined
  readonly contract: Contract

  /** The contract tells which phases a resource may go through, and where they are shown. */
  constructor(contract: Contract) {
    this.contract = contract
  }

  record(record: EvidenceRecord): void {
    if (record.kind !== 'sent') return
    const { number, label, request, sent, received, outcome } = record.exchange
    this.first ??= sent
    this.requests.push({
      number,
      label,
      method: request.method,
      target: request.target,
      status: outcome.kind === 'answered' ? outcome.response.status : 0,
      sent: sent - this.first,
      received: received - this.first,
    })
  }

  traffic(): Traffic {
    return { requests: this.requests }
  }
}
