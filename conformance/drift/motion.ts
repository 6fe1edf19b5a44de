import { answerOf, succeeded } from '../history.ts'
import { phaseOf } from '../judge/phase.ts'
import { tagOf } from '../judge/view.ts'
import { lifecycleOf } from './phases.ts'
import type { Contract, Operation } from '../../specs/contract.ts'
import type { Exchange } from '../history.ts'
import type { Scene } from './sides.ts'

/** Whether the tag of a type moved, each time that nothing but the phase changed between two reads. */
export interface TagMoves {
  readonly moved: number
  readonly stayed: number
  /** The first read that showed another phase. */
  readonly example: Move
}

interface Move {
  readonly operation: string
  readonly moved: boolean
  readonly check: string
  readonly resource: string
  readonly exchange: Exchange
}

/** What reads in a row show of entity tags and phases, by the operation that reads. */
export function tagMoves(contract: Contract, scenes: Iterable<Scene>): ReadonlyMap<string, TagMoves> {
  const found = new Map<string, TagMoves>()
  for (const scene of scenes)
    for (const move of movesIn(contract, scene)) {
      const { moved, stayed, example } = found.get(move.operation) ?? { moved: 0, stayed: 0, example: move }
      found.set(move.operation, { moved: moved + (move.moved ? 1 : 0), stayed: stayed + (move.moved ? 0 : 1), example })
    }
  return found
}

interface Look {
  readonly phase: string
  readonly tag: string
}

function movesIn(contract: Contract, { check, resource, exchanges }: Scene): readonly Move[] {
  const looks = new Map<string, Look>()
  const moves: Move[] = []
  for (const exchange of exchanges) {
    const operation = contract.operations.get(exchange.operation ?? '')
    if (operation?.behaviour?.action !== 'read') {
      if (exchange.request.method !== 'GET') looks.clear()
      continue
    }
    const look = lookOf(contract, operation, exchange)
    const before = looks.get(exchange.request.target)
    if (look === undefined) continue
    if (before !== undefined && before.phase !== look.phase) moves.push({ operation: operation.id, moved: before.tag !== look.tag, check, resource, exchange })
    looks.set(exchange.request.target, look)
  }
  return moves
}

function lookOf(contract: Contract, operation: Operation, exchange: Exchange): Look | undefined {
  const answer = succeeded(exchange) ? answerOf(exchange) : undefined
  const tagged = contract.behaviour.resources[operation.behaviour?.resource ?? '']?.tag
  const lifecycle = lifecycleOf(contract, operation)?.lifecycle
  const [phase, tag] = [lifecycle && phaseOf(lifecycle, answer), tagged && tagOf(tagged, answer)]
  return phase === undefined || tag === undefined ? undefined : { phase, tag }
}
