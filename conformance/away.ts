import { answerOf } from './history.ts'
import { waitIn } from './retry-after.ts'
import type { Contract } from '../specs/contract.ts'
import type { Exchange } from './history.ts'

/**
 * True where the service itself says that it is away for a while: a 503 with a time to come back (RFC 9110 section 15.6.4), unless this
 * contract means something else by it. What it says then is no answer to the question.
 */
export function isAway(contract: Contract, exchange: Exchange | undefined): boolean {
  return isPutOff(exchange) && !isMeant(contract, exchange?.operation)
}

/**
 * True where the contract refuses the operation itself with 503. `not-ready` is said of what waits for a phase: the operation's own
 * resource, or one that its body names.
 */
function isMeant({ behaviour: { errors, resources }, operations }: Contract, name: string | undefined): boolean {
  const operation = operations.get(name ?? '')?.behaviour
  const waits =
    operation?.requires !== undefined || resources[operation?.resource ?? '']?.rules?.some((rule) => rule.rule === 'exists' && rule.phases !== undefined)
  const refusals = Object.entries({ ...errors.refusals, ...operation?.refusals }).filter(([, { status }]) => status === 503)
  return refusals.some(([refusal]) => refusal !== 'not-ready' || waits === true)
}

/** True for a 503 with a time to come back, whatever the contract means by one: it never proves that a promise was broken. */
export function isPutOff(exchange: Exchange | undefined): boolean {
  const answer = answerOf(exchange)
  return answer?.status === 503 && waitIn(answer) !== undefined
}
