import { isObject, at } from '../../../specs/json.ts'
import { bodyOf } from '../lifecycle/create.ts'
import { named, readTarget, wordsIn } from './words.ts'
import type { Started } from '../../../specs/behaviour.ts'
import type { Contract, Operation } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'
import type { Exchange } from '../../history.ts'
import type { Work } from './needs.ts'
import type { Values } from './words.ts'

type Rules = Pick<Contract, 'operations' | 'behaviour'>

/** A request that was answered with a long-running operation: what is known of what it asked for. */
export interface Story {
  readonly exchange: Exchange
  readonly shown: Json
  readonly started: Started
  readonly values: Values
}

/**
 * The requests of a trace that started something. Those with an idempotency key that was sent more than once may have got the
 * answer to another one, and tell nothing.
 */
export function stories(
  trace: readonly Exchange[],
  { contract, work }: { readonly contract: Rules; readonly work: Pick<Work, 'rules' | 'shown'> },
): readonly Story[] {
  const keys = trace.map((exchange) => keyOf(contract, exchange))
  const isShared = (key: string | undefined) => key !== undefined && keys.indexOf(key) !== keys.lastIndexOf(key)
  return trace.flatMap((exchange): readonly Story[] => {
    const operation = contract.operations.get(exchange.operation ?? '')
    const started = operation?.behaviour?.longRunning
    const [shown] = work.shown(exchange)
    if (operation === undefined || started === undefined || shown === undefined || isShared(keyOf(contract, exchange))) return []
    const asked = bodyOf(exchange)
    const values = {
      ...(isObject(asked) ? wordsIn(asked) : {}),
      ...named(at(started.tells, work.rules.target), at(shown, work.rules.target)),
      ...withId(contract, operation, readTarget(operation, exchange.request.target).params),
    }
    return [{ exchange, shown, started, values }]
  })
}

/** Path parameters, and `id` for the identifier of what the request addresses. */
function withId({ behaviour }: Rules, operation: Operation, params: Values): Values {
  const id = params[behaviour.resources[operation.behaviour?.resource ?? '']?.address.at(-1) ?? '']
  return id === undefined ? params : { ...params, id }
}

function keyOf({ behaviour }: Rules, { request }: Exchange): string | undefined {
  const { idempotency } = behaviour
  return idempotency === undefined ? undefined : request.headers.find(([name]) => name.toLowerCase() === idempotency.header)?.[1]
}
