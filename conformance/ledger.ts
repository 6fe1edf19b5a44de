import type { Handle, Principal } from './api.ts'

/** Something the run made, or may have made. */
export interface Entry {
  readonly handle: Handle
  /** Who made it, and so may delete it. */
  readonly as: Principal
  /** `shared` resources are lent to scenario after scenario and deleted last. */
  readonly shared: boolean
  /**
   * `asked`: the create was sent and not yet answered, or its answer was lost. `made`: it succeeded. `deleted`: a delete was
   * accepted. `gone`: seen to be gone. `nothing`: the create was refused.
   */
  state: 'asked' | 'made' | 'deleted' | 'gone' | 'nothing'
}

/** Everything the run asked the subject to make: written before each create, so that nothing is forgotten. */
export class Ledger {
  private readonly entries = new Map<string, Entry>()

  /** Notes a create that is about to be sent, or one found to have happened. */
  note(entry: Entry): Entry {
    const known = this.entries.get(keyOf(entry.handle))
    if (known !== undefined && known.state !== 'nothing' && known.state !== 'gone' && known.state !== 'deleted') return known
    this.entries.set(keyOf(entry.handle), entry)
    return entry
  }

  find(resource: string, params: Readonly<Record<string, string>>): Entry | undefined {
    return this.entries.get(keyOf({ resource, params }))
  }

  /** Entries that may still be there, youngest first, so that children go before parents. */
  open(): readonly Entry[] {
    return this.all()
      .filter(({ state }) => state === 'asked' || state === 'made')
      .toReversed()
  }

  /** Entries that were ever made, oldest first. */
  all(): readonly Entry[] {
    return [...this.entries.values()]
  }
}

/** A text for each resource, whatever the order of its parameters. */
export function keyOf({ resource, params }: Pick<Handle, 'resource' | 'params'>): string {
  return JSON.stringify([resource, ...Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))])
}
