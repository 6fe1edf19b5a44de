import { answerOf, succeeded } from './history.ts'
import { namePlaces } from './naming.ts'
import { nextOf } from './pages.ts'
import { idIn, idParameter, itemsIn, operationFor, resourceOf } from './resources.ts'
import { at } from '../specs/json.ts'
import type { JsonObject } from '../specs/json.ts'
import type { RequestPlan } from './api.ts'
import type { Exchange } from './history.ts'
import type { Entry } from './ledger.ts'
import type { Session } from './session.ts'

/** A list that is longer is not followed further. */
const mostPages = 200

/**
 * Looks for what stands in the ledger, once. Each list is read once, because it tells of many at once that they are gone; what it
 * still shows is read by itself, because some subjects finish a deletion when the resource is read.
 */
export class Lookout {
  private readonly session: Session
  private readonly lists = new Map<string, Promise<readonly JsonObject[] | undefined>>()
  /** Lists that went with what they lay in. */
  private readonly buried = new Set<string>()

  constructor(session: Session) {
    this.session = session
  }

  /** Whether an entry is there, as far as anybody can tell: what is not seen to be gone is there. */
  async sees(entry: Entry, again = false): Promise<boolean> {
    const { contract } = this.session.options
    const { handle, as, state } = entry
    const { type } = resourceOf(contract, handle.resource)
    const items = await this.items(entry)
    const isListed = items?.some((item) => idIn(type, item) === handle.params[idParameter(type)])
    // A list may lag behind: what nobody has asked to go is asked for by itself.
    if (isListed === false && (state === 'deleted' || this.buried.has(this.keyOf(entry)))) return false
    // What nobody has asked to go, or cannot, is there where it is listed; it is read where it is still there after that.
    if (isListed === true && state === 'made' && !again) return true
    const read = operationFor(contract, handle.resource, 'read')
    if (read === undefined) return isListed ?? state !== 'deleted'
    const status = answerOf(await this.session.tidy({ operation: read.id, params: handle.params, as }))?.status
    return status !== 404 && status !== 410
  }

  /**
   * Identifiers of what is called as a create wanted it, whose answer has not told one. Undefined where there is no telling: nothing
   * can be listed, or the create had no name that is this run's alone.
   */
  async called(entry: Entry): Promise<readonly string[] | undefined> {
    const { name, marked } = entry.intent ?? {}
    if (name === undefined || marked !== true) return undefined
    const { type } = resourceOf(this.session.options.contract, entry.handle.resource)
    const items = await this.items(entry)
    return items?.filter((item) => namePlaces(type).some((place) => at(item, place) === name)).flatMap((item) => idIn(type, item) ?? [])
  }

  /** What the list shows in which the entry would stand; undefined where there is none to be had. */
  items(entry: Entry): Promise<readonly JsonObject[] | undefined> {
    const key = this.keyOf(entry)
    const known = this.lists.get(key) ?? this.listed(entry)
    this.lists.set(key, known)
    return known
  }

  private keyOf({ handle, as }: Entry): string {
    const { address } = resourceOf(this.session.options.contract, handle.resource).type
    return JSON.stringify([handle.resource, as, address.slice(0, -1).map((name) => handle.params[name])])
  }

  private async listed(entry: Entry): Promise<readonly JsonObject[] | undefined> {
    const { contract } = this.session.options
    const { handle, as } = entry
    const list = operationFor(contract, handle.resource, 'list')
    if (list === undefined) return undefined
    const items: JsonObject[] = []
    let plan: RequestPlan | undefined = { operation: list.id, params: handle.params, as }
    for (let pages = 0; plan !== undefined && pages < mostPages; pages += 1) {
      const page: Exchange = await this.session.tidy(plan)
      // What lay in something that has gone has gone with it.
      if (answerOf(page)?.status === 404 && isNested(this.session, handle.resource)) {
        this.buried.add(this.keyOf(entry))
        return []
      }
      // A page of HTML shows nothing, and tells of nothing that it is gone.
      if (!succeeded(page) || answerOf(page)?.json === undefined) return undefined
      items.push(...itemsIn(list, answerOf(page)?.json))
      plan = nextOf(contract, plan, page)
    }
    // What stands on pages that were not read is not gone.
    return plan === undefined ? items : undefined
  }
}

/** True where the list lies below something that the run may have made itself. */
export function isNested(session: Session, resource: string): boolean {
  const { contract, offer } = session.options
  return resourceOf(contract, resource)
    .type.address.slice(0, -1)
    .some((name) => offer.params[name] === undefined)
}
