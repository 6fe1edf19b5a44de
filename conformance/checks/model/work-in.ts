import { answerOf, succeeded } from '../../history.ts'
import { idIn } from '../../resources.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Exchange } from '../../history.ts'

/** The identifier of the long-running operation that an exchange was answered with. */
export function workIn({ operations, behaviour }: Contract, exchange: Exchange): string | undefined {
  const type = behaviour.resources[behaviour.longRunning?.resource ?? '']
  const isStarted = operations.get(exchange.operation ?? '')?.behaviour?.longRunning !== undefined && succeeded(exchange)
  return type === undefined || !isStarted ? undefined : idIn(type, answerOf(exchange)?.json)
}
