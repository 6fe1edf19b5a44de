import { isSegment } from './booking.ts'
import { answerOf, succeeded } from './history.ts'
import { names } from './generate/known.ts'
import { tagOf } from './judge/view.ts'
import { isThrough } from './readable.ts'
import { idParameter, operationFor, resourceOf } from './resources.ts'
import { Lookout } from './sightings.ts'
import type { Contract } from '../specs/contract.ts'
import type { Handle, RequestPlan } from './api.ts'
import type { CleanupFinished } from './events.ts'
import type { Exchange } from './history.ts'
import type { Entry } from './ledger.ts'
import type { Session } from './session.ts'

/** How often in a row something that was asked for is not there before it is taken that it never will be: its create may be under way. */
const looksForAsked = 2

/** What is said of something that has the name of a create that nobody answered, where others may use that name too. */
const doubt = ' (its create was not answered, and others may have called something like that)'

/** Asks the subject to delete what is in the entries; whether it is gone is seen to at the end of the run. */
export async function discard(session: Session, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) await remove(session, entry)
}

/** Deletes all that is left, waits until nothing the run made is there any more, and tells what still is. */
export async function sweep(session: Session): Promise<CleanupFinished> {
  const { ledger } = session
  const absences = new Map<number, number>()
  await twins(session)
  let last = looks(session)
  for (let attempt = 1; ; attempt += 1) {
    const asked = ledger.open().filter((entry) => entry.known && isOwn(entry))
    // Halfway, what said that it would go and has not is asked again.
    const stuck = attempt === Math.ceil(last / 2) && attempt > 1 ? ledger.all().filter(({ state }) => state === 'deleted') : []
    await discard(session, unnamed(session, [...asked, ...stuck]))
    if (session.endpoint.pass !== undefined) await session.pass(slowest(session.options.contract), true)
    const there = await present(session, absences)
    // Interrupted meanwhile: a person is waiting.
    if (session.options.signal?.aborted === true) last = Math.min(last, attempt + looks(session) - 1)
    if (there.length === 0 || attempt >= last || session.isSilent) break
    await session.pause(true)
  }
  return told(session)
}

/** Enters what a subject made although another request under the same key was answered: it is found by the name that both gave it. */
async function twins(session: Session): Promise<void> {
  const lookout = new Lookout(session)
  for (const entry of session.ledger.all().filter(({ isTwin }) => isTwin === true))
    for (const params of (await untold(session, lookout, entry)) ?? []) session.ledger.note({ handle: { ...entry.handle, params }, known: true, as: entry.as })
}

/** What has come of all that was made: every entry is deleted, handed over or left. */
function told(session: Session): CleanupFinished {
  const { contract } = session.options
  const made = session.ledger.all().filter(({ state }) => state !== 'nothing')
  const left = made.filter(({ state }) => state !== 'gone')
  const handedOver = made.filter(({ state, handle }) => state === 'gone' && !isDeletable(contract, handle.resource)).length
  return {
    type: 'cleanup.finished',
    created: made.length,
    deleted: made.length - left.length - handedOver,
    handedOver,
    left: left.map((entry) => (entry.known ? pathOf(session, entry) + (isOwn(entry) ? '' : doubt) : lookFor(session, entry))),
  }
}

function isDeletable(contract: Contract, resource: string): boolean {
  return operationFor(contract, resource, 'delete') !== undefined
}

/** Whether what is found for the entry is this run's own: it was told so, or has a name that nobody else uses. */
function isOwn({ state, intent }: Entry): boolean {
  return state !== 'asked' || intent?.marked !== false
}

/** Those of some entries that nothing the run made may still name: what others need goes last. */
function unnamed(session: Session, entries: readonly Entry[]): readonly Entry[] {
  const { contract } = session.options
  const there = session.ledger.all().filter((entry) => entry.state === 'deleted' || (entry.known && entries.includes(entry)))
  const still = new Set(there.map(({ handle }) => handle.resource).filter((resource) => isDeletable(contract, resource)))
  return entries.filter(({ handle }) => ![...still].some((other) => other !== handle.resource && names(contract, other, handle.resource)))
}

/** Seconds that a deletion may take, by the lifecycle that takes longest. */
function slowest(contract: Contract): number {
  return Math.max(60, ...Object.values(contract.behaviour.lifecycles ?? {}).map(({ vanishes }) => vanishes?.withinSeconds ?? 0))
}

/** How often what is left is looked for: as long as deletions may take, and half a minute once the run was interrupted. */
function looks(session: Session): number {
  const { contract, subject, signal } = session.options
  const { attempts, pauseMs } = subject.patience
  if (pauseMs === 0) return Math.max(looksForAsked, attempts)
  const seconds = signal?.aborted === true ? 30 : slowest(contract)
  return Math.max(looksForAsked, Math.min(attempts, Math.ceil((seconds * 1000) / pauseMs / session.endpoint.secondsPerSecond)))
}

async function remove(session: Session, entry: Entry): Promise<void> {
  const { contract } = session.options
  const operation = operationFor(contract, entry.handle.resource, 'delete')
  if (operation === undefined || !entry.known || !isOwn(entry) || !Object.values(entry.handle.params).every(isSegment)) return
  const plan: RequestPlan = { operation: operation.id, params: entry.handle.params, as: entry.as }
  const isConditional = operation.behaviour.precondition?.presence === 'required'
  const exchange = isConditional ? await removeByTag(session, plan, entry) : await session.tidy(plan)
  const status = answerOf(exchange)?.status
  if (succeeded(exchange)) session.ledger.turn(entry, 'deleted')
  else if ((status === 404 || status === 410) && entry.state !== 'asked') session.ledger.turn(entry, 'gone')
}

/** Sends a delete with the tag that was told last; where that is not good enough, with the one that a read tells. */
async function removeByTag(session: Session, plan: RequestPlan, { handle, as }: Entry): Promise<Exchange> {
  const { contract } = session.options
  const { tag } = resourceOf(contract, handle.resource).type
  const tagged = (shown: Exchange | undefined) => (tag === undefined ? undefined : tagOf(tag, answerOf(shown)))
  // Where time is ours to let pass, nothing moves by itself.
  const known = tagged(session.endpoint.pass === undefined ? session.lately.settled(handle) : session.lately.shownLast(handle))
  const first = known === undefined ? undefined : await session.tidy({ ...plan, headers: { 'if-match': known } })
  if (first !== undefined && (succeeded(first) || answerOf(first)?.status === 404)) return first
  const read = operationFor(contract, handle.resource, 'read')
  const current = read === undefined ? undefined : tagged(await session.tidy({ operation: read.id, params: handle.params, as }))
  return session.tidy(current === undefined ? plan : { ...plan, headers: { 'if-match': current } })
}

/**
 * The entries that it is worth waiting for: they are there, or may yet come. What is found to be there under the name that a create
 * gave it is entered; what is not there is noted.
 */
async function present(session: Session, absences: Map<number, number>): Promise<readonly Entry[]> {
  const lookout = new Lookout(session)
  const there: Entry[] = []
  const { ledger } = session
  for (const entry of ledger.all().filter(({ state }) => state === 'deleted' || state === 'made' || state === 'asked')) {
    const found = entry.known ? await lookout.sees(entry, absences.has(entry.number)) : await identified(session, lookout, entry)
    // What cannot be told, and what is there but may be somebody else's, is not waited for.
    if (found === undefined || (found && !isOwn(entry))) continue
    const times = found ? 0 : (absences.get(entry.number) ?? 0) + 1
    absences.set(entry.number, times)
    if (found || (entry.state === 'asked' && times < looksForAsked)) there.push(entry)
    else ledger.turn(entry, entry.state === 'asked' ? 'nothing' : 'gone')
  }
  return there
}

/** Whether something is listed under the name of a create that told no identifier: then it is entered. Undefined where there is no telling. */
async function identified(session: Session, lookout: Lookout, entry: Entry): Promise<boolean | undefined> {
  const fresh = await untold(session, lookout, entry)
  if (fresh === undefined) return undefined
  const { handle, as } = entry
  const [first, ...more] = fresh
  if (first === undefined) return false
  session.ledger.made(entry, first)
  for (const params of more) session.ledger.note({ handle: { ...handle, params }, known: true, as })
  return true
}

/** Where things are that bear the name of an entry and stand in no other. Undefined where there is no telling. */
async function untold(session: Session, lookout: Lookout, entry: Entry): Promise<readonly Handle['params'][] | undefined> {
  const ids = await lookout.called(entry)
  const { resource, params } = entry.handle
  const parameter = idParameter(resourceOf(session.options.contract, resource).type)
  return ids
    ?.filter(isSegment)
    .flatMap((id) => (session.ledger.find(resource, { ...params, [parameter]: id }) === undefined ? [{ ...params, [parameter]: id }] : []))
}

function pathOf(session: Session, { handle }: Entry): string {
  const { contract } = session.options
  const read = operationFor(contract, handle.resource, 'read')
  // The path of a list tells nobody which of its items is meant.
  const operation = read === undefined || isThrough(read) ? (operationFor(contract, handle.resource, 'delete') ?? read) : read
  return (operation?.template ?? `/${handle.resource}`).replace(/\{([^}]+)\}/g, (_, name: string) => handle.params[name] ?? '')
}

/** What a person would look for. */
function lookFor(session: Session, { handle, intent }: Entry): string {
  const { contract } = session.options
  const operation = contract.operations.get(intent?.operation ?? '') ?? operationFor(contract, handle.resource, 'create')
  const path = (operation?.template ?? `/${handle.resource}`).replace(/\{([^}]+)\}/g, (_, name: string) => handle.params[name] ?? '')
  const called = intent?.name === undefined ? 'without a name' : `called ${JSON.stringify(intent.name)}`
  return `${path} (a ${resourceOf(contract, handle.resource).type.title} ${called}, if its create arrived: the answer told no identifier)`
}
