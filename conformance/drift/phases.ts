import { at } from '../../specs/json.ts'
import { answerOf, succeeded } from '../history.ts'
import { phaseOf } from '../judge/phase.ts'
import type { Lifecycle } from '../../specs/behaviour.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import type { Answer } from '../history.ts'
import type { Fact } from './fact.ts'
import type { Scene } from './sides.ts'

/** What an operation's answers show a phase of. */
export function lifecycleOf({ behaviour }: Contract, operation: Operation | undefined): { readonly id: string; readonly lifecycle: Lifecycle } | undefined {
  const about = operation?.behaviour
  if (about === undefined || !['create', 'import', 'read', 'update', 'delete', 'act'].includes(about.action)) return undefined
  const id = behaviour.resources[about.resource]?.lifecycle
  const lifecycle = id === undefined ? undefined : behaviour.lifecycles?.[id]
  return id === undefined || lifecycle === undefined ? undefined : { id, lifecycle }
}

type Both = readonly [mock: Answer, endpoint: Answer]

/** False where both show a phase and it is not the same one: then other members may be there, and nobody is wrong. */
export function samePhase(contract: Contract, operation: Operation | undefined, [mock, endpoint]: Both): boolean {
  const found = lifecycleOf(contract, operation)
  if (found === undefined) return true
  const { lifecycle } = found
  const [one, other] = [phaseOf(lifecycle, mock), phaseOf(lifecycle, endpoint)]
  return one === other || (other !== undefined && !Object.hasOwn(lifecycle.phases, other))
}

/** The words for a phase. When it is reached is free: two phases of the contract are never a difference. */
export function phaseFacts(contract: Contract, operation: Operation | undefined, [mock, endpoint]: Both): readonly Fact[] {
  const found = lifecycleOf(contract, operation)
  if (found === undefined) return []
  const { lifecycle } = found
  const [one, word] = [phaseOf(lifecycle, mock), at(endpoint.json, lifecycle.at)]
  if (one === undefined || typeof word !== 'string') return []
  const other = phaseOf(lifecycle, endpoint) ?? word
  const isKnown = Object.hasOwn(lifecycle.phases, other)
  if (isKnown && other !== one) return []
  const mine = at(mock.json, lifecycle.at)
  return [{ aspect: 'phase', place: lifecycle.at, mock: typeof mine === 'string' ? mine : one, endpoint: word, document: isKnown ? 'allows' : 'forbids' }]
}

/** The phases that reads show, by operation, in the order in which they were first seen. How often one looks decides which those are. */
export function phasesSeen(contract: Contract, scenes: Iterable<Scene>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  for (const { exchanges } of scenes)
    for (const exchange of exchanges) {
      const operation = contract.operations.get(exchange.operation ?? '')
      const lifecycle = operation?.behaviour?.action === 'read' ? lifecycleOf(contract, operation)?.lifecycle : undefined
      const phase = lifecycle && succeeded(exchange) ? phaseOf(lifecycle, answerOf(exchange)) : undefined
      if (operation === undefined || phase === undefined) continue
      found.set(operation.id, (found.get(operation.id) ?? new Set()).add(phase))
    }
  return new Map([...found].map(([operation, phases]) => [operation, [...phases]]))
}
