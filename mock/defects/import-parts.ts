import type { OperationBehaviour, ResourceType } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Call, Outcome, Reply } from '../call.ts'
import type { Defect } from '../defect.ts'
import { kubeconfigProblem } from '../kubeconfig.ts'
import { refuse } from '../refuse.ts'
import { operationsOf } from './applies.ts'
import { behaviourOf, jsonOf, withBehaviour, withJson } from './parts.ts'

/** True for a call that asks for an import. */
export function isImport(call: Call): boolean {
  return behaviourOf(call)?.action === 'import'
}

/** True where the contract imports anything. */
export function imports(contract: Contract): boolean {
  return operationsOf(contract, 'import').length > 0
}

/** True where an import takes an idempotency key. */
export function importsUnderKeys(contract: Contract): boolean {
  return operationsOf(contract, 'import').some(({ behaviour }) => behaviour?.idempotency !== undefined)
}

/** The type of resource that a call is about. */
export function typeOfCall(call: Call): ResourceType | undefined {
  return call.contract.behaviour.resources[behaviourOf(call)?.resource ?? '']
}

/** JSON pointer of the kubeconfig in the bodies of a type. */
export function placeIn(type: ResourceType | undefined): string | undefined {
  return Object.keys(type?.kubeconfigs ?? {})[0]
}

/** The kubeconfig that a call carries; undefined where it carries none. */
export function kubeconfigOf(call: Call): string | undefined {
  const place = placeIn(typeOfCall(call))
  const found = place === undefined ? undefined : at(jsonOf(call), place)
  return typeof found === 'string' ? found : undefined
}

/** The call with its kubeconfig rewritten. */
export function rewritten(call: Call, edit: (text: string) => string): Call {
  const [place, text, body] = [placeIn(typeOfCall(call)), kubeconfigOf(call), jsonOf(call)]
  return place === undefined || text === undefined || body === undefined ? call : withJson(call, withAt(body, place, edit(text)))
}

/** The call under a contract whose resource types are edited. */
export function withTypes(call: Call, edit: (type: ResourceType) => ResourceType): Call {
  return withBehaviour(call, (behaviour) => ({
    ...behaviour,
    resources: Object.fromEntries(Object.entries(behaviour.resources).map(([name, type]) => [name, edit(type)])),
  }))
}

/** The call under a contract that judges no kubeconfig. */
export function unjudged(call: Call): Call {
  return withTypes(call, (type) => {
    const { kubeconfigs: _, ...others } = type
    return others
  })
}

/** The call to an operation whose behaviour is edited. */
export function withOperation(call: Call, edit: (behaviour: OperationBehaviour) => OperationBehaviour): Call {
  const { route } = call
  if (route.kind !== 'found' || route.operation.behaviour === undefined) return call
  return { ...call, route: { ...route, operation: { ...route.operation, behaviour: edit(route.operation.behaviour) } } }
}

/** An import whose outcome is edited; every other call is answered as it should be. */
export function ofImports(edit: (outcome: Outcome, call: Call) => Outcome): Defect['wrap'] {
  return (respond) => (call, around) => {
    const outcome = respond(call, around)
    return isImport(call) ? edit(outcome, call) : outcome
  }
}

/** What is wrong with the kubeconfig that a call carries, if anything is. */
export function problemOf(call: Call): string | undefined {
  const [bounds] = Object.values(typeOfCall(call)?.kubeconfigs ?? {})
  const text = kubeconfigOf(call)
  return bounds === undefined || text === undefined ? undefined : kubeconfigProblem(text, bounds)
}

/** The refusal of an import for its kubeconfig, in the vendor's envelope and in no other words than these. */
export function refusedWith(call: Call, detail: string): Reply {
  const { contract } = withBehaviour(call, (behaviour) => {
    const { errors } = behaviour
    const known = errors.refusals['unusable-kubeconfig']
    return known === undefined
      ? behaviour
      : { ...behaviour, errors: { ...errors, refusals: { ...errors.refusals, 'unusable-kubeconfig': { ...known, message: '{detail}' } } } }
  })
  return refuse(contract, { refusal: 'unusable-kubeconfig', detail })
}

/** True for a representation, or a stored resource's fields, of what was imported; for any, where nothing tells it. */
export function isImported(contract: Contract, shown: Json | undefined): boolean {
  const marks = operationsOf(contract, 'import').map(({ behaviour }) => Object.entries(behaviour?.sets ?? {}))
  return isObject(shown) && marks.some((sets) => sets.every(([place, value]) => at(shown, place) === value))
}
