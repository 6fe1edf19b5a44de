import { createHash, createHmac } from 'node:crypto'
import { isObject, type Json } from '../specs/json.ts'
import type { Context } from './context.ts'
import { collectionOf } from './record.ts'
import type { Refused } from './refuse.ts'

/** Bytes of the tag that ends a cursor: half of HMAC-SHA256's, which is enough (RFC 2104 section 5). */
const TAG = 16

/** The list that a cursor belongs to: of one seed, one collection and certain filters. Its pages may differ in size. */
export interface Listing {
  readonly key: string
  readonly digest: string
}

export function listingOf({ moment, behaviour, query }: Context, parents: readonly string[]): Listing {
  const filters = Object.keys(behaviour.filters ?? {}).sort()
  const ingredients: Json = [collectionOf(behaviour.resource, parents), ...filters.map((name) => [name, ...(query[name] === undefined ? [] : [query[name]])])]
  const digest = createHash('sha256').update(JSON.stringify(ingredients)).digest('base64url').slice(0, 22)
  return { key: `${moment.seed} ${moment.contract.id}`, digest }
}

/** The cursor of the page that begins below the resource born at a revision. It means nothing to others, and lies in no need of escaping. */
export function cursorAfter({ key, digest }: Listing, born: number): string {
  const place = JSON.stringify({ list: digest, after: born })
  const tag = createHmac('sha256', key).update(place).digest().subarray(0, TAG)
  return Buffer.concat([Buffer.from(place), tag]).toString('base64url')
}

/** Where the page that a cursor asks for begins: undefined at the start. Only the very bytes that were handed out are understood. */
export function startOf({ behaviour, query }: Context, listing: Listing): number | undefined | Refused {
  const name = behaviour.paging?.cursor ?? ''
  const cursor = query[name]
  if (cursor === undefined) return undefined
  const born = typeof cursor === 'string' ? bornIn(cursor) : undefined
  if (born !== undefined && cursorAfter(listing, born) === cursor) return born
  return { refusal: 'malformed-cursor', detail: 'the cursor is not one of this list', path: ['query', name] }
}

function bornIn(cursor: string): number | undefined {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').subarray(0, -TAG).toString())
    return isObject(place) && typeof place['after'] === 'number' ? place['after'] : undefined
  } catch {
    return undefined
  }
}
