import { standingOf } from './judge/phase.ts'
import { answerOf, succeeded } from './history.ts'
import { keyOf } from './ledger.ts'
import { resourceOf } from './resources.ts'
import type { Contract } from '../specs/contract.ts'
import type { Handle } from './api.ts'
import type { Exchange } from './history.ts'

/** Resources on which work may be under way since the run wrote to them, of types whose writes are refused meanwhile. */
export class Busy {
  private readonly keys = new Set<string>()
  private readonly contract: Contract

  constructor(contract: Contract) {
    this.contract = contract
  }

  /** True once for each write that may have started something: whoever asks waits until it has settled. */
  take({ resource, params }: Pick<Handle, 'resource' | 'params'>): boolean {
    return this.keys.delete(keyOf({ resource, params }))
  }

  /** Notes what a write may have started, and what a read saw come to rest. */
  note({ resource, params }: Pick<Handle, 'resource' | 'params'>, { does, exchange }: { readonly does: 'write' | 'read'; readonly exchange: Exchange }): void {
    const { type } = resourceOf(this.contract, resource)
    const lifecycle = type.lifecycle === undefined ? undefined : this.contract.behaviour.lifecycles?.[type.lifecycle]
    if (type.writesWhileBusy === undefined || lifecycle === undefined) return
    // Whoever refuses a write may have done it all the same.
    if (does === 'write') this.keys.add(keyOf({ resource, params }))
    if (does === 'read' && succeeded(exchange) && standingOf(lifecycle, answerOf(exchange)) === 'settled') this.keys.delete(keyOf({ resource, params }))
  }
}
