import { readTarget } from './checks/operation/words.ts'
import { answerOf, succeeded } from './history.ts'
import { phaseOf } from './judge/phase.ts'
import { idIn } from './resources.ts'
import { BURSTS } from './session.ts'
import type { OperationBehaviour, ResourceType } from '../specs/behaviour.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import type { Json } from '../specs/json.ts'
import type { Exchange } from './history.ts'

/** What an exchange is about, and what its answer tells of it. */
export interface About {
  readonly resource: string
  readonly id: string
  /** Tells one address from all others of the run. */
  readonly key: string
  /** Trigger of its birth, where this request has made it. */
  readonly born?: string
  readonly phase?: string
  /** `there` and `gone` where the answer says so. */
  readonly is?: 'there' | 'gone'
}

/** An exchange and the operation that it calls. */
interface Call {
  readonly exchange: Exchange
  readonly operation: Operation
  readonly behaviour: OperationBehaviour
  readonly type: ResourceType
}

/** What an exchange is about. Nothing for lists, for what was refused a birth, and for what was sent over another wire than the rest. */
export function aboutOf({ operations, behaviour: { resources, lifecycles } }: Contract, exchange: Exchange): About | undefined {
  const operation = operations.get(exchange.operation ?? '')
  const behaviour = operation?.behaviour
  const type = resources[behaviour?.resource ?? '']
  if (operation === undefined || behaviour === undefined || type === undefined || exchange.wire !== undefined) return undefined
  if (operation.method.toUpperCase() !== exchange.request.method || behaviour.action === 'list') return undefined
  const isBirth = behaviour.action === 'create' || behaviour.action === 'import'
  const call = { exchange, operation, behaviour, type }
  const address = isBirth ? birthAddress(call) : addressIn(call)
  if (address === undefined) return undefined
  const lifecycle = lifecycles?.[type.lifecycle ?? '']
  const phase = lifecycle === undefined || !shows(call) ? undefined : phaseOf(lifecycle, answerOf(exchange))
  const is = succeeded(exchange) ? 'there' : isAbsent(call) ? 'gone' : undefined
  return {
    ...address,
    resource: behaviour.resource,
    ...(isBirth && { born: behaviour.trigger ?? behaviour.action }),
    ...(phase !== undefined && { phase }),
    ...(is && { is }),
  }
}

type Address = Pick<About, 'key' | 'id'>

function birthAddress(call: Call): Address | undefined {
  const json = succeeded(call.exchange) ? answerOf(call.exchange)?.json : undefined
  const id = json === undefined ? undefined : (idIn(call.type, json) ?? requested(call))
  return id === undefined ? undefined : addressIn(call, id)
}

function addressIn({ exchange, operation, behaviour, type }: Call, id?: string): Address | undefined {
  const { params, before } = readTarget(operation, exchange.request.target)
  const all = { ...params, ...exchange.named }
  const own = id ?? all[type.address.at(-1) ?? '']
  const above = type.address.slice(0, -1).map((name) => all[name] ?? '')
  const session = exchange.number > BURSTS ? 'second' : 'first'
  return own === undefined ? undefined : { id: own, key: [session, behaviour.resource, before, ...above, own].join(' ') }
}

function requested({ exchange, type }: Call): string | undefined {
  if (type.identity.from === 'server') return undefined
  try {
    const body: Json = JSON.parse(exchange.request.body ?? '')
    return idIn(type, body)
  } catch {
    return undefined
  }
}

function shows({ exchange, behaviour }: Call): boolean {
  return behaviour.action !== 'delete' && behaviour.longRunning === undefined && succeeded(exchange)
}

/** Who may not see it is told the same, so that only the first principal counts. */
function isAbsent({ exchange, behaviour }: Call): boolean {
  return behaviour.action === 'read' && exchange.principal === 'admin' && [404, 410].includes(answerOf(exchange)?.status ?? 0)
}
