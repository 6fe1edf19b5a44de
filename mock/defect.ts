import type { Contract } from '../specs/contract.ts'
import type { Respond } from './call.ts'

/**
 * A named, switchable way to break one requirement, and nothing else. It wraps the whole mock, so that it may change
 * the call before, the answer after, or what is really done.
 */
export interface Defect {
  /** `<family>.<what goes wrong>`. */
  readonly id: string
  /** The requirement that its check must find broken. */
  readonly violates: string
  /** What a server with this defect does, in one sentence. */
  readonly sentence: string
  /**
   * False for contracts under which it cannot break anything, e.g. where it is about the version in a list and no list shows
   * one. Always true when absent. A question to the contract alone, and never to what a check happens to send.
   */
  readonly applies?: (contract: Contract) => boolean
  readonly wrap: (respond: Respond, contract: Contract) => Respond
}

/** Throws a RangeError for an id that none of them has. */
export function checkDefects(ids: readonly string[], known: readonly Defect[]): void {
  const unknown = ids.find((id) => !known.some((defect) => defect.id === id))
  if (unknown === undefined) return
  throw new RangeError(`Failed to switch on a defect: "${unknown}" is not one. \`clusterproof list defects\` names them all.`)
}
