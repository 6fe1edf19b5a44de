import type { Handle } from './api.ts'

/** Told of what a run makes and removes, at once: when `write` returns, the record outlives the process. */
export interface LedgerJournal {
  readonly write: (record: LedgerRecord) => void
}

/**
 * `asked`: the create is under way, or there is no telling what came of it. `made`: it succeeded. `deleted`: a delete was accepted.
 * `gone`: seen to be gone. `nothing`: the create made nothing.
 */
export type EntryState = 'asked' | 'made' | 'deleted' | 'gone' | 'nothing'

/** What a create is known by before it is answered. */
export interface Intent {
  readonly operation: string
  /** What its body calls the resource. */
  readonly name?: string
  /** True where the name was made by this run, so that nobody else's resource has it. */
  readonly marked: boolean
  /** The idempotency key it carries. */
  readonly key?: string
}

/** Something the run made, or may have made. */
export interface Entry {
  /** Its place in the ledger of the run. */
  readonly number: number
  readonly handle: Handle
  /** False while its identifier is the server's and the server has not told: then the handle lacks it. */
  readonly known: boolean
  /** Who made it, and so may delete it. */
  readonly as: 'admin' | 'other'
  readonly intent?: Intent
  readonly state: EntryState
  /** True where another entry is taken to stand for what it made: a subject that does not go by keys, or names, has made two. */
  readonly isTwin?: true
}

/** One thing that is about to be done to the subject, or what came of it. */
export type LedgerRecord =
  | ({ readonly record: 'intent' } & Whereabouts & Intent)
  | ({ readonly record: 'found' } & Whereabouts)
  | { readonly record: 'outcome'; readonly entry: number; readonly outcome: 'made'; readonly params: Handle['params'] }
  | { readonly record: 'outcome'; readonly entry: number; readonly outcome: 'refused' | 'unknown'; readonly status?: number }
  | { readonly record: 'outcome'; readonly entry: number; readonly outcome: 'same'; readonly other: number }
  | { readonly record: 'state'; readonly entry: number; readonly state: EntryState }

/** What a record tells of a resource; `entry` is the number of its entry. */
interface Whereabouts {
  readonly entry: number
  readonly resource: string
  readonly params: Handle['params']
  readonly known: boolean
  readonly as: Entry['as']
}

interface Row extends Entry {
  handle: Handle
  known: boolean
  state: EntryState
  isTwin?: true
}

/** Everything the run asked the subject to make: written before each create, so that nothing is forgotten. */
export class Ledger {
  private readonly journal: LedgerJournal | undefined
  private readonly rows = new Map<number, Row>()
  private readonly byKey = new Map<string, Row[]>()
  private next: number

  /** Numbers begin at `first`: the ledgers of two sessions that share a journal must not share numbers. */
  constructor(journal?: LedgerJournal, first = 1) {
    this.journal = journal
    this.next = first
  }

  /** Notes a create that is about to be sent. Throws where the journal cannot be written: then it must not be sent. */
  intend({ intent, ...entry }: Pick<Entry, 'handle' | 'known' | 'as'> & { readonly intent: Intent }): Entry {
    const row = this.add({ number: this.next, ...entry, intent, state: 'asked' })
    this.journal?.write({ record: 'intent', ...whereabouts(row), ...intent })
    return row
  }

  /** Notes something found to have been made. */
  note(entry: Omit<Entry, 'number' | 'intent' | 'state'>): Entry {
    const row = this.add({ number: this.next, ...entry, state: 'made' })
    this.tell({ record: 'found', ...whereabouts(row) })
    return row
  }

  /** Takes over an entry of an earlier run, as its journal tells of it. */
  restore(entry: Entry): void {
    this.add({ ...entry })
  }

  /** The create succeeded: under these parameters its resource is to be found. The entry that stands for it from now on. */
  made(entry: Entry, params: Handle['params']): Entry {
    const row = this.rows.get(entry.number)
    if (row === undefined) return entry
    const known = this.live({ resource: row.handle.resource, params })
    if (known !== undefined && known !== row && known.state === 'made') return this.same(row, known)
    this.unlink(row)
    row.handle = { ...row.handle, params }
    row.known = true
    this.link(row)
    // A name can be had again only once it is free.
    for (const other of this.byKey.get(keyOf(row.handle)) ?? []) if (other !== row && other.state === 'deleted') this.turn(other, 'gone')
    row.state = 'made'
    this.tell({ record: 'outcome', entry: row.number, outcome: 'made', params })
    this.resolve(row)
    return row
  }

  /** The create was refused, or never sent: it made nothing. */
  refused(entry: Entry, status?: number): void {
    this.set(entry, 'nothing', { record: 'outcome', entry: entry.number, outcome: 'refused', ...(status !== undefined && { status }) })
  }

  /** There is no telling whether the create made something. */
  unknown(entry: Entry, status?: number): void {
    this.tell({ record: 'outcome', entry: entry.number, outcome: 'unknown', ...(status !== undefined && { status }) })
  }

  /** The only way in which the state of what was made changes. */
  turn(entry: Entry, state: EntryState): void {
    if (this.rows.get(entry.number)?.state !== state) this.set(entry, state, { record: 'state', entry: entry.number, state })
  }

  /** The entry of a resource: the one that is there, or else the last that was; undefined where none was ever made. */
  find(resource: string, params: Handle['params']): Entry | undefined {
    return this.live({ resource, params }) ?? this.byKey.get(keyOf({ resource, params }))?.findLast(({ state }) => state !== 'nothing')
  }

  /** Entries that may still be there, youngest first, so that children go before parents. */
  open(): readonly Entry[] {
    return this.all()
      .filter(({ state }) => state === 'asked' || state === 'made')
      .toReversed()
  }

  /** Every entry, oldest first. */
  all(): readonly Entry[] {
    return [...this.rows.values()]
  }

  private add(row: Row): Row {
    this.next = Math.max(this.next, row.number + 1)
    this.rows.set(row.number, row)
    this.link(row)
    return row
  }

  private live(handle: Pick<Handle, 'resource' | 'params'>): Row | undefined {
    const rows = this.byKey.get(keyOf(handle)) ?? []
    return rows.findLast(({ state }) => state === 'made') ?? rows.findLast(({ state }) => state === 'asked')
  }

  private same(row: Row, known: Row): Row {
    row.isTwin = true
    this.set(row, 'nothing', { record: 'outcome', entry: row.number, outcome: 'same', other: known.number })
    return known
  }

  /** Creates under one key make one thing between them (draft-ietf-httpapi-idempotency-key-header-07 section 2). */
  private resolve(row: Row): void {
    const { key, operation } = row.intent ?? {}
    if (key === undefined) return
    for (const other of this.rows.values())
      if (other.state === 'asked' && other.intent?.key === key && other.intent.operation === operation && other.as === row.as) this.same(other, row)
  }

  private set(entry: Entry, state: EntryState, record: LedgerRecord): void {
    const row = this.rows.get(entry.number)
    if (row !== undefined) row.state = state
    this.tell(record)
  }

  /** What has happened has happened: a journal that fails now stops the next create, and nothing else. */
  private tell(record: LedgerRecord): void {
    try {
      this.journal?.write(record)
    } catch {
      // The next intent meets the same trouble, and throws.
    }
  }

  private link(row: Row): void {
    if (!row.known) return
    const key = keyOf(row.handle)
    this.byKey.set(key, [...(this.byKey.get(key) ?? []), row])
  }

  private unlink(row: Row): void {
    const key = keyOf(row.handle)
    this.byKey.set(
      key,
      (this.byKey.get(key) ?? []).filter((other) => other !== row),
    )
  }
}

function whereabouts({ number, handle, known, as }: Entry): Whereabouts {
  return { entry: number, resource: handle.resource, params: handle.params, known, as }
}

/** A text for each resource, whatever the order of its parameters. */
export function keyOf({ resource, params }: Pick<Handle, 'resource' | 'params'>): string {
  return JSON.stringify([resource, ...Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))])
}
