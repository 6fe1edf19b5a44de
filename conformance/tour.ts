import { answerOf, succeeded } from './history.ts'
import { Interrupted } from './session.ts'
import { idParameter } from './resources.ts'
import { isCostly } from './spending.ts'
import type { Api, Handle } from './api.ts'
import type { Offer } from './offer.ts'
import type { Reading } from './reading.ts'

export interface Journey {
  readonly offer: Offer
  /** False where another type was walked through before: what has to do with none is not asked again. */
  readonly isFirst: boolean
}

/**
 * A walk through the operations of one resource type, so that monitors have seen every kind of answer: successes, refusals of
 * every common kind, and a life from create to delete. Asserts nothing; a step that fails is left behind.
 */
export async function tour(api: Api, reading: Reading, { offer, isFirst }: Journey): Promise<void> {
  const document = reading.document()
  const spared = offer.isFrugal === true && document.kind === 'met' && isCostly(document.value, reading.resource)
  const mayMake = offer.costs.has('destructive') && !spared && reading.creatable().kind === 'met'
  let handle: Handle | undefined
  await step(async () => void (handle = mayMake ? await api.make('tour create') : await api.borrow()))
  await step(() => lists(api, reading, handle))
  if (handle !== undefined) await withHandle(api, reading, { handle, offer })
  await step(() => strangers(api, reading, { handle, isFirst }))
  if (offer.costs.has('refused')) await step(() => refused(api, reading, { handle, isFrugal: offer.isFrugal === true }))
  if (mayMake && handle !== undefined) await farewell(api, reading, handle)
}

async function withHandle(api: Api, reading: Reading, { handle, offer }: { readonly handle: Handle; readonly offer: Offer }): Promise<void> {
  const { params } = handle
  for (const action of ['read', 'view'] as const) {
    const need = reading.operation(action)
    if (need.kind === 'unmet') continue
    await step(() => api.send(`tour ${action}`, { operation: need.value.id, params }))
    await step(() => api.send(`tour ${action} head`, { operation: need.value.id, params, method: 'HEAD' }))
    await step(() => api.send(`tour ${action} unauthenticated`, { operation: need.value.id, params, as: 'nobody' }))
  }
  const update = reading.operation('update')
  const field = reading.mutableField()
  if (update.kind === 'unmet' || field.kind === 'unmet' || !offer.costs.has('mutating')) return
  for (const value of field.value.values.slice(0, 2))
    await step(() => api.send('tour update', { operation: update.value.id, params, body: field.value.body(value) }))
  await step(() => api.settle('tour settle', handle))
}

async function lists(api: Api, reading: Reading, handle: Handle | undefined): Promise<void> {
  const list = reading.items()
  if (list.kind === 'met') await api.send('tour list', { operation: list.value.id, ...(handle && { params: handle.params }) })
}

/** Requests for what is not there. */
async function strangers(api: Api, reading: Reading, { handle, isFirst }: { readonly handle: Handle | undefined; readonly isFirst: boolean }): Promise<void> {
  const read = reading.operation('read')
  if (read.kind === 'met')
    await step(() => api.send('tour absent', { operation: read.value.id, params: { ...handle?.params, [idParameter(reading.type)]: api.name() } }))
  const any = read.kind === 'met' ? read : reading.operation('list')
  if (isFirst && any.kind === 'met') await step(() => api.send('tour nowhere', { operation: any.value.id, path: '/clusterproof-no-such-path' }))
}

async function refused(api: Api, reading: Reading, { handle, isFrugal }: { readonly handle: Handle | undefined; readonly isFrugal: boolean }): Promise<void> {
  const create = reading.operation('create')
  if (create.kind === 'unmet') return
  const operation = create.value.id
  const params = handle?.params ?? {}
  await step(() => api.send('tour malformed', { operation, params, raw: '{' }))
  await step(() => api.send('tour invalid', { operation, params, body: {} }))
  await step(() => api.send('tour unauthenticated', { operation, params, body: api.body(), as: 'nobody' }))
  // Where names are free, it makes one more.
  if (!isFrugal) await step(async () => api.send('tour taken', { operation, params, body: handle?.body ?? {} }))
}

async function farewell(api: Api, reading: Reading, { params }: Handle): Promise<void> {
  const remove = reading.operation('delete')
  const read = reading.operation('read')
  if (remove.kind === 'unmet') return
  await step(() => api.send('tour delete', { operation: remove.value.id, params }))
  if (read.kind === 'met')
    await step(() => api.poll('tour gone', { operation: read.value.id, params }, (exchange) => !succeeded(exchange) || answerOf(exchange) === undefined))
}

async function step(take: () => Promise<unknown>): Promise<void> {
  try {
    await take()
  } catch (error) {
    if (error instanceof Interrupted) throw error
  }
}
