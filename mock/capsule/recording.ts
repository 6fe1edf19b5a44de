import { Clock } from '../clock.ts'
import type { HostStart } from '../host.ts'
import { sealed } from './document.ts'
import { Tape } from './tape.ts'

/** How a host has to be started to be recorded, and what has been recorded. */
export interface Recording {
  readonly start: Pick<HostStart, 'clock' | 'tape'>
  /** A document of all that was asked so far. */
  readonly capsule: () => string
}

/**
 * Records what a host is asked. Only where its clock stands still do the requests alone decide what is answered.
 *
 * @throws RangeError where the clock runs, or the worlds are kept where others change them.
 */
export function recordingOf(start: HostStart, from: { readonly state?: string | undefined; readonly isShared: boolean }): Recording {
  if (start.clock.scale !== 0) {
    throw new RangeError(
      'Failed to record: the clock runs, so that not the requests alone decide what is answered. Use a clock that stands still, frozen or at an instant; requests to /__admin/clock move it, and are recorded.',
    )
  }
  if (from.isShared) throw new RangeError('Failed to record: the worlds are in a store, where others may change them. Record a mock without one.')
  const at = new Clock(start.clock).now()
  const tape = new Tape()
  const { seed, settings, faults = [], journalSize, maxWorlds, contracts } = start
  const begin = { seed, at, settings, faults, journalSize, maxWorlds, ...(from.state !== undefined && { state: from.state }) }
  return {
    start: { clock: { scale: 0, at }, tape },
    capsule: () => sealed({ contracts: Object.fromEntries(contracts.map(({ id, hash }) => [id, hash])), begin, exchanges: tape.exchanges() }, contracts),
  }
}
