import { at } from '../../specs/json.ts'
import { answerOf, succeeded } from '../history.ts'
import { phaseOf } from '../judge/phase.ts'
import { tagOf } from '../judge/view.ts'
import type { Lifecycle, ResourceType } from '../../specs/behaviour.ts'
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

/** Whether the tag of a type moved, each time that nothing but the phase changed between two reads. */
export interface TagMoves {
  readonly moved: number
  readonly stayed: number
}

/** What reads in a row show of entity tags and phases, by the operation that reads. */
export function tagMoves(contract: Contract, scenes: Iterable<Scene>): ReadonlyMap<string, TagMoves> {
  const found = new Map<string, TagMoves>()
  for (const scene of scenes)
    for (const [operation, moved] of movesIn(contract, scene)) {
      const { moved: more, stayed } = found.get(operation) ?? { moved: 0, stayed: 0 }
      found.set(operation, { moved: more + (moved ? 1 : 0), stayed: stayed + (moved ? 0 : 1) })
    }
  return found
}

interface Look {
  readonly phase: string
  readonly tag: string
}

function movesIn(contract: Contract, { exchanges }: Scene): readonly (readonly [operation: string, moved: boolean])[] {
  const looks = new Map<string, Look>()
  const moves: [string, boolean][] = []
  for (const exchange of exchanges) {
    const operation = contract.operations.get(exchange.operation ?? '')
    if (operation?.behaviour?.action !== 'read') {
      if (exchange.request.method !== 'GET') looks.clear()
      continue
    }
    const type = contract.behaviour.resources[operation.behaviour.resource]
    const look = succeeded(exchange) ? lookOf(contract, { operation, type }, answerOf(exchange)) : undefined
    const before = looks.get(exchange.request.target)
    if (look === undefined) continue
    if (before !== undefined && before.phase !== look.phase) moves.push([operation.id, before.tag !== look.tag])
    looks.set(exchange.request.target, look)
  }
  return moves
}

function lookOf(
  contract: Contract,
  { operation, type }: { readonly operation: Operation; readonly type: ResourceType | undefined },
  answer: Answer | undefined,
): Look | undefined {
  const lifecycle = lifecycleOf(contract, operation)?.lifecycle
  const phase = lifecycle && phaseOf(lifecycle, answer)
  const tag = type?.tag && tagOf(type.tag, answer)
  return phase === undefined || tag === undefined ? undefined : { phase, tag }
}
