import { isDeepStrictEqual } from 'node:util'
import type { OperationBehaviour } from '../../specs/behaviour.ts'
import type { Call, Outcome, Reply, Respond, Surroundings } from '../call.ts'
import { lifecycleOf, recordAt, type Moment } from '../moment.ts'
import type { Resource } from '../record.ts'
import type { Change } from '../store.ts'
import { detourOf } from './failure.ts'
import { wayOf, type Past, type Sight } from './past.ts'
import type { Deed, Fault, Point } from './plan.ts'
import { refusalOf } from './refusal.ts'
import { FAULT_HEADER, type Ticket, type Touched } from './ticket.ts'
import type { Wire } from './wire.ts'

/** What came of one try under a ticket. */
interface Tried {
  readonly outcome: Outcome
  readonly ids: readonly string[]
  readonly wire?: Wire
  readonly saw?: Sight
  readonly wrote?: Touched['wrote']
}

/** Answers as planned for the call. Pure: a call that is tried again is struck in the same way. */
export function underFaults(respond: Respond): Respond {
  return (call, around) => {
    const { ticket } = call
    if (ticket === undefined) return respond(call, around)
    if (ticket.own !== undefined) return handed({ outcome: { reply: ticket.own, changes: [] }, ids: ticket.struck.map(({ id }) => id) }, ticket)
    const last = ticket.struck.find(({ do: deed }) => 'status' in deed || 'reset' in deed || 'empty' in deed)
    const tried = last === undefined ? answered(respond, { call, around, ticket }) : ended(respond, { call, around, fault: last })
    return handed(onWire(tried, ticket), ticket)
  }
}

/** Refused, or broken off. */
function ended(respond: Respond, { call, around, fault }: { call: Call; around: Surroundings; fault: Fault }): Tried {
  const { do: deed, id } = fault
  const refusal = (): Reply => refusalOf(call, 'status' in deed ? deed : { status: 503 }, around.now)
  const outcome = isPerformed(deed) ? respond(call, around) : { reply: refusal(), changes: [] }
  if (outcome.until !== undefined || outcome.later !== undefined) return { outcome, ids: [] }
  if ('status' in deed) return { outcome: { ...outcome, reply: refusal() }, ids: [id] }
  return { outcome, ids: [id], wire: { cut: 'reset' in deed ? 'reset' : 'empty' } }
}

function isPerformed(deed: Deed): boolean {
  if ('status' in deed) return deed.performed === true
  const point: Point | undefined = 'reset' in deed ? deed.reset : 'empty' in deed ? deed.empty : undefined
  return point === 'after'
}

function operationOf({ route }: Call): OperationBehaviour | undefined {
  return route.kind === 'found' ? route.operation.behaviour : undefined
}

interface Asked {
  readonly call: Call
  readonly around: Surroundings
  readonly ticket: Ticket
}

function answered(respond: Respond, asked: Asked): Tried {
  const { call, around, ticket } = asked
  const fresh = respond(call, around)
  const way = wayOf(operationOf(call))
  const { past } = ticket
  if (past === undefined || fresh.until !== undefined) return failed(fresh, asked)
  const who = { provider: call.contract.id, client: ticket.client() }
  if (way === undefined) return { ...failed(fresh, asked), ...(fresh.changes.length > 0 && { wrote: { ...who, at: around.now } }) }
  return lagged(respond, fresh, { call, around, ticket, past, who: { ...who, way } })
}

interface Looking extends Asked {
  readonly past: Past
  readonly who: Pick<Sight, 'provider' | 'client' | 'way'>
}

/** A read as it would have been answered before. What it changes (reads are counted) is what the read of today changes. */
function lagged(respond: Respond, fresh: Outcome, { call, around, ticket, past, who }: Looking): Tried {
  const [found] = ticket.struck.flatMap(({ id, do: deed }) => ('stale' in deed ? { id, lag: deed.stale[who.way] } : []))
  if (found?.lag === undefined) return { outcome: fresh, ids: [], saw: past.sightOf(who, around.now) }
  const saw = past.lagging(who, found.lag, around.now)
  const { reply } = respond(call, { ...around, view: past.view(around.view, saw), now: saw.at })
  return { outcome: { ...fresh, reply }, ids: isSame(reply, fresh.reply) ? [] : [found.id], saw }
}

function isSame(one: Reply, other: Reply): boolean {
  return one.status === other.status && one.headers['etag'] === other.headers['etag'] && isDeepStrictEqual(one.body, other.body)
}

/** The transitions that the call begins fail on their way, where that is planned. */
function failed(outcome: Outcome, { call, around, ticket }: Asked): Tried {
  const ids = new Set<string>()
  const changes = outcome.changes.map((change) => {
    const found = change.kind === 'put' ? ticket.failing.flatMap((fault) => astray(change.resource, { fault, call, around, ticket }) ?? [])[0] : undefined
    if (found === undefined) return change
    ids.add(found.id)
    const put: Change = { kind: 'put', resource: found.resource }
    return put
  })
  return { outcome: ids.size === 0 ? outcome : { ...outcome, changes }, ids: [...ids] }
}

interface Planned {
  readonly fault: Fault
  readonly call: Call
  readonly around: Surroundings
  readonly ticket: Ticket
}

/** The record with its transition led astray, or undefined where the fault is not about it. */
function astray(resource: Resource, { fault, call, around, ticket }: Planned): { readonly id: string; readonly resource: Resource } | undefined {
  const { when = {}, do: deed, id } = fault
  if (!('lifecycle' in deed) || resource.type !== (when.resource ?? operationOf(call)?.resource)) return undefined
  const moment: Moment = { ...around, contract: call.contract }
  const { progress } = resource
  const lifecycle = lifecycleOf(moment, resource.type)
  if (progress === undefined || lifecycle === undefined || recordAt(moment, resource.type, resource.address)?.progress === progress) return undefined
  const detour = detourOf(lifecycle, progress, deed.lifecycle)
  if (detour === undefined || !ticket.fails(fault)) return undefined
  const { applies: _, ...unapplied } = progress
  return { id, resource: { ...resource, progress: { ...(detour.seconds === undefined ? unapplied : progress), detour } } }
}

/** With what happens to the bytes of the answer. */
function onWire(tried: Tried, { struck, delayMs }: Ticket): Tried {
  if (tried.outcome.until !== undefined || tried.outcome.later !== undefined) return tried
  const hasBody = tried.outcome.reply.body !== undefined || tried.outcome.reply.text !== undefined
  let wire: Wire = tried.wire ?? {}
  const ids = [...tried.ids]
  for (const { id, do: deed } of struck) {
    if ('latency' in deed) wire = { ...wire, delayMs }
    else if ('truncate' in deed && hasBody && wire.cut === undefined) wire = { ...wire, share: deed.truncate }
    else if ('slow' in deed && hasBody && wire.cut === undefined) wire = { ...wire, slow: deed.slow }
    else continue
    ids.push(id)
  }
  return { ...tried, ids, ...(Object.keys(wire).length > 0 && { wire }) }
}

function handed({ outcome, ids, wire, saw, wrote }: Tried, ticket: Ticket): Outcome {
  const applied = ticket.applied === undefined ? {} : { 'preference-applied': ticket.applied }
  const headers = ids.length === 0 ? outcome.reply.headers : { ...outcome.reply.headers, ...applied, [FAULT_HEADER]: ids.join(', ') }
  const touched = { ticket, ids, ...(wire && { wire }), ...(saw && { saw }), ...(wrote && { wrote }) }
  return { ...outcome, reply: { ...outcome.reply, headers, touched } }
}
