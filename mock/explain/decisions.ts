import type { OperationBehaviour, Refusal, Stage } from '../../specs/behaviour.ts'
import type { JsonObject } from '../../specs/json.ts'
import type { Noted } from '../journal.ts'
import { idOf } from '../record.ts'
import { keyHash } from './entry.ts'

/** A request with the rules of the operation that it led to. */
export interface Asked {
  readonly noted: Noted
  readonly behaviour: OperationBehaviour
}

/** What became of each stage, in the contract's order; the action comes last. */
export function stagesOf({ contract, trace, refusal }: Noted): readonly JsonObject[] {
  const all = [...contract.behaviour.checkOrder.stages, 'action'] as const
  const last = all.findIndex((stage) => stage === trace?.by)
  const ended = refusal === undefined ? 'answered' : 'refused'
  return all.map((stage, index) => ({ stage, outcome: index < last ? 'passed' : index === last ? ended : 'not reached' }))
}

function wasReached(noted: Noted, stage: Stage): boolean {
  return stagesOf(noted).some((each) => each['stage'] === stage && each['outcome'] !== 'not reached')
}

/** Who was recognised, by name and rights; never by the token. */
export function authenticationOf({ noted }: Asked): JsonObject {
  const { route, refusal, trace } = noted
  if (route.kind === 'found' && route.operation.open) return { decision: 'none needed' }
  if (!wasReached(noted, 'authenticate')) return { decision: 'not reached' }
  const caller = trace?.seen?.caller
  if (caller === undefined) return { decision: 'refused', ...(trace?.refused?.detail !== undefined && { detail: trace.refused.detail }) }
  const { name, role, scope, scopes, credential } = caller
  return {
    decision: refusal === 'not-member' || refusal === 'missing-role' ? 'recognised, and not allowed to' : 'recognised',
    credential: idOf(credential),
    role,
    ...(name !== undefined && { name }),
    ...(scope !== undefined && { scope }),
    ...(scopes !== undefined && { scopes }),
  }
}

const ofTag: Partial<Record<Refusal, string>> = { 'stale-tag': 'stale', 'missing-tag': 'missing', 'malformed-tag': 'malformed' }

/** The condition that was sent, what it was compared with, and what came of it. */
export function preconditionOf({ noted, behaviour }: Asked): JsonObject {
  const { ifMatch, refusal, trace } = noted
  const rule = behaviour.precondition
  const sent = ifMatch === undefined ? {} : { sent: ifMatch }
  if (rule === undefined) return { decision: ifMatch === undefined ? 'none taken' : 'ignored: this operation takes none', ...sent }
  const about = { header: rule.header, presence: rule.presence, ...sent }
  const refused = refusal && ofTag[refusal]
  const compared = trace?.seen?.compared
  const current = compared?.current === undefined ? {} : { current: compared.current }
  if (refused !== undefined) return { decision: refused, ...about, ...current }
  if (compared !== undefined) return { decision: 'held', ...about, ...current }
  if (!wasReached(noted, 'precondition')) return { decision: 'not reached', ...about }
  return { decision: ifMatch === undefined ? 'not sent' : 'unreadable', ...about }
}

const ofKey: Partial<Record<Refusal, string>> = { 'missing-key': 'missing', 'malformed-key': 'malformed', 'key-reused': 'sent before with another request' }

/** Whether the request was recognised as one that was sent before; `first` is the number of that one, where it is remembered. */
export function idempotencyOf({ noted, behaviour }: Asked, kept: readonly Noted[]): JsonObject {
  const { contract, key, refusal, trace } = noted
  const rules = contract.behaviour.idempotency
  if (rules === undefined || behaviour.idempotency === undefined) return { decision: key === undefined ? 'none taken' : 'ignored: this operation takes none' }
  const about = { header: rules.header, presence: behaviour.idempotency.presence, ...(key !== undefined && { key: keyHash(key) }) }
  const refused = refusal && ofKey[refusal]
  const again = trace?.by === 'replay' && refusal === undefined
  if (refused === undefined && !again) {
    const decision = !wasReached(noted, 'replay') ? 'not reached' : trace?.seen?.keyed === true ? 'new' : 'not sent'
    return { decision, ...about }
  }
  const first = kept.find((other) => other.number < noted.number && other.contract.id === contract.id && other.key === key && other.trace?.seen?.keyed === true)
  return { decision: refused ?? 'answered again', ...about, ...(key !== undefined && first && { first: first.number }) }
}

export function limitOf({ refusal, trace }: Noted): JsonObject {
  const budget = trace?.limit?.budget
  const retryAfterSeconds = trace?.limit?.retryAfterSeconds
  const left = budget === undefined ? {} : { limit: budget.limit, remaining: budget.remaining, ends: new Date(budget.ends).toISOString() }
  const decision = refusal === 'rate-limited' ? 'refused' : budget === undefined ? 'no limit in force, or none that is told' : 'passed'
  return { decision, ...left, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
}
