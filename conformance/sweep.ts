import { answerOf, succeeded } from './history.ts'
import { names } from './generate/known.ts'
import { tagOf } from './judge/view.ts'
import { nextOf } from './pages.ts'
import { isThrough } from './readable.ts'
import { idIn, itemsIn, operationFor, resourceOf } from './resources.ts'
import type { RequestPlan } from './api.ts'
import type { CleanupFinished } from './events.ts'
import type { Entry } from './ledger.ts'
import type { Exchange } from './history.ts'
import type { Session } from './session.ts'

/** Asks the subject to delete what is in the entries; whether it is gone is seen to at the end of the run. */
export async function discard(session: Session, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) await remove(session, entry)
}

/** Deletes all that is left, waits until nothing the run made is there any more, and tells what still is. */
export async function sweep(session: Session): Promise<CleanupFinished> {
  await discard(session, unnamed(session, session.ledger.open()))
  let last = looks(session)
  let there: readonly Entry[] = []
  for (let attempt = 1; ; attempt += 1) {
    there = await present(
      session,
      session.ledger.all().filter(({ state }) => state === 'deleted' || state === 'made' || state === 'asked'),
    )
    // Interrupted meanwhile: a person is waiting.
    if (session.options.signal?.aborted === true) last = Math.min(last, attempt + looks(session) - 1)
    if (there.length === 0 || attempt >= last) break
    await session.pause(true)
    await discard(
      session,
      unnamed(session, there).filter(({ state }) => state !== 'deleted'),
    )
  }
  const made = session.ledger.all().filter(({ state }) => state !== 'nothing')
  return { type: 'cleanup.finished', created: made.length, deleted: made.length - there.length, left: there.map((entry) => pathOf(session, entry)) }
}

/** Those of some entries that none of them may still name: what others need goes last. */
function unnamed(session: Session, entries: readonly Entry[]): readonly Entry[] {
  const { contract } = session.options
  const still = new Set(entries.map(({ handle }) => handle.resource))
  return entries.filter(({ handle }) => ![...still].some((other) => other !== handle.resource && names(contract, other, handle.resource)))
}

/** How often what is left is looked for: as long as deletions may take, and half a minute once the run was interrupted. */
function looks(session: Session): number {
  const { contract, subject, signal } = session.options
  const { attempts, pauseMs } = subject.patience
  if (pauseMs === 0) return attempts
  const declared = Object.values(contract.behaviour.lifecycles ?? {}).map(({ vanishes }) => vanishes?.withinSeconds ?? 0)
  const seconds = signal?.aborted === true ? 30 : Math.max(60, ...declared)
  return Math.min(attempts, Math.ceil((seconds * 1000) / pauseMs / session.endpoint.secondsPerSecond))
}

async function remove(session: Session, entry: Entry): Promise<void> {
  const { contract } = session.options
  const operation = operationFor(contract, entry.handle.resource, 'delete')
  if (operation === undefined) return
  const tag = operation.behaviour.precondition?.presence === 'required' ? await currentTag(session, entry) : undefined
  const plan: RequestPlan = { operation: operation.id, params: entry.handle.params, as: entry.as, ...(tag !== undefined && { headers: { 'if-match': tag } }) }
  const exchange = await session.tidy(plan)
  const status = answerOf(exchange)?.status
  if (succeeded(exchange)) entry.state = 'deleted'
  else if (status === 404 || status === 410) entry.state = entry.state === 'asked' ? 'nothing' : 'gone'
}

async function currentTag(session: Session, { handle, as }: Entry): Promise<string | undefined> {
  const { contract } = session.options
  const read = operationFor(contract, handle.resource, 'read')
  if (read === undefined) return undefined
  const answer = answerOf(await session.tidy({ operation: read.id, params: handle.params, as }))
  const { tag } = resourceOf(contract, handle.resource).type
  return tag === undefined ? undefined : tagOf(tag, answer)
}

/**
 * The entries that are still there. A list tells of many at once that they are gone; what it still shows is read by itself,
 * because some subjects finish a deletion when the resource is read.
 */
async function present(session: Session, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const there: Entry[] = []
  const lists = new Map<string, ReadonlySet<string> | undefined>()
  for (const entry of entries) {
    if (await isPresent(session, entry, lists)) there.push(entry)
    else entry.state = entry.state === 'asked' ? 'nothing' : 'gone'
  }
  return there
}

async function isPresent(session: Session, entry: Entry, lists: Map<string, ReadonlySet<string> | undefined>): Promise<boolean> {
  const { contract } = session.options
  const { handle, as } = entry
  const { type } = resourceOf(contract, handle.resource)
  const parent = type.address.slice(0, -1).map((name) => handle.params[name])
  const key = JSON.stringify([handle.resource, as, parent])
  if (!lists.has(key)) lists.set(key, await listed(session, entry))
  const ids = lists.get(key)
  const isListed = ids?.has(handle.params[type.address.at(-1) ?? ''] ?? '')
  if (isListed === false) return false
  const read = operationFor(contract, handle.resource, 'read')
  if (read === undefined) return isListed ?? entry.state !== 'deleted'
  const status = answerOf(await session.tidy({ operation: read.id, params: handle.params, as }))?.status
  return status !== 404 && status !== 410
}

/** Identifiers in the list that would show the entry; undefined where there is no list to be had. */
async function listed(session: Session, { handle, as }: Entry): Promise<ReadonlySet<string> | undefined> {
  const { contract } = session.options
  const list = operationFor(contract, handle.resource, 'list')
  if (list === undefined) return undefined
  const { type } = resourceOf(contract, handle.resource)
  const ids = new Set<string>()
  let plan: RequestPlan | undefined = { operation: list.id, params: handle.params, as }
  while (plan !== undefined) {
    const page: Exchange = await session.tidy(plan)
    if (!succeeded(page)) return undefined
    for (const item of itemsIn(list, answerOf(page)?.json)) ids.add(idIn(type, item) ?? '')
    plan = nextOf(contract, plan, page)
  }
  return ids
}

function pathOf(session: Session, { handle }: Entry): string {
  const { contract } = session.options
  const read = operationFor(contract, handle.resource, 'read')
  // The path of a list tells nobody which of its items is meant.
  const operation = read === undefined || isThrough(read) ? (operationFor(contract, handle.resource, 'delete') ?? read) : read
  return (operation?.template ?? `/${handle.resource}`).replace(/\{([^}]+)\}/g, (_, name: string) => handle.params[name] ?? '')
}
