import { succeeded } from './history.ts'
import { namePlaces } from './naming.ts'
import { offerOf } from './offer.ts'
import { readable } from './readable.ts'
import { idIn, idParameter, operationFor, resourceOf } from './resources.ts'
import { Session } from './session.ts'
import { isNested, Lookout } from './sightings.ts'
import { sweep } from './sweep.ts'
import { at } from '../specs/json.ts'
import type { Contract } from '../specs/contract.ts'
import type { JsonObject } from '../specs/json.ts'
import type { CleanupFinished } from './events.ts'
import type { Entry, LedgerJournal } from './ledger.ts'
import type { Subject } from './subject/subject.ts'

/** A run that is over, or was killed, as its journal tells of it. */
export interface Past {
  readonly contract: Contract
  readonly subject: Subject
  readonly seed: number
  readonly runId: string
  readonly entries: readonly Entry[]
  readonly journal?: LedgerJournal
  readonly signal?: AbortSignal
}

/** What has become of what the run made. */
export type Aftermath =
  | { readonly kind: 'unreachable'; readonly because: string }
  | {
      readonly kind: 'swept'
      readonly cleanup: CleanupFinished
      /** What bears a name as this suite makes them and does not stand in the journal: somebody else's, and so left alone. */
      readonly strangers: readonly string[]
    }

/**
 * Deletes what a run has left behind: what its journal says it made, and what is called exactly as a create without an answer wanted
 * it. Nothing else, whatever it is called. Throws where the contract does not know what the journal tells of.
 */
export async function sweepAfter({ contract, entries, ...past }: Past): Promise<Aftermath> {
  const session = new Session({ contract: readable(contract), offer: offerOf(past.subject), signal: undefined, ...past })
  try {
    for (const entry of entries) session.ledger.restore(entry)
    const because = await refusal(session)
    if (because !== undefined) return { kind: 'unreachable', because }
    const cleanup = await sweep(session)
    return { kind: 'swept', cleanup, strangers: await strangers(session) }
  } finally {
    await session.close()
  }
}

/**
 * Why nothing can be found out, if nothing can: told by one harmless request for each principal. Whoever is sent elsewhere, or with
 * somebody else's token, is told of everything that it is not there: a list that has to be there tells those from us.
 */
async function refusal(session: Session): Promise<string | undefined> {
  const { contract } = session.options
  const { origin } = new URL(session.endpoint.baseUrl)
  for (const as of ['admin', 'other'] as const) {
    const asked = session.ledger.all().filter((one) => one.as === as && one.state !== 'gone' && one.state !== 'nothing')
    const entry = asked.find(({ handle }) => isListed(session, handle.resource) && !isNested(session, handle.resource)) ?? asked[0]
    const operation = entry && (operationFor(contract, entry.handle.resource, 'list') ?? operationFor(contract, entry.handle.resource, 'read'))
    if (entry === undefined || operation === undefined || (operation.behaviour.action === 'read' && !entry.known)) continue
    const exchange = await session.tidy({ operation: operation.id, params: entry.handle.params, as }, 'contact')
    const { outcome, request } = exchange
    if (outcome.kind === 'lost') return `${origin} could not be reached: ${outcome.reason}`
    const { status, json } = outcome.response
    const has = operation.behaviour.action === 'list' && !isNested(session, entry.handle.resource)
    const isServed = has ? succeeded(exchange) && json !== undefined : status !== 401 && status !== 403 && status < 500
    if (!isServed) return `${as} was not served: ${request.method} ${request.target} got status ${status}${succeeded(exchange) ? ' without JSON' : ''}`
  }
  return undefined
}

function isListed({ options: { contract } }: Session, resource: string): boolean {
  return operationFor(contract, resource, 'list') !== undefined
}

async function strangers(session: Session): Promise<readonly string[]> {
  const { contract } = session.options
  const lookout = new Lookout(session)
  const found = new Set<string>()
  for (const entry of session.ledger.all()) {
    const { type } = resourceOf(contract, entry.handle.resource)
    for (const item of (await lookout.items(entry)) ?? []) {
      const id = idIn(type, item)
      const isOurs = id !== undefined && session.ledger.find(entry.handle.resource, { ...entry.handle.params, [idParameter(type)]: id }) !== undefined
      const name = isOurs ? undefined : suiteName(item, namePlaces(type))
      if (name !== undefined) found.add(`${type.title} ${name}${id === undefined || id === name ? '' : ` (${id})`}`)
    }
  }
  return [...found]
}

/** A name as this suite makes them. */
function suiteName(item: JsonObject, places: readonly string[]): string | undefined {
  return places
    .map((place) => at(item, place))
    .filter((name) => typeof name === 'string')
    .find((name) => /^cp-[a-z0-9]{6}-/.test(name))
}
