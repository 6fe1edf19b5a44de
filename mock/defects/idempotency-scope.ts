import type { Lifecycle, Trigger } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Call, Outcome, Reply } from '../call.ts'
import type { Defect } from '../defect.ts'
import { knowsStranger } from './applies.ts'
import { crashed, idAt, keyed, keyIn, keyRefused, remembering, unconditional, withRules } from './idempotency-parts.ts'
import type { Wrap } from './idempotency-parts.ts'
import { accepts, behaviourOf, doesAnyway, editCall, withBehaviour } from './parts.ts'

/** Whose a key is, what a refused request does to it, and what is done again although it was done. */
export const idempotencyScopeDefects: readonly Defect[] = [
  {
    id: 'idempotency.keys-of-everybody',
    violates: 'idem.scope-principal',
    sentence: 'Keeps the keys of all tenants in one table, and answers one with what another has made.',
    applies: (contract) => keyed(contract) && knowsStranger(contract),
    wrap: editCall(ofEverybody),
  },
  {
    id: 'idempotency.refusal-tells-of-others',
    violates: 'idem.scope-principal',
    sentence: 'Refuses a key that another tenant has used, and tells what for.',
    applies: (contract) => keyed(contract) && knowsStranger(contract),
    wrap: (respond) => {
      const used = new Map<string, { readonly who: string | undefined; readonly id: string }>()
      return (call, around) => {
        const [key, who] = [keyIn(call), call.header('authorization')]
        const known = used.get(key ?? '')
        if (known !== undefined && known.who !== who) return { reply: keyRefused(call, `the key was used for ${known.id}`), changes: [] }
        const outcome = respond(call, around)
        const id = key === undefined || outcome.reply.refusal !== undefined ? undefined : idAt(call.contract, call, outcome.reply.body)
        if (key !== undefined && id !== undefined) used.set(key, { who, id })
        return outcome
      }
    },
  },
  {
    id: 'idempotency.key-of-any-operation',
    violates: 'idem.scope-operation',
    sentence: 'Answers with what a key got before, whatever operation that was.',
    applies: keyed,
    wrap: acrossOperations((_, first) => ({ reply: first, changes: [] })),
  },
  {
    id: 'idempotency.other-operation-not-done',
    violates: 'idem.scope-operation',
    sentence: 'Says that it has done another operation under a known key, and has not.',
    applies: keyed,
    wrap: acrossOperations((outcome) => ({ reply: outcome.reply, changes: [] })),
  },
  {
    id: 'idempotency.repeats-for-nobody',
    violates: 'idem.auth-before-replay',
    sentence: 'Looks for known keys before it asks who is there.',
    applies: keyed,
    wrap: whenShut((_, first) => first),
  },
  {
    id: 'idempotency.refusal-shows-result',
    violates: 'idem.auth-before-replay',
    sentence: 'Refuses who is not known, with the result of the key in the body.',
    applies: keyed,
    wrap: whenShut((reply, first) => ({ ...reply, ...(first.body !== undefined && { body: first.body }) })),
  },
  {
    id: 'idempotency.failure-locks-key',
    violates: 'idem.error-result-policy',
    sentence: 'Locks a key when its request fails, and tells every later one that the first is under way.',
    applies: keyed,
    wrap: afterFailure(({ call }) => ({ reply: keyRefused(call), changes: [] })),
  },
  {
    id: 'idempotency.failure-refused-but-done',
    violates: 'idem.error-result-policy',
    sentence: 'Answers the valid request with the failure that its key had before, and does it all the same.',
    applies: keyed,
    wrap: afterFailure(({ first, outcome }) => ({ reply: first, changes: outcome.changes })),
  },
  {
    id: 'idempotency.failure-then-crash',
    violates: 'idem.error-result-policy',
    sentence: 'Fails with a server error on the valid request after a failed one.',
    applies: keyed,
    wrap: afterFailure(({ call, outcome }) => (outcome.reply.refusal === undefined ? crashed(call) : outcome)),
  },
  {
    id: 'idempotency.unauthenticated-kept',
    violates: 'idem.transient-not-recorded',
    sentence: 'Keeps the answer to a request without credentials under its key.',
    applies: keyed,
    wrap: (respond) => {
      const kept = new Map<string, Reply>()
      return (call, around) => {
        const key = keyIn(call) ?? ''
        const before = kept.get(key)
        if (before !== undefined) return { reply: before, changes: [] }
        const outcome = respond(call, around)
        if (key !== '' && outcome.reply.refusal === 'unauthenticated') kept.set(key, outcome.reply)
        return outcome
      }
    },
  },
  {
    id: 'idempotency.update-done-again',
    violates: 'idem.replay-with-if-match',
    sentence: 'Does an update again when it is repeated, whatever its tag.',
    applies: (contract) => conditions(contract),
    wrap: ofUpdates((again) => again),
  },
  {
    id: 'idempotency.update-refused-but-done-again',
    violates: 'idem.replay-with-if-match',
    sentence: 'Refuses the repeat of an update for its stale tag, and does it again all the same.',
    applies: (contract) => conditions(contract),
    wrap: ofUpdates((again, stale) => ({ reply: stale.reply, changes: again.changes })),
  },
  {
    id: 'idempotency.action-begins-again',
    violates: 'idem.action-repeat',
    sentence: 'Begins an action again in the phase that it has led to.',
    applies: acts,
    wrap: accepts(['wrong-phase'], inAnyPhase),
  },
  {
    id: 'idempotency.action-refused-but-begun',
    violates: 'idem.action-repeat',
    sentence: 'Refuses an action in the phase that it has led to, and begins it all the same.',
    applies: acts,
    wrap: doesAnyway(['wrong-phase'], inAnyPhase),
  },
]

function conditions({ operations }: Contract): boolean {
  return [...operations.values()].some(
    ({ behaviour }) => behaviour?.action === 'update' && behaviour.idempotency !== undefined && behaviour.precondition !== undefined,
  )
}

function acts({ operations }: Contract): boolean {
  return [...operations.values()].some(({ behaviour }) => behaviour?.action === 'act')
}

/** Keys that are told apart by the operation alone, and answered with whatever they got, whoever it was. */
function ofEverybody(call: Call): Call {
  return withRules(call, (rules) => ({ ...rules, scope: { ...rules.scope, of: ['operation'] }, reuse: { ...rules.reuse, policy: 'replay' } }))
}

/** Edits the outcome of an operation whose key was used for another one, with what that got. */
function acrossOperations(edit: (outcome: Outcome, first: Reply) => Outcome): Wrap {
  return (respond) => {
    const used = new Map<string, { readonly operation: string; readonly reply: Reply }>()
    return (call, around) => {
      const key = keyIn(call)
      const operation = call.route.kind === 'found' ? call.route.operation.id : ''
      const outcome = respond(call, around)
      const first = used.get(key ?? '')
      if (key === undefined || outcome.reply.refusal !== undefined) return outcome
      if (first !== undefined && first.operation !== operation) return edit(outcome, first.reply)
      used.set(key, { operation, reply: outcome.reply })
      return outcome
    }
  }
}

/** Edits the refusal of callers who are not known, where their key has a result. */
function whenShut(edit: (reply: Reply, first: Reply) => Reply): Wrap {
  return (respond) => {
    const results = new Map<string, Reply>()
    return (call, around) => {
      const key = keyIn(call) ?? ''
      const outcome = respond(call, around)
      const { reply } = outcome
      if (key !== '' && reply.refusal === undefined) results.set(key, reply)
      const first = results.get(key)
      return reply.refusal === 'unauthenticated' && first !== undefined ? { reply: edit(reply, first), changes: [] } : outcome
    }
  }
}

/** Edits what happens to a key whose first request failed for what it asked. */
function afterFailure(edit: (then: { readonly call: Call; readonly first: Reply; readonly outcome: Outcome }) => Outcome): Wrap {
  return (respond) => {
    const failed = new Map<string, Reply>()
    return (call, around) => {
      const key = keyIn(call) ?? ''
      const outcome = respond(call, around)
      const first = failed.get(key)
      if (first !== undefined) return edit({ call, first, outcome })
      const { refusal } = outcome.reply
      if (key !== '' && (refusal === 'invalid-body' || refusal === 'malformed-body')) failed.set(key, outcome.reply)
      return outcome
    }
  }
}

/** Edits what happens to the repeat of an update that was done: what comes of doing it again without a condition, and of refusing it for its tag. */
function ofUpdates(edit: (again: Outcome, stale: Outcome) => Outcome): Wrap {
  return (respond) => {
    const done = new Set<string>()
    return (call, around) => {
      const key = keyIn(call) ?? ''
      if (behaviourOf(call)?.action !== 'update' || key === '') return respond(call, around)
      if (!done.has(key)) {
        const outcome = respond(call, around)
        if (outcome.reply.refusal === undefined) done.add(key)
        return outcome
      }
      return edit(respond(unconditional(call), remembering(around)), respond(call, remembering(around)))
    }
  }
}

/** The call under lifecycles in which every trigger starts in any phase. */
function inAnyPhase(call: Call): Call {
  const startless = (trigger: Trigger): Trigger => {
    const { from: _, ...rest } = trigger
    return rest
  }
  const free = (lifecycle: Lifecycle): Lifecycle => ({
    ...lifecycle,
    triggers: Object.fromEntries(Object.entries(lifecycle.triggers).map(([name, trigger]) => [name, startless(trigger)])),
  })
  return withBehaviour(call, (behaviour) => ({
    ...behaviour,
    lifecycles: Object.fromEntries(Object.entries(behaviour.lifecycles ?? {}).map(([name, lifecycle]) => [name, free(lifecycle)])),
  }))
}
