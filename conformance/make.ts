import { Blocked } from './api.ts'
import { phaseOf, standingOf } from './judge/phase.ts'
import { answerOf, succeeded } from './history.ts'
import { unknownPlace } from './generate/known.ts'
import { createBody, namePlace } from './naming.ts'
import { idIn, idParameter, itemsIn, operationFor, parentOf, resourceOf, vanishes } from './resources.ts'
import { at } from '../specs/json.ts'
import type { Contract } from '../specs/contract.ts'
import type { JsonObject } from '../specs/json.ts'
import type { Handle, Principal, RequestPlan } from './api.ts'
import type { Session } from './session.ts'
import type { Driver } from './driver.ts'
import type { Exchange } from './history.ts'

/** What of the driver is needed to make resources: its session, its recorded `send` and its names. */
export type Maker = Pick<Driver, 'session' | 'send' | 'poll' | 'own' | 'nameFor'>

/** How often another name is tried when one is taken, e.g. by what an earlier run left behind. */
const names = 3

/** What is to be made, and by whom. */
export interface Wish {
  readonly label: string
  readonly changes?: JsonObject
  readonly as?: 'admin' | 'other'
}

/** Makes a resource and waits until it has settled. Throws `Blocked` when either does not happen. */
export async function make(maker: Maker, resource: string, wish: Wish): Promise<Handle> {
  const { contract, offer } = maker.session.options
  const { as = 'admin' } = wish
  const create = operationFor(contract, resource, 'create')
  if (create === undefined) throw new Blocked(`a ${resource} cannot be made: the contract has no operation for it`)
  const params = as === 'other' ? offer.otherParams : await parentParams(maker, resource)
  for (let attempt = 1; ; attempt += 1) {
    const body = createBody(contract, resource, {
      name: maker.nameFor(resource),
      ids: as === 'other' ? offer.othersKnown : offer.known,
      shown: as === 'other' ? offer.othersShown : offer.shown,
      kubeconfig: offer.kubeconfig,
      runId: maker.session.options.runId,
      ...(wish.changes && { changes: wish.changes }),
    })
    const exchange = await maker.send(wish.label, { operation: create.id, params, body, as, isMeant: true })
    const handle = maker.own(exchange, body)
    if (handle !== undefined) {
      await settled(maker, { ...handle, as })
      return handle
    }
    const status = answerOf(exchange)?.status
    const taken = status === contract.behaviour.errors.refusals['name-taken']?.status && !isNamed(contract, resource, wish)
    if (!taken || attempt >= names)
      throw new Blocked(
        `no ${resource} could be made: the create was answered with ${status ?? 'nothing'}${succeeded(exchange) ? ', but without its identifier' : ''}`,
      )
  }
}

/** Whether the wish itself says what the resource is called. */
function isNamed(contract: Contract, resource: string, { changes }: Wish): boolean {
  const place = namePlace(resourceOf(contract, resource).type)
  return changes !== undefined && (place === undefined || at(changes, place) !== undefined)
}

/** The one resource of a type that all scenarios share; made, or found, on first demand and whenever it has gone. */
export async function borrow(maker: Maker, resource: string): Promise<Handle> {
  const { session } = maker
  const known = session.lent.get(resource)
  if (known !== undefined && (await isThere(maker, known))) return known
  const { contract } = session.options
  const owner = ownerOf(contract, resource)
  if (owner !== undefined) {
    const { params } = await borrow(maker, owner)
    return { resource, params, body: {} }
  }
  const creatable =
    session.options.spending?.looksOnly !== true &&
    operationFor(contract, resource, 'create') !== undefined &&
    vanishes(contract, resource) &&
    unknownPlace(contract, resource, session.options.offer.known) === undefined
  const handle = creatable ? await make(maker, resource, { label: 'borrowing' }) : await remembered(maker, await given(maker, resource))
  session.lent.set(resource, handle)
  return handle
}

/**
 * Reads a resource until its lifecycle has settled; the last exchange. Without a lifecycle one read is enough. A resource that is
 * `young` need not be found at once where making it takes time: where it has a lifecycle, or a long-running operation makes it.
 */
export function settle(maker: Maker, label: string, handle: Handle & { readonly young?: boolean; readonly as?: 'admin' | 'other' }): Promise<Exchange> {
  const { contract } = maker.session.options
  const { type } = resourceOf(contract, handle.resource)
  const lifecycle = type.lifecycle === undefined ? undefined : contract.behaviour.lifecycles?.[type.lifecycle]
  const mayBeEarly = handle.young === true && (lifecycle !== undefined || isSlow(contract, handle.resource))
  return maker.poll(label, { ...readPlan(maker, handle), ...(handle.as && { as: handle.as }) }, (exchange) => {
    if (lifecycle === undefined || !succeeded(exchange)) return !(mayBeEarly && answerOf(exchange)?.status === 404)
    const kind = standingOf(lifecycle, answerOf(exchange))
    return kind === 'settled' || kind === 'failed'
  })
}

/** True where a long-running operation makes it. */
function isSlow(contract: Contract, resource: string): boolean {
  return operationFor(contract, resource, 'create')?.behaviour.longRunning !== undefined
}

/** How the state of a resource is read: by its own operation, or by the list it stands in. */
export function readPlan(maker: Pick<Maker, 'session'>, handle: Handle): RequestPlan {
  const { contract } = maker.session.options
  const operation = operationFor(contract, handle.resource, 'read') ?? operationFor(contract, handle.resource, 'list')
  if (operation === undefined) throw new Blocked(`the state of a ${handle.resource} cannot be read: the contract has no operation for it`)
  return { operation: operation.id, params: handle.params }
}

async function settled(maker: Maker, handle: Handle & { readonly as?: 'admin' | 'other' }): Promise<void> {
  const { contract } = maker.session.options
  const { type } = resourceOf(contract, handle.resource)
  const isReadable = operationFor(contract, handle.resource, 'read') !== undefined
  if (type.lifecycle === undefined && (!isReadable || (maker.session.lives === undefined && !isSlow(contract, handle.resource)))) return
  const answer = answerOf(await settle(maker, 'settling', { ...handle, young: true }))
  const lifecycle = type.lifecycle === undefined ? undefined : contract.behaviour.lifecycles?.[type.lifecycle]
  if (lifecycle === undefined) return
  const phase = phaseOf(lifecycle, answer)
  if (standingOf(lifecycle, answer) !== 'settled')
    throw new Blocked(`a ${handle.resource} did not settle: after all reads it showed ${phase ?? `status ${answer?.status ?? 'nothing'}`}`)
}

async function isThere(maker: Maker, handle: Handle): Promise<boolean> {
  const { contract } = maker.session.options
  const entry = maker.session.ledger.find(handle.resource, handle.params)
  if (entry !== undefined && entry.state !== 'made') return false
  if (operationFor(contract, handle.resource, 'read') === undefined) return isListed(maker, handle)
  if (maker.session.lives === undefined && maker.session.lately.isUnchanged(handle)) return true
  const exchange = await settle(maker, 'settling', handle)
  if (!succeeded(exchange)) return false
  const { lifecycle: name } = resourceOf(contract, handle.resource).type
  const lifecycle = name === undefined ? undefined : contract.behaviour.lifecycles?.[name]
  return lifecycle === undefined || standingOf(lifecycle, answerOf(exchange)) === 'settled'
}

/** Whether a resource that cannot be read by itself stands in its list; taken for granted where there is none. */
async function isListed(maker: Maker, handle: Handle): Promise<boolean> {
  const { contract } = maker.session.options
  const list = operationFor(contract, handle.resource, 'list')
  if (list === undefined) return true
  const exchange = await maker.send('settling', { operation: list.id, params: handle.params })
  const { type } = resourceOf(contract, handle.resource)
  return itemsIn(list, answerOf(exchange)?.json).some((item) => idIn(type, item) === handle.params[idParameter(type)])
}

/** Notes how a given resource is, so that it can be left like that. */
async function remembered(maker: Maker, handle: Handle): Promise<Handle> {
  const { session } = maker
  if (operationFor(session.options.contract, handle.resource, 'read') === undefined || session.given.has(handle.resource)) return handle
  const before = answerOf(await settle(maker, 'settling', handle))?.json
  session.given.set(handle.resource, { handle, before })
  return handle
}

/** The resource that one of this type comes and goes with, where there is one that the run can make. */
function ownerOf(contract: Contract, resource: string): string | undefined {
  const owner = Object.entries(contract.behaviour.resources).find(([, { companions }]) => companions?.includes(resource) === true)?.[0]
  return owner !== undefined && operationFor(contract, owner, 'create') !== undefined && operationFor(contract, owner, 'delete') !== undefined
    ? owner
    : undefined
}

/** A resource that was there before the run: the one the principal is bound to, or the first of the list. */
async function given(maker: Maker, resource: string): Promise<Handle> {
  const { contract, offer } = maker.session.options
  const { type } = resourceOf(contract, resource)
  const known = Object.fromEntries(type.address.map((name) => [name, offer.params[name]]).filter((pair): pair is [string, string] => pair[1] !== undefined))
  if (Object.keys(known).length === type.address.length) return { resource, params: known, body: {} }
  const list = operationFor(contract, resource, 'list')
  if (list === undefined) throw new Blocked(`no ${resource} is known, and none can be made or listed`)
  const params = await parentParams(maker, resource)
  const exchange = await maker.send('borrowing', { operation: list.id, params })
  const id = idIn(type, itemsIn(list, answerOf(exchange)?.json)[0])
  if (id === undefined) throw new Blocked(`no ${resource} is there: the list was answered with ${answerOf(exchange)?.status ?? 'nothing'} and shows none`)
  return { resource, params: { ...params, [idParameter(type)]: id }, body: {} }
}

/** Values of the address above the resource itself: known ones, or those of a parent that is made for it. */
export async function parentParams(maker: Maker, resource: string): Promise<Readonly<Record<string, string>>> {
  const { contract, offer } = maker.session.options
  const above = resourceOf(contract, resource).type.address.slice(0, -1)
  const missing = above.some((name) => offer.params[name] === undefined)
  const parent = parentOf(contract, resource)
  const params = missing && parent !== undefined ? (await borrow(maker, parent)).params : offer.params
  const unknown = above.filter((name) => params[name] === undefined)
  if (unknown.length > 0) throw new Blocked(`what a ${resource} lies in is not known: nothing was given for ${unknown.join(', ')}`)
  return Object.fromEntries(above.map((name) => [name, params[name] ?? '']))
}

/** Notes the identifier of some resource of a type that is there already, unless one is known. */
export async function found(
  session: Session,
  { resource, as, into }: { readonly resource: string; readonly as: Principal; readonly into: Map<string, string> },
): Promise<void> {
  const { contract } = session.options
  const { type } = resourceOf(contract, resource)
  const list = operationFor(contract, resource, 'list')
  if (list === undefined || into.has(idParameter(type))) return
  const id = idIn(type, itemsIn(list, answerOf(await session.tidy({ operation: list.id, as }, 'contact'))?.json)[0])
  if (id !== undefined) into.set(idParameter(type), id)
}
