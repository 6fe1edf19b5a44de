import type { Mock, MockOptions } from '../create.ts'
import { opened } from './document.ts'
import { replayed, type Difference } from './replay.ts'

/** What became of a replay. */
export interface Replay {
  readonly requests: number
  /** Answers that were compared. */
  readonly compared: number
  readonly differences: readonly Difference[]
  /** Ids of the providers whose contracts are not those of the recording. */
  readonly changed: readonly string[]
}

/**
 * Asks a new mock all that a capsule holds.
 *
 * @param make Makes a mock: `createMock`, or what adds to its options.
 * @param providers Names or folders of the providers, where a folder of one's own is among them; those of the capsule when absent.
 * @throws RangeError for a capsule that cannot be read; whatever `make` throws.
 */
export async function replay(text: string, make: (options: MockOptions) => Promise<Mock>, providers?: readonly string[]): Promise<Replay> {
  const { contracts, begin, exchanges } = opened(text)
  const { pace, ...settings } = begin.settings
  const mock = await make({
    providers: providers ?? Object.keys(contracts),
    clock: { scale: 0, at: begin.at },
    seed: begin.seed,
    lifecycle: pace,
    ...settings,
    faults: begin.faults,
    journalSize: begin.journalSize,
    maxWorlds: begin.maxWorlds,
    ...(begin.state !== undefined && { state: begin.state }),
  })
  const differences = await replayed(exchanges, mock.fetch)
  await mock.close()
  const changed = mock.contracts.filter(({ id, hash }) => contracts[id] !== hash).map(({ id }) => id)
  return { requests: exchanges.length, compared: exchanges.filter(({ answer }) => answer !== undefined).length, differences, changed }
}
