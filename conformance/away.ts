import { answerOf } from './history.ts'
import { waitIn } from './retry-after.ts'
import type { Contract } from '../specs/contract.ts'
import type { Exchange } from './history.ts'

/**
 * True where the service itself says that it is away for a while: a 503 with a time to come back (RFC 9110 section 15.6.4), unless this
 * contract means something else by it. What it says then is no answer to the question.
 */
export function isAway({ behaviour: { errors } }: Contract, exchange: Exchange | undefined): boolean {
  const answer = answerOf(exchange)
  return answer?.status === 503 && waitIn(answer) !== undefined && !Object.values(errors.refusals).some(({ status }) => status === 503)
}
