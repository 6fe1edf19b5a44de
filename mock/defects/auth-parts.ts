import { isObject } from '../../specs/json.ts'
import type { Stage } from '../../specs/behaviour.ts'
import type { Call, Surroundings } from '../call.ts'
import type { Defect } from '../defect.ts'
import { behaviourOf, editReply, located, withBehaviour, withHeader } from './parts.ts'

/** The call as if the document asked for no credentials here. */
export function opened(call: Call, around: Surroundings): Call {
  const { route, ...rest } = located(call, around)
  return route.kind === 'found' ? { ...rest, route: { ...route, operation: { ...route.operation, open: true } } } : call
}

/** The call as if credentials were bound to nothing: it is about what it names, wherever that lies. */
export function unbound(call: Call, around: Surroundings): Call {
  return withBehaviour(located(call, around), (behaviour) => {
    const { scope: _, ...credentials } = behaviour.auth.credentials
    return { ...behaviour, auth: { ...behaviour.auth, credentials } }
  })
}

/** The call as if no role forbade anything. */
export function unrestricted(call: Call): Call {
  return withBehaviour(call, (behaviour) => {
    const roles = Object.fromEntries(Object.entries(behaviour.auth.roles).map(([name, { title }]) => [name, { title }]))
    return { ...behaviour, auth: { ...behaviour.auth, roles } }
  })
}

/** The call under an order of checks in which one stage comes before another. */
export function inOrder(call: Call, first: Stage, before: Stage): Call {
  return withBehaviour(call, (behaviour) => {
    const stages = behaviour.checkOrder.stages.filter((stage) => stage !== first)
    stages.splice(stages.indexOf(before), 0, first)
    return { ...behaviour, checkOrder: { ...behaviour.checkOrder, stages } }
  })
}

/** True for calls on credentials themselves. */
export function onCredentials(call: Call): boolean {
  return behaviourOf(call)?.resource === call.contract.behaviour.auth.credentials.resource
}

/** The raw token that a call carries, under whichever scheme. */
export function tokenOf(call: Call): string | undefined {
  return /^(?:bearer|token) +(\S+)$/i.exec(call.header('authorization') ?? '')?.[1]
}

/** The word before a token, as people write it. */
export function wordOf({ behaviour }: Call['contract']): 'Bearer' | 'Token' {
  return behaviour.auth.scheme === 'token' ? 'Token' : 'Bearer'
}

/** The call with this token in place of its own. */
export function withToken(call: Call, token: string): Call {
  return withHeader(call, 'authorization', `${wordOf(call.contract)} ${token}`)
}

/** The scheme of a call among those that are taken besides the usual one; undefined where it has none of them. */
export function otherScheme(call: Call): string | undefined {
  const word = /^(\w+) /.exec(call.header('authorization') ?? '')?.[1]?.toLowerCase()
  return call.contract.behaviour.auth.also?.schemes.find((other) => other === word)
}

/** Shows, wherever it is told to, a header with the last secret that was made, in some form. */
export function showsLastSecret(header: string, shown: (secret: string) => string, where: (call: Call) => boolean): Defect['wrap'] {
  return (respond, contract) => {
    const { secret } = contract.behaviour.auth.credentials
    let last: string | undefined
    return editReply((reply, call) => {
      const made = isObject(reply.body) ? reply.body[secret] : undefined
      if (onCredentials(call) && behaviourOf(call)?.action === 'create' && typeof made === 'string') last = made
      return last === undefined || !where(call) ? reply : { ...reply, headers: { ...reply.headers, [header]: shown(last) } }
    })(respond, contract)
  }
}
