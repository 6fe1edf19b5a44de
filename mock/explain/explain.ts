import { wiresOf } from '../../specs/connect.ts'
import type { JsonObject } from '../../specs/json.ts'
import type { Journal, Noted } from '../journal.ts'
import { statementsBehind } from './behind.ts'
import { authenticationOf, idempotencyOf, limitOf, preconditionOf, stagesOf, type Asked } from './decisions.ts'
import type { Difference } from './difference.ts'
import { entryOf, operationOf } from './entry.ts'
import { maskedParameters } from './masked.ts'
import { changedMembers } from './members.ts'
import { nearMisses } from './near-misses.ts'
import { standingOf, stoodAfter, stoodBefore } from './stood.ts'
import { summaryOf } from './summary.ts'

/** Everything that the mock can tell of one request that it remembers: what it read, what it decided and why, and what it changed. Holds no secret. */
export function explain(journal: Journal, noted: Noted): JsonObject {
  const { contract, trace } = noted
  const behaviour = operationOf(noted)
  const asked: Asked | undefined = behaviour && { noted, behaviour }
  return {
    summary: summaryOf(noted),
    request: { ...entryOf(noted, journal.idOf(noted)) },
    wire: contract.wire,
    ...whereItLed(noted),
    ...(trace?.seen !== undefined && { parameters: { path: maskedParameters(trace.seen.params), query: maskedParameters(trace.seen.query) } }),
    ...(asked && {
      stages: stagesOf(noted),
      validation: validationOf(noted),
      authentication: authenticationOf(asked),
      precondition: preconditionOf(asked),
      idempotency: idempotencyOf(asked, journal.kept()),
      limit: limitOf(noted),
    }),
    ...lifecycleOf(noted),
    defects: trace?.seen?.settings.defects ?? [],
    faults: noted.faults ?? [],
    clock: { now: new Date(noted.at).toISOString(), ...(trace?.arrived !== undefined && { arrived: new Date(trace.arrived).toISOString() }) },
    changes: (trace?.differences ?? []).map((difference) => changeOf(noted, difference)),
    answer: answerOf(noted),
  }
}

/** Where it led; where that was nowhere, or nowhere that is modelled, what it may have meant. */
function whereItLed({ contract, route, method, target }: Noted): JsonObject {
  const near = () => nearMisses(wiresOf(contract), { method, path: target.split('?', 1)[0] ?? '' }).map((miss) => ({ ...miss }))
  switch (route.kind) {
    case 'none':
      return { nearMisses: near() }
    case 'method-not-allowed':
      return { allow: route.allow, nearMisses: near() }
    case 'found': {
      const { id, template, behaviour } = route.operation
      if (behaviour === undefined) return { operation: { id, template }, nearMisses: near() }
      const { action, resource } = behaviour
      return { operation: { id, template, action, resource } }
    }
  }
}

const validating = ['parameters', 'content', 'protocol'] as const

/** What was wrong with the request as it was written, and where. */
function validationOf({ trace }: Noted): JsonObject {
  const stage = validating.find((each) => each === trace?.by)
  if (stage === undefined || trace?.refused === undefined) return { decision: 'nothing was found wrong' }
  const { detail, path } = trace.refused
  return { decision: 'refused', stage, ...(detail !== undefined && { detail }), ...(path !== undefined && { path }) }
}

function lifecycleOf(noted: Noted): JsonObject {
  const [before, after] = [stoodBefore(noted), stoodAfter(noted)]
  if (before === undefined && after === undefined) return {}
  return { lifecycle: { ...(before && { before: shown(before) }), ...(after && { after: shown(after) }) } }
}

function shown({ phase, step, settled }: NonNullable<ReturnType<typeof stoodBefore>>): JsonObject {
  return { phase, step, settled }
}

function changeOf(noted: Noted, { type, address, did, before, after, members }: Difference): JsonObject {
  const changed = members ?? changedMembers({ before: before?.fields, after: after?.fields }, noted.contract.behaviour.resources[type])
  const version = (at: typeof before): JsonObject | undefined => {
    const standing = at && standingOf(noted, type, at)
    return at && { revision: at.revision, generation: at.generation, ...(standing && { phase: standing.phase, settled: standing.settled }) }
  }
  const [old, now] = [version(before), version(after)]
  return { did, resource: { type, address }, ...(old && { before: old }), ...(now && { after: now }), members: changed.map((member) => ({ ...member })) }
}

function answerOf(noted: Noted): JsonObject {
  const { status, refusal, headers, trace } = noted
  const { detail, path } = trace?.refused ?? {}
  return {
    status,
    ...(refusal !== undefined && { refusal }),
    ...(detail !== undefined && { detail }),
    ...(path !== undefined && { path }),
    ...(headers['etag'] !== undefined && { tag: headers['etag'] }),
    ...(headers['retry-after'] !== undefined && { retryAfter: headers['retry-after'] }),
    ...(headers['location'] !== undefined && { location: headers['location'] }),
    statements: statementsBehind(noted),
  }
}
