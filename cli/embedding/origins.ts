import { at, type Json, type JsonObject } from '../../specs/json.ts'
import type { Contract } from '../../specs/contract.ts'

/** Whatever answers requests: a mock, or one world of it. */
export interface Answering {
  readonly contracts: readonly Contract[]
  readonly fetch: (request: Request) => Promise<Response>
}

export interface Interception {
  /** Origins whose requests are answered, e.g. `https://api.example.com`; those of the contracts' `servers` when absent. */
  readonly origins?: readonly string[]
}

/**
 * The origins to answer for, in the form that a URL has them.
 *
 * @throws RangeError for what is no origin, or where there is none.
 */
export function originsOf({ contracts }: Answering, { origins }: Interception): readonly string[] {
  const found = new Set(origins?.map(originIn) ?? contracts.flatMap(({ document }) => own(document)))
  if (found.size > 0) return [...found]
  throw new RangeError(
    `Failed to intercept: the contracts of ${contracts.map(({ id }) => id).join(', ')} name no server. Name the origins, e.g. { origins: ['https://api.example.com'] }.`,
  )
}

/** The absolute URLs of `servers`; others are below wherever the document lies. */
function own(document: JsonObject): readonly string[] {
  const servers = at(document, '/servers')
  if (!Array.isArray(servers)) return []
  return servers.flatMap((server: Json) => {
    const url = at(server, '/url')
    return typeof url === 'string' && /^https?:\/\/[^{}]+$/i.test(url) ? [originIn(url)] : []
  })
}

function originIn(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin
  throw new RangeError(`Failed to intercept: "${text}" is no origin. Write it like https://api.example.com or http://127.0.0.1:4010.`)
}
