import type { Clock, Entry, Mock, World } from '../../mock/index.ts'
import type { Contract } from '../../specs/contract.ts'
import { environmentOf } from '../environment.ts'

/** How a client reaches one provider in a world. */
export interface Access {
  /** What stands in the place of the vendor's origin; no trailing slash. */
  readonly url: string
  /** Token of the contract's administrator. */
  readonly token: string
  /** Value of the `Authorization` header with that token. */
  readonly authorization: string
  /** The variables that make the vendor's real clients talk to this world. */
  readonly env: Readonly<Record<string, string>>
}

/** One world of a mock, with all that a test needs to live in it. The access is that to the first provider. */
export interface MockWorld extends Access {
  readonly contracts: readonly Contract[]
  readonly world: World
  readonly clock: Clock
  /** The access to one provider by its id. Throws a RangeError for one that is not served. */
  readonly of: (provider: string) => Access
  /** The requests that this world has answered, the oldest first; without tokens and bodies. */
  readonly requests: () => readonly Entry[]
  /** Keeps what the world knows under a name, to go back to with `load`. */
  readonly save: (snapshot: string) => void
  /** Goes back to what was saved, by this world or by the one that is named: resources, clock and settings. The requests stay. */
  readonly load: (snapshot: string, from?: string) => void
  /** Like the global `fetch`, but answered in this process and in this world. A path alone will do. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
}

/** Header and path prefix by which a mock is told the world. */
const HEADER = 'x-mock-world'

/**
 * A world of a mock by its name, made when first named. Where the mock listens, the world has a URL of its own, and otherwise answers
 * `fetch` alone.
 *
 * @throws RangeError for a name that is not one, or when too many worlds are open.
 */
export function inWorld(mock: Mock, name: string): MockWorld {
  const world = mock.world(name)
  const url = `${mock.url}/__world/${name}`
  const of = (provider: string): Access => accessOf(served(mock, provider), url)
  const [first] = mock.contracts
  if (first === undefined) throw new RangeError('Failed to enter a world: the mock serves no provider. Name one, e.g. in `providers`.')
  return {
    ...accessOf(first, url),
    contracts: mock.contracts,
    world,
    clock: world.clock,
    of,
    requests: () => world.journal.list(),
    save: (snapshot) => mock.save(snapshot, name),
    load: (snapshot, from) => void mock.load(snapshot, name, from),
    fetch: (input, init) => mock.fetch(requestTo(name, mock.url, { input, init })),
  }
}

/** The request as the mock gets it: in the world, and at an origin where a path alone was given. */
function requestTo(name: string, origin: string, { input, init }: { input: string | URL | Request; init: RequestInit | undefined }): Request {
  const request = new Request(typeof input === 'string' ? new URL(input, origin) : input, init)
  request.headers.set(HEADER, name)
  return request
}

function served({ contracts }: Mock, provider: string): Contract {
  const found = contracts.find(({ id }) => id === provider)
  if (found !== undefined) return found
  throw new RangeError(`Failed to find the provider "${provider}": this mock serves ${contracts.map(({ id }) => id).join(', ')}.`)
}

function accessOf(contract: Contract, url: string): Access {
  const { auth, seed } = contract.behaviour
  const token = seed.principals['admin']?.token ?? ''
  const authorization = `${auth.scheme === 'token' ? 'Token' : 'Bearer'} ${token}`
  return { url, token, authorization, env: Object.fromEntries(environmentOf(contract, url)) }
}
