import { withoutSecrets } from '../../explain/entry.ts'
import type { Journal } from '../../journal.ts'
import type { Resource } from '../../record.ts'

/** What a request did to a resource. */
export interface Done {
  readonly number: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly did: 'created' | 'changed' | 'removed'
  /** Method and path. */
  readonly what: string
}

/** Most of them that are told of one resource. */
const MOST = 20

export type Histories = (provider: string, resource: Pick<Resource, 'type' | 'address'>) => readonly Done[]

/** The last things that requests did to each resource, as far as the journal still tells; the oldest first. */
export function historiesOf(journal: Journal): Histories {
  const found = new Map<string, Done[]>()
  for (const { number, at, contract, trace, method, target } of journal.kept()) {
    for (const { did, ...of } of trace?.differences ?? []) {
      if (did === 'noted') continue
      const key = keyOf(contract.id, of)
      const done = { number, at, did, what: `${method} ${withoutSecrets(target).split('?', 1)[0] ?? ''}` }
      found.set(key, [...(found.get(key) ?? []).slice(1 - MOST), done])
    }
  }
  return (provider, resource) => found.get(keyOf(provider, resource)) ?? []
}

function keyOf(provider: string, { type, address }: Pick<Resource, 'type' | 'address'>): string {
  return JSON.stringify([provider, type, ...address])
}
